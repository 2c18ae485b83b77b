"""Reads what most queries are made of, words, phrases, prefixes, groups, without trying what else it may be.

:func:`read_plain` gives the tree that :mod:`bot.query.parser` would, in a quarter of the time, or leaves
the query to it: whatever is wrong or unusual in a query is found and said there. A million stored rules
are read at start, which is what this is for.
"""

import re
from collections.abc import Iterator

from bot.query.build import all_of, any_of, negation
from bot.query.limits import MIN_PREFIX
from bot.query.tree import Node, Prefix, Term
from bot.query.words import words

_TOKENS = re.compile(
    r'([A-Za-z][a-z]+)(?=[ )]|$)|"([a-z]{2,}(?: [a-z]{2,}){1,5})"(?=[ )]|$)|([a-z]{3,})\*(?=[ )]|$)'
    r"|(-)(?=[A-Za-z\"(])|(\()(?! )|(\))|(OR)(?= )| "
)
_WORD, _PHRASE, _PREFIX, _MINUS, _OPEN, _CLOSE, _OR = range(1, 8)
_LONGEST = 120
"""Characters: a query of so many passes no limit."""
_DEEPEST = 4
_OTHERWISE = frozenset({"and", "or", "not", "of", "per"})
"""Words that are not plain."""


class _NotPlainError(Exception):
    """The query holds what only the parser can read."""


def read_plain(text: str) -> Node | None:
    """Give the tree of a plain query, None where it is left to the parser."""
    if len(text) > _LONGEST:
        return None
    try:
        tokens = _Tokens(text)
        node = _any(tokens, 0)
    except _NotPlainError:
        return None
    return node if tokens.kind is None else None


class _Tokens:
    """The signs of a query one by one; blanks are passed over."""

    __slots__ = ("_at", "_text", "end", "kind", "start", "word")

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self.kind: int | None = None
        """Of the token that stands here; None at the end."""
        self.word = ""
        self.start = self.end = 0
        """Of the token that stands here, and of the one before it."""
        self.advance()

    def advance(self) -> None:
        """Go to the next token."""
        text, at = self._text, self._at
        self.end = at
        found = _TOKENS.match(text, at)
        while found is not None and found.lastindex is None:
            at = found.end()
            found = _TOKENS.match(text, at)
        if found is None:
            if at < len(text):
                raise _NotPlainError
            self.kind = None
            return
        self.kind = found.lastindex
        self.word = found[found.lastindex or 0]
        self.start, self._at = at, found.end()


def _any(tokens: _Tokens, depth: int) -> Node:
    start = tokens.start
    children = [_all(tokens, depth)]
    while tokens.kind == _OR:
        tokens.advance()
        children.append(_all(tokens, depth))
    return children[0] if len(children) == 1 else any_of(children, (start, tokens.end))


def _all(tokens: _Tokens, depth: int) -> Node:
    start = tokens.start
    children = [_each(tokens, depth)]
    while tokens.kind is not None and tokens.kind not in {_OR, _CLOSE}:
        children.append(_each(tokens, depth))
    return children[0] if len(children) == 1 else all_of(children, (start, tokens.end))


def _each(tokens: _Tokens, depth: int) -> Node:
    if tokens.kind != _MINUS:
        return _one(tokens, depth)
    start = tokens.start
    tokens.advance()
    child = _one(tokens, depth)
    return negation(child, (start, tokens.end))


def _one(tokens: _Tokens, depth: int) -> Node:
    kind, start, word = tokens.kind, tokens.start, tokens.word
    if kind == _OPEN and depth < _DEEPEST:
        tokens.advance()
        node = _any(tokens, depth + 1)
        if tokens.kind != _CLOSE:
            raise _NotPlainError
        tokens.advance()
        return node
    if kind not in {_WORD, _PHRASE, _PREFIX}:
        raise _NotPlainError
    tokens.advance()
    span = (start, tokens.end)
    if kind == _PREFIX:
        return _prefix(word, span)
    return Term(words=tuple(_norms(word.split())), span=span)


def _norms(typed: list[str]) -> Iterator[str]:
    for one in typed:
        found = words(one)
        if len(found) != 1 or one.lower() in _OTHERWISE:
            raise _NotPlainError
        yield found[0].readings[-1].norm


def _prefix(word: str, span: tuple[int, int]) -> Prefix:
    if len(word) < MIN_PREFIX or len(words(word)) != 1:
        raise _NotPlainError
    return Prefix(prefix=word, span=span)
