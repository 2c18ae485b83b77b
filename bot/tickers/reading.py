"""One text while it is read: its words, which of them are taken, and whom they were found to mention."""

from dataclasses import dataclass, field

from bot.domain.ticker import Symbol, Via
from bot.tickers.gazetteer import Company
from bot.tickers.words import Words


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that mean a company."""

    company: Company
    symbol: Symbol
    via: Via
    start: int
    """Character offset into the text."""
    text: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A mention that its neighbours must speak for, and the words it takes."""

    mention: Mention
    first: int
    last: int


@dataclass(slots=True)
class Reading:
    """What a text was found to say so far. Made for one call, then forgotten."""

    words: Words
    item_words: tuple[list[str], ...]
    """The folded words of the item's texts, this one among them."""
    taken: bytearray
    sure: list[Mention] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    accepted: dict[int, Company] = field(default_factory=dict)
    """Word → the company accepted there."""
    marked: dict[int, tuple[Mention, bool]] = field(default_factory=dict)
    """Where a marked symbol begins → it, and whether brackets are its only mark."""

    def mention(
        self, company: Company, first: int, last: int, *, via: Via, symbol: Symbol | None = None
    ) -> Mention:
        """Make the mention that words ``first`` to ``last`` (exclusive) are."""
        start, end = self.words.span(first)[0], self.words.span(last - 1)[1]
        return Mention(company, symbol or company.symbol, via, start, self.words.text[start:end])

    def accept(self, mention: Mention, first: int, last: int) -> None:
        """Keep a mention as sure."""
        self.sure.append(mention)
        self.take(first, last)
        for at in range(first, last):
            self.accepted[at] = mention.company

    def withdraw(self, mention: Mention) -> None:
        """Take back what was sure: a better reading of the same words was found."""
        self.sure.remove(mention)
        self.accepted = {at: c for at, c in self.accepted.items() if c is not mention.company}

    def doubt(self, mention: Mention, first: int, last: int) -> None:
        """Keep a mention until its neighbours are known."""
        self.doubts.append(Doubt(mention, first, last))

    def take(self, first: int, last: int) -> None:
        """Let nothing else be read in these words."""
        for at in range(first, last):
            self.taken[at] = 1

    def speaks_against(self, against: frozenset[str]) -> bool:
        """Say whether one of these words stands anywhere in the item."""
        return bool(against) and not all(against.isdisjoint(words) for words in self.item_words)
