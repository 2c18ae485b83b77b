"""Symbols that a text marks as such: ``$NVDA``, ``(NYSE: LMT)``, ``ASX:LYC``, ``[BABA]``, ``9988.HK``."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.ticker import Symbol
from bot.tickers import exchanges
from bot.tickers.gazetteer import Bare, Company, Gazetteer, Listing
from bot.tickers.words import Words

_OPEN = {"(": ")", "[": "]", "<": ">"}
_SEPARATORS = frozenset({",", ";", "/", "and", "|", "&"})

_EXCHANGES = exchanges.FAMILIES | exchanges.PREFIXES.keys()
_MARKS = frozenset({"$", *_OPEN, *exchanges.SUFFIXES})
"""Without one of these, or an exchange, a text marks no symbol."""


@dataclass(frozen=True, slots=True)
class Explicit:
    """A marked symbol, and the words it takes (``first`` to ``last``, exclusive)."""

    listing: Listing
    first: int
    last: int
    bracketed: bool = False
    """Alone in brackets: it may be an acronym that the words before it spell."""


def find(words: Words, gazetteer: Gazetteer) -> Iterator[Explicit]:
    """Find them from left to right; none overlaps another."""
    raw, norm = words.raw, words.norm
    if _MARKS.isdisjoint(raw) and _EXCHANGES.isdisjoint(norm):
        return
    at, count = 0, len(raw)
    while at < count:
        word = raw[at]
        found: list[Explicit] = []
        if word in exchanges.SUFFIXES and at and words.between(at - 1, at) == ".":
            found = _with_suffix(words, gazetteer, at)
        elif norm[at] in _EXCHANGES:
            found = _after_exchange(words, gazetteer, at)
        elif word == "$":
            found = _cashtag(words, gazetteer, at)
        elif word in _OPEN:
            found = _bracketed(words, gazetteer, at)
        yield from found
        at = max(at + 1, found[-1].last if found else 0)


def _code(words: Words, at: int) -> tuple[str, int]:
    """Give the symbol written at ``at`` (with its class, ``BRK.B``) and where it ends."""
    raw = words.raw
    if at >= len(raw):
        return "", at
    code = raw[at]
    if not (code.isupper() or code.isdigit()) or not code.isascii():
        return "", at
    share_class = raw[at + 1] if at + 1 < len(raw) else ""
    if len(share_class) == 1 and share_class.isupper() and words.between(at, at + 1) in {".", "-"}:
        return f"{code}-{share_class}", at + 2
    return code, at + 1


def _us(gazetteer: Gazetteer, code: str) -> Listing | None:
    listing = gazetteer.symbols.get(Symbol(code))
    if listing is None and "-" in code:
        listing = gazetteer.symbols.get(Symbol(code.partition("-")[0]))
    return listing


def _listing(gazetteer: Gazetteer, code: str, suffix: str) -> Listing | None:
    """Give what a code means on an exchange.

    The table of US listings is whole, so that an unknown one is no longer listed; of the other
    exchanges it knows the large, so that a symbol they are named for is taken as it stands.
    """
    if suffix == exchanges.US:
        return _us(gazetteer, code)
    symbol = exchanges.symbol(code, suffix)
    if not exchanges.is_code(symbol):
        return None
    return gazetteer.symbols.get(symbol) or Listing(Company(symbol, symbol), symbol, Bare.BRACKETS)


def _after_exchange(words: Words, gazetteer: Gazetteer, at: int) -> list[Explicit]:
    norm, raw = words.norm, words.raw
    suffix = exchanges.PREFIXES.get(norm[at])
    colon = at + 1
    if norm[at] in exchanges.FAMILIES and colon < len(raw) and norm[colon] in exchanges.CITIES:
        suffix = exchanges.CITIES[norm[colon]]
        colon += 1
    if suffix is None or colon >= len(raw) or raw[colon] != ":":
        return []
    found: list[Explicit] = []
    first, place = at, colon + 1
    opened = at > 0 and raw[at - 1] in _OPEN
    while True:
        code, end = _code(words, place)
        listing = _listing(gazetteer, code, suffix) if code else None
        if listing is None:
            return found
        if end < len(raw) and (
            of_class := gazetteer.symbols.get(Symbol(f"{code}-{raw[end]}.{suffix}"))
        ):
            listing, end = of_class, end + 1  # STO:HEXA B
        if opened and not found and end < len(raw) and raw[end] == _OPEN[raw[at - 1]]:
            return [Explicit(listing, at - 1, end + 1)]
        found.append(Explicit(listing, first, end))
        if end + 1 >= len(raw) or norm[end] not in _SEPARATORS:
            return found
        if end + 2 < len(raw) and raw[end + 2] == ":":
            return found  # the next exchange's name
        first = place = end + 1


def _cashtag(words: Words, gazetteer: Gazetteer, at: int) -> list[Explicit]:
    raw = words.raw
    if at + 1 >= len(raw) or words.between(at, at + 1):
        return []
    if at and not words.between(at - 1, at) and raw[at - 1].isalnum():
        return []  # US$, A$
    suffix = at + 2
    if (
        suffix < len(raw)
        and raw[suffix] in exchanges.SUFFIXES
        and words.between(at + 1, suffix) == "."
    ):
        found = _with_suffix(words, gazetteer, suffix)
        if found:
            return [Explicit(found[0].listing, at, suffix + 1)]
    code, end = _code(words, at + 1)
    listing = _us(gazetteer, code) if code.replace("-", "").isalpha() else None
    return [Explicit(listing, at, end)] if listing else []


def _bracketed(words: Words, gazetteer: Gazetteer, at: int) -> list[Explicit]:
    """Read ``(KO)``, ``[BABA]``, ``(LLTC, GPRO, AAP)``; every word between must look like a symbol."""
    raw, close = words.raw, _OPEN[words.raw[at]]
    codes: list[tuple[str, int, int]] = []
    place = at + 1
    while True:
        code, end = _code(words, place)
        if not code or code.isdigit() or end >= len(raw):
            return []
        codes.append((code, place, end))
        if raw[end] == close:
            break
        if raw[end] not in _SEPARATORS:
            return []
        place = end + 1
    alone = len(codes) == 1
    return [
        Explicit(listing, at, end + 1, bracketed=True) if alone else Explicit(listing, first, end)
        for code, first, end in codes
        if (listing := _us(gazetteer, code)) and listing.bare >= Bare.BRACKETS
    ]


def _with_suffix(words: Words, gazetteer: Gazetteer, at: int) -> list[Explicit]:
    """Read ``9988.HK``, ``RHM.DE``, ``SAAB-B.ST``, ``AAPL.O``; ``at`` is the suffix."""
    raw, suffix = words.raw, exchanges.SUFFIXES[words.raw[at]]
    first, code = at - 1, raw[at - 1]
    if (
        first
        and len(code) == 1
        and words.between(first - 1, first) == "-"
        and raw[first - 1].isupper()
    ):
        first, code = first - 1, f"{raw[first - 1]}-{code}"
    if len(code) == 1 == len(raw[at]):
        return []  # initials
    symbol = exchanges.symbol(code, suffix)
    known = gazetteer.symbols.get(symbol) if symbol.endswith(suffix) else None
    if known is None and not (code.isdigit() and len(code) >= 4 and len(raw[at]) > 1):
        return []
    listing = known or _listing(gazetteer, code, suffix)
    return [Explicit(listing, first, at + 1)] if listing else []
