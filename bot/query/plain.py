"""Reads what most queries are made of, words, phrases, prefixes, groups, without trying what else it may be.

:func:`read_plain` gives the tree that :mod:`bot.query.parser` would, in a small part of the time, or leaves
the query to it: whatever is wrong or unusual in a query is found and said there. A million stored rules
are read at start, which is what this is for; :func:`build_plain` then spares them the tree.
"""

import re
from functools import lru_cache
from typing import Final, Generic, NamedTuple, Protocol, TypeAlias, TypeVar

from bot.query.build import all_of, any_of, negation
from bot.query.limits import MIN_PREFIX
from bot.query.tree import Near, Node, Prefix, Term
from bot.query.words import words

_TOKEN = re.compile(
    r' *(?:([A-Za-z][a-z]+)(?=[ )]|$)|"([a-z]{2,}(?: [a-z]{2,}){1,5})"(?=[ )]|$)'
    r"|([a-z]{3,})\*(?=[ )]|$)|(-)(?=[A-Za-z\"(])|(\()(?! )|(\))|(OR)(?= )"
    r"|(O?NEAR/(?:[1-9][0-9]?|100))(?= ))"
)
_END, _WORD, _PHRASE, _PREFIX, _MINUS, _OPEN, _CLOSE, _OR, _NEAR = range(9)
_LONGEST = 120
"""Characters: a query of so many passes no limit."""
_DEEPEST = 4
_OTHERWISE = frozenset({"and", "or", "not", "of", "per"})
"""Words that are not plain."""
_MAX_CACHED = 65_536
"""Words as typed whose folded form is remembered: about 12 MB, of a million rules only."""


T = TypeVar("T")
Span: TypeAlias = tuple[int, int]


class NotPlainError(Exception):
    """The query holds what only the parser can read."""


class Side(NamedTuple):
    """Of NEAR: a word, a phrase or a prefix."""

    norms: list[str]
    is_prefix: bool
    span: Span


class Builder(Protocol[T]):
    """What to make of a plain query, from the words up. A span is a place in the query.

    Whatever it cannot make it may leave to the parser with :class:`NotPlainError`.
    """

    def words(self, norms: list[str], span: Span) -> T:
        """Make of a word or a phrase, folded."""
        ...

    def prefix(self, prefix: str, span: Span) -> T:
        """Make of a prefix."""
        ...

    def near(self, left: Side, right: Side, distance: int, *, ordered: bool, span: Span) -> T:
        """Make of NEAR."""
        ...

    def all_of(self, parts: list[T], span: Span) -> T:
        """Make of AND, of two parts or more."""
        ...

    def any_of(self, parts: list[T], span: Span) -> T:
        """Make of OR, of two parts or more."""
        ...

    def negation(self, part: T, span: Span) -> T:
        """Make of NOT."""
        ...


class _Trees:
    """Builds the tree of a query."""

    def words(self, norms: list[str], span: Span) -> Node:
        return Term(words=tuple(norms), span=span)

    def prefix(self, prefix: str, span: Span) -> Node:
        return Prefix(prefix=prefix, span=span)

    def near(self, left: Side, right: Side, distance: int, *, ordered: bool, span: Span) -> Node:
        return Near(
            left=self._side(left),
            right=self._side(right),
            distance=distance,
            ordered=ordered,
            span=span,
        )

    def _side(self, side: Side) -> Node:
        if side.is_prefix:
            return self.prefix(side.norms[0], side.span)
        return self.words(side.norms, side.span)

    def all_of(self, parts: list[Node], span: Span) -> Node:
        return all_of(parts, span)

    def any_of(self, parts: list[Node], span: Span) -> Node:
        return any_of(parts, span)

    def negation(self, part: Node, span: Span) -> Node:
        return negation(part, span)


_TREES = _Trees()


_Token: TypeAlias = tuple[int, str, int, int]
"""Kind; text, without quotes and star; where it begins and ends in the query, the end exclusive."""
_KIND: Final = 0
_TEXT: Final = 1
_START: Final = 2
_STOP: Final = 3


def read_plain(text: str) -> Node | None:
    """Give the tree of a plain query, None where it is left to the parser."""
    return build_plain(text, _TREES)


