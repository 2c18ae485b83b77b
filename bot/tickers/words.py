"""A text as names are looked for in it: words with their places, and how the text is cased."""

import re
import unicodedata
from enum import Enum
from functools import lru_cache


def listed(text: str) -> frozenset[str]:
    """Give the words of a list kept as text."""
    return frozenset(text.split())


STRONG_LEGAL = listed(
    "inc incorporated corp corporation plc ltd limited llc nv sa se ag ab asa oyj spa kgaa gmbh bhd tbk"
)
"""Forms of incorporation: after a name they say that it is a company's."""
LEGAL = STRONG_LEGAL | listed("co company companies group holding holdings lp trust reit")
"""The words a company's name may drop at its end."""

_TOKEN = re.compile(
    r"[^\W_]+(?:['’][^\W_]+)*"  # a word, with its apostrophe
    r"|[&,;:()\[\]!?|…\"“”$/+<>%–—]"  # what joins, parts or marks
    r"|(?<=\s)-+(?=\s)"  # a dash; a hyphen inside a word only parts it
    r"|(?<=[^\W_]{2})\.(?=\s|$)"  # a full stop, not that of an initial
)
_POSSESSIVE = ("'s", "’s", "'S", "’S")
UNSPACED = re.compile("[\u2e80-\ud7ff\uf900-\ufaff\uff66-\uff9f]")
"""A character of a script without blanks: Chinese, Japanese, Korean names stand inside longer words."""
SMALL = listed("of and the for de la du del di von van to in on et y en und der")
"""Words that stay small inside a name and in a headline set in capitals."""


class Casing(Enum):
    """What capitals say in a text."""

    SENTENCE = "sentence"
    """A capital inside marks a name."""
    HEADLINE = "headline"
    """Most Words Begin With One: it says little."""
    CAPITALS = "capitals"
    """ALL OF IT IS: IT SAYS NOTHING."""


class Words:
    """A text's words and marks, as parallel lists; what is seldom asked for is made when it is."""

    __slots__ = ("_casing", "_end", "_spans", "bare", "norm", "raw", "text")

    def __init__(self, text: str, end: int | None = None) -> None:
        """Split ``text`` up to ``end``."""
        self.text = text
        self._end = len(text) if end is None else end
        self.raw: list[str] = _TOKEN.findall(text, 0, self._end)
        forms = list(map(_forms, self.raw))
        self.norm: list[str] = [norm for norm, _ in forms]
        """Folded: no case, accents or apostrophes; ``&`` is ``and``."""
        self.bare: list[str] = [bare for _, bare in forms]
        """``norm`` without the possessive: ``targets`` of "Target's" is ``target``."""
        self._spans: list[tuple[int, int]] | None = None
        self._casing: Casing | None = None

    def span(self, at: int) -> tuple[int, int]:
        """Give a word's place in the text; the end is exclusive."""
        if self._spans is None:
            self._spans = [m.span() for m in _TOKEN.finditer(self.text, 0, self._end)]
        return self._spans[at]

    def between(self, left: int, right: int) -> str:
        """Give the text between two words."""
        return self.text[self.span(left)[1] : self.span(right)[0]]

    @property
    def casing(self) -> Casing:
        """How the text is set, judged by its longer words, the first one aside."""
        if self._casing is None:
            self._casing = _casing([w for w in self.raw[1:] if len(w) > 3 and w.isalpha()])
        return self._casing


def _casing(words: list[str]) -> Casing:
    if not words:
        return Casing.HEADLINE
    capitals = sum(map(str.isupper, words))
    if len(words) > 1 and capitals >= 0.7 * len(words):
        return Casing.CAPITALS
    lower = sum(map(str.islower, words))
    return Casing.SENTENCE if lower >= 0.34 * len(words) else Casing.HEADLINE


@lru_cache(maxsize=16384)
def _forms(word: str) -> tuple[str, str]:
    folded = fold(word)
    return folded, folded[:-1] if word.endswith(_POSSESSIVE) else folded


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
    if text.isascii() and text.replace(" ", "").isalnum():  # as most names of the file are
        return " ".join(text.lower().split())
    return " ".join(fold(word) for word in _TOKEN.findall(text))
