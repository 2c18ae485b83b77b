"""How to make a query quieter: the smallest change that drops what was noise and keeps what was not.

::

    what noise has in it, what every wanted item has in it, narrower readings of the query
      → one index of all of them, met once by every item → those that drop no wanted item
      → the smallest that drop all the noise, of those the ones that drop least besides
      → of those that drop about as little, what tells noise from news and not one item from another
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from bot.actions.narrowings import Change, Narrowing, exclusions, narrowings, requirements
from bot.domain.rule import RuleId
from bot.domain.sentence import Sentence, said
from bot.matching.frequencies import Frequencies
from bot.matching.index import RuleIndex
from bot.query.build import all_of, negation
from bot.query.contradiction import contradiction
from bot.query.document import Document
from bot.query.format import format_query
from bot.query.limits import excess
from bot.query.parser import parse
from bot.query.tree import Field, Node, Term
from bot.query.words import stem_of

MAX_PROPOSALS = 5
_MOST_EXCLUSIONS = 4
_PAIRED = 60
"""So many exclusions, those of most noise, are tried two by two before more are put together."""
_COMMON = 0.05
"""Of all items: a word in more of them says nothing of an item."""
_TELLING = (1e-4, 1e-2)
"""Of the news, the share with a word that tells a subject: an opinion, a shop. A word in more is in news of all
kinds, one in less is the name in this item and in no other."""
_QUERY = RuleId("query")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A quieter query."""

    change: Change
    clauses: tuple[Node, ...]
    """What is excluded, required or taken out, or stands in place of what was."""
    node: Node
    """The whole quieter query, names put in."""
    drops: tuple[Document, ...]
    """Of the other items, those the query held on and does not any more."""

    def applied_to(self, query: str) -> str:
        """Give the text to save in place of ``query``, which the proposal was made for.

        What is added is written behind it, so that names in it stay; a change inside it is the whole
        query anew, in canonical form.

        Raises:
            QueryError: ``query`` does not parse.

        """
        if self.change is Change.EXCLUDE:
            return format_query(all_of([parse(query), *map(negation, self.clauses)]))
        if self.change is Change.REQUIRE:
            return format_query(all_of([parse(query), *self.clauses]))
        return format_query(self.node)

    @property
    def said(self) -> Sentence:
        """Give the change in words."""
        return said(f"change.{self.change}", clauses=", ".join(map(format_query, self.clauses)))

    def __str__(self) -> str:
        """Give it in English."""
        return str(self.said)


def propose(
    node: Node,
    wanted: Sequence[Document],
    unwanted: Sequence[Document],
    others: Sequence[Document],
    background: Mapping[str, float] | None = None,
) -> tuple[Proposal, ...]:
    """Give quieter queries than ``node`` that hold on all of ``wanted`` and on none of ``unwanted``.

    The smallest change comes first, of equal ones that which drops fewest of ``others`` (in tenths of
    them), then what is least incidental to the few items there are. Items that ``node`` does not hold on
    change nothing; conditions on the story are taken as met.

    Args:
        node: the query as it is, names put in.
        wanted: items it must go on to hold on.
        unwanted: items it must not hold on any more; where there are none, nothing is proposed.
        others: further stored items, to show what else would be dropped, the query's hits or all.
        background: share of all news, 0 to 1, that holds a stem.

    """
    held = _Bench([])
    held.add(node)
    wanted, unwanted = held.holding(wanted), held.holding(unwanted)
    if not unwanted:
        return ()
    changes = dict.fromkeys(narrowings(node, unwanted))
    for document in unwanted:
        changes.update(dict.fromkeys(exclusions(node, document)))
    if len(wanted) > 1:
        changes.update(dict.fromkeys(requirements(wanted[0])))
    frequencies = _frequencies((*wanted, *unwanted, *others))
    bench = _Bench([one for one in changes if _says_something(one, frequencies)])
    bench.add(node)
    return bench.propose(node, wanted, unwanted, others, background or {})


