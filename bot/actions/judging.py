"""Queries judged on stored items as they would have met them: with the tags and stories of then."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions.desk import Desk
from bot.domain.item import Item
from bot.domain.rule import Match, RuleId
from bot.domain.story import Story, StoryFacts, StoryId
from bot.matching.literals import required_literals
from bot.pipeline.analyst import Analyst
from bot.pipeline.ports import Found
from bot.query.build import any_of
from bot.query.document import Document, analyse, as_read
from bot.query.holds import holds, openings
from bot.query.narrow import names_tags, narrow
from bot.query.oracle import judge
from bot.query.tree import And, Field, Node, Regex
from bot.query.wanted import Wanted

_AT_ONCE = 200
"""Items judged before others get a turn on the event loop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An item that at least one of the queries holds on."""

    found: Found
    document: Document
    rules: Mapping[RuleId, StoryFacts | None]
    """Whose queries hold, with what was known of the story when they did; None where they need nothing of it."""


class Judge:
    """Judges queries on items, one after another."""

    def __init__(self, analyst: Analyst, queries: Mapping[RuleId, Node]) -> None:
        """``queries`` come with every name put in."""
        self._analyst = analyst
        self._queries = queries
        self._openings = openings(any_of(queries.values()))
        self.tagged = any(map(names_tags, queries.values()))
        """They ask for tickers or themes."""
        self.containing = _literals(queries.values())
        """Texts of which every item that one of them holds on has one; none where that is not known."""

    def document(self, found: Found) -> Document:
        """Give a stored item as rules saw it, with its tickers and themes where they are asked for.

        Of its words only those that begin something the queries look for have places.
        """
        return document_of(self._analyst, found, tagged=self.tagged, only=self._openings)

    def meet(self, document: Document) -> dict[RuleId, bool | None]:
        """Judge all queries on an item of whose story nothing is known; give those that may hold."""
        values = {rule: holds(node, document) for rule, node in self._queries.items()}
        return {rule: value for rule, value in values.items() if value is not False}

    def meet_story(
        self, document: Document, waiting: Sequence[RuleId], grown: Iterator[StoryFacts]
    ) -> dict[RuleId, StoryFacts]:
        """Judge those that wait for the story as it grew; give what held, and when first."""
        held: dict[RuleId, StoryFacts] = {}
        for facts in grown:
            waiting = [rule for rule in waiting if rule not in held]
            if not waiting:
                break
            for rule in waiting:
                if holds(self._queries[rule], document, facts):
                    held[rule] = facts
        return held

    def match(self, rule: RuleId, document: Document, facts: StoryFacts | None) -> Match:
        """Give the words a query holds on."""
        return Match(rule_id=rule, evidence=judge(self._queries[rule], document, facts).evidence)


def _literals(queries: Iterable[Node]) -> tuple[str, ...]:
    """Give texts that the regular expressions cannot match without; nothing where other clauses can hold."""
    found: list[str] = []
    for query in queries:
        clauses = query.children if isinstance(query, And) else (query,)
        needed = [
            required_literals(clause.pattern, ignore_case=clause.ignore_case, folded=False)
            for clause in clauses
            if isinstance(clause, Regex) and clause.field in {Field.TEXT, Field.TITLE, Field.BODY}
        ]
        known = [literals for literals in needed if literals]
        if not known:
            return ()
        found += max(known, key=lambda literals: min(map(len, literals)))
    return tuple(found)


def document_of(
    analyst: Analyst, found: Found, *, tagged: bool, only: frozenset[str] | None = None
) -> Document:
    """Give a stored item as rules saw it, with its tickers and themes where it is to be ``tagged``."""
    if not tagged:
        return analyse(found.item, only=only)
    if found.baskets is None:
        return analyst.read(found.item).document
    return as_read(found.item, found.tickers, found.baskets, only=only)


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
) -> AsyncIterator[Judged]:
    """Go through the stored items seen since that one of ``queries`` holds on, the last stored first.

    Only what they can hold on is read, by the index of stored items; their tickers and themes where
    a query asks for them or ``with_tickers``.
    """
    judge = Judge(desk.analyst, queries)
    wanted = narrow(any_of(queries.values()))
    async for one in sifted(desk, judge, since, wanted, hears=hears, with_tickers=with_tickers):
        yield one


async def sifted(
    desk: Desk,
    judge: Judge,
    since: datetime,
    wanted: Wanted | None,
    *,
    hears: Callable[[Item], bool] = lambda _: True,
    with_tickers: bool = False,
) -> AsyncIterator[Judged]:
    """Go through those of the items that have what is ``wanted`` that one of the queries holds on."""
    page: list[Found] = []
    tagged = judge.tagged or with_tickers
    containing = judge.containing if wanted is None else ()
    async for found in desk.store.search(since, wanted, tagged=tagged, containing=containing):
        if hears(found.item):
            page.append(found)
        if len(page) >= _AT_ONCE:
            for one in await held(desk, judge, page):
                yield one
            page = []
            await asyncio.sleep(0)
    for one in await held(desk, judge, page):
        yield one


async def held_of(desk: Desk, judge: Judge, numbers: Sequence[int]) -> AsyncIterator[Judged]:
    """Go through those of the items of these numbers that one of the queries holds on."""
    for start in range(0, len(numbers), _AT_ONCE):
        piece = numbers[start : start + _AT_ONCE]
        for one in await held(desk, judge, await desk.store.found(piece, tagged=judge.tagged)):
            yield one
        await asyncio.sleep(0)


async def held(desk: Desk, judge: Judge, page: Sequence[Found]) -> list[Judged]:
    """Give those of a few items that one of the queries holds on, or did when their story had grown."""
    met = [(found, document, judge.meet(document)) for found in page
           for document in (judge.document(found),)]  # fmt: skip
    waiting = {found.story_id for found, _, values in met if None in values.values()}
    stories: Mapping[StoryId, Story] = await desk.store.stories(waiting) if waiting else {}
    judged: list[Judged] = []
    for found, document, values in met:
        rules: dict[RuleId, StoryFacts | None] = {rule: None for rule in values if values[rule]}
        story = stories.get(found.story_id)
        open_rules = [rule for rule, value in values.items() if value is None]
        if open_rules and story is not None and found.item.seen is not None:
            grown = as_it_grew(story, found.item.seen)
            rules |= judge.meet_story(document, open_rules, grown)
        if rules:
            judged.append(Judged(found=found, document=document, rules=rules))
    return judged
