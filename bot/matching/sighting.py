"""What one item holds of all that rules ask for, and where."""

from itertools import product
from typing import TypeAlias

from bot.domain.story import StoryFacts
from bot.matching.code import Side, Words
from bot.matching.features import Clause, Feature
from bot.matching.words import Cell, by_word
from bot.query.document import ITEM_FIELDS, Document
from bot.query.oracle import find
from bot.query.stems import DEFAULT

_FIELD = 1 << 32
"""Positions in two fields are so far apart that nothing is near across them."""
Line: TypeAlias = tuple[str, int, list[Cell]]
"""A text of an item: its field, how many texts of the field are before it, and its chunks."""


class Sighting:
    """The features of an item in the order of its words; their places as soon as one is asked for."""

    __slots__ = ("_features", "_places", "cells", "document", "exact", "lines", "others")

    def __init__(self, document: Document, lines: list[Line], others: list[Feature]) -> None:
        self.document = document
        self.exact = document.lang == DEFAULT
        """A clause is true just where its feature is; in other stemming languages, there at most."""
        self.lines = lines
        self.cells = [cell for _, _, chunks in lines for cell in chunks if cell]
        """Those that hold a feature; one may come twice."""
        self.others = others + [
            feature for cell in self.cells if cell.more for feature in cell.more
        ]
        """What is not at the front of a cell; one may come twice."""
        self._features: set[Feature] | None = None
        self._places: dict[Feature | None, list[int]] | None = None

    @property
    def features(self) -> set[Feature]:
        """Give all features of the item."""
        if self._features is None:
            self._features = set(self.others).union(*self.cells)
        return self._features

    def places(self, one: Clause | Words) -> list[tuple[int, int]]:
        """Give the first and last position of every occurrence of a word, prefix or phrase."""
        if self._places is None:
            self._places = self._found_places()
        found = self._places
        if isinstance(one, Clause):
            return [(at, at) for at in found.get(one.feature, ())]
        first, *others = ({*found.get(word.feature, ())} for word in one)
        return [
            (at, at + len(others))
            for at in first
            if all(at + nth in places for nth, places in enumerate(others, 1))
        ]

    def _found_places(self) -> dict[Feature | None, list[int]]:
        found: dict[Feature | None, list[int]] = {}
        at = 0
        for field, before, chunks in self.lines:
            # Between two texts of a field is a place that no word stands at.
            at = at + 1 if before else ITEM_FIELDS.index(field) * _FIELD
            for cell in by_word(chunks):
                for feature in cell:
                    found.setdefault(feature, []).append(at)
                at += 1
        return found


class Judgement:
    """Judges a query on an exact sighting: True, False, or None where the story is to decide."""

    def __init__(self, sighting: Sighting, facts: StoryFacts | None) -> None:
        self._sighting = sighting
        self._facts = facts

    def leaf(self, clause: Clause) -> bool | None:
        """Look it up; what has no feature is judged."""
        if clause.feature is not None:
            return clause.feature in self._sighting.features
        return find(clause.leaf, self._sighting.document, self._facts).value

    def phrase(self, words: Words) -> bool:
        """Say whether its words stand in a row."""
        return bool(self._sighting.places(words))

    def all_of(self, parts: list[bool | None]) -> bool | None:
        """Judge AND."""
        return self.at_least(len(parts), parts)

    def any_of(self, parts: list[bool | None]) -> bool | None:
        """Judge OR."""
        return self.at_least(1, parts)

    def negation(self, part: bool | None) -> bool | None:
        """Judge NOT."""
        return None if part is None else not part

    def near(self, left: Side, right: Side, distance: int, *, ordered: bool) -> bool:
        """Say whether one of each side stand near."""
        places = self._sighting.places
        lefts = [place for one in left for place in places(one)]
        rights = [place for one in right for place in places(one)]
        return any(
            1 <= from_left - left_end <= distance
            or (not ordered and 1 <= from_right - right_end <= distance)
            for (from_right, left_end), (from_left, right_end) in product(lefts, rights)
        )

    def at_least(self, count: int, parts: list[bool | None]) -> bool | None:
        """Judge ``count`` OF, after Kleene."""
        if parts.count(True) >= count:
            return True
        return None if len(parts) - parts.count(False) >= count else False
