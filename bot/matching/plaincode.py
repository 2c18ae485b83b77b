"""The code of a plain query, from its text without a tree: a million stored rules are read so at start."""

from typing import TypeVar

from bot.matching.algebra import Algebra, Clauses, Words
from bot.matching.code import AND, BYTES, NEAR, NOT, ONEAR, OR, counted, phrase_code
from bot.matching.features import Clause
from bot.query.builder import Builder, NotPlainError, Side, Span
from bot.query.tree import Prefix

T = TypeVar("T")


class PlainEncoder(Builder[tuple[bytes, T]]):
    """Makes of a plain query what :func:`bot.matching.code.encode` makes of its tree.

    Groups that a tree would not hold as they are written, AND in AND, the same twice, are left to it.
    """

    def __init__(self, clauses: Clauses, algebra: Algebra[T]) -> None:
        self._clauses = clauses
        self._algebra = algebra

    def words(self, norms: list[str], span: Span) -> tuple[bytes, T]:
        """Encode a word or a phrase."""
        if len(norms) == 1:
            clause = self._clauses.word(norms[0])
            return clause.code, self._algebra.leaf(clause)
        code, phrase = self._phrase(norms)
        return code, self._algebra.phrase(phrase)

    def _phrase(self, norms: list[str]) -> tuple[bytes, Words]:
        word = self._clauses.word
        phrase = tuple([word(one) for one in norms])
        return phrase_code(phrase), phrase

    def prefix(self, prefix: str, span: Span) -> tuple[bytes, T]:
        """Encode a prefix."""
        clause = self._clauses.leaf(Prefix(prefix=prefix))
        return clause.code, self._algebra.leaf(clause)

    def near(
        self, left: Side, right: Side, distance: int, *, ordered: bool, span: Span
    ) -> tuple[bytes, T]:
        """Encode NEAR."""
        code, one = self._side(left)
        other_code, other = self._side(right)
        code = BYTES[ONEAR if ordered else NEAR] + counted(distance) + code + other_code
        return code, self._algebra.near([one], [other], distance, ordered=ordered)

    def _side(self, side: Side) -> tuple[bytes, Clause | Words]:
        if side.is_prefix:
            clause = self._clauses.leaf(Prefix(prefix=side.norms[0]))
        elif len(side.norms) == 1:
            clause = self._clauses.word(side.norms[0])
        else:
            return self._phrase(side.norms)
        return clause.code, clause

    def all_of(self, parts: list[tuple[bytes, T]], span: Span) -> tuple[bytes, T]:
        """Encode AND."""
        return BYTES[AND] + self._several(parts, AND), self._algebra.all_of(
            [part for _, part in parts]
        )

    def any_of(self, parts: list[tuple[bytes, T]], span: Span) -> tuple[bytes, T]:
        """Encode OR."""
        return BYTES[OR] + self._several(parts, OR), self._algebra.any_of(
            [part for _, part in parts]
        )

    def _several(self, parts: list[tuple[bytes, T]], kind: int) -> bytes:
        codes = [code for code, _ in parts]
        codes.sort()
        before = b""
        for code in codes:
            if code == before or code[0] == kind:
                raise NotPlainError
            before = code
        return counted(len(codes)) + b"".join(codes)

    def negation(self, part: tuple[bytes, T], span: Span) -> tuple[bytes, T]:
        """Encode NOT."""
        code, made = part
        if code[0] == NOT:
            raise NotPlainError
        return BYTES[NOT] + code, self._algebra.negation(made)
