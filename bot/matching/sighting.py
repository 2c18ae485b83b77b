"""What one item holds of all that rules ask for, as numbers; and a query judged on that."""

from itertools import product

import numpy as np
import numpy.typing as npt

from bot.domain.story import StoryFacts
from bot.matching.code import Side, Words
from bot.matching.features import ALSO, OWN, QUAD, STEM, Clause, Feature
from bot.query.document import Document
from bot.query.oracle import find
from bot.query.stems import DEFAULT


class Sighting:
    """The marks and entries an item brings in, in the order of its words."""

    __slots__ = ("_own", "_positions", "document", "is_exact", "is_mark", "quads")

    def __init__(self, document: Document, brought: bytes) -> None:
        self.document = document
        self.is_exact = document.lang == DEFAULT
        """A clause is true just where its feature is; in other stemming languages, there at most."""
        self.quads: npt.NDArray[np.int32] = np.frombuffer(brought, QUAD)
        self.is_mark: npt.NDArray[np.bool_] = self.quads[:, 1] < 0
        self._own: npt.NDArray[np.int32] | None = None
        self._positions: npt.NDArray[np.int64]

    @property
    def words(self) -> npt.NDArray[np.int32]:
        """Give the marks of words and their stems."""
        return self.quads.take((self.quads[:, 1] <= ALSO).nonzero()[0], axis=0)

    def places(self, feature: Feature) -> list[int]:
        """Give the positions of a feature; what is no word has some, too."""
        if self._own is None:
            own = self.quads.take((self.quads[:, 1] <= OWN).nonzero()[0], axis=0)
            self._own = own[:, 0]
            self._positions = (own[:, 2] + (own[:, 1] == STEM)).cumsum()
        places: list[int] = self._positions[self._own == feature.id].tolist()
        return places


class Judgement:
    """Judges a query on an exact sighting: True, False, or None where the story is to decide."""

    def __init__(self, sighting: Sighting, facts: StoryFacts | None) -> None:
        self._sighting = sighting
        self._facts = facts

    def leaf(self, clause: Clause) -> bool | None:
        """Look it up; what has no feature is judged."""
        if clause.feature is not None:
            return bool(self._sighting.places(clause.feature))
        return find(clause.leaf, self._sighting.document, self._facts).value

    def phrase(self, words: Words) -> bool:
        """Say whether its words stand in a row."""
        return bool(self._spans(words))

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
        lefts = [span for one in left for span in self._spans(one)]
        rights = [span for one in right for span in self._spans(one)]
        return any(
            1 <= from_right - to_left <= distance
            or (not ordered and 1 <= from_left - to_right <= distance)
            for (from_left, to_left), (from_right, to_right) in product(lefts, rights)
        )

    def at_least(self, count: int, parts: list[bool | None]) -> bool | None:
        """Judge ``count`` OF, after Kleene."""
        if parts.count(True) >= count:
            return True
        return None if len(parts) - parts.count(False) >= count else False

    def _spans(self, one: Clause | Words) -> list[tuple[int, int]]:
        """Give the first and last position of every occurrence of a word, prefix or phrase."""
        words = (one,) if isinstance(one, Clause) else one
        first, *others = [
            self._sighting.places(word.feature) for word in words if word.feature is not None
        ]
        return [
            (at, at + len(others))
            for at in first
            if all(at + nth in places for nth, places in enumerate(others, 1))
        ]
