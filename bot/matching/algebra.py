"""What is made of a query, whatever it is read from: its tree, its text or its code."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, Protocol, TypeAlias, TypeVar

from bot.matching.features import Clause
from bot.query.tree import Leaf

Words: TypeAlias = tuple[Clause, ...]
"""A phrase, word by word."""
Side: TypeAlias = Sequence[Clause | Words]
"""Of NEAR: any of its words, prefixes and phrases."""


T = TypeVar("T")


class Algebra(ABC, Generic[T]):
    """What to make of a query, node by node, from the leaves up."""

    @abstractmethod
    def leaf(self, clause: Clause) -> T:
        """Make of anything that is no group."""

    @abstractmethod
    def phrase(self, words: Words) -> T:
        """Make of words in a row."""

    @abstractmethod
    def all_of(self, parts: list[T]) -> T:
        """Make of AND."""

    @abstractmethod
    def any_of(self, parts: list[T]) -> T:
        """Make of OR."""

    @abstractmethod
    def negation(self, part: T) -> T:
        """Make of NOT."""

    @abstractmethod
    def near(self, left: Side, right: Side, distance: int, *, ordered: bool) -> T:
        """Make of NEAR."""

    @abstractmethod
    def at_least(self, count: int, parts: list[T]) -> T:
        """Make of ``count`` OF."""


class Clauses(Protocol):
    """Knows the clauses of all queries."""

    def leaf(self, leaf: Leaf) -> Clause:
        """Give the clause of a leaf; a term has one word."""
        ...

    def word(self, word: str) -> Clause:
        """Give the clause of one word in any inflection, in title or summary."""
        ...
