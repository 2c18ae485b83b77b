"""Text of strangers made fit to show: cleaned, measured as Telegram measures, cut at a word. Pure."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote, urlsplit, urlunsplit

ELLIPSIS = "…"
_LONGEST_LINK = 2_048
_HOST = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-._")
_SAFE = "/%:=&?~#+!$,;'@()*[]"
_JOINER = "\u200d"
_UNPRINTABLE = frozenset({"Cc", "Cs"})
# Explicit embeddings and overrides reach over the end of a title and turn the rest of the line
# around; letters of right-to-left scripts need none of them.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text, and whether a rule matched on it."""

    text: str
    hit: bool = False


def units(text: str) -> int:
    """Count UTF-16 code units, in which Telegram measures every text."""
    return len(text) + sum(character > "\uffff" for character in text)


def clean(text: str) -> str:
    """Give ``text`` in one line: single spaces, no control characters."""
    return "".join(character for character, _ in _tidy(text, ()))


def cut(text: str, limit: int) -> str:
    """Give ``text`` cleaned, of at most ``limit`` UTF-16 units, cut at a word and ended by ``…``."""
    return "".join(run.text for run in marked(text, (), limit))


def marked(text: str, hits: Iterable[tuple[int, int]], limit: int) -> tuple[Run, ...]:
    """Give ``text`` as :func:`cut` does, with the character ranges ``hits`` told apart.

    Ranges may overlap, be out of order and reach outside the text.
    """
    return _runs(text, tuple(hits), limit, begin=0)


def excerpt(text: str, hits: Iterable[tuple[int, int]], limit: int) -> tuple[Run, ...]:
    """Give ``text`` as :func:`marked` does, but show its first hit.

    Where that lies too far back, the excerpt begins at a word shortly before it, after a ``…``.
    """
    ranges = tuple(hits)
    first = min((start for start, end in ranges if 0 <= start < min(end, len(text))), default=0)
    return _runs(text, ranges, limit, begin=_beginning(text, first, limit))


def _runs(
    text: str, ranges: Iterable[tuple[int, int]], limit: int, *, begin: int
) -> tuple[Run, ...]:
    # Cleaning only shortens, so this much is enough to fill the limit unless it is mostly spaces.
    stop = begin + limit * 4
    tidied = list(_tidy(text[begin:stop], [(start - begin, end - begin) for start, end in ranges]))
    if begin:
        tidied[:0] = [(ELLIPSIS, False), (" ", False)]
    if stop < len(text) or units("".join(character for character, _ in tidied)) > limit:
        tidied = [*_fitting(tidied, limit - 1), (ELLIPSIS, False)]
    return tuple(
        Run("".join(character for character, _ in group), hit)
        for hit, group in groupby(tidied, key=lambda pair: pair[1])
    )


def link(url: str) -> str:
    """Give ``url`` as Telegram takes it behind a button, or nothing when it would not.

    Only http and https, and a host with a dot in it; what is not ASCII is percent-encoded.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # a bad port or IPv6 address; UnicodeError of a bad host is one as well
        return ""
    named = host.strip(".") and "." in host and set(host) <= _HOST
    if parts.scheme not in {"http", "https"} or not named:
        return ""
    path, query, fragment = (
        quote(part.encode("utf-8", "ignore"), safe=_SAFE)
        for part in (parts.path, parts.query, parts.fragment)
    )
    whole = urlunsplit((parts.scheme, host + port, path or "/", query, fragment))
    return whole if len(whole) <= _LONGEST_LINK else ""


def _tidy(text: str, ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """Give each character worth showing, with whether it lies in one of the ranges."""
    hit = bytearray(len(text))
    for start, end in ranges:
        first, last = max(start, 0), min(end, len(text))
        if first < last:
            hit[first:last] = b"\x01" * (last - first)
    pending: tuple[str, bool] | None = None
    begun = False
    for place, character in enumerate(text):
        inside = bool(hit[place])
        if character.isspace():
            # A space is marked only when both its neighbours are.
            pending = (" ", inside) if pending is None else (" ", inside and pending[1])
            continue
        if character in _BIDI or unicodedata.category(character) in _UNPRINTABLE:
            continue
        if pending is not None and begun:
            yield pending[0], pending[1] and inside
        pending, begun = None, True
        yield character, inside


def _beginning(text: str, first: int, limit: int) -> int:
    """Choose where the text begins so that its first hit, at ``first``, is to be seen."""
    if first < limit * 3 // 4:
        return 0
    place = first - limit // 4
    space = text.find(" ", place, first)
    return space + 1 if space != -1 else place


def _fitting(characters: list[tuple[str, bool]], limit: int) -> list[tuple[str, bool]]:
    """Give the beginning of ``characters`` that fits into ``limit`` units, to the end of a word."""
    room, length = limit, 0
    for character, _ in characters:
        room -= units(character)
        if room < 0:
            break
        length += 1
    if length == len(characters):
        return characters
    word = length
    while word and characters[word][0] != " ":
        word -= 1
    # A text without spaces, as Chinese is written, or with one very long word is cut inside it.
    end = word if word > length // 2 else _grapheme(characters, length)
    return characters[:end]


def _grapheme(characters: list[tuple[str, bool]], end: int) -> int:
    """Move ``end`` back until it does not part a letter from its accent or an emoji from its half."""
    place = end
    while place > 0 and (
        characters[place][0] == _JOINER
        or characters[place - 1][0] == _JOINER
        or unicodedata.category(characters[place][0]) in {"Mn", "Me", "Mc", "Sk"}
    ):
        place -= 1
    return place or end
