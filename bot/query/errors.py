"""What is wrong in a query: the place, a caret under it, what to write instead."""

from dataclasses import replace
from unicodedata import combining, east_asian_width

from bot.domain.errors import Problem, TapewatchError
from bot.domain.sentence import Sentence

_SHOWN = 60
"""Characters of a long line shown on either side of the fault, and of a suggestion in a message."""


class QueryError(TapewatchError):
    """A query cannot be used; the message says where, why and what to write instead."""

    def __init__(self, said: Sentence, problem: Problem, suggestion: str = "") -> None:
        self.said = said
        """What is wrong and what to do, for a reader of any language."""
        self.problem = problem
        """The same in English, with the place."""
        self.suggestion = suggestion
        """The whole query as it was probably meant, or nothing."""
        super().__init__(str(problem))

    def suggesting(self, query: str) -> "QueryError":
        """Give the same error with another query as the one that was meant."""
        problem = replace(self.problem, message=_message(self.said, query))
        return QueryError(self.said, problem, query)


def fault(
    text: str,
    start: int,
    said: Sentence,
    *,
    end: int | None = None,
    replacement: str | None = None,
    closed_by: str = "",
) -> QueryError:
    """Make the error for ``text[start:end]``.

    ``said`` says what is wrong and what to do; ``replacement`` is put in the place of the faulty
    characters to make the suggestion, and ``closed_by`` is written at the end of the query.
    """
    start = min(start, len(text))
    end = max(start, min(end if end is not None else start + 1, len(text)))
    line_start = text.rfind("\n", 0, start) + 1
    meant = ""
    if replacement is not None or closed_by:
        middle = text[start:end] if replacement is None else replacement
        meant = (text[:start] + middle + text[end:]).strip() + closed_by
    problem = Problem(
        message=_message(said, meant),
        line=text.count("\n", 0, start) + 1,
        column=start - line_start + 1,
        excerpt=_excerpt(text, line_start, start, end),
    )
    return QueryError(said, problem, meant)


def _message(said: Sentence, meant: str) -> str:
    return f"{said}; perhaps: {meant}" if 0 < len(meant) <= _SHOWN else str(said)


def _excerpt(text: str, line_start: int, start: int, end: int) -> str:
    """Show the faulty line, cut to what fits, with carets under the fault, wide characters counted."""
    line_end = text.find("\n", line_start)
    line_end = len(text) if line_end < 0 else line_end
    first = max(line_start, start - _SHOWN)
    last = min(line_end, start + _SHOWN)
    left = "…" if first > line_start else ""
    right = "…" if last < line_end else ""
    before = left + text[first:start].replace("\t", " ")
    shown = (before + text[start:last] + right).rstrip("\r")
    carets = max(1, _width(text[start : min(end, last)]))
    return f"{shown}\n{' ' * _width(before)}{'^' * carets}"


def _width(text: str) -> int:
    """Count the columns of a terminal that ``text`` takes."""
    return sum(
        0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in text
    )
