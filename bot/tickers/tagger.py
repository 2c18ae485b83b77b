"""From an item to the companies it mentions.

::

    text ─ publisher.cut ─ words.split ─ symbols.read_marked   ($X, NYSE: X, (X), X.HK; each takes its words)
                                       ─ names.read            (longest first, judged by ambiguity)
                                       ─ symbols.read_bare     (capitals of liquid names)
                                       ─ symbols.weigh         (the doubtful, by their neighbours)
"""

from collections.abc import Iterable

from bot.domain.evidence import Evidence
from bot.domain.item import Item
from bot.domain.ticker import Symbol, TickerTag, Via
from bot.tickers import names, publisher, symbols
from bot.tickers.gazetteer import Gazetteer
from bot.tickers.reading import Mention, Reading
from bot.tickers.words import UNSPACED, Words

_SUREST = {via: order for order, via in enumerate(Via)}


class Tagger:
    """Tags items with one gazetteer. Keeps nothing of what it has read."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer

    def tag(self, item: Item) -> tuple[TickerTag, ...]:
        """Give the companies that title and summary mention, in the order of their first mention.

        One tag a company, with the places of all its mentions. A name that was doubtful in one text
        is evidence once the company is sure by the other.
        """
        title = Words(item.title, publisher.cut(item.title, item.source))
        texts = [("title", title)]
        if item.summary:
            texts.append(("summary", Words(item.summary)))
        norms = tuple(words.norm for _, words in texts)
        readings = [
            (field, self._read(Reading(words, norms, bytearray(len(words.raw)))))
            for field, words in texts
        ]
        if not any(reading.sure for _, reading in readings):
            return ()
        sure = {mention.company.symbol for _, reading in readings for mention in reading.sure}
        return _tags(
            (field, mention)
            for field, reading in readings
            for mention in (
                *reading.sure,
                *(d.mention for d in reading.doubts if d.mention.company.symbol in sure),
            )
        )

    def _read(self, reading: Reading) -> Reading:
        gazetteer = self.gazetteer
        symbols.read_marked(reading, gazetteer)
        names.read(reading, gazetteer)
        symbols.read_bare(reading, gazetteer)
        symbols.weigh(reading)
        if UNSPACED.search(reading.words.text):
            names.read_unspaced(reading, gazetteer)
        return reading


def _tags(mentions: Iterable[tuple[str, Mention]]) -> tuple[TickerTag, ...]:
    by_company: dict[Symbol, list[tuple[str, Mention]]] = {}
    for field, mention in mentions:
        by_company.setdefault(mention.company.symbol, []).append((field, mention))
    groups = [sorted(found, key=_place) for found in by_company.values()]
    groups.sort(key=lambda found: _place(found[0]))
    return tuple(map(_tag, groups))


def _place(found: tuple[str, Mention]) -> tuple[bool, int]:
    field, mention = found
    return field != "title", mention.start


def _tag(found: list[tuple[str, Mention]]) -> TickerTag:
    surest = min((mention for _, mention in found), key=lambda mention: _SUREST[mention.via])
    return TickerTag(
        symbol=surest.symbol,
        name=surest.company.name,
        via=surest.via,
        why=surest.text,
        evidence=tuple(
            Evidence(field, m.start, m.start + len(m.text), m.text) for field, m in found
        ),
    )