class _Bench:
    """Judges changes on items, each item once."""

    def __init__(self, changes: Sequence[Narrowing]) -> None:
        self._changes = changes
        self._index = RuleIndex()
        for number, change in enumerate(changes):
            self._index.add(RuleId(str(number)), change.judged)

    def add(self, node: Node) -> None:
        """Take the query itself along."""
        self._index.add(_QUERY, node)

    def holding(self, documents: Iterable[Document]) -> list[Document]:
        """Give those the query holds on, or might as their stories grow."""
        return [one for one in documents if _QUERY in self._held(one)]

    def propose(
        self,
        node: Node,
        wanted: Sequence[Document],
        unwanted: Sequence[Document],
        others: Sequence[Document],
        background: Mapping[str, float],
    ) -> tuple[Proposal, ...]:
        needed = frozenset[int]().union(*map(self._dropped, wanted))
        usable = [number for number in range(len(self._changes)) if number not in needed]
        drops = [self._dropped(document) for document in unwanted]
        reach = {
            number: frozenset(at for at, dropped in enumerate(drops) if number in dropped)
            for number in usable
        }
        hits = self.holding(others)
        losses = [(document, self._dropped(document)) for document in hits]
        found = []
        for chosen in self._smallest(reach, len(unwanted)):
            lost = [one for one, dropped in losses if not dropped.isdisjoint(chosen)]
            proposal = self._proposal(node, chosen, lost)
            if not contradiction(proposal.node) and not excess(proposal.node):
                tenths = 10 * len(lost) // max(len(hits), 1)
                chance = max(_incidental(self._changes[number], background) for number in chosen)
                found.append(((len(chosen), tenths, chance, len(lost)), proposal))
        found.sort(key=lambda one: one[0])
        return _distinct([proposal for _, proposal in found])

    def _smallest(
        self, reach: dict[int, frozenset[int]], all_of_them: int
    ) -> list[tuple[int, ...]]:
        """Give the changes that drop all noise by themselves, or exclusions that do together."""
        alone: list[tuple[int, ...]] = [
            (number,) for number, reached in reach.items() if len(reached) == all_of_them
        ]
        if any(self._changes[number].change is Change.EXCLUDE for (number,) in alone):
            return alone
        excluding = sorted(
            (number for number in reach if self._changes[number].change is Change.EXCLUDE),
            key=lambda number: -len(reach[number]),
        )
        pairs = [
            pair
            for pair in combinations(excluding[:_PAIRED], 2)
            if len(reach[pair[0]] | reach[pair[1]]) == all_of_them
        ]
        return [*alone, *(pairs or self._together(excluding, reach, all_of_them))]

    def _together(
        self, excluding: Sequence[int], reach: dict[int, frozenset[int]], all_of_them: int
    ) -> list[tuple[int, ...]]:
        """Take the exclusion that drops most of what is left, again and again."""
        chosen: list[int] = []
        dropped: frozenset[int] = frozenset()
        while excluding and len(chosen) < _MOST_EXCLUSIONS and len(dropped) < all_of_them:
            best = max(excluding, key=lambda number: len(reach[number] - dropped))
            chosen.append(best)
            dropped |= reach[best]
        return [tuple(chosen)] if len(dropped) == all_of_them else []

    def _proposal(self, node: Node, chosen: tuple[int, ...], lost: Sequence[Document]) -> Proposal:
        changes = [self._changes[number] for number in chosen]
        clauses = tuple(one.clause for one in changes)
        change = changes[0].change
        whole = changes[0].node
        if whole is None:
            added = map(negation, clauses) if change is Change.EXCLUDE else clauses
            whole = all_of([node, *added])
        return Proposal(change=change, clauses=clauses, node=whole, drops=tuple(lost))

    def _held(self, document: Document) -> frozenset[RuleId]:
        found = self._index.match(document)
        return frozenset((*found.rule_ids, *found.waiting))

    def _dropped(self, document: Document) -> frozenset[int]:
        """Give the changes that drop an item the query holds on."""
        held = self._held(document)
        return frozenset(
            number
            for number, change in enumerate(self._changes)
            if (RuleId(str(number)) in held) is change.drops_where_held
        )


def _incidental(narrowing: Narrowing, background: Mapping[str, float]) -> int:
    """Say how likely a clause is in the noise by chance: 0 hardly, 1, 2 probably."""
    clause = narrowing.clause
    if narrowing.around:
        return 0
    if narrowing.node is not None or not isinstance(clause, Term) or clause.field is not Field.TEXT:
        return 1
    if len(clause.words) > 1:
        return 2
    share = background.get(stem_of(clause.words[0]), 0.0)
    return 1 if not background or _TELLING[0] <= share <= _TELLING[1] else 2


def _frequencies(documents: Iterable[Document]) -> Frequencies:
    frequencies = Frequencies()
    for document in documents:
        frequencies.learn(document)
    return frequencies


def _says_something(narrowing: Narrowing, frequencies: Frequencies) -> bool:
    """Pass over words that are everywhere, alone and in phrases."""
    clause = narrowing.clause
    if narrowing.node is not None or not isinstance(clause, Term):
        return True
    words = (Term(words=(word,), field=clause.field) for word in clause.words)
    return all(frequencies.share(word) < _COMMON for word in words)


def _distinct(proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Give the first of them, without phrases around a word that is proposed by itself."""
    shown: list[Proposal] = []
    for proposal in proposals:
        words = _words(proposal)
        if not any(
            proposal.change is one.change and words and _words(one) <= words for one in shown
        ):
            shown.append(proposal)
    return tuple(shown[:MAX_PROPOSALS])


def _words(proposal: Proposal) -> frozenset[str]:
    return frozenset(
        word for clause in proposal.clauses if isinstance(clause, Term) for word in clause.words
    )
