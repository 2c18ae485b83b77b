"""Where words begin and end, and how each is looked up. docs/decisions/0003-tokens.md says why.

The same cut is made of an item's field and of what is typed in a query, so that whatever a reader
copies from a headline finds it: ``rare-earth`` is two words in a row, ``F-35`` one, ``25%`` two
(``25`` and ``percent``), ``U.S.`` one, ``关税`` two, a letter each.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from bot.query.fold import fold, is_alone, same_width, shape
from bot.query.stems import DEFAULT, stem

ABBREVIATIONS = {
    **{
        name.lower(): name
        for name in ("US", "UN", "EU", "UK", "AI", "BIS", "ICE", "IS", "IT", "PM", "WHO")
    },
    "usa": "US",
}
"""Everyday words that are also abbreviations, folded → the abbreviation. Typed in capitals or with
dots they mean the abbreviation alone, and match only what is written so; typed small, both."""

_MAX_CACHED = 50_000
"""Chunks remembered for each stemming language, about 12 MB."""
_MAX_CHUNK = 32
"""Longer chunks are Chinese sentences and addresses: seen once, not worth remembering."""

_L = r"[A-Za-z\x03]"
_IN = r"[0-9A-Za-z\x02\x03]"
_PIECE = re.compile(
    rf"""
    (?: (?P<dotted>   [A-Za-z](?:\.[A-Za-z])+ (?: \.|(?![.]) ) (?!{_IN}) )
      | (?P<coded>    (?<![-0-9A-Za-z])(?!(?:US|EU|UN|UK)-)[A-Za-z]{{1,2}}-[0-9]+[A-Za-z]?s?(?!{_IN}) )
      | (?P<number>   \$?[0-9]+(?:[.,][0-9]+)*{_IN}* )
      | (?P<percent>  %|[Pp][Ee][Rr][ _-]?[Cc][Ee][Nn][Tt](?!{_IN}) )
      | (?P<alone>    \x01\x02* )
      | (?P<word>     {_L}{_IN}*(?:&{_L}{_IN}*)* )
    )
    (?P<suffix> '(?:[sStTdDmM]|[rR][eE]|[vV][eE]|[lL][lL])(?!{_IN}) )?
    """,
    re.VERBOSE,
)
"""On the shape of a text: \x01 a letter alone, \x02 marks, \x03 a sign of several letters."""
_CHUNK = re.compile(r"\S+")
_PER_CENT = re.compile(r"(?<!\S)([\"'(]*)(per) (cent)", re.IGNORECASE)
_THOUSANDS = re.compile(r",(?=[0-9]{3}(?![0-9]))")
_NOT_IN_WORDS = re.compile(r"[^0-9A-Za-z\x01\x02\x03&]")


class Word(NamedTuple):
    """A word as rules look it up: one for every spelling met, shared by all places it is met at."""

    norm: str
    """Folded: case, width, accents, apostrophes; an abbreviation of ABBREVIATIONS in capitals."""
    stem: str
    """What its inflections share, in the item's language."""
    surface: str
    """As written, but for width, curly apostrophes and a possessive ending."""
    also: tuple["Word", ...] = ()
    """Other readings of the same place: ``US`` beside ``us``, ``$4.5bn`` beside ``4.5bn``."""

    @property
    def readings(self) -> tuple["Word", ...]:
        """Itself, then its other readings."""
        return (self, *self.also)


class Piece(NamedTuple):
    """A word and its place in a text, in characters, the end exclusive."""

    word: Word
    start: int
    end: int


BREAK = Word("", "", "")
"""Stands between texts that are not one (the tags of an item): no word equals it."""


class _Cut(NamedTuple):
    """A chunk, the text between two blanks, cut into words."""

    words: tuple[Word, ...]
    spans: tuple[tuple[int, int], ...]


class _Chunks(dict[str, _Cut]):
    """Chunk → its words. Most chunks of a tape have been met before."""

    def __init__(self, lang: str) -> None:
        super().__init__()
        self.lang = lang

    def __missing__(self, chunk: str) -> _Cut:
        found = tuple(_pieces(chunk, self.lang))
        cut = _Cut(
            tuple(piece.word for piece in found), tuple((piece.start, piece.end) for piece in found)
        )
        if len(chunk) <= _MAX_CHUNK:
            if len(self) >= _MAX_CACHED:
                self.clear()
            self[chunk] = cut
        return cut


_CHUNKS: dict[str, _Chunks] = {}


def _known(lang: str) -> _Chunks:
    return _CHUNKS.get(lang) or _CHUNKS.setdefault(lang, _Chunks(lang))


def words(text: str, lang: str = DEFAULT) -> list[Word]:
    """Give the words of ``text`` in an item of stemming language ``lang``; the index is the position."""
    known = _known(lang)
    found: list[Word] = []
    for chunk in chunks(text):
        found += known[chunk][0]
    return found


def chunks(text: str) -> list[str]:
    """Give the texts between blanks: the :func:`words` of each in turn are the words of ``text``."""
    return _joined(text).split()


def places(text: str, lang: str = DEFAULT) -> Iterator[tuple[int, int]]:
    """Give the place of every word of :func:`words`, in its order: in characters, the end exclusive."""
    known = _known(lang)
    for chunk in _CHUNK.finditer(_joined(text)):
        offset = chunk.start()
        for start, end in known[chunk[0]].spans:
            yield start + offset, end + offset


def _joined(text: str) -> str:
    """Keep ``per cent`` together; nothing else reaches over a blank."""
    if "er cent" in text or "ER CENT" in text:
        return _PER_CENT.sub(r"\1\2_\3", text)
    return text


def _pieces(chunk: str, lang: str) -> Iterator[Piece]:
    for found in _PIECE.finditer(shape(chunk)):
        start, end = found.span()
        word = _word(chunk[start:end], found, lang)
        if word.norm:
            yield Piece(word, start, end)


def _word(written: str, found: re.Match[str], lang: str) -> Word:
    """Make the word of one piece."""
    suffix = found["suffix"] or ""
    base = written[: len(written) - len(suffix)]
    if suffix.lower() == "'t":  # don't is one word, China's is China
        base = written
    surface = same_width(base)
    match found.lastgroup if not suffix else _kind(found):
        case "dotted":
            surface = surface.rstrip(".")
            return _abbreviation(fold(surface.replace(".", "")), surface, lang)
        case "coded":
            return _plain(fold(surface).replace("-", ""), surface, lang)
        case "number":
            return _number(surface, lang)
        case "percent":
            return Word("percent", stem("percent", lang), surface.replace("_", " "))
        case _:
            return _abbreviation(_cleaned(fold(surface)), surface, lang)


def _kind(found: re.Match[str]) -> str:
    groups = found.groupdict()
    return next(kind for kind, text in groups.items() if text)


def _plain(norm: str, surface: str, lang: str) -> Word:
    return Word(norm, stem(norm, lang) if norm else "", surface)


def _cleaned(norm: str) -> str:
    """Drop what folding brings out of rare signs and is no part of a word."""
    if norm.isalnum():
        return norm
    kept = zip(norm, shape(norm), strict=True)
    return "".join(sign for sign, kind in kept if not _NOT_IN_WORDS.match(kind))


def _abbreviation(norm: str, surface: str, lang: str) -> Word:
    """Give the word, with its reading as an abbreviation where it is written as one."""
    if norm == "pct":
        norm = "percent"
    name = ABBREVIATIONS.get(norm)
    if name is None:
        return _plain(norm, surface, lang)
    word = _plain(name.lower(), surface, lang)
    if surface.isupper() or (name == "US" and (norm == "usa" or "." in surface)):
        return word._replace(also=(Word(name, name, surface),))
    return word


def _number(surface: str, lang: str) -> Word:
    """Give a number without its thousands separators, and beside it the one with its currency."""
    sign = "" if surface[0].isdigit() else surface[0]
    plain = surface[len(sign) :]
    norm = fold(_THOUSANDS.sub("", plain).replace(",", "."))
    word = _plain(norm, plain, lang)
    if not sign:
        return word
    return word._replace(also=(_plain(sign + norm, surface, lang),))


def typed(text: str) -> list[Word]:
    """Give the words of what a person typed in a query, each in its most definite reading."""
    return [word.readings[-1] for word in _merged(words(text))]


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


@lru_cache(maxsize=65_536)
def stem_of(norm: str, lang: str = DEFAULT) -> str:
    """Give the stem a query's folded word is looked up by in items of stemming language ``lang``."""
    return stem(norm, lang)


def spaced(norms: tuple[str, ...]) -> str:
    """Write words in a row as a reader would: letters of scripts without spaces close together."""
    text = ""
    for norm in norms:
        blank = " " if text and not (is_alone(norm) and is_alone(text[-1])) else ""
        text += blank + norm
    return text
