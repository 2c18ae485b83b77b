"""What the inflections of a word share, by Snowball's stemmer for the item's language.

A rule has no language: its word and the item's word are both stemmed as the item's language does, so
the same word always meets itself. docs/decisions/0002-stemming.md says why, and what the exceptions are.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache

import Stemmer

from bot.query.irregular import OWN_STEM, SAME_AS

DEFAULT = "en"
"""The stemming language of items in English, in languages without a stemmer and of unknown language."""

_LATIN: Mapping[str, str] = {
    "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french",
    "ga": "irish", "hu": "hungarian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
_OTHER: Mapping[str, str] = {"fa": "persian", "ne": "nepali", "sr": "serbian"}
"""Languages that share their script with a more common one."""
_BY_SCRIPT = (
    ("\u0370", "\u0400", "greek"),
    ("\u0400", "\u0530", "russian"),
    ("\u0530", "\u0590", "armenian"),
    ("\u0600", "\u0780", "arabic"),
    ("\u0900", "\u0980", "hindi"),
    ("\u0b80", "\u0c00", "tamil"),
    ("\u1f00", "\u2000", "greek"),
)
"""First sign, sign after the last, Snowball's algorithm for words of that script."""
LANGUAGES: tuple[str, ...] = (*_LATIN, *_OTHER)
"""Every stemming language."""
_SCRIPT_OF: Mapping[str, str] = {"persian": "arabic", "nepali": "hindi", "serbian": "russian"}


def stemming_language(lang: str) -> str:
    """Give the language whose stemmer serves items in ``lang`` (a BCP 47 tag), DEFAULT where none does.

    Words in other scripts are stemmed by their script whatever the item's language is, so Chinese,
    Russian or Arabic items are of DEFAULT as well: only a few languages stem differently.
    """
    primary = lang.replace("_", "-").partition("-")[0].lower()
    return primary if primary in _LATIN or primary in _OTHER else DEFAULT


@lru_cache(maxsize=64)
def _stemmer(algorithm: str) -> Callable[[str], str]:
    stem_word: Callable[[str], str] = Stemmer.Stemmer(algorithm, 0).stemWord
    return stem_word


def stem(norm: str, lang: str = DEFAULT) -> str:
    """Give the stem of a folded word in an item of :func:`stemming_language` ``lang``.

    Words of one letter, with digits, of scripts without spaces and abbreviations (``US``) are their
    own stems. The stem of a stem is of no use: pass the folded word.
    """
    if norm.isascii():
        if not norm.isalpha():
            return _without_plural(norm)
        if norm.isupper():
            return norm
        if lang == DEFAULT or lang in _OTHER:
            own_stem = OWN_STEM.get(norm)
            return own_stem or _stemmer("english")(SAME_AS.get(norm, norm))
        return _stemmer(_LATIN[lang])(norm)
    for first, after, algorithm in _BY_SCRIPT:
        if first <= norm[0] < after:
            own = _OTHER.get(lang, "")
            return _stemmer(own if _SCRIPT_OF.get(own) == algorithm else algorithm)(norm)
    return norm if norm[0] > "\u0250" else _stemmer(_LATIN.get(lang, "english"))(norm)


def _without_plural(norm: str) -> str:
    """Give ``f35`` for ``f35s``; other words with digits are their own stems."""
    coded = norm[-1] == "s" and norm[:1].isalpha() and norm[-2:-1].isdigit()
    return norm[:-1] if coded else norm