def build_plain(text: str, builder: Builder[T]) -> T | None:
    """Give what ``builder`` makes of a plain query, None where it is left to the parser."""
    if len(text) > _LONGEST:
        return None
    try:
        reader = _Reader(_tokens(text), builder)
        made = reader.any(0)
    except NotPlainError:
        return None
    return made if reader.is_done else None


def _tokens(text: str) -> list[_Token]:
    """Cut a query; the last token is its end."""
    tokens: list[_Token] = []
    at, length = 0, len(text.rstrip(" "))
    while at < length:
        found = _TOKEN.match(text, at)
        if found is None:
            raise NotPlainError
        kind = found.lastindex or _END
        at = found.end()
        start = found.start(kind)
        tokens.append((kind, found[kind], start - (kind == _PHRASE), at))
    tokens.append((_END, "", length, length))
    return tokens


class _Reader(Generic[T]):
    """Recursive descent over tokens."""

    def __init__(self, tokens: list[_Token], builder: Builder[T]) -> None:
        self._tokens = tokens
        self._at = 0
        self._builder = builder

    @property
    def is_done(self) -> bool:
        """Say whether every token is read."""
        return self._tokens[self._at][_KIND] == _END

    def any(self, depth: int) -> T:
        """Read alternatives."""
        start = self._tokens[self._at][_START]
        first = self._all(depth)
        if self._tokens[self._at][_KIND] != _OR:
            return first
        children = [first]
        while self._tokens[self._at][_KIND] == _OR:
            self._at += 1
            children.append(self._all(depth))
        return self._builder.any_of(children, (start, self._end))

    @property
    def _end(self) -> int:
        """Give the end of the token before."""
        return self._tokens[self._at - 1][_STOP]

    def _all(self, depth: int) -> T:
        start = self._tokens[self._at][_START]
        children = [self._each(depth)]
        while self._tokens[self._at][_KIND] not in _ENDING:
            children.append(self._each(depth))
        if len(children) == 1:
            return children[0]
        return self._builder.all_of(children, (start, self._end))

    def _each(self, depth: int) -> T:
        kind, _, start, _ = token = self._tokens[self._at]
        if kind == _MINUS:
            self._at += 1
            child = self._one(depth)
            if self._tokens[self._at][_KIND] == _NEAR:
                raise NotPlainError
            return self._builder.negation(child, (start, self._end))
        made = self._one(depth)
        return self._near(token) if self._tokens[self._at][_KIND] == _NEAR else made

    def _near(self, left: _Token) -> T:
        """Read NEAR and its right side; a word alone may stand on either."""
        operator, _, distance = self._tokens[self._at][_TEXT].partition("/")
        right = self._tokens[self._at + 1]
        self._at += 2
        if self._tokens[self._at][_KIND] == _NEAR:
            raise NotPlainError
        return self._builder.near(
            _side(left),
            _side(right),
            int(distance),
            ordered=operator == "ONEAR",
            span=(left[_START], right[_STOP]),
        )

    def _one(self, depth: int) -> T:
        kind, text, start, end = self._tokens[self._at]
        self._at += 1
        if kind == _WORD:
            return self._builder.words([_folded(text)], (start, end))
        if kind == _PHRASE:
            return self._builder.words([_folded(one) for one in text.split()], (start, end))
        if kind == _PREFIX:
            return self._builder.prefix(_prefix(text), (start, end))
        if kind != _OPEN or depth == _DEEPEST:
            raise NotPlainError
        made = self.any(depth + 1)
        if self._tokens[self._at][_KIND] != _CLOSE:
            raise NotPlainError
        self._at += 1
        return made


def _side(token: _Token) -> Side:
    kind, text, start, end = token
    if kind == _PREFIX:
        return Side([_prefix(text)], True, (start, end))
    if kind not in {_WORD, _PHRASE}:
        raise NotPlainError
    return Side([_folded(one) for one in text.split()], False, (start, end))


_ENDING = frozenset({_OR, _CLOSE, _END})


@lru_cache(maxsize=_MAX_CACHED)
def _folded(typed: str) -> str:
    """Give the folded form of one plain word."""
    found = words(typed)
    if len(found) != 1 or typed.lower() in _OTHERWISE:
        raise NotPlainError
    return found[0].readings[-1].norm


def _prefix(typed: str) -> str:
    if len(typed) < MIN_PREFIX or len(words(typed)) != 1:
        raise NotPlainError
    return typed
