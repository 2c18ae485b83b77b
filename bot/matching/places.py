"""Where in an item stands what rules ask for."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt


class Places:
    """The features of an item by number, each with its positions; what is no word has some, too."""

    def __init__(self, numbers: bytes, positions: bytes) -> None:
        """Both are 32-bit numbers, a position for every number."""
        self._numbers: npt.NDArray[np.int32] = np.frombuffer(numbers, np.int32)
        self._positions: npt.NDArray[np.int32] = np.frombuffer(positions, np.int32)
        self._known: dict[int, Sequence[int]] = {}

    @cached_property
    def features(self) -> frozenset[int]:
        """Give the numbers of all features."""
        return frozenset(self._numbers.tolist())

    def of(self, feature: int) -> Sequence[int]:
        """Give the positions of a feature, none where the item does not hold it."""
        known = self._known.get(feature)
        if known is None:
            found: list[int] = self._positions[self._numbers == feature].tolist()
            known = self._known[feature] = found
        return known
