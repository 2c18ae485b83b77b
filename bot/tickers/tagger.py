"""From an item to the companies it mentions."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.item import Item
from bot.domain.rule import Evidence
from bot.domain.ticker import Symbol, TickerTag, Via
from bot.tickers import context, explicit, publisher
from bot.tickers.gazetteer import Ambiguity, Bare, Case, Company, Gazetteer, Name
from bot.tickers.words import LEGAL, SMALL, STRONG_LEGAL, Casing, Words, split

_SUREST = {Via.EXPLICIT: 0, Via.NAME: 1, Via.ALIAS: 2, Via.BASKET: 3}
_DEEPER = frozenset(
    [
        "management",
        "capital",
        "partners",
        "advisors",
        "advisers",
        "financial",
        "ventures",
        "realty",
        "fund",
        "funds",
        "investments",
        "wealth",
        "asset",
        "services",
    ]
)
"""Words that, before a form of incorporation, make a name another company's."""


@dataclass(slots=True)
class _Mention:
    company: Company
    symbol: Symbol
    via: Via
    field: str
    start: int
    text: str


@dataclass(slots=True)
class _Reading:
    """What one text was found to say so far."""

    words: Words
    field: str
    taken: bytearray
    sure: list[_Mention] = dataclasses.field(default_factory=list)
    doubtful: list[tuple[_Mention, int, int]] = dataclasses.field(default_factory=list)
    brackets: dict[int, Company] = dataclasses.field(default_factory=dict)
    """Where marked symbols begin → whose: for the names right before them."""
    accepted: dict[int, Symbol] = dataclasses.field(default_factory=dict)
    """Word → the company accepted there."""

    def mention(
        self, company: Company, symbol: Symbol, via: Via, first: int, last: int
    ) -> _Mention:
        start, end = self.words.start[first], self.words.end[last - 1]
        return _Mention(company, symbol, via, self.field, start, self.words.text[start:end])

    def accept(self, mention: _Mention, first: int, last: int) -> None:
        self.sure.append(mention)
        for at in range(first, last):
            self.accepted[at] = mention.company.symbol


