"""What subscribers have muted. Kept in memory like the rules in force; a change meets the next item."""

from collections.abc import Iterable
from datetime import datetime

from bot.domain.item import Item
from bot.domain.rule import RuleId, Severity
from bot.domain.silence import Mute, MuteKind, Stage, Stop
from bot.domain.story import StoryId
from bot.domain.subscriber import SubscriberId
from bot.domain.ticker import TickerTag, Via


class Mutes:
    """Every subscriber's mutes. One that has ended holds no more, whether it was dropped or not."""

    def __init__(self, mutes: Iterable[Mute] = ()) -> None:
        self._ends: dict[SubscriberId, dict[tuple[MuteKind, str], datetime | None]] = {}
        for mute in mutes:
            self.put(mute)

    def __contains__(self, subscriber_id: SubscriberId) -> bool:
        """Whether a subscriber has muted anything."""
        return subscriber_id in self._ends

    def put(self, mute: Mute) -> None:
        """Add, or replace the one of the same kind and key."""
        key = mute.kind, _folded(mute.key)
        self._ends.setdefault(mute.subscriber_id, {})[key] = mute.until

    def drop(self, mute: Mute) -> None:
        """Take one away, by kind and key."""
        ends = self._ends.get(mute.subscriber_id, {})
        ends.pop((mute.kind, _folded(mute.key)), None)
        if not ends:
            self.forget(mute.subscriber_id)

    def forget(self, subscriber_id: SubscriberId) -> None:
        """Take all of a subscriber's away."""
        self._ends.pop(subscriber_id, None)

    def holds(self, subscriber_id: SubscriberId, kind: MuteKind, key: str, now: datetime) -> bool:
        """Whether this is muted now."""
        ends = self._ends.get(subscriber_id)
        if ends is None:
            return False
        until = ends.get((kind, _folded(key)), now)
        return until is None or until > now


def silenced(
    item: Item,
    story: StoryId,
    tickers: Iterable[TickerTag],
    rules: Iterable[RuleId],
    severity: Severity,
    *,
    of: SubscriberId,
    mutes: Mutes,
    now: datetime,
) -> Stop | None:
    """Say which mute of a subscriber keeps an item from them that ``rules`` hold on; None: none.

    A story stays silent whatever happens in it. A rule is silent where all that hold are. A source
    is heard only where it is critical, a ticker where another company is mentioned as well.
    """
    if of not in mutes:
        return None

    def stop(stage: Stage, detail: str) -> Stop:
        return Stop(item_id=item.id, subscriber_id=of, stage=stage, detail=detail)

    if mutes.holds(of, MuteKind.STORY, story, now):
        return stop(Stage.MUTED_STORY, story)
    holding = list(rules)
    if holding and all(mutes.holds(of, MuteKind.RULE, rule, now) for rule in holding):
        return stop(Stage.MUTED_RULE, ", ".join(holding))
    if severity < Severity.CRITICAL and mutes.holds(of, MuteKind.SOURCE, item.source, now):
        return stop(Stage.MUTED_SOURCE, item.source)
    mentioned = sorted({tag.symbol for tag in tickers if tag.via is not Via.BASKET})
    if mentioned and all(mutes.holds(of, MuteKind.TICKER, one, now) for one in mentioned):
        return stop(Stage.MUTED_TICKER, ", ".join(mentioned))
    return None


def _folded(key: str) -> str:
    return key.casefold()
