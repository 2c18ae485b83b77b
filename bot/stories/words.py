"""Text cut into the terms a story is known by: stems, character pairs where no spaces stand."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

_SPACELESS = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0002ffff"
_TOKEN = re.compile(
    rf"[{_SPACELESS}]+"
    rf"|[^\W_{_SPACELESS}]+(?:[.,](?=\d)[^\W_{_SPACELESS}]+|['’&][^\W_{_SPACELESS}]+)*"
)
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_NO_SPACES = re.compile(rf"[{_SPACELESS}]")
_STEMMERS = {
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ru": "russian",
    "sv": "swedish",
}
# The Snowball stemmer leaves these apart, and headlines use either for the same thing.
_SAME = {
    "u.s": "usa",
    "us": "usa",
    "u.s.a": "usa",
    "america": "usa",
    "u.k": "uk",
    "britain": "uk",
    "e.u": "eu",
    "u.n": "un",
}


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it stands, and the term it counts as."""

    text: str
    term: str
    capital: bool
    """Begins with a capital or holds a digit: may be a name."""


def fold(text: str) -> str:
    """Fold width, case and accents: what differs only in them is the same."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(char for char in decomposed if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", kept)


def words(text: str, lang: str = "en") -> list[Word]:
    """Cut ``text`` into words; runs without spaces become overlapping pairs of characters."""
    if "." in text:
        text = _DOTTED.sub(lambda found: found[0].replace(".", ""), text)
    return list(_words(text, lang[:2].lower()))


def _words(text: str, lang: str) -> Iterator[Word]:
    for found in _TOKEN.finditer(text):
        token = found[0]
        if _NO_SPACES.match(token):
            yield from _pairs(unicodedata.normalize("NFKC", token))
            continue
        capital = token[0].isupper() or token[0].isdigit()
        term = _term(token, lang)
        if term:
            yield Word(token, term, capital)


def _pairs(run: str) -> Iterator[Word]:
    if len(run) == 1:
        yield Word(run, run, capital=False)
    for first, second in zip(run, run[1:], strict=False):
        yield Word(first + second, first + second, capital=False)


@lru_cache(maxsize=65_536)
def _term(token: str, lang: str) -> str:
    if token == "US":  # the pronoun is never written so, but for titles all in capitals
        return "usa"
    norm = fold(token).replace("’", "'")
    norm = norm.removesuffix("'s").replace("'", "")
    if norm != "us":
        norm = _SAME.get(norm, norm)
    if norm[:1].isdigit():
        return norm
    return stem(norm, lang)


_LOADED: dict[str, Stemmer.Stemmer] = {}


def stem(norm: str, lang: str) -> str:
    """Give what the inflections of a folded word share."""
    name = _STEMMERS.get(lang, "")
    if not name:
        return norm
    stemmer = _LOADED.get(name)
    if stemmer is None:
        stemmer = _LOADED[name] = Stemmer.Stemmer(name)
    stemmed: str = stemmer.stemWord(norm)
    return stemmed
