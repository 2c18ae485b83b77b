"""A place in a query's text, moving on; and the faults that are said at it."""

import re
from difflib import get_close_matches

from bot.domain.sentence import Value, said
from bot.query.errors import QueryError, fault


class Reader:
    """Reads a query's text from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def skip_blanks(self) -> int:
        """Move to the next sign that is no blank, and give its place."""
        text, at = self.text, self.at
        while at < len(text) and text[at].isspace():
            at += 1
        self.at = at
        return at

    def done(self) -> bool:
        """Say whether only blanks are left."""
        return self.skip_blanks() == len(self.text)

    def begins(self, signs: str) -> bool:
        """Say whether one of ``signs`` stands right here: cheaper than a pattern that needs one."""
        return self.at < len(self.text) and self.text[self.at] in signs

    def sees(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Give what ``pattern`` matches right here, without moving."""
        return pattern.match(self.text, self.at)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Give what ``pattern`` matches right here, and move behind it."""
        found = pattern.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def fault(
        self,
        start: int,
        key: str,
        *,
        end: int | None = None,
        replacement: str | None = None,
        closed_by: str = "",
        **values: Value,
    ) -> QueryError:
        """Make the error for the text from ``start`` to ``end``, by default to where reading stands.

        ``key`` and ``values`` as of :class:`bot.domain.sentence.Sentence`.
        """
        stop = max(self.at, start + 1) if end is None else end
        return fault(
            self.text,
            start,
            said(key, **values),
            end=stop,
            replacement=replacement,
            closed_by=closed_by,
        )


def did_you_mean(name: str, known: tuple[str, ...], aliases: dict[str, str] | None = None) -> str:
    """Give the known name that ``name`` was probably meant to be, or nothing."""
    lowered = name.lower()
    if aliases and lowered in aliases:
        return aliases[lowered]
    close = get_close_matches(lowered, known, n=1, cutoff=0.6)
    return close[0] if close else ""
