"""The stems of a text as stories compare them."""

from collections.abc import Iterable

from bot.query.fold import is_alone
from bot.query.words import Word


def stem_of(word: Word) -> str:
    """Give a word's stem in its most definite reading: ``US`` for *U.S.*, not the pronoun's."""
    return word.also[-1].stem if word.also else word.stem


def stems(found: Iterable[Word]) -> dict[str, None]:
    """Give the distinct stems in order; letters of scripts without spaces in overlapping pairs."""
    distinct: dict[str, None] = {}
    before = ""
    for norm, stem, _, also in found:
        if norm.isascii() or not is_alone(norm):
            distinct[also[-1].stem if also else stem] = None
            before = ""
        else:
            if before:
                distinct[before + norm] = None
            before = norm
    return distinct
