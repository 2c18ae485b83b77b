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

from collections.abc import Iterable, Sequence
from typing import Final, Generic, TypeVar

from bot.matching.algebra import Algebra, Clauses, Side, Words
from bot.matching.features import CODE_BYTES, Clause
from bot.query.near import near_fault
from bot.query.tree import (
    And,
    AtLeast,
    Field,
    Macro,
    Near,
    Node,
    Not,
    Or,
    Prefix,
    Term,
    Watchlist,
)

PHRASE: Final = 0x80
AND: Final = 0x81
OR: Final = 0x82
NOT: Final = 0x83
NEAR: Final = 0x84
ONEAR: Final = 0x85
AT_LEAST: Final = 0x86
_WIDE: Final = 0xFF
_TEXT: Final = Field.TEXT
BYTES: Final = tuple(bytes((number,)) for number in range(256))
"""Every byte by itself."""

T = TypeVar("T")


def encode(node: Node, clauses: Clauses, algebra: Algebra[T]) -> tuple[bytes, T]:
    """Give the code of a tree, and what ``algebra`` makes of it: the same as of the code later.

    Raises:
        ValueError: for an unresolved macro or watchlist, and for sides of NEAR that are none.

    """
    return _Encoder(clauses, algebra).node(node)


class _Encoder(Generic[T]):
    def __init__(self, clauses: Clauses, algebra: Algebra[T]) -> None:
        self._clauses = clauses
        self._algebra = algebra

    def node(self, node: Node) -> tuple[bytes, T]:
        if type(node) is Term:  # nearly always, and faster than a match
            if len(node.words) == 1:
                clause = self._word(node.words[0], node)
                return clause.code, self._algebra.leaf(clause)
            code, words = self._phrase(node)
            return code, self._algebra.phrase(words)
        match node:
            case And():
                code, parts = self._several(node.children)
                return BYTES[AND] + code, self._algebra.all_of(parts)
            case Or():
                code, parts = self._several(node.children)
                return BYTES[OR] + code, self._algebra.any_of(parts)
            case Not():
                code, part = self.node(node.child)
                return BYTES[NOT] + code, self._algebra.negation(part)
            case AtLeast():
                code, parts = self._several(node.children)
                made = self._algebra.at_least(node.count, parts)
                return BYTES[AT_LEAST] + counted(node.count) + code, made
            case Near():
                return self._near(node)
            case Macro() | Watchlist():
                raise ValueError(f"{node} is not put in; resolve() does that before indexing")
            case _:
                clause = self._clauses.leaf(node)
                return clause.code, self._algebra.leaf(clause)

    def _several(self, children: Iterable[Node]) -> tuple[bytes, list[T]]:
        codes: list[bytes] = []
        parts: list[T] = []
        for child in children:
            if type(child) is Term and len(child.words) == 1:
                clause = self._word(child.words[0], child)
                codes.append(clause.code)
                parts.append(self._algebra.leaf(clause))
            else:
                code, part = self.node(child)
                codes.append(code)
                parts.append(part)
        codes.sort()
        return counted(len(codes)) + b"".join(codes), parts

    def _phrase(self, term: Term) -> tuple[bytes, Words]:
        clauses = tuple([self._word(word, term) for word in term.words])
        return phrase_code(clauses), clauses

    def _word(self, word: str, term: Term) -> Clause:
        """Give the clause of a word of ``term``."""
        if term.exact or term.field is not _TEXT:
            return self._clauses.leaf(Term(words=(word,), field=term.field, exact=term.exact))
        return self._clauses.word(word)

    def _near(self, node: Near) -> tuple[bytes, T]:
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if fault := near_fault(side, other):
                raise ValueError(str(fault))
        left, lefts = self._side(node.left)
        right, rights = self._side(node.right)
        code = BYTES[ONEAR if node.ordered else NEAR] + counted(node.distance) + left + right
        return code, self._algebra.near(lefts, rights, node.distance, ordered=node.ordered)

    def _side(self, side: Node) -> tuple[bytes, Side]:
        if not isinstance(side, Or):
            code, one = self._single(side)
            return code, [one]
        encoded = sorted([self._single(child) for child in side.children], key=_code)
        codes = b"".join([code for code, _ in encoded])
        return BYTES[OR] + counted(len(encoded)) + codes, [one for _, one in encoded]

    def _single(self, node: Node) -> tuple[bytes, Clause | Words]:
        if isinstance(node, Term) and len(node.words) > 1:
            return self._phrase(node)
        assert isinstance(node, Term | Prefix), "near_fault() lets nothing else pass"
        clause = self._clauses.leaf(node)
        return clause.code, clause


def phrase_code(words: Words) -> bytes:
    """Give the code of a phrase."""
    return BYTES[PHRASE] + counted(len(words)) + b"".join([word.code for word in words])


def _code(encoded: tuple[bytes, object]) -> bytes:
    return encoded[0]


def counted(number: int) -> bytes:
    """Give a count, or another number that may be large, as it stands in a code."""
    return BYTES[number] if number < _WIDE else BYTES[_WIDE] + number.to_bytes(4, "big")


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
        number = int.from_bytes(self._code[self._at : self._at + CODE_BYTES], "big")
        self._at += CODE_BYTES
        return self._clauses[number]

    def _count(self) -> int:
        number = self._code[self._at]
        self._at += 1
        if number == _WIDE:
            number = int.from_bytes(self._code[self._at : self._at + 4], "big")
            self._at += 4
        return number