class Tagger:
    """Tags items with one gazetteer. Holds nothing of what it has read."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def tag(self, item: Item) -> tuple[TickerTag, ...]:
        """Give the companies that title and summary mention, in the order of their first mention.

        One tag a company, with the places of all its mentions.
        """
        readings = [
            self._read(text, name, item.source)
            for name, text in (("title", item.title), ("summary", item.summary))
            if text
        ]
        sure = {mention.company.symbol for reading in readings for mention in reading.sure}
        mentions = [mention for reading in readings for mention in reading.sure]
        mentions += (
            mention
            for reading in readings
            for mention, _, _ in reading.doubtful
            if mention.company.symbol in sure
        )
        return _tags(mentions)

    def _read(self, text: str, name: str, source: str) -> _Reading:
        words = split(text, publisher.cut(text, source) if name == "title" else None)
        reading = _Reading(words, name, bytearray(len(words.raw)))
        self._explicit(reading)
        self._names(reading)
        self._bare(reading)
        self._weigh(reading)
        if not text.isascii():
            self._unspaced(reading)
        return reading

    def _explicit(self, reading: _Reading) -> None:
        """Take marked symbols."""
        for found in explicit.find(reading.words, self._gazetteer):
            company = found.listing.company
            if found.bracketed and self._spelled_out(reading.words, found.first, company):
                continue
            reading.taken[found.first : found.last] = b"\1" * (found.last - found.first)
            reading.brackets[found.first] = company
            mention = reading.mention(
                company, found.listing.symbol, Via.EXPLICIT, found.first, found.last
            )
            reading.accept(mention, found.first, found.last)

    def _spelled_out(self, words: Words, bracket: int, company: Company) -> bool:
        """Say whether ``(AMD)`` is short for the words before it, and these are not the company."""
        letters = words.norm[bracket + 1]
        first = bracket - len(letters)
        if first < 0 or len(letters) < 3:
            return False
        initials = "".join(word[0] for word in words.norm[first:bracket])
        if initials != letters:
            return False
        spelled = self._gazetteer.names.get(" ".join(words.norm[first:bracket]))
        return spelled is None or spelled.company is not company

    # ---- names -----------------------------------------------------------------------------

    def _names(self, reading: _Reading) -> None:
        words, taken = reading.words, reading.taken
        norm, bare, longest = words.norm, words.bare, self._gazetteer.longest
        count = len(norm)
        at = 0
        while at < count:
            if taken[at]:
                at += 1
                continue
            most = longest.get(norm[at]) or longest.get(bare[at])
            if most is None:
                at += 1
                continue
            found = self._longest(words, taken, at, min(most, count - at))
            if found is None:
                at += 1
                continue
            name, last = found
            if name.company is not None:
                self._judge(reading, name, name.company, at, last)
            at = last

    def _longest(
        self, words: Words, taken: bytearray, at: int, most: int
    ) -> tuple[Name, int] | None:
        names = self._gazetteer.names
        for size in range(most, 0, -1):
            last = at + size
            front = words.norm[at : last - 1]
            tail, plain = words.norm[last - 1], words.bare[last - 1]
            name = names.get(" ".join([*front, tail]))
            if name is None and plain != tail:
                name = names.get(" ".join([*front, plain]))
            if name is not None and not any(taken[at:last]) and _written(name, words, at, last):
                return name, last
        return None

    def _judge(
        self,
        reading: _Reading,
        name: Name,
        company: Company,
        first: int,
        last: int,
    ) -> None:
        words = reading.words
        after = last
        while after < len(words.norm) and words.norm[after] in LEGAL:
            after += 1
        marked = reading.brackets.get(after) or reading.brackets.get(last)
        if marked is not None and marked is not company:
            return  # the bracket says whose name it is
        reading.taken[first:last] = b"\1" * (last - first)
        mention = reading.mention(company, company.symbol, name.via, first, last)
        if marked is company:
            reading.accept(mention, first, last)
        elif _is_deeper(words, last):
            return
        elif name.ambiguity is Ambiguity.SAFE:
            reading.accept(mention, first, last)
        elif context.is_someone(words, first, last, self._gazetteer.given):
            return
        elif (
            name.ambiguity is Ambiguity.BRAND
            or context.supports(words, first, last)
            or context.stands_out(words, first, last)
        ):
            reading.accept(mention, first, last)
        else:
            reading.doubtful.append((mention, first, last))

    def _bare(self, reading: _Reading) -> None:
        """Take symbols that stand alone in capitals."""
        words, taken = reading.words, reading.taken
        if words.casing is Casing.CAPITALS:
            return
        symbols = self._gazetteer.symbols
        for at, word in enumerate(words.raw):
            if taken[at] or not 2 <= len(word) <= 5 or not word.isupper() or not word.isalpha():
                continue
            listing = symbols.get(Symbol(word))
            if listing is None or listing.bare < Bare.CONTEXT:
                continue
            following = words.raw[at + 1] if at + 1 < len(words.raw) else ""
            if following.isdigit():
                continue  # a model: RTX 3080
            mention = reading.mention(listing.company, listing.symbol, Via.EXPLICIT, at, at + 1)
            if listing.bare is Bare.FREE:
                if (
                    at - 1 in reading.accepted
                    and not context.supports(words, at, at + 1)
                    and words.norm[at - 1] not in {",", "and"}
                ):
                    before = self._gazetteer.symbols.get(Symbol(words.raw[at - 1]))
                    if before is None:
                        continue  # a product of the company named before: Nvidia RTX
                reading.accept(mention, at, at + 1)
            else:
                reading.doubtful.append((mention, at, at + 1))

    def _weigh(self, reading: _Reading) -> None:
        """Judge the doubtful by their neighbours, until no more is decided."""
        words, waiting = reading.words, reading.doubtful
        decided = True
        while decided and waiting:
            decided = False
            rest = []
            for mention, first, last in waiting:
                bare_symbol = mention.via is Via.EXPLICIT
                if context.is_listed_with(words, first, last, reading.accepted) or (
                    bare_symbol and context.supports(words, first, last)
                ):
                    reading.accept(mention, first, last)
                    decided = True
                else:
                    rest.append((mention, first, last))
            waiting = rest
        reading.doubtful = waiting

    def _unspaced(self, reading: _Reading) -> None:
        """Take names in Chinese and Japanese, which no blank parts from the next word."""
        heads, text = self._gazetteer.unspaced, reading.words.text
        at = 0
        while at < len(text):
            for key in heads.get(text[at], ()):
                if text.startswith(key, at):
                    name = self._gazetteer.names[key]
                    if name.company is not None:
                        reading.sure.append(
                            _Mention(
                                name.company, name.company.symbol, name.via, reading.field, at, key
                            )
                        )
                    at += len(key) - 1
                    break
            at += 1


def _written(name: Name, words: Words, first: int, last: int) -> bool:
    """Say whether a name is written with the capitals it asks for."""
    raw = words.raw[first]
    if name.case is Case.ANY:
        return True
    if name.case is Case.UPPER:
        return raw.removesuffix("'s").removesuffix("’s").isupper()
    if not (raw[0].isupper() or raw[0].isdigit() or any(map(str.isupper, raw))):
        return False
    return all(
        words.raw[at][0].isupper() or not words.raw[at][0].isalpha() or words.norm[at] in SMALL
        for at in range(first + 1, last)
    )


def _is_deeper(words: Words, last: int) -> bool:
    """Say whether the name goes on to another company's: "Hartford Financial Management Inc."."""
    norm = words.norm
    at = last
    while at < len(norm) and norm[at] in _DEEPER:
        at += 1
    return at > last and at < len(norm) and norm[at] in STRONG_LEGAL


def _tags(mentions: Iterable[_Mention]) -> tuple[TickerTag, ...]:
    by_company: dict[Symbol, list[_Mention]] = {}
    for mention in mentions:
        by_company.setdefault(mention.company.symbol, []).append(mention)
    tags = []
    for found in by_company.values():
        found.sort(key=_place)
        surest = min(found, key=lambda m: _SUREST[m.via])
        tags.append((_place(found[0]), surest, found))
    tags.sort(key=lambda tag: tag[0])
    return tuple(_tag(surest, found) for _, surest, found in tags)


def _place(mention: _Mention) -> tuple[bool, int, int]:
    return mention.field != "title", mention.start, len(mention.text)


def _tag(surest: _Mention, found: list[_Mention]) -> TickerTag:
    return TickerTag(
        symbol=surest.symbol,
        name=surest.company.name,
        via=surest.via,
        why=surest.text,
        evidence=tuple(
            dict.fromkeys(Evidence(m.field, m.start, m.start + len(m.text), m.text) for m in found)
        ),
    )
