"""A dict in parts: growing one of 100,000 entries takes milliseconds, and no change may."""

from collections.abc import Hashable
from typing import Final, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

PARTS: Final = 64


class Shards(Generic[K, V]):
    """Maps keys to values as a dict does."""

    __slots__ = ("parts",)

    def __init__(self) -> None:
        self.parts: tuple[dict[K, V], ...] = tuple({} for _ in range(PARTS))
        """A key is in the one of its hash, by the remainder."""

    def get(self, key: K) -> V | None:
        """Give the value of ``key``, or None."""
        return self.parts[hash(key) % PARTS].get(key)

    def __getitem__(self, key: K) -> V:
        return self.parts[hash(key) % PARTS][key]

    def __setitem__(self, key: K, value: V) -> None:
        self.parts[hash(key) % PARTS][key] = value

    def __delitem__(self, key: K) -> None:
        del self.parts[hash(key) % PARTS][key]

    def __bool__(self) -> bool:
        return any(self.parts)

    def __len__(self) -> int:
        return sum(map(len, self.parts))
