"""The words of a text: of an item's field and of what is typed in a query, cut the same way.

So whatever a reader copies from a headline finds it: ``rare-earth`` is two words in a row, ``F-35``
one, ``25%`` two (``25`` and ``percent``), ``U.S.`` one, ``关税`` two, a letter each.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.query.cut import ABBREVIATIONS, Word, cut
from bot.query.fold import is_alone
from bot.query.stems import DEFAULT, stem

__all__ = [
    "ABBREVIATIONS", "BREAK", "Word", "chunks", "joined", "places", "spaced", "stem_of", "typed", "words",
]  # fmt: skip

_MAX_CACHED = 50_000
"""Chunks remembered for each stemming language, about 12 MB."""
_MAX_CHUNK = 32
"""Longer chunks are Chinese sentences and addresses: seen once, not worth remembering."""
_CHUNK = re.compile(r"\S+")
_PER_CENT = re.compile(r"(?<!\S)([\"'(]*)(per) (cent)", re.IGNORECASE)

BREAK = Word("", "", "")
"""Stands between texts that are not one (the tags of an item): no word equals it."""


class _Chunks(dict[str, tuple[Word, ...]]):
    """Chunk, the text between two blanks → its words. Most chunks of a tape have been met before."""

    def __init__(self, lang: str) -> None:
        super().__init__()
        self.lang = lang
        self.spans: dict[str, tuple[tuple[int, int], ...]] = {}
        """Chunk → the places of its words in it."""

    def __missing__(self, chunk: str) -> tuple[Word, ...]:
        found = list(cut(chunk, self.lang))
        words = tuple([piece.word for piece in found])
        if len(chunk) <= _MAX_CHUNK:
            if len(self) >= _MAX_CACHED:
                self.clear()
                self.spans.clear()
            self[chunk] = words
            self.spans[chunk] = tuple([(piece.start, piece.end) for piece in found])
        return words

    def places(self, chunk: str) -> Iterator[tuple[int, int]]:
        known = self.spans.get(chunk)
        return iter(known) if known else ((start, end) for _, start, end in cut(chunk, self.lang))


_CHUNKS: dict[str, _Chunks] = {}


def _known(lang: str) -> _Chunks:
    known = _CHUNKS.get(lang)
    return _CHUNKS.setdefault(lang, _Chunks(lang)) if known is None else known


def words(text: str, lang: str = DEFAULT) -> list[Word]:
    """Give the words of ``text`` in an item of stemming language ``lang``; the index is the position."""
    known = _known(lang)
    found: list[Word] = []
    for chunk in chunks(text):
        found += known[chunk]
    return found


def chunks(text: str) -> list[str]:
    """Give the texts between blanks: the :func:`words` of each in turn are the words of ``text``."""
    return joined(text).split()


def places(text: str, lang: str = DEFAULT) -> Iterator[tuple[int, int]]:
    """Give the place of every word of :func:`words`, in its order: in characters, the end exclusive."""
    known = _known(lang)
    for chunk in _CHUNK.finditer(joined(text)):
        offset = chunk.start()
        for start, end in known.places(chunk[0]):
            yield start + offset, end + offset


def joined(text: str) -> str:
    """Give ``text`` with ``per cent`` kept together: nothing else reaches over a blank."""
    if "er cent" in text or "ER CENT" in text:
        return _PER_CENT.sub(r"\1\2_\3", text)
    return text


def typed(text: str) -> list[Word]:
    """Give the words of what a person typed in a query, each in its most definite reading."""
    found = words(text)
    return [word.readings[-1] for word in (_merged(found) if len(found) > 1 else found)]


def _merged(found: list[Word]) -> Iterator[Word]:
    """Bring ``per, cent`` together as well: a phrase forgets what stood between its words."""
    at = 0
    while at < len(found):
        word, after = found[at], found[at + 1] if at + 1 < len(found) else BREAK
        if (word.norm, after.norm) == ("per", "cent"):
            word = Word("percent", "percent", f"{word.surface} {after.surface}")
            at += 1
        yield word
        at += 1


def stem_of(norm: str, lang: str = DEFAULT) -> str:
    """Give the stem a query's folded word is looked up by in items of stemming language ``lang``."""
    return _stem_of(norm, lang)


_stem_of = lru_cache(maxsize=16_384)(stem)


def spaced(norms: tuple[str, ...]) -> str:
    """Write words in a row as a reader would: letters of scripts without spaces close together."""
    text = ""
    for norm in norms:
        blank = " " if text and not (is_alone(norm) and is_alone(text[-1])) else ""
        text += blank + norm
    return text
