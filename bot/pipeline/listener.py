"""One subscriber at the moment of a decision: what keeps something from them, and what is sent. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.alert import Alert
from bot.domain.delivery import DeliveryKind, NewDelivery
from bot.domain.item import Item, ItemId
from bot.domain.rule import Rule, RuleId, Severity
from bot.domain.sentence import said
from bot.domain.silence import MuteKind, Stage, Stop
from bot.domain.story import Novelty, StoryId
from bot.domain.subscriber import Subscriber
from bot.domain.ticker import TickerTag
from bot.pipeline.ledger import Ledger
from bot.pipeline.silence import Mutes, silenced
from bot.pipeline.timing import Hold, hold
from bot.pipeline.wallclock import local_day


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of subscribers beside what they were told of this story."""

    mutes: Mutes = field(default_factory=Mutes)
    ledger: Ledger = field(default_factory=Ledger)


@dataclass(frozen=True, slots=True)
class Listener:
    """A subscriber at a moment, with what is remembered of them."""

    subscriber: Subscriber
    memory: Memory
    now: datetime

    def silence(
        self,
        item: Item,
        story: StoryId,
        tickers: Collection[TickerTag],
        rules: Iterable[RuleId],
        severity: Severity,
    ) -> Stop | None:
        """Give the mute that keeps an item from them which ``rules`` hold on."""
        return silenced(
            item,
            story,
            tickers,
            rules,
            severity,
            of=self.subscriber.id,
            mutes=self.memory.mutes,
            now=self.now,
        )

    def unmuted(self, rules: Iterable[Rule]) -> list[Rule]:
        """Give the rules they have not muted."""
        mutes, of = self.memory.mutes, self.subscriber.id
        if of not in mutes:
            return list(rules)
        return [one for one in rules if not mutes.holds(of, MuteKind.RULE, one.id, self.now)]

    def cooled(self, rules: Iterable[Rule]) -> list[Rule]:
        """Give the rules whose cooldown is over."""
        ledger, of = self.memory.ledger, self.subscriber.id
        return [one for one in rules if not ledger.cools_down(of, one, self.now)]

    def spent(self, rules: Iterable[Rule]) -> list[Rule]:
        """Give the rules that have alerted them as often today as they may; critical ones always may."""
        budget = self.subscriber.preferences.budget
        day = local_day(self.now, self.subscriber.preferences.zone)
        ledger, of = self.memory.ledger, self.subscriber.id
        return [
            rule
            for rule in rules
            if rule.severity < Severity.CRITICAL and ledger.told(of, rule.id, day) >= budget
        ]

    def hold(self, severity: Severity, *, digest: bool) -> Hold | None:
        """Say until when something waits; see :func:`bot.pipeline.timing.hold`."""
        return hold(self.subscriber.preferences, severity, self.now, digest=digest)

    def message(
        self,
        kind: DeliveryKind,
        alert: Alert,
        novelty: Novelty | None = None,
        wait: Hold | None = None,
    ) -> NewDelivery:
        """Give a message of ``alert``, at once or when ``wait`` is over."""
        return NewDelivery(
            kind=kind,
            subscriber_id=alert.subscriber_id,
            destination=alert.destination or self.subscriber.destination,
            severity=alert.severity,
            created=self.now,
            not_before=wait.until if wait else self.now,
            alert_id=alert.id,
            novelty=novelty,
        )

    def digest(self, alert: Alert, wait: Hold) -> NewDelivery:
        """Give the digest that tells ``alert``: one for all that wait for the same time."""
        return NewDelivery(
            kind=DeliveryKind.DIGEST,
            subscriber_id=alert.subscriber_id,
            destination=alert.destination or self.subscriber.destination,
            severity=Severity.MEDIUM,
            created=self.now,
            not_before=wait.until,
        )

    def notices(self, spent: Iterable[Rule]) -> Iterable[NewDelivery]:
        """Say once a day and rule that its budget is spent."""
        subscriber = self.subscriber
        day = local_day(self.now, subscriber.preferences.zone)
        quiet = self.hold(Severity.LOW, digest=False)
        for rule in spent:
            if self.memory.ledger.is_spent(subscriber.id, rule.id, day):
                continue
            yield NewDelivery(
                kind=DeliveryKind.NOTICE,
                subscriber_id=subscriber.id,
                destination=subscriber.destination,
                severity=Severity.LOW,
                created=self.now,
                not_before=quiet.until if quiet else self.now,
                said=said(
                    "notice.budget",
                    rule=rule.name if rule.owner else rule.id,
                    count=subscriber.preferences.budget,
                    day=day,
                ),
                rule_id=rule.id,
            )

    def stop(self, item: ItemId, stage: Stage, detail: str, until: datetime | None = None) -> Stop:
        """Say what kept an item from them, or put it off."""
        return Stop(
            item_id=item,
            subscriber_id=self.subscriber.id,
            stage=stage,
            detail=detail,
            until=until,
        )
