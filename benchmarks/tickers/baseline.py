"""The simple way: each name of the gazetteer and each symbol, wherever it stands between two blanks."""

import re
from collections.abc import Sequence

from bot.domain.item import Item
from bot.domain.ticker import Symbol
from bot.tickers.gazetteer import Gazetteer
from bot.tickers.words import phrase

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|&")
_LONGEST = 6


class WordBoundary:
    """Knows the same companies as the tagger, and nothing of what else their names mean."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._names = {key: n.company.symbol for key, n in gazetteer.names.items() if n.company}
        self._symbols = {s: known.symbol for s, known in gazetteer.symbols.items() if len(s) > 1}

    def tag(self, item: Item) -> Sequence[str]:
        """Give the symbols, each once; the longest name at a place is taken, in any case."""
        found: dict[str, None] = {}
        for text in (item.title, item.summary):
            raw = _WORD.findall(text)
            folded = [phrase(word.removesuffix("'s").removesuffix("’s")) for word in raw]
            at = 0
            while at < len(raw):
                at += self._take(raw, folded, at, found)
        return list(found)

    def _take(
        self, raw: Sequence[str], folded: Sequence[str], at: int, found: dict[str, None]
    ) -> int:
        for size in range(min(_LONGEST, len(raw) - at), 0, -1):
            symbol = self._names.get(" ".join(folded[at : at + size]))
            if symbol is not None:
                found[symbol] = None
                return size
        symbol = self._symbols.get(Symbol(raw[at]))
        if symbol is not None:
            found[symbol] = None
        return 1
