"""What a query would have alerted on, and how that differs from another's, on stored items."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.actions.desk import Desk
from bot.actions.judging import Judged, judged
from bot.domain.rule import RuleId
from bot.domain.story import StoryId
from bot.domain.ticker import Symbol
from bot.query.tree import Node

_RULE, _AGAINST = RuleId("rule"), RuleId("against")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerted:
    """A story a query would have alerted on, by its first item that the query holds on."""

    story_id: StoryId
    title: str
    url: str
    at: datetime
    tickers: tuple[Symbol, ...]
    """Of all its items that the query holds on, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """What came of one query, and of it against another."""

    since: datetime
    until: datetime
    items: int
    """Stored in that time."""
    gained: tuple[Alerted, ...]
    """Only the query alerts on these, the newest first; where there is no other, all it alerts on."""
    lost: tuple[Alerted, ...] = ()
    """Only the other does."""
    kept: tuple[Alerted, ...] = ()
    """Both do."""

    @property
    def days(self) -> float:
        """How long a time the items cover, one day at least."""
        return max((self.until - self.since) / timedelta(days=1), 1.0)

    @property
    def per_day(self) -> float:
        """Alerts a day by the query."""
        return (len(self.gained) + len(self.kept)) / self.days

    @property
    def against_per_day(self) -> float:
        """Alerts a day by the other."""
        return (len(self.lost) + len(self.kept)) / self.days

    def by_day(self) -> tuple[tuple[date, int, int, int], ...]:
        """Give for every day (UTC) from the first to the last how many it gained, lost and kept."""
        counts = [
            Counter(one.at.date() for one in part) for part in (self.gained, self.lost, self.kept)
        ]
        first, last = self.since.date(), self.until.date()
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        gained, lost, kept = counts
        return tuple((day, gained[day], lost[day], kept[day]) for day in days)

    def tickers(self) -> tuple[tuple[Symbol, int], ...]:
        """Count the stories in which the query touches each ticker, the most first."""
        return _touched((*self.gained, *self.kept))


async def backtest(
    desk: Desk,
    rule: Node,
    against: Node | None,
    *,
    period: timedelta,
    progress: Callable[[float], None] = lambda _: None,
) -> Backtest:
    """Judge ``rule``, and ``against`` where there is such, on the items of the last ``period``.

    ``progress`` is told how much of the period is done, from 0 to 1.
    """
    until = desk.clock.now()
    since = until - period
    items, first = await desk.store.stored_since(since)
    queries = {_RULE: rule} if against is None else {_RULE: rule, _AGAINST: against}
    found: dict[RuleId, dict[StoryId, Alerted]] = {_RULE: {}, _AGAINST: {}}
    async for one in judged(desk, queries, since, with_tickers=True):
        seen = one.found.item.seen or until
        progress((until - seen) / period)
        for rule_id in one.rules:
            stories = found[rule_id]
            stories[one.found.story_id] = _alerted(one, seen, stories.get(one.found.story_id))
    progress(1.0)
    ours, theirs = found[_RULE], found[_AGAINST]
    return Backtest(
        since=first or since,
        until=until,
        items=items,
        gained=_newest(one for story, one in ours.items() if story not in theirs),
        lost=_newest(one for story, one in theirs.items() if story not in ours),
        kept=_newest(one for story, one in ours.items() if story in theirs),
    )


def _alerted(one: Judged, seen: datetime, known: Alerted | None) -> Alerted:
    """Give a story as it is known, with one more item: the earliest names it."""
    item = one.found.item
    tickers = {tag.symbol for tag in one.found.tickers} | set(known.tickers if known else ())
    if known is not None and known.at <= seen:
        return replace(known, tickers=tuple(sorted(tickers)))
    return Alerted(
        story_id=one.found.story_id,
        title=item.title,
        url=item.url,
        at=seen,
        tickers=tuple(sorted(tickers)),
    )


def _newest(alerted: Iterable[Alerted]) -> tuple[Alerted, ...]:
    return tuple(sorted(alerted, key=lambda one: one.at, reverse=True))


def _touched(alerted: Iterable[Alerted]) -> tuple[tuple[Symbol, int], ...]:
    return tuple(Counter(symbol for one in alerted for symbol in one.tickers).most_common())
