"""Symbols: marked ones first, which are sure, then those that stand alone in capitals."""

from bot.domain.ticker import Symbol, Via
from bot.tickers import context, explicit
from bot.tickers.gazetteer import Bare, Company, Gazetteer
from bot.tickers.reading import Reading
from bot.tickers.words import Casing, Words, fold


def read_marked(reading: Reading, gazetteer: Gazetteer) -> None:
    """Take the marked symbols, and remember where they stand for the names before them."""
    for found in explicit.find(reading.words, gazetteer):
        company, first, last = found.listing.company, found.first, found.last
        if found.bracketed and _means_else(reading, gazetteer, first, company):
            continue
        mention = reading.mention(
            company, first, last, via=Via.EXPLICIT, symbol=found.listing.symbol
        )
        reading.marked[first] = (mention, found.bracketed)
        reading.accept(mention, first, last)


def _means_else(reading: Reading, gazetteer: Gazetteer, bracket: int, company: Company) -> bool:
    """Say whether ``(AMD)`` is no symbol: words of the item speak against it, or it is spelled out."""
    words = reading.words
    letters = fold(words.raw[bracket + 1])
    name = gazetteer.names.get(letters)
    if name is not None and name.company is company and reading.speaks_against(name.against):
        return True
    return _is_spelled_out(words, bracket, letters, gazetteer, company)


def _is_spelled_out(
    words: Words, bracket: int, letters: str, gazetteer: Gazetteer, company: Company
) -> bool:
    first = bracket - len(letters)
    if first < 0 or len(letters) < 3:
        return False
    if "".join(word[0] for word in words.norm[first:bracket]) != letters:
        return False
    spelled = gazetteer.names.get(" ".join(words.norm[first:bracket]))
    return spelled is None or spelled.company is not company


def read_bare(reading: Reading, gazetteer: Gazetteer) -> None:
    """Take symbols that stand alone in capitals, in a text that is not all capitals."""
    words, taken, listings = reading.words, reading.taken, gazetteer.symbols
    for at, word in [
        (at, word)
        for at, word in enumerate(words.raw)
        if 2 <= len(word) <= 5 and word.isupper() and word in listings
    ]:
        listing = listings[Symbol(word)]
        if taken[at] or listing.bare < Bare.BRACKETS or context.is_model(words, at, at + 1):
            continue
        if words.casing is Casing.CAPITALS:
            return
        mention = reading.mention(
            listing.company, at, at + 1, via=Via.EXPLICIT, symbol=listing.symbol
        )
        if listing.bare is Bare.FREE and not _is_product(reading, at):
            reading.accept(mention, at, at + 1)
        elif listing.bare >= Bare.CONTEXT or _in_a_row(words, at):
            reading.doubt(mention, at, at + 1)


def _in_a_row(words: Words, at: int) -> bool:
    """Say whether other words in capitals stand on a side: "ORLY MO and KR"."""
    row = [
        word
        for word in words.raw[max(0, at - 2) : at + 3]
        if word.isupper() and word.isalpha() and 2 <= len(word) <= 5
    ]
    return len(row) > 2


def _is_product(reading: Reading, at: int) -> bool:
    """Say whether a company named right before makes it its product: Nvidia RTX."""
    before = reading.accepted.get(at - 1)
    return before is not None and not reading.words.raw[at - 1].isupper()


def weigh(reading: Reading) -> None:
    """Judge the doubtful by their neighbours, again while one more is decided."""
    words, waiting = reading.words, reading.doubts
    decided = bool(waiting)
    while decided:
        rest = []
        for doubt in waiting:
            first, last = doubt.first, doubt.last
            alone = last - first == 1 and words.raw[first].isupper()
            if context.is_listed_with(words, first, last, reading.accepted, alone=alone) or (
                alone and context.supports_firmly(words, first, last)
            ):
                reading.accept(doubt.mention, first, last)
            else:
                rest.append(doubt)
        decided = len(rest) < len(waiting)
        waiting = rest
    reading.doubts = waiting
