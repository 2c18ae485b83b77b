"""Reads what most queries are made of, words, phrases, prefixes, groups, without trying what else it may be.

:func:`read_plain` gives the tree that :mod:`bot.query.parser` would, in a small part of the time, or leaves
the query to it: whatever is wrong or unusual in a query is found and said there. A million stored rules
are read at start, which is what this is for.
"""

import re
from functools import lru_cache
from typing import Final, TypeAlias

from bot.query.build import all_of, any_of, negation
from bot.query.limits import MIN_PREFIX
from bot.query.tree import Node, Prefix, Term
from bot.query.words import words

_TOKEN = re.compile(
    r' *(?:([A-Za-z][a-z]+)(?=[ )]|$)|"([a-z]{2,}(?: [a-z]{2,}){1,5})"(?=[ )]|$)'
    r"|([a-z]{3,})\*(?=[ )]|$)|(-)(?=[A-Za-z\"(])|(\()(?! )|(\))|(OR)(?= ))"
)
_END, _WORD, _PHRASE, _PREFIX, _MINUS, _OPEN, _CLOSE, _OR = range(8)
_LONGEST = 120
"""Characters: a query of so many passes no limit."""
_DEEPEST = 4
_OTHERWISE = frozenset({"and", "or", "not", "of", "per"})
"""Words that are not plain."""
_MAX_CACHED = 65_536
"""Words as typed whose folded form is remembered: about 12 MB, of a million rules only."""


class _NotPlainError(Exception):
    """The query holds what only the parser can read."""


_Token: TypeAlias = tuple[int, str, int, int]
"""Kind; text, without quotes and star; where it begins and ends in the query, the end exclusive."""
_KIND: Final = 0
_START: Final = 2
_STOP: Final = 3


def read_plain(text: str) -> Node | None:
    """Give the tree of a plain query, None where it is left to the parser."""
    if len(text) > _LONGEST:
        return None
    try:
        reader = _Reader(_tokens(text))
        node = reader.any(0)
    except _NotPlainError:
        return None
    return node if reader.is_done else None


def _tokens(text: str) -> list[_Token]:
    """Cut a query; the last token is its end."""
    tokens: list[_Token] = []
    at, length = 0, len(text.rstrip(" "))
    while at < length:
        found = _TOKEN.match(text, at)
        if found is None:
            raise _NotPlainError
        kind = found.lastindex or _END
        at = found.end()
        start = found.start(kind)
        tokens.append((kind, found[kind], start - (kind == _PHRASE), at))
    tokens.append((_END, "", length, length))
    return tokens


class _Reader:
    """Recursive descent over tokens."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def is_done(self) -> bool:
        """Say whether every token is read."""
        return self._tokens[self._at][_KIND] == _END

    def any(self, depth: int) -> Node:
        """Read alternatives."""
        start = self._tokens[self._at][_START]
        first = self._all(depth)
        if self._tokens[self._at][_KIND] != _OR:
            return first
        children = [first]
        while self._tokens[self._at][_KIND] == _OR:
            self._at += 1
            children.append(self._all(depth))
        return any_of(children, (start, self._end))

    @property
    def _end(self) -> int:
        """Give the end of the token before."""
        return self._tokens[self._at - 1][_STOP]

    def _all(self, depth: int) -> Node:
        start = self._tokens[self._at][_START]
        children = [self._each(depth)]
        while self._tokens[self._at][_KIND] not in _ENDING:
            children.append(self._each(depth))
        return children[0] if len(children) == 1 else all_of(children, (start, self._end))

    def _each(self, depth: int) -> Node:
        kind, text, start, end = self._tokens[self._at]
        self._at += 1
        if kind == _WORD:  # nearly always
            return Term(words=(_folded(text),), span=(start, end))
        if kind == _MINUS:
            child = self._each(depth)
            return negation(child, (start, self._end))
        if kind == _PHRASE:
            return Term(words=tuple([_folded(one) for one in text.split()]), span=(start, end))
        if kind == _PREFIX:
            return Prefix(prefix=_prefix(text), span=(start, end))
        if kind != _OPEN or depth == _DEEPEST:
            raise _NotPlainError
        node = self.any(depth + 1)
        if self._tokens[self._at][_KIND] != _CLOSE:
            raise _NotPlainError
        self._at += 1
        return node


_ENDING = frozenset({_OR, _CLOSE, _END})


@lru_cache(maxsize=_MAX_CACHED)
def _folded(typed: str) -> str:
    """Give the folded form of one plain word."""
    found = words(typed)
    if len(found) != 1 or typed.lower() in _OTHERWISE:
        raise _NotPlainError
    return found[0].readings[-1].norm


def _prefix(typed: str) -> str:
    if len(typed) < MIN_PREFIX or len(words(typed)) != 1:
        raise _NotPlainError
    return typed
