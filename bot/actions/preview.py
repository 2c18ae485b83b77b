"""How often a query would have fired on the stored items, what it nearly fired on, what to beware of."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from heapq import merge
from itertools import chain
from operator import attrgetter

from bot.actions.desk import Desk
from bot.actions.judging import Judge, Judged, document_of, held_of
from bot.actions.sampling import BUDGET, sample
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
from bot.query.wanted import AnyOf, Has, Wanted, size, without

PERIOD = timedelta(days=7)
LAST = 3
_QUERY = RuleId("preview")
_NEAR_LOOKED_AT = 50
_NEAR_KEYS = 5_000
"""So much of queries is explained in all while looking for near misses."""
_FEED = attrgetter("feed_id")
_DAY = attrgetter("day")
_STORY_AND_DAY = attrgetter("story_id", "day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An item the query holds on, and on which words."""

    item: Item
    match: Match
    story_id: StoryId


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
    estimated: bool = False
    """So many were to be judged that only some were: the counts are about right, and the latest of these are shown."""
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

    bounds = (None, None) if scan else (narrow(node), surely(node))
    (stored, oldest), counted, maybe_near = await asyncio.gather(
        desk.store.stored_since(since),
        _count(desk, judge, since, *bounds, hears=hears, last=last, every=scan),
        _maybe_near(desk, node, since),
    )
    first_of_story = counted.first_of_story
    by_day = Counter(first_of_story.values())
    for story, stands_for in counted.each.items():
        by_day[first_of_story[story]] += stands_for - 1

    others = [
        found for found in maybe_near
        if found.story_id not in first_of_story and hears(found.item.feed_id)
    ]  # fmt: skip
    return Preview(
        stories=by_day.total(),
        estimated=counted.estimated,
        items=counted.items,
        judged=stored,
        days=(now - (oldest or now)) / timedelta(days=1),
        by_day=tuple(sorted(by_day.items())),
        last=counted.last,
        near=await _near_misses(desk, query, node, others),
        advice=tuple(advise(node, desk.frequencies)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    first_of_story: Mapping[StoryId, date]
    each: Mapping[StoryId, int]
    """For how many stories one stands, of those that do not stand for themselves alone."""
    items: int
    estimated: bool
    last: tuple[Hit, ...]


async def _count(
    desk: Desk,
    judge: Judge,
    since: datetime,
    most: Wanted | None,
    least: Wanted | None,
    *,
    hears: Callable[[str], bool],
    last: int,
    every: bool,
) -> _Counted:
    """Count what the query holds on, and give the latest of it, the newest first, one a story.

    What the index is sure of is counted, and judged only where it is shown; the rest is judged, or,
    unless ``every`` one shall be, some of very many.
    """
    sure: Sequence[Trace] = ()
    if least is not None:
        sure = _heard(await desk.store.traces(since, least), hears)
    doubtful = _between(most, least)
    containing = judge.containing if doubtful is None else ()
    between = _heard(await desk.store.traces(since, doubtful, containing=containing), hears)
    each: dict[StoryId, int] = {}
    estimated = not every and len(between) > BUDGET
    if estimated:
        chosen = sample(between)
        between, each = chosen.traces, dict(chosen.each)
    known = {
        one.found.number: one async for one in held_of(desk, judge, [t.number for t in between])
    }
    met = [one for one in between if one.number in known]
    items = len(sure) + sum(each.get(one.story_id, 1) for one in met)
    latest_first = sorted(chain(sure, met), key=_DAY, reverse=True)
    first_of_story: dict[StoryId, date] = dict(map(_STORY_AND_DAY, latest_first))
    alone = {trace.story_id for trace in sure} if each else set()
    shown: dict[StoryId, int] = {}
    for trace in merge(sure, met, reverse=True):
        shown.setdefault(trace.story_id, trace.number)
        if len(shown) == last:
            break
    told = [number for number in shown.values() if number not in known]
    known |= {one.found.number: one async for one in held_of(desk, judge, told)}
    if any(number not in known for number in told):
        # The index is wrong, of words that are cut or stemmed otherwise by now: it is not asked.
        return await _count(desk, judge, since, None, None, hears=hears, last=last, every=every)
    return _Counted(
        first_of_story=first_of_story,
        each={name: each[name] for name in each.keys() & first_of_story.keys() - alone},
        items=items,
        estimated=estimated,
        last=tuple(_hit(judge, known[number]) for number in shown.values()),
    )


def _heard(traces: Sequence[Trace], hears: Callable[[str], bool]) -> Sequence[Trace]:
    """Leave out what the subscriber's feeds did not bring; each feed is asked about once, traces are many."""
    deaf = {feed for feed in set(map(_FEED, traces)) if not hears(feed)}
    return [one for one in traces if one.feed_id not in deaf] if deaf else traces


def _between(most: Wanted | None, least: Wanted | None) -> Wanted | None:
    """Give what is to be judged: what has the one and not the other, and what says nothing of itself."""
    between = most if least is None else without(most, least)
    if between is None:
        return None
    return Has(EVERYTHING) if least == most else AnyOf((between, Has(EVERYTHING)))


def _hit(judge: Judge, one: Judged) -> Hit:
    match = judge.match(_QUERY, one.document, one.rules[_QUERY])
    return Hit(item=one.found.item, match=match, story_id=one.found.story_id)


async def _maybe_near(desk: Desk, node: Node, since: datetime) -> Sequence[Found]:
    """Give the newest items that have nearly all of what the query wants, or all."""
    wanted = nearly(node)
    if wanted is None:
        return ()
    limit = min(_NEAR_LOOKED_AT, max(_NEAR_KEYS // size(wanted), LAST))
    newest = desk.store.search(since, wanted, tagged=names_tags(node), limit=limit)
    return [found async for found in newest]


async def _near_misses(
    desk: Desk, query: str, node: Node, others: Sequence[Found]
) -> tuple[NearMiss, ...]:
    """Look through items the query does not hold on, the newest first."""
    tagged = names_tags(node)
    newest: dict[StoryId, Found] = {}
    for found in others:
        newest.setdefault(found.story_id, found)
    if not newest:
        return ()
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
