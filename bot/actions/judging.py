"""Queries judged on stored items as they would have met them: with the tags and stories of then."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions.desk import Desk
from bot.domain.item import Item
from bot.domain.rule import Match, RuleId
from bot.domain.story import Story, StoryFacts, StoryId
from bot.domain.ticker import Via
from bot.matching.index import RuleIndex
from bot.matching.matches import Matches
from bot.pipeline.analyst import Analyst
from bot.pipeline.ports import Found
from bot.query.build import any_of
from bot.query.document import Document, analyse
from bot.query.narrow import names_tags, narrow
from bot.query.tree import Node

_AT_ONCE = 200
"""Items judged before others get a turn on the event loop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An item that at least one of the queries holds on."""

    found: Found
    rules: frozenset[RuleId]
    """Whose queries hold."""
    matches: Sequence[Matches]

    def match(self, rule: RuleId) -> Match:
        """Give one of ``rules`` with the words it holds on."""
        return next(one for matches in self.matches for one in matches.held if one.rule_id == rule)


class Judge:
    """Judges queries on items, one after another."""

    def __init__(self, analyst: Analyst, queries: Mapping[RuleId, Node]) -> None:
        """``queries`` come with every name put in."""
        self._analyst = analyst
        self._index = RuleIndex()
        for rule, node in queries.items():
            self._index.add(rule, node)
        self.tagged = any(map(names_tags, queries.values()))
        """They ask for tickers or themes."""

    def document(self, found: Found) -> Document:
        """Give a stored item as rules saw it, with its tickers and themes where they are asked for."""
        if not self.tagged:
            return analyse(found.item)
        if found.baskets is None:
            return self._analyst.read(found.item).document
        own = (
            tag for tag in found.tickers if tag.via is not Via.BASKET or tag.basket in found.baskets
        )
        return analyse(found.item, tags=tuple(own), baskets=found.baskets)

    def meet(self, document: Document) -> Matches:
        """Judge all queries on an item of whose story nothing is known."""
        return self._index.match(document)

    def meet_story(
        self, document: Document, matches: Matches, grown: Iterator[StoryFacts]
    ) -> tuple[Matches, ...]:
        """Judge those that wait for the story as it grew; give what holds, the first first."""
        found = [matches]
        for facts in grown:
            if not found[-1].waiting:
                break
            found.append(self._index.recheck(document, facts, found[-1].waiting))
        return tuple(found)


def as_it_grew(story: Story, seen: datetime) -> Iterator[StoryFacts]:
    """Give what was known of a story when an item of it was seen, and whenever it grew after that."""
    later = (report.at for report in story.reports if report.at > seen)
    for now in (seen, *later):
        reports = tuple(report for report in story.reports if report.at <= now)
        yield StoryFacts(opened=story.opened, now=now, reports=reports or story.reports[:1])


async def judged(
    desk: Desk,
    queries: Mapping[RuleId, Node],
    since: datetime,
    *,
    hears: Callable[[Item], bool] = lambda _: True,
    with_tickers: bool = False,
    scan: bool = False,
) -> AsyncIterator[Judged]:
    """Go through the stored items seen since that one of ``queries`` holds on, the last stored first.

    Only what they can hold on is read, by the index of stored items; their tickers and themes where
    a query asks for them or ``with_tickers``. ``scan`` reads everything: it gives the same, slowly.
    """
    judge = Judge(desk.analyst, queries)
    wanted = None if scan else narrow(any_of(queries.values()))
    page: list[Found] = []
    async for found in desk.store.search(since, wanted, tagged=judge.tagged or with_tickers):
        if hears(found.item):
            page.append(found)
        if len(page) >= _AT_ONCE:
            for one in await _of_page(desk, judge, page):
                yield one
            page = []
            await asyncio.sleep(0)
    for one in await _of_page(desk, judge, page):
        yield one


async def _of_page(desk: Desk, judge: Judge, page: Sequence[Found]) -> list[Judged]:
    met = [(found, document, judge.meet(document)) for found in page
           for document in (judge.document(found),)]  # fmt: skip
    waiting = {found.story_id for found, _, matches in met if matches.waiting}
    stories: Mapping[StoryId, Story] = await desk.store.stories(waiting) if waiting else {}
    held = []
    for found, document, matches in met:
        story = stories.get(found.story_id)
        all_matches: tuple[Matches, ...] = (matches,)
        if matches.waiting and story is not None and found.item.seen is not None:
            grown = as_it_grew(story, found.item.seen)
            all_matches = judge.meet_story(document, matches, grown)
        rules = frozenset(rule for one in all_matches for rule in one.rule_ids)
        if rules:
            held.append(Judged(found=found, rules=rules, matches=all_matches))
    return held
