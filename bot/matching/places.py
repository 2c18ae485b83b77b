"""Where in an item stands what rules ask for."""

from collections.abc import KeysView, Sequence

from bot.matching.scan import placed

_FEW = 6


class Places:
    """The features of an item by number, each with its positions; what is no word has some, too."""

    def __init__(self, marks: bytes) -> None:
        numbers, positions = placed(marks)
        self._numbers: list[int] = numbers.tolist()
        self._positions: list[int] = positions.tolist()
        self._by_feature: dict[int, list[int]] | None = None
        """Made once a few features were asked for; for one query of two words it would not pay."""
        self._asked = 0

    @property
    def features(self) -> KeysView[int]:
        """Give the numbers of all features."""
        return self._made().keys()

    def _made(self) -> dict[int, list[int]]:
        if self._by_feature is None:
            self._by_feature = {}
            for number, position in zip(self._numbers, self._positions, strict=True):
                self._by_feature.setdefault(number, []).append(position)
        return self._by_feature

    def of(self, feature: int) -> Sequence[int]:
        """Give the positions of a feature, none where the item does not hold it."""
        if self._by_feature is not None:
            return self._by_feature.get(feature, ())
        self._asked += 1
        if self._asked > _FEW:
            return self._made().get(feature, ())
        found: list[int] = []
        at = -1
        try:
            while True:
                at = self._numbers.index(feature, at + 1)
                found.append(self._positions[at])
        except ValueError:
            return found
