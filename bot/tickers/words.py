"""A text as names are looked for in it: words with their places, and how the text is cased."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

STRONG_LEGAL = frozenset(
    [
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "plc",
        "ltd",
        "limited",
        "llc",
        "nv",
        "sa",
        "se",
        "ag",
        "ab",
        "asa",
        "oyj",
        "spa",
        "kgaa",
        "gmbh",
        "bhd",
        "tbk",
    ]
)
"""Forms of incorporation: after a name they say that it is a company's."""
LEGAL = STRONG_LEGAL | frozenset(
    ["co", "company", "companies", "group", "holding", "holdings", "lp", "trust", "reit"]
)
"""The words a company's name may drop at its end."""

_TOKEN = re.compile(
    r"[^\W_]+(?:['’][^\W_]+)*"  # a word, with its apostrophe
    r"|[&,;:()\[\]!?|…\"“”$/+<>%–—]"  # what joins, parts or marks
    r"|(?<=\s)-+(?=\s)"  # a dash; a hyphen inside a word only parts it
    r"|(?<=[^\W_]{2})\.(?=\s|$)"  # a full stop, not that of an initial
)
_POSSESSIVE = ("'s", "’s", "'S", "’S")
SMALL = frozenset(
    [
        "of",
        "and",
        "the",
        "for",
        "de",
        "la",
        "du",
        "del",
        "di",
        "von",
        "van",
        "to",
        "in",
        "on",
        "et",
        "y",
        "en",
        "&",
        "und",
        "der",
    ]
)
"""Words that stay small inside a name and in a headline set in capitals."""


class Casing(Enum):
    """What capitals say in a text."""

    SENTENCE = "sentence"
    """A capital inside marks a name."""
    HEADLINE = "headline"
    """Most Words Begin With One: it says little."""
    CAPITALS = "capitals"
    """ALL OF IT IS: IT SAYS NOTHING."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text's words and marks, as parallel lists."""

    text: str
    raw: list[str]
    norm: list[str]
    """Folded: no case, accents or apostrophes; ``&`` is ``and``."""
    bare: list[str]
    """``norm`` without the possessive: ``targets`` of "Target's" is ``target``."""
    start: list[int]
    end: list[int]
    casing: Casing

    def glued(self, left: int, mark: str) -> bool:
        """Say whether word ``left`` and the next are parted by ``mark`` alone."""
        return self.text[self.end[left] : self.start[left + 1]] == mark


@lru_cache(maxsize=4096)
def _fold_foreign(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.replace("ø", "o").replace("Ø", "O"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def fold(word: str) -> str:
    """Give a word without case, accents and apostrophes."""
    if word == "&":
        return "and"
    if "'" in word or "’" in word:
        word = word.replace("'", "").replace("’", "")
    return word.lower() if word.isascii() else _fold_foreign(word)


def phrase(text: str) -> str:
    """Give a name as it is looked up: its words folded, one blank between them."""
    return " ".join(fold(m.group()) for m in _TOKEN.finditer(text))


def split(text: str, end: int | None = None) -> Words:
    """Give the words of ``text`` up to ``end``."""
    raw: list[str] = []
    norm: list[str] = []
    bare: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _TOKEN.finditer(text, 0, len(text) if end is None else end):
        word = found.group()
        folded = fold(word)
        raw.append(word)
        norm.append(folded)
        bare.append(folded[:-1] if word.endswith(_POSSESSIVE) else folded)
        starts.append(found.start())
        ends.append(found.end())
    return Words(text, raw, norm, bare, starts, ends, casing(raw))


def casing(raw: list[str]) -> Casing:
    """Judge how a text is set by its longer words, the first one aside."""
    words = [word for word in raw[1:] if len(word) > 3 and word.isalpha()]
    if not words:
        return Casing.HEADLINE
    capitals = sum(word.isupper() for word in words)
    if len(words) > 1 and capitals >= 0.7 * len(words):
        return Casing.CAPITALS
    lower = sum(word[0].islower() for word in words)
    return Casing.SENTENCE if lower >= 0.34 * len(words) else Casing.HEADLINE
