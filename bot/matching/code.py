"""A query tree in a few dozen bytes and back: what the index keeps of a million rules.

    leaf             its clause's number, 4 bytes, the first below 0x80
    phrase           0x80, count, the words' numbers
    and, or          0x81, 0x82, count, children in the order of their bytes
    not              0x83, child
    near, onear      0x84, 0x85, distance, both sides
    n of             0x86, n, count, children in the order of their bytes

A count is one byte, or 0xFF and four bytes. Queries that differ only in the order in which equals are
written have one code, so they are stored and evaluated once.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, Protocol, TypeAlias, TypeVar

from bot.matching.features import Clause
from bot.query.near import near_fault
from bot.query.tree import (
    And,
    AtLeast,
    Leaf,
    Macro,
    Near,
    Node,
    Not,
    Or,
    Term,
    Watchlist,
)

PHRASE, AND, OR, NOT, NEAR, ONEAR, AT_LEAST = range(0x80, 0x87)
_WIDE = 0xFF
_LEAF = 4

Intern = Callable[[Leaf], Clause]
"""Gives the clause of a leaf; a term has one word."""
Words: TypeAlias = tuple[Clause, ...]
"""A phrase, word by word."""
Side: TypeAlias = Sequence[Clause | Words]
"""Of NEAR: any of its words, prefixes and phrases."""


def encode(node: Node, intern: Intern) -> bytes:
    """Give the code of a tree.

    Raises:
        ValueError: for an unresolved macro or watchlist, and for sides of NEAR that are none.

    """
    match node:
        case And():
            return _several(AND, node.children, intern)
        case Or():
            return _several(OR, node.children, intern)
        case Not():
            return bytes((NOT,)) + encode(node.child, intern)
        case Near():
            for side, other in ((node.left, node.right), (node.right, node.left)):
                if fault := near_fault(side, other):
                    raise ValueError(str(fault))
            kind = bytes((ONEAR if node.ordered else NEAR,))
            return (
                kind
                + _count(node.distance)
                + encode(node.left, intern)
                + encode(node.right, intern)
            )
        case AtLeast():
            return bytes((AT_LEAST,)) + _count(node.count) + _several(OR, node.children, intern)[1:]
        case Macro() | Watchlist():
            raise ValueError(f"{node} is not put in; resolve() does that before indexing")
        case Term() if len(node.words) > 1:
            words = (Term(words=(word,), field=node.field, exact=node.exact) for word in node.words)
            return (
                bytes((PHRASE,))
                + _count(len(node.words))
                + b"".join(_leaf(word, intern) for word in words)
            )
        case _:
            return _leaf(node, intern)


def _leaf(leaf: Leaf, intern: Intern) -> bytes:
    return intern(leaf).number.to_bytes(_LEAF, "big")


def _several(kind: int, children: Iterable[Node], intern: Intern) -> bytes:
    codes = sorted([encode(child, intern) for child in children])
    return bytes((kind,)) + _count(len(codes)) + b"".join(codes)


def _count(number: int) -> bytes:
    return bytes((number,)) if number < _WIDE else bytes((_WIDE,)) + number.to_bytes(4, "big")


T = TypeVar("T")


class Algebra(Protocol[T]):
    """What to make of a query, node by node, from the leaves up."""

    def leaf(self, clause: Clause) -> T:
        """Make of anything that is no group."""
        ...

    def phrase(self, words: Words) -> T:
        """Make of words in a row."""
        ...

    def all_of(self, parts: list[T]) -> T:
        """Make of AND."""
        ...

    def any_of(self, parts: list[T]) -> T:
        """Make of OR."""
        ...

    def negation(self, part: T) -> T:
        """Make of NOT."""
        ...

    def near(self, left: Side, right: Side, distance: int, *, ordered: bool) -> T:
        """Make of NEAR."""
        ...

    def at_least(self, count: int, parts: list[T]) -> T:
        """Make of ``count`` OF."""
        ...


def fold(code: bytes, clauses: Sequence[Clause], algebra: Algebra[T]) -> T:
    """Give what ``algebra`` makes of a code; ``clauses`` are found by their numbers."""
    return _Fold(code, clauses, algebra).node()


class _Fold(Generic[T]):
    def __init__(self, code: bytes, clauses: Sequence[Clause], algebra: Algebra[T]) -> None:
        self._code = code
        self._clauses = clauses
        self._algebra = algebra
        self._at = 0

    def node(self) -> T:
        kind = self._code[self._at]
        if kind < PHRASE:
            return self._algebra.leaf(self._clause())
        if kind == PHRASE:
            return self._algebra.phrase(self._phrase())
        self._at += 1
        if kind == AND:
            return self._algebra.all_of(self._nodes())
        if kind == OR:
            return self._algebra.any_of(self._nodes())
        if kind == NOT:
            return self._algebra.negation(self.node())
        if kind == AT_LEAST:
            return self._algebra.at_least(self._count(), self._nodes())
        distance = self._count()
        left, right = self._side(), self._side()
        return self._algebra.near(left, right, distance, ordered=kind == ONEAR)

    def _nodes(self) -> list[T]:
        return [self.node() for _ in range(self._count())]

    def _side(self) -> Side:
        if self._code[self._at] != OR:
            return [self._single()]
        self._at += 1
        return [self._single() for _ in range(self._count())]

    def _single(self) -> Clause | Words:
        return self._phrase() if self._code[self._at] == PHRASE else self._clause()

    def _phrase(self) -> Words:
        self._at += 1
        return tuple(self._clause() for _ in range(self._count()))

    def _clause(self) -> Clause:
        number = int.from_bytes(self._code[self._at : self._at + _LEAF], "big")
        self._at += _LEAF
        return self._clauses[number]

    def _count(self) -> int:
        number = self._code[self._at]
        self._at += 1
        if number == _WIDE:
            number = int.from_bytes(self._code[self._at : self._at + 4], "big")
            self._at += 4
        return number
