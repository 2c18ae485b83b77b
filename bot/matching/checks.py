"""A query as it is judged on an item: looked up, not searched for, and cut down to what the item holds.

A query of a pack names hundreds of words, an item holds fifty: whatever is an alternative is found by
its first word, so that only what the item holds is looked at.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Protocol

from bot.domain.story import StoryFacts
from bot.matching.algebra import Algebra, Side, Words
from bot.matching.features import Clause
from bot.matching.places import Places
from bot.query.build import any_of
from bot.query.document import Document
from bot.query.oracle import find
from bot.query.tree import NOTHING, And, AtLeast, Leaf, Near, Node, Not, Term


class Check(Protocol):
    """A query, or a part of one."""

    def value(self, document: Document, places: Places, facts: StoryFacts | None) -> bool | None:
        """Judge it on an item whose features say all: True, False, None where the story decides."""
        ...

    def cut(self, places: Places) -> Node:
        """Give the tree without what the item cannot hold: it has the same verdict and evidence there."""
        ...


@dataclass(frozen=True, slots=True)
class _Mention:
    """A word, prefix or phrase, or another thing that is looked up."""

    features: tuple[int, ...]
    leaf: Leaf

    def spans(self, places: Places) -> list[tuple[int, int]]:
        """Give the first and last position of every occurrence."""
        first, *others = self.features
        if not others:
            return [(at, at) for at in places.of(first)]
        following = [places.of(other) for other in others]
        return [
            (at, at + len(others))
            for at in places.of(first)
            if all(at + nth in found for nth, found in enumerate(following, 1))
        ]

    def value(self, document: Document, places: Places, facts: StoryFacts | None) -> bool | None:
        return bool(self.spans(places))

    def cut(self, places: Places) -> Node:
        return self.leaf if places.features >= {*self.features} else NOTHING


class _AnyMention:
    """One of some mentions."""

    __slots__ = ("_by_first", "mentions")

    def __init__(self, mentions: Iterable[_Mention]) -> None:
        self.mentions = tuple(mentions)
        self._by_first: dict[int, list[_Mention]] = {}
        for mention in self.mentions:
            self._by_first.setdefault(mention.features[0], []).append(mention)

    def _possible(self, places: Places) -> list[_Mention]:
        return [
            mention
            for first in self._by_first.keys() & places.features
            for mention in self._by_first[first]
        ]

    def spans(self, places: Places) -> list[tuple[int, int]]:
        return [span for mention in self._possible(places) for span in mention.spans(places)]

    def value(self, document: Document, places: Places, facts: StoryFacts | None) -> bool | None:
        return any(mention.spans(places) for mention in self._possible(places))

    def cut(self, places: Places) -> Node:
        held = [tree for one in self._possible(places) if (tree := one.cut(places)) is not NOTHING]
        return any_of(held) if held else NOTHING


@dataclass(frozen=True, slots=True)
class _Other:
    """A leaf that is not looked up: a condition on the story, an expression that needs no text."""

    leaf: Leaf

    def value(self, document: Document, places: Places, facts: StoryFacts | None) -> bool | None:
        return find(self.leaf, document, facts).value

    def cut(self, places: Places) -> Node:
        return self.leaf


@dataclass(frozen=True, slots=True)
class _Enough:
    """So many of the parts, after Kleene: all of them is AND, one of them is OR."""

    count: int
    parts: tuple[Check, ...]

    def value(self, document: Document, places: Places, facts: StoryFacts | None) -> bool | None:
        missing, unknown = self.count, 0
        for left, part in zip(range(len(self.parts), 0, -1), self.parts, strict=True):
            if missing > left + unknown:
                return False
            value = part.value(document, places, facts)
            if value:
                missing -= 1
                if not missing:
                    return True
            unknown += value is None
        return None if unknown >= missing else False

    def cut(self, places: Places) -> Node:
        held = [tree for part in self.parts if (tree := part.cut(places)) is not NOTHING]
        if len(held) < self.count:
            return NOTHING
        if self.count == 1:
            return any_of(held)
        if self.count == len(self.parts):
            return And(children=tuple(held))
        return AtLeast(count=self.count, children=tuple(held))


@dataclass(frozen=True, slots=True)
class _Negation:
    part: Check

    def value(self, document: Document, places: Places, facts: StoryFacts | None) -> bool | None:
        value = self.part.value(document, places, facts)
        return None if value is None else not value

    def cut(self, places: Places) -> Node:
        return Not(child=self.part.cut(places))


@dataclass(frozen=True, slots=True)
class _Nearness:
    left: _Mention | _AnyMention
    right: _Mention | _AnyMention
    distance: int
    ordered: bool

    def value(self, document: Document, places: Places, facts: StoryFacts | None) -> bool | None:
        lefts = self.left.spans(places)
        rights = self.right.spans(places) if lefts else ()
        return any(
            1 <= from_right - to_left <= self.distance
            or (not self.ordered and 1 <= from_left - to_right <= self.distance)
            for (from_left, to_left), (from_right, to_right) in product(lefts, rights)
        )

    def cut(self, places: Places) -> Node:
        left, right = self.left.cut(places), self.right.cut(places)
        if left is NOTHING or right is NOTHING:
            return NOTHING
        return Near(left=left, right=right, distance=self.distance, ordered=self.ordered)


class Checks(Algebra[Check]):
    """Makes the check of a query."""

    def leaf(self, clause: Clause) -> Check:
        """Look it up, or judge it where it has no feature."""
        return _Other(clause.leaf) if clause.feature is None else _mention(clause)

    def phrase(self, words: Words) -> Check:
        """Look for words in a row."""
        return _mention(words)

    def all_of(self, parts: list[Check]) -> Check:
        """Make AND."""
        return _Enough(len(parts), tuple(parts))

    def any_of(self, parts: list[Check]) -> Check:
        """Make OR; all that is looked up is one part."""
        mentions: list[_Mention] = []
        others: list[Check] = []
        for part in parts:
            if isinstance(part, _Mention):
                mentions.append(part)
            elif isinstance(part, _AnyMention):
                mentions += part.mentions
            else:
                others.append(part)
        if not mentions:
            return _Enough(1, tuple(others))
        return _Enough(1, (_AnyMention(mentions), *others)) if others else _AnyMention(mentions)

    def negation(self, part: Check) -> Check:
        """Make NOT."""
        return _Negation(part)

    def near(self, left: Side, right: Side, distance: int, *, ordered: bool) -> Check:
        """Make NEAR."""
        return _Nearness(_side(left), _side(right), distance, ordered)

    def at_least(self, count: int, parts: list[Check]) -> Check:
        """Make ``count`` OF."""
        return _Enough(count, tuple(parts))


def _side(side: Side) -> _Mention | _AnyMention:
    return _mention(side[0]) if len(side) == 1 else _AnyMention([_mention(one) for one in side])


def _mention(one: Clause | Words) -> _Mention:
    if isinstance(one, Clause):
        return _Mention(_features((one,)), one.leaf)
    leaves = [word.leaf for word in one if isinstance(word.leaf, Term)]
    field, exact = leaves[0].field, leaves[0].exact
    words = tuple(leaf.words[0] for leaf in leaves)
    return _Mention(_features(one), Term(words=words, field=field, exact=exact))


def _features(words: Words) -> tuple[int, ...]:
    return tuple(word.feature.id for word in words if word.feature is not None)
