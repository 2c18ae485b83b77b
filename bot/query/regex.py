"""RE2 expressions: compiled once, limited in size, and run on raw text. Nothing here can backtrack."""

import re
from functools import lru_cache
from typing import Protocol

import re2

from bot.domain.sentence import Sentence, said
from bot.query.limits import MAX_REGEX_MEMORY, MAX_REGEX_PROGRAM

_SURROGATES = re.compile("[\ud800-\udfff]")


class _Found(Protocol):
    def span(self) -> tuple[int, int]: ...


class _Expression(Protocol):
    programsize: int

    def finditer(self, text: str) -> list[_Found]: ...
    def search(self, text: str | bytes) -> _Found | None: ...


@lru_cache(maxsize=4096)
def _compiled(pattern: str, ignore_case: bool) -> _Expression:
    options = re2.Options()
    options.case_sensitive = not ignore_case
    options.log_errors = False
    options.max_mem = MAX_REGEX_MEMORY
    expression: _Expression = re2.compile(pattern, options)
    return expression


def complaint(pattern: str, *, ignore_case: bool) -> Sentence | None:
    """Say what is wrong with ``pattern``, or nothing."""
    if _SURROGATES.search(pattern):
        return said("regex.half")
    try:
        expression = _compiled(pattern, ignore_case)
    except re2.error as error:
        reason = error.args[0]
        told = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
        if "too large" in told:
            return said("regex.large")
        return said("regex.refused", reason=told)
    if expression.programsize > MAX_REGEX_PROGRAM:
        return said("regex.large")
    if expression.search("") is not None:
        return said("regex.everything")
    return None


def readable(text: str) -> str:
    """Give ``text`` as RE2 can read it: halves of surrogate pairs replaced, one sign for one."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def matches(pattern: str, text: bytes, *, ignore_case: bool) -> bool:
    """Say whether :func:`find_all` finds anything in a :func:`readable` text, here in UTF-8."""
    expression = _compiled(pattern, ignore_case)
    first = expression.search(text)
    if first is None:
        return False
    start, end = first.span()
    return start < end or bool(find_all(pattern, text.decode(), ignore_case=ignore_case))


def find_all(pattern: str, text: str, *, ignore_case: bool) -> list[tuple[int, int]]:
    """Give the places ``pattern`` matches in ``text``, in characters; none is empty."""
    found = _compiled(pattern, ignore_case).finditer(readable(text))
    spans = [one.span() for one in found]
    return [(start, end) for start, end in spans if start < end]
