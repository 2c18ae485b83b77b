"""Amounts that rules compare with, sorted, so that a found amount meets only those it satisfies."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterator
from typing import assert_never

from bot.matching.features import Feature
from bot.query.tree import Amount, Comparison


class AmountLookup:
    """What rules ask of the amounts of one unit in one field."""

    def __init__(self) -> None:
        self._by_comparison: dict[Comparison, _Limits] = {}

    def add(self, amount: Amount, feature: Feature) -> None:
        """Look for ``feature`` from now on."""
        self._by_comparison.setdefault(amount.comparison, _Limits()).add(amount.value, feature)

    def find(self, values: Collection[float]) -> Iterator[Feature]:
        """Give the features that hold where these amounts (at least one) are named."""
        low, high = min(values), max(values)
        for comparison, limits in self._by_comparison.items():
            match comparison:
                case Comparison.GT:
                    yield from limits.features[: bisect_left(limits.values, high)]
                case Comparison.GE:
                    yield from limits.features[: bisect_right(limits.values, high)]
                case Comparison.LT:
                    yield from limits.features[bisect_right(limits.values, low) :]
                case Comparison.LE:
                    yield from limits.features[bisect_left(limits.values, low) :]
                case Comparison.EQ:
                    for value in set(values):
                        at = slice(
                            bisect_left(limits.values, value), bisect_right(limits.values, value)
                        )
                        yield from limits.features[at]
                case _:
                    assert_never(comparison)


class _Limits:
    """Values in order, each with its feature."""

    def __init__(self) -> None:
        self.values: list[float] = []
        self.features: list[Feature] = []

    def add(self, value: float, feature: Feature) -> None:
        insort(self.values, value)
        self.features.insert(bisect_left(self.values, value), feature)
