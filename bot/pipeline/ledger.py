"""How often each rule has alerted each subscriber today, and when last: for budgets and cooldowns."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.alert import Alert
from bot.domain.rule import Rule, RuleId
from bot.domain.subscriber import SubscriberId
from bot.pipeline.ports import Noted

REMEMBERED = timedelta(days=7)
"""How far back a ledger is taken up from the store; the longest cooldown."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """What one rule has told one subscriber."""

    day: date
    """The subscriber's day that is counted."""
    told: int
    """Alerts at once on that day; what a digest tells does not count."""
    last: datetime
    """Of all alerts, at once or not."""
    spent: bool = False
    """They were told that its budget of the day is spent."""


class Ledger:
    """Entries by subscriber and rule; what is noted in a draft counts only once it is absorbed."""

    def __init__(self, base: "Ledger | None" = None) -> None:
        self._base = base
        self._entries: dict[tuple[SubscriberId, RuleId], _Entry] = {}

    def draft(self) -> "Ledger":
        """Give a ledger that knows what this one does."""
        return Ledger(self)

    def absorb(self, draft: "Ledger") -> None:
        """Take over what was noted in ``draft``: it is stored now."""
        self._entries.update(draft._entries)  # noqa: SLF001 - of the same class

    def note(self, alert: Alert | Noted, day: date) -> None:
        """Count an alert on the subscriber's ``day``. In any order: only their newest day counts."""
        at_once = alert.held_until is None
        for rule in alert.rules:
            key = alert.subscriber_id, rule
            entry = self._find(*key)
            if entry is None or entry.day < day:
                last = alert.created if entry is None else max(entry.last, alert.created)
                self._entries[key] = _Entry(day=day, told=int(at_once), last=last)
            else:
                told = entry.told + (at_once and entry.day == day)
                last = max(entry.last, alert.created)
                self._entries[key] = replace(entry, told=told, last=last)

    def note_spent(self, subscriber_id: SubscriberId, rule: RuleId, day: date) -> None:
        """Remember that they were told of the rule's budget on ``day``."""
        entry = self._find(subscriber_id, rule)
        if entry is not None and entry.day == day:
            self._entries[subscriber_id, rule] = replace(entry, spent=True)

    def told(self, subscriber_id: SubscriberId, rule: RuleId, day: date) -> int:
        """Give how often a rule alerted a subscriber at once on ``day``."""
        entry = self._find(subscriber_id, rule)
        return entry.told if entry is not None and entry.day == day else 0

    def is_spent(self, subscriber_id: SubscriberId, rule: RuleId, day: date) -> bool:
        """Whether they were told of the rule's budget on ``day``."""
        entry = self._find(subscriber_id, rule)
        return entry is not None and entry.day == day and entry.spent

    def cools_down(self, subscriber_id: SubscriberId, rule: Rule, now: datetime) -> bool:
        """Whether ``rule`` told them another story less than its cooldown ago."""
        if rule.cooldown is None:
            return False
        entry = self._find(subscriber_id, rule.id)
        return entry is not None and now - entry.last < rule.cooldown

    def expire(self, now: datetime) -> None:
        """Forget what neither a budget nor a cooldown asks for any more."""
        self._entries = {
            key: entry for key, entry in self._entries.items() if now - entry.last <= REMEMBERED
        }

    def _find(self, subscriber_id: SubscriberId, rule: RuleId) -> _Entry | None:
        found = self._entries.get((subscriber_id, rule))
        if found is None and self._base is not None:
            return self._base._find(subscriber_id, rule)  # noqa: SLF001 - of the same class
        return found
