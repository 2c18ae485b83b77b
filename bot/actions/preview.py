"""How often a query would have fired on the stored items, what it nearly fired on, what to beware of."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

from bot.actions.desk import Desk
from bot.actions.judging import Judge, Judged, document_of, held, sifted
from bot.domain.feed import FeedId
from bot.domain.item import Item
from bot.domain.rule import Match, RuleId
from bot.domain.sentence import Sentence
from bot.domain.story import StoryFacts, StoryId
from bot.domain.subscriber import SubscriberId
from bot.pipeline.ports import Found, Trace
from bot.query.advice import Advice, advise
from bot.query.document import Document
from bot.query.explain import explain, lacking
from bot.query.keys import EVERYTHING
from bot.query.narrow import names_tags, narrow, nearly, surely
from bot.query.tree import Node
from bot.query.wanted import Has, Wanted, size, without

PERIOD = timedelta(days=7)
LAST = 3
_QUERY = RuleId("preview")
_NEAR_LOOKED_AT = 50
_NEAR_KEYS = 5_000
"""So much of queries is explained in all while looking for near misses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An item the query holds on, and on which words."""

    item: Item
    match: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """An item the query does not hold on for want of one clause."""

    item: Item
    lacked: str
    """The clause as it was typed."""
    near: Sentence | None
    """How near it came: both are found, 14 words apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a query would have done."""

    stories: int
    """Distinct stories it holds on: so many alerts it would have sent."""
    items: int
    judged: int
    """Stored items of the period."""
    days: float
    """How long a time those cover; the store may be younger than the period."""
    by_day: tuple[tuple[date, int], ...]
    """Stories a day (UTC), the oldest first."""
    last: tuple[Hit, ...]
    """The latest, the newest first, one a story."""
    near: tuple[NearMiss, ...] = ()
    """The latest it nearly held on, the newest first, one a story."""
    advice: tuple[Advice, ...] = ()
    """What of the query is probably not meant."""

    @property
    def per_day(self) -> float:
        """Alerts a day, on average."""
        return self.stories / max(self.days, 1.0)


async def preview(
    desk: Desk,
    query: str,
    subscriber_id: SubscriberId | None = None,
    *,
    period: timedelta = PERIOD,
    last: int = LAST,
    scan: bool = False,
) -> Preview:
    """Judge ``query`` on the items of the last ``period``, as the subscriber would have met them.

    Story conditions are judged on each item's story as it stood then and as it grew. ``scan`` judges
    every item instead of asking the index: the same, slowly.

    Raises:
        QueryError: the query does not parse.

    """
    owner = desk.rules.find(subscriber_id) if subscriber_id else None
    node = desk.rules.compile(query, owner)
    judge = Judge(desk.analyst, {_QUERY: node})
    now = desk.clock.now()
    since = now - period

    @cache
    def hears(feed: str) -> bool:
        return desk.rules.followers.hears(subscriber_id, FeedId(feed))

    stored, oldest = await desk.store.stored_since(since)
    bounds = (None, None) if scan else (narrow(node), surely(node))
    traces, hits = await _count(desk, judge, since, *bounds, hears=hears, last=last)
    first_of_story: dict[StoryId, date] = {}
    for trace in traces:
        known = first_of_story.get(trace.story_id, trace.day)
        first_of_story[trace.story_id] = min(trace.day, known)

    def others(found: Found) -> bool:
        return found.story_id not in first_of_story and hears(found.item.feed_id)

    return Preview(
        stories=len(first_of_story),
        items=len(traces),
        judged=stored,
        days=(now - (oldest or now)) / timedelta(days=1),
        by_day=tuple(sorted(Counter(first_of_story.values()).items())),
        last=hits,
        near=await _near_misses(desk, query, node, since, others),
        advice=tuple(advise(node, desk.frequencies)),
    )


async def _count(
    desk: Desk,
    judge: Judge,
    since: datetime,
    most: Wanted | None,
    least: Wanted | None,
    *,
    hears: Callable[[str], bool],
    last: int,
) -> tuple[list[Trace], tuple[Hit, ...]]:
    """Give what the query holds on, and the latest of it, the newest first, one a story.

    What the index is sure of is counted, and judged only where it is shown; the rest is judged.
    """
    traces: list[Trace] = []
    known: dict[int, Judged] = {}
    if least is not None:
        traces += [one for one in await desk.store.traces(since, least) if hears(one.feed_id)]
    doubtful = most
    if least is not None:
        doubtful = Has(EVERYTHING) if least == most else without(most, least)
    async for one in sifted(desk, judge, since, doubtful, hears=lambda it: hears(it.feed_id)):
        known[one.found.number] = one
        traces.append(_trace(one.found))
    shown: dict[StoryId, int] = {}
    for trace in sorted(traces, reverse=True):
        shown.setdefault(trace.story_id, trace.number)
        if len(shown) == last:
            break
    told = [number for number in shown.values() if number not in known]
    found = await desk.store.found(told, tagged=judge.tagged)
    known |= {one.found.number: one for one in await held(desk, judge, found)}
    if any(number not in known for number in told):
        # The index is wrong, of words that are cut or stemmed otherwise by now: it is not asked.
        return await _count(desk, judge, since, None, None, hears=hears, last=last)
    return traces, tuple(_hit(judge, known[number]) for number in shown.values())


def _trace(found: Found) -> Trace:
    seen = found.item.seen
    assert seen is not None
    day = seen.astimezone(UTC).date()
    return Trace(found.number, found.story_id, FeedId(found.item.feed_id), day)


def _hit(judge: Judge, one: Judged) -> Hit:
    match = judge.match(_QUERY, one.document, one.rules[_QUERY])
    return Hit(item=one.found.item, match=match)


async def _near_misses(
    desk: Desk,
    query: str,
    node: Node,
    since: datetime,
    others: Callable[[Found], bool],
) -> tuple[NearMiss, ...]:
    """Look through the newest of ``others`` that have nearly all of what the query wants."""
    wanted = nearly(node)
    if wanted is None:
        return ()
    tagged = names_tags(node)
    limit = min(_NEAR_LOOKED_AT, max(_NEAR_KEYS // size(wanted), LAST))
    newest: dict[StoryId, Found] = {}
    async for found in desk.store.search(since, wanted, tagged=tagged, limit=limit):
        if others(found):
            newest.setdefault(found.story_id, found)
    stories = await desk.store.stories(newest)
    misses: list[NearMiss] = []
    for name, found in newest.items():
        facts = stories[name].facts(stories[name].updated) if name in stories else None
        miss = near_miss(node, query, document_of(desk.analyst, found, tagged=tagged), facts)
        if miss is not None:
            misses.append(miss)
            if len(misses) == LAST:
                break
    return tuple(misses)


def near_miss(
    node: Node, query: str, document: Document, facts: StoryFacts | None
) -> NearMiss | None:
    """Give what ``document`` lacked where that is a single clause of ``query``."""
    if len(lacking(explain(node, document, facts))) != 1:
        return None
    (missing,) = lacking(explain(node, document, facts, typed=query))
    return NearMiss(item=document.item, lacked=missing.text, near=missing.near)
