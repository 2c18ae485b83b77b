"""What reading a plain query (:mod:`bot.query.plain`) makes of it, piece by piece."""

from abc import ABC, abstractmethod
from typing import Generic, NamedTuple, TypeAlias, TypeVar

T = TypeVar("T")
Span: TypeAlias = tuple[int, int]


class NotPlainError(Exception):
    """The query holds what only the parser can read."""


class Side(NamedTuple):
    """Of NEAR: a word, a phrase or a prefix."""

    norms: list[str]
    is_prefix: bool
    span: Span


class Builder(ABC, Generic[T]):
    """What to make of a plain query, from the words up. A span is a place in the query.

    Whatever it cannot make it may leave to the parser with :class:`NotPlainError`.
    """

    @abstractmethod
    def words(self, norms: list[str], span: Span) -> T:
        """Make of a word or a phrase, folded."""

    @abstractmethod
    def prefix(self, prefix: str, span: Span) -> T:
        """Make of a prefix."""

    @abstractmethod
    def near(self, left: Side, right: Side, distance: int, *, ordered: bool, span: Span) -> T:
        """Make of NEAR."""

    @abstractmethod
    def all_of(self, parts: list[T], span: Span) -> T:
        """Make of AND, of two parts or more."""

    @abstractmethod
    def any_of(self, parts: list[T], span: Span) -> T:
        """Make of OR, of two parts or more."""

    @abstractmethod
    def negation(self, part: T, span: Span) -> T:
        """Make of NOT."""
