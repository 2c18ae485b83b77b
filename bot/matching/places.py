"""Where in an item stands what rules ask for."""

from collections.abc import KeysView, Sequence


class Places:
    """The features of an item by number, each with its positions; what is no word has some, too."""

    def __init__(self, numbers: bytes, positions: bytes) -> None:
        """Both are 32-bit numbers, a position for every number."""
        self._numbers: list[int] = memoryview(numbers).cast("i").tolist()
        self._positions = memoryview(positions).cast("i")
        self._by_feature: dict[int, list[int]] | None = None
        """Made for queries of many words; for one of two it would cost more than it saves."""

    @property
    def features(self) -> KeysView[int]:
        """Give the numbers of all features."""
        if self._by_feature is None:
            self._by_feature = {}
            for number, position in zip(self._numbers, self._positions, strict=True):
                self._by_feature.setdefault(number, []).append(position)
        return self._by_feature.keys()

    def of(self, feature: int) -> Sequence[int]:
        """Give the positions of a feature, none where the item does not hold it."""
        if self._by_feature is not None:
            return self._by_feature.get(feature, ())
        found: list[int] = []
        at = -1
        try:
            while True:
                at = self._numbers.index(feature, at + 1)
                found.append(self._positions[at])
        except ValueError:
            return found
