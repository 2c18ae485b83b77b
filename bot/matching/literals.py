"""What text an RE2 expression cannot match without: found once, looked for instead of running the program."""

import re

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


def required_literals(pattern: str, *, ignore_case: bool) -> tuple[str, ...]:
    r"""Give texts of which every match of ``pattern`` holds at least one, case-folded; none if unknown.

    They are to be looked for in the case-folded text. Each has three characters or more, and there
    are at most 16. Syntax: https://github.com/google/re2/wiki/Syntax; what is not read here
    (``\Q…\E``, ``\x41``, ``\pL`` …) gives none, never a wrong one.
    """
    reader = _Reader(pattern, ascii_only=ignore_case or "(?" in pattern)
    try:
        found = reader.alternatives()
    except _UnreadError:
        return ()
    if reader.at < len(pattern) or not _useful(found):
        return ()
    return tuple(sorted(found))


def _useful(found: frozenset[str]) -> bool:
    return 0 < len(found) <= _MOST and min(map(len, found)) >= _SHORTEST


def _better(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """Give the set whose shortest text is longer, then the smaller set; an empty set says nothing."""

    def rank(found: frozenset[str]) -> tuple[int, int]:
        return (min(map(len, found)), -len(found)) if found else (0, 0)

    return max(one, other, key=rank)


class _Reader:
    """Reads a pattern from left to right, one method a level of its grammar."""

    def __init__(self, pattern: str, *, ascii_only: bool) -> None:
        self.pattern = pattern
        self.at = 0
        self.ascii_only = ascii_only
        """Without regard to case only ASCII is sure to fold here as it does there."""

    def alternatives(self) -> frozenset[str]:
        """Read ``a|b|c``: one of the texts of every branch is needed, or nothing is known."""
        found = self.sequence()
        known = bool(found)
        while self.pattern.startswith("|", self.at):
            self.at += 1
            branch = self.sequence()
            known = known and bool(branch)
            found |= branch
        return found if known and len(found) <= _MOST else frozenset()

    def sequence(self) -> frozenset[str]:
        """Read what stands in a row, up to ``|``, ``)`` or the end; keep the best text of it."""
        best: frozenset[str] = frozenset()
        run = ""
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            piece = self.piece()
            least = self.repeat()
            if isinstance(piece, str) and least == 1:
                run += piece
                continue
            if isinstance(piece, str):
                inner = frozenset({run + piece} if least else ())
            else:
                inner = piece if least else frozenset()
            best = _better(_better(best, frozenset({run} if run else ())), inner)
            run = ""
        return _better(best, frozenset({run} if run else ()))

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

    def piece(self) -> str | frozenset[str]:
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
            return frozenset()
        if char in "^$":
            return ""
        if char in "*+?":
            raise _UnreadError
        return self.literal(char)

    def literal(self, char: str) -> str | frozenset[str]:
        sure = char.isascii() if self.ascii_only else char != _REPLACEMENT
        return char.casefold() if sure else frozenset()

    def escape(self) -> str | frozenset[str]:
        if self.at == len(self.pattern):
            raise _UnreadError
        char = self.pattern[self.at]
        self.at += 1
        if char in _WIDTHLESS:
            return ""
        if char in _CLASS:
            return frozenset()
        if char in _CONTROL:
            return _CONTROL[char]
        if char.isalnum():
            raise _UnreadError
        return self.literal(char)

    def group(self) -> frozenset[str]:
        opening = _GROUP.match(self.pattern, self.at)
        if opening is None:
            raise _UnreadError
        self.at = opening.end()
        inner = self.alternatives()
        if not self.pattern.startswith(")", self.at):
            raise _UnreadError
        self.at += 1
        return inner

    def character_class(self) -> frozenset[str]:
        if self.pattern.startswith("^", self.at):
            self.at += 1
        first = self.at
        while self.at < len(self.pattern):
            if self.pattern.startswith("]", self.at) and self.at > first:
                self.at += 1
                return frozenset()
            if self.pattern.startswith("[:", self.at):
                self.at = self.pattern.find(":]", self.at) + 1
                if not self.at:
                    break
            self.at += 2 if self.pattern[self.at] == "\\" else 1
        raise _UnreadError
