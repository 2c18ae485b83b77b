"""Reads what most queries are made of, words, phrases, prefixes, groups, without trying what else it may be.

:func:`read_plain` gives the tree that :mod:`bot.query.parser` would, in a small part of the time, or leaves
the query to it: whatever is wrong or unusual in a query is found and said there. A million stored rules
are read at start, which is what this is for; :func:`build_plain` then spares them the tree.
"""

import re
from typing import Final, Generic, TypeVar

from bot.query.build import all_of, any_of, negation
from bot.query.builder import Builder, NotPlainError, Side, Span
from bot.query.cut import small
from bot.query.limits import MIN_PREFIX
from bot.query.tree import Near, Node, Prefix, Term
from bot.query.words import words

_TOKEN: Final = re.compile(
    r" *(?:(OR)(?= )|(O?NEAR/(?:[1-9][0-9]?|100))(?= )|([A-Za-z0-9]+)(?=[ )]|$)"
    r'|"([A-Za-z0-9]+(?: [A-Za-z0-9]+){0,5})"(?=[ )]|$)|([a-z]{3,})\*(?=[ )]|$)'
    r'|(-)(?=[A-Za-z0-9"(])|(\()(?! )|(\)))'
)
_END: Final = 0
_OR: Final = 1
_NEAR: Final = 2
_WORD: Final = 3
_PHRASE: Final = 4
_PREFIX: Final = 5
_MINUS: Final = 6
_OPEN: Final = 7
_CLOSE: Final = 8
_LONGEST: Final = 120
"""Characters: a query of so many passes no limit."""
_DEEPEST: Final = 4
_OTHERWISE: Final = frozenset({"and", "or", "not", "near", "onear", "of", "per"})
"""Words that are not plain, but in quotes all except the last, which makes one word with cent."""


T = TypeVar("T")


class _Trees(Builder[Node]):
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


_TREES: Final = _Trees()


class _Token:
    """A piece of a query."""

    __slots__ = ("kind", "start", "stop", "text")

    def __init__(self, kind: int, text: str, start: int, stop: int) -> None:
        self.kind = kind
        self.text = text
        """Without quotes and star."""
        self.start = start
        self.stop = stop
        """Its place in the query, the end exclusive."""


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
        tokens.append(_Token(kind, found[kind], found.start(kind) - (kind == _PHRASE), at))
    tokens.append(_Token(_END, "", length, length))
    return tokens


class _Reader(Generic[T]):
    """Recursive descent over tokens."""

    def __init__(self, tokens: list[_Token], builder: Builder[T]) -> None:
        self._tokens = tokens
        self._at = 0
        self._token = tokens[0]
        """The one to be read next."""
        self._end = 0
        """Where the one before ends."""
        self._builder = builder

    @property
    def is_done(self) -> bool:
        """Say whether every token is read."""
        return self._token.kind == _END

    def _take(self) -> _Token:
        """Read a token; the last is never taken."""
        token = self._token
        self._end = token.stop
        self._at += 1
        self._token = self._tokens[self._at]
        return token

    def any(self, depth: int) -> T:
        """Read alternatives."""
        start = self._token.start
        first = self._all(depth)
        if self._token.kind != _OR:
            return first
        children = [first]
        while self._token.kind == _OR:
            self._take()
            children.append(self._all(depth))
        return self._builder.any_of(children, (start, self._end))

    def _all(self, depth: int) -> T:
        start = self._token.start
        first = self._each(depth)
        if self._token.kind in _ENDING:
            return first
        children = [first]
        while self._token.kind not in _ENDING:
            children.append(self._each(depth))
        return self._builder.all_of(children, (start, self._end))

    def _each(self, depth: int) -> T:
        token = self._token
        if token.kind == _MINUS:
            self._take()
            child = self._one(depth)
            if self._token.kind == _NEAR:
                raise NotPlainError
            return self._builder.negation(child, (token.start, self._end))
        made = self._one(depth)
        return self._near(token) if self._token.kind == _NEAR else made

    def _near(self, left: _Token) -> T:
        """Read NEAR and its right side; a word alone may stand on either."""
        operator, _, distance = self._take().text.partition("/")
        right = self._token
        first = _side(left)
        second = _side(right)
        self._take()
        if self._token.kind == _NEAR:
            raise NotPlainError
        return self._builder.near(
            first,
            second,
            int(distance),
            ordered=operator == "ONEAR",
            span=(left.start, right.stop),
        )

    def _one(self, depth: int) -> T:
        token = self._token
        kind = token.kind
        if kind == _END:
            raise NotPlainError
        self._take()
        if kind == _WORD:
            return self._builder.words([_folded(token.text)], (token.start, token.stop))
        if kind == _PHRASE:
            return self._builder.words(_phrase(token.text), (token.start, token.stop))
        if kind == _PREFIX:
            return self._builder.prefix(_prefix(token.text), (token.start, token.stop))
        if kind != _OPEN or depth == _DEEPEST:
            raise NotPlainError
        made = self.any(depth + 1)
        if self._token.kind != _CLOSE:
            raise NotPlainError
        self._take()
        return made


def _side(token: _Token) -> Side:
    span = token.start, token.stop
    if token.kind == _WORD:
        return Side([_folded(token.text)], False, span)
    if token.kind == _PHRASE:
        return Side(_phrase(token.text), False, span)
    if token.kind == _PREFIX:
        return Side([_prefix(token.text)], True, span)
    raise NotPlainError


_ENDING: Final = (_OR, _CLOSE, _END)


def _folded(typed: str) -> str:
    """Give the folded form of one word that is typed without quotes."""
    if typed.lower() in _OTHERWISE:
        raise NotPlainError
    return _norm(typed)


def _phrase(typed: str) -> list[str]:
    norms = [_norm(one) for one in typed.split(" ")]
    if "per" in norms:
        raise NotPlainError
    return norms


def _norm(typed: str) -> str:
    """Give the folded form of one word of ASCII letters and digits."""
    if typed.isalpha() and typed.islower():  # nearly all, without looking them up
        return small(typed)
    found = words(typed)
    if len(found) != 1:
        raise NotPlainError
    return found[0].readings[-1].norm


def _prefix(typed: str) -> str:
    if len(typed) < MIN_PREFIX or len(words(typed)) != 1:
        raise NotPlainError
    return typed
