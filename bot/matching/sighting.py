"""What one item holds of all that rules ask for, and where."""

from itertools import product
from typing import TypeAlias

from bot.domain.story import StoryFacts
from bot.matching.code import Side, Words
from bot.matching.features import Clause, Feature
from bot.matching.words import Cell, Chunks, by_word
from bot.query.document import ITEM_FIELDS, Document
from bot.query.oracle import find
from bot.query.stems import DEFAULT

_FIELD = 1 << 32
"""Positions in two fields are so far apart that nothing is near across them."""
Text: TypeAlias = tuple[str, list[str], Chunks]
"""An item's field, the chunks of a text in it, and what is asked of them."""


class Sighting:
    """The features of an item; their order and places only as soon as they are asked for."""

    __slots__ = ("_features", "_lines", "_places", "cells", "document", "exact", "others", "texts")

    def __init__(
        self,
        document: Document,
        texts: list[Text],
        cells: list[Cell],
        others: list[Feature],
    ) -> None:
        self.document = document
        self.exact = document.lang == DEFAULT
        """A clause is true just where its feature is; in other stemming languages, there at most."""
        self.texts = texts
        self.cells = cells
        """Of all chunks that hold a feature, each chunk once."""
        self.others = others
        """Features that are no words; one may come twice."""
        self._features: set[Feature] | None = None
        self._lines: list[tuple[str, list[Cell]]] | None = None
        self._places: dict[Feature | None, list[int]] | None = None

    @property
    def features(self) -> set[Feature]:
        """Give all features of the item."""
        if self._features is None:
            self._features = set(self.others).union(*self.cells)
        return self._features

    @property
    def lines(self) -> list[tuple[str, list[Cell]]]:
        """Give the texts of the item, the item's field and all cells in order."""
        if self._lines is None:
            self._lines = [
                (field, list(map(known.__getitem__, chunks))) for field, chunks, known in self.texts
            ]
        return self._lines

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
        ends: dict[str, int] = {}
        for field, cells in self.lines:
            # Tags are texts of one field with a place between them that no word stands at.
            at = ends[field] + 1 if field in ends else ITEM_FIELDS.index(field) * _FIELD
            for cell in by_word(cells):
                for feature in cell:
                    found.setdefault(feature, []).append(at)
                at += 1
            ends[field] = at
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
