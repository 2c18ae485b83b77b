"""What text an RE2 expression cannot match without: found once, looked for instead of running the program."""

import re
from typing import TypeAlias

_SHORTEST = 3
_MOST = 16
_REPEAT = re.compile(r"\*\??|\+\??|\?\??|\{(\d+)(?:,\d*)?\}\??")
_GROUP = re.compile(r"\?(?:P?<\w+>|[imsU-]*:)|(?!\?)")
_REPLACEMENT = "\ufffd"
"""Stands for half a character in the text that expressions are run on."""
_WIDTHLESS = "bBAz"
_CLASS = "dDwWsS"
_CONTROL = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


class _UnreadError(Exception):
    """A construction this reader does not judge."""


Literals: TypeAlias = tuple[str, ...]
"""Texts of which a match holds at least one."""
_Sets: TypeAlias = list[frozenset[str]]
"""Of each a match holds at least one."""


def required_literals(pattern: str, *, ignore_case: bool, folded: bool = True) -> Literals:
    """Give the first of :func:`all_required_literals`; nothing if there are none."""
    return next(iter(all_required_literals(pattern, ignore_case=ignore_case, folded=folded)), ())


def all_required_literals(
    pattern: str, *, ignore_case: bool, folded: bool = True
) -> tuple[Literals, ...]:
    r"""Give sets of texts; every match of ``pattern`` holds one of each set. The rarest come first.

    They are case-folded, to be looked for in the case-folded text. Without ``folded`` only their ASCII
    letters are made small; then they are to be looked for without regard to the case of those, and
    U+017F and U+212A taken for ``s`` and ``k``, as RE2 does. Each has three characters or more,
    and there are at most 16 in a set. Syntax: https://github.com/google/re2/wiki/Syntax; what is not read
    here (``\Q…\E``, ``\x41``, ``\pL`` …) gives none, never a wrong one.
    """
    reader = _Reader(pattern, ascii_only=ignore_case or "(?" in pattern, folded=folded)
    try:
        found = reader.alternatives()
    except _UnreadError:
        return ()
    if reader.at < len(pattern):
        return ()
    useful = {each for each in found if _is_useful(each)}
    return tuple(tuple(sorted(each)) for each in sorted(useful, key=_rank, reverse=True))


def _is_useful(found: frozenset[str]) -> bool:
    return len(found) <= _MOST and min(map(len, found)) >= _SHORTEST


def _rank(found: frozenset[str]) -> tuple[int, int, list[str]]:
    """Rank a set by its shortest text, then the smaller higher."""
    return min(map(len, found)), -len(found), sorted(found)


class _Reader:
    """Reads a pattern from left to right, one method a level of its grammar."""

    def __init__(self, pattern: str, *, ascii_only: bool, folded: bool) -> None:
        self.pattern = pattern
        self.at = 0
        self.ascii_only = ascii_only
        """Without regard to case only ASCII is sure to fold here as it does there."""
        self.folded = folded

    def alternatives(self) -> _Sets:
        """Read ``a|b|c``: one text of the best set of every branch is needed, or nothing is known."""
        first = self.sequence()
        if not self.pattern.startswith("|", self.at):
            return first
        branches = [first]
        while self.pattern.startswith("|", self.at):
            self.at += 1
            branches.append(self.sequence())
        if not all(branches):
            return []
        found = frozenset[str]().union(*(max(branch, key=_rank) for branch in branches))
        return [found] if len(found) <= _MOST else []

    def sequence(self) -> _Sets:
        """Read what stands in a row, up to ``|``, ``)`` or the end: all of it is needed."""
        found: _Sets = []
        run = ""
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            piece = self.piece()
            least = self.repeat()
            if isinstance(piece, str) and least == 1:
                run += piece
                continue
            if isinstance(piece, str) and least:
                run += piece
            elif not isinstance(piece, str) and least:
                found += piece
            if run:
                found.append(frozenset({run}))
            run = ""
        return [*found, frozenset({run})] if run else found

    def repeat(self) -> int:
        """Read ``*``, ``+``, ``?``, ``{2,3}``: give 1 for exactly once, 0 for never needed, else 2."""
        found = _REPEAT.match(self.pattern, self.at)
        if found is None:
            return 1
        self.at = found.end()
        if _REPEAT.match(self.pattern, self.at):
            raise _UnreadError
        if found[0][0] == "{":
            return 2 if int(found[1]) else 0
        return 2 if found[0][0] == "+" else 0

    def piece(self) -> str | _Sets:
        """Read one piece: a text that stands there literally, or the texts it needs one of."""
        char = self.pattern[self.at]
        self.at += 1
        if char == "\\":
            return self.escape()
        if char == "(":
            return self.group()
        if char == "[":
            return self.character_class()
        if char == ".":
            return []
        if char in "^$":
            return ""
        if char in "*+?":
            raise _UnreadError
        return self.literal(char)

    def literal(self, char: str) -> str | _Sets:
        sure = char.isascii() if self.ascii_only else char != _REPLACEMENT
        if not sure:
            return []
        return char.casefold() if self.folded or char.isascii() else char

    def escape(self) -> str | _Sets:
        if self.at == len(self.pattern):
            raise _UnreadError
        char = self.pattern[self.at]
        self.at += 1
        if char in _WIDTHLESS:
            return ""
        if char in _CLASS:
            return []
        if char in _CONTROL:
            return _CONTROL[char]
        if char.isalnum():
            raise _UnreadError
        return self.literal(char)

    def group(self) -> _Sets:
        opening = _GROUP.match(self.pattern, self.at)
        if opening is None:
            raise _UnreadError
        self.at = opening.end()
        inner = self.alternatives()
        if not self.pattern.startswith(")", self.at):
            raise _UnreadError
        self.at += 1
        return inner

    def character_class(self) -> _Sets:
        if self.pattern.startswith("^", self.at):
            self.at += 1
        first = self.at
        while self.at < len(self.pattern):
            if self.pattern.startswith("]", self.at) and self.at > first:
                self.at += 1
                return []
            if self.pattern.startswith("[:", self.at):
                self.at = self.pattern.find(":]", self.at) + 1
                if not self.at:
                    break
            self.at += 2 if self.pattern[self.at] == "\\" else 1
        raise _UnreadError
