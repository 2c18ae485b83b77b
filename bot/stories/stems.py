"""The stems of a text as stories compare them."""

from collections.abc import Iterable

from bot.query.fold import is_alone
from bot.query.words import Word


def stem_of(word: Word) -> str:
    """Give a word's stem in its most definite reading: ``US`` for *U.S.*, not the pronoun's."""
    return word.also[-1].stem if word.also else word.stem


def stems(words: Iterable[Word]) -> list[str]:
    """Give the stems of words, letters of scripts without spaces in overlapping pairs."""
    listed: list[str] = []
    before = ""
    for word in words:
        if word.norm.isascii() or not is_alone(word.norm):
            listed.append(stem_of(word))
            before = ""
        else:
            if before:
                listed.append(before + word.norm)
            before = word.norm
    return listed
