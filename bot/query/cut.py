"""Where words begin and end, and how each is looked up. docs/decisions/0003-tokens.md says why."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from bot.query.fold import MARK, fold, same_width, shape
from bot.query.stems import stem

ABBREVIATIONS = {
    **{
        name.lower(): name
        for name in ("US", "UN", "EU", "UK", "AI", "BIS", "ICE", "IS", "IT", "PM", "WHO")
    },
    "usa": "US",
}
"""Everyday words that are also abbreviations, folded → the abbreviation. Typed in capitals or with
dots they mean the abbreviation alone, and match only what is written so; typed small, both."""

_L = r"[A-Za-z\x03]"
_IN = r"[0-9A-Za-z\x02\x03]"
_PIECE = re.compile(
    rf"""
    (?: (?P<dotted>   [A-Za-z](?:\.[A-Za-z]){{1,9}} (?: \.|(?![.]) ) (?!{_IN}) )
      | (?P<coded>    (?<![-0-9A-Za-z])(?!(?:US|EU|UN|UK)-)[A-Za-z]{{1,2}}-[0-9]+[A-Za-z]?s?(?!{_IN}) )
      | (?P<number>   \$?[0-9]+(?:[.,][0-9]+)*{_IN}* )
      | (?P<percent>  %|[Pp][Ee][Rr][ _-]?[Cc][Ee][Nn][Tt](?!{_IN}) )
      | (?P<word>     {_L}{_IN}*(?:&{_L}{_IN}*)* )
    )
    (?P<suffix> '(?:[sStTdDmM]|[rR][eE]|[vV][eE]|[lL][lL])(?!{_IN}) )?
    | (?P<alone> \x01+(?!\x02) | \x01\x02* )
    """,
    re.VERBOSE,
)
"""On the shape of a text: \x01 a letter alone, \x02 marks, \x03 a sign of several letters."""
_KINDS = ("dotted", "coded", "number", "percent", "word")
_THOUSANDS = re.compile(r",(?=[0-9]{3}(?![0-9]))")
_NOT_IN_WORDS = re.compile(r"[^0-9A-Za-z\x01\x02\x03&]")
_CLOSING = ",.:;?!)"
"""What may follow a word without a blank and changes nothing in it."""


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


def cut(chunk: str, lang: str) -> Iterator[Piece]:
    """Cut ``chunk``, a text without blanks, into words of stemming language ``lang``."""
    plain = chunk if chunk[-1] not in _CLOSING else chunk[:-1]
    if plain.isascii() and plain.isalpha():  # most of them, and worth the short way
        yield Piece(_letters(plain.lower(), plain, lang), 0, len(plain))
        return
    for found in _PIECE.finditer(shape(chunk)):
        start, end = found.span()
        written = chunk[start:end]
        if found.lastgroup != "alone":
            word = _word(written, found, lang)
            if word.norm:
                yield Piece(word, start, end)
        elif MARK in found[0]:
            yield Piece(_alone(written), start, end)
        else:
            for at, letter in enumerate(written, start):
                yield Piece(_alone(letter), at, at + 1)


@lru_cache(maxsize=16_384)
def _alone(written: str) -> Word:
    """Make the word of a letter that is one by itself; such have no inflections."""
    norm = _cleaned(fold(written)) or written
    return Word(norm, norm, same_width(written))


def _word(written: str, found: re.Match[str], lang: str) -> Word:
    """Make the word of one piece."""
    suffix = found["suffix"] or ""
    base = written[: len(written) - len(suffix)]
    if suffix.lower() == "'t":  # don't is one word, China's is China
        base = written
    surface = same_width(base)
    kind = found.lastgroup if not suffix else next(kind for kind in _KINDS if found[kind])
    match kind:
        case "dotted":
            surface = surface.rstrip(".")
            return _letters(fold(surface.replace(".", "")), surface, lang)
        case "coded":
            return _plain(_cleaned(fold(surface)), surface, lang)
        case "number":
            return _number(surface, lang)
        case "percent":
            return _plain("percent", surface.replace("_", " "), lang)
        case _:
            return _letters(_cleaned(fold(surface)), surface, lang)


def _plain(norm: str, surface: str, lang: str) -> Word:
    return Word(norm, stem(norm, lang) if norm else "", surface)


def _cleaned(norm: str) -> str:
    """Drop what folding brings out of rare signs and is no part of a word."""
    if norm.isalnum():
        return norm
    kept = zip(norm, shape(norm), strict=True)
    return "".join(sign for sign, kind in kept if not _NOT_IN_WORDS.match(kind))


def _letters(norm: str, surface: str, lang: str) -> Word:
    """Give a word, with its reading as an abbreviation where it is written as one."""
    name = ABBREVIATIONS.get(norm)
    word = _plain(small(norm), surface, lang)
    if name is None:
        return word
    if surface.isupper() or (name == "US" and (norm == "usa" or "." in surface)):
        return word._replace(also=(Word(name, name, surface),))
    return word


def small(letters: str) -> str:
    """Give the norm of a word of folded letters that is no abbreviation: nearly always the same."""
    if letters == "pct":
        return "percent"
    name = ABBREVIATIONS.get(letters)
    return letters if name is None else name.lower()


def _number(surface: str, lang: str) -> Word:
    """Give a number without its thousands separators, and beside it the one with its currency."""
    sign = "" if surface[0].isdigit() else surface[0]
    plain = surface[len(sign) :]
    norm = fold(_THOUSANDS.sub("", plain).replace(",", "."))
    word = _plain(norm, plain, lang)
    if not sign:
        return word
    return word._replace(also=(_plain(sign + norm, surface, lang),))
