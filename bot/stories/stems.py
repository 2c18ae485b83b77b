"""The stems of a text as stories compare them."""

from collections.abc import Iterable

from bot.query.fold import is_alone
from bot.query.words import Word, chunks, words

_MAX_CACHED = 50_000
"""Chunks remembered for each stemming language."""


def stem_of(word: Word) -> str:
    """Give a word's stem in its most definite reading: ``US`` for *U.S.*, not the pronoun's."""
    return word.also[-1].stem if word.also else word.stem


def stems(text: str, lang: str, most: int | None = None) -> dict[str, None]:
    """Give the distinct stems of ``text`` in order, of its first ``most`` chunks between blanks.

    Letters of scripts without spaces come in overlapping pairs. ``lang`` is a stemming language.
    """
    known = _CHUNKS.get(lang) or _CHUNKS.setdefault(lang, _Chunks(lang))
    distinct: dict[str, None] = {}
    for chunk in chunks(text)[:most]:
        for stem in known[chunk]:
            distinct[stem] = None
    return distinct


class _Chunks(dict[str, tuple[str, ...]]):
    """Chunk → its stems. Most chunks of a tape have been met before."""

    def __init__(self, lang: str) -> None:
        super().__init__()
        self._lang = lang

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        if len(self) >= _MAX_CACHED:
            self.clear()
        found = self[chunk] = tuple(paired(words(chunk, self._lang)))
        return found


_CHUNKS: dict[str, _Chunks] = {}


def paired(found: Iterable[Word]) -> list[str]:
    """Give the stems of words, letters of scripts without spaces in overlapping pairs."""
    listed: list[str] = []
    before = ""
    for word in found:
        if word.norm.isascii() or not is_alone(word.norm):
            listed.append(stem_of(word))
            before = ""
        else:
            if before:
                listed.append(before + word.norm)
            before = word.norm
    return listed
