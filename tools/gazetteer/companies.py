"""The companies of all sources, joined: one entry a company, with all its symbols and spellings."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import naming
import sources

from bot.tickers.exchanges import PREFIXES
from bot.tickers.words import LEGAL, phrase

UNRANKED = 20_000
"""The rank of a company whose value the sources do not tell."""
_SUFFIXES = {  # of the home exchange, by index
    "AEX": "AS", "BEL 20": "BR", "CAC_40": "PA", "CAC Mid 60": "PA", "DAX": "DE", "MDAX": "DE", "SDAX": "DE",
    "TecDAX": "DE", "FTSE 100": "L", "IBEX 35": "MC", "NIKKEI 225": "T", "OMX Helsinki 25": "HE",
    "OMX Stockholm 30": "ST", "Switzerland 20": "SW",
}  # fmt: skip
_US_INDEXES = ("DOW JONES", "NASDAQ 100", "S&P 100", "S&P 500", "S&P 600")
_NOT_SHARES = re.compile(r"-(?:P|W|U|R)[A-Z]*$")
_REMARK = re.compile(r"\s*\(.*\)")


@dataclass
class Entry:
    """A company on its way into the file."""

    symbol: str
    name: str
    rank: int
    """By market value among the US listings, from 0."""
    listed: bool
    """On NYSE, Nasdaq or Cboe."""
    others: list[str] = field(default_factory=list)
    hand_kept: bool = False
    """Known of ``world.tsv`` alone, whose short names are aliases."""
    spoken: list[str] = field(default_factory=list)
    """Further full names, as other sources write them."""

    @property
    def foreign(self) -> bool:
        """Say whether its main listing is outside the United States."""
        return "." in self.symbol


def join(folder: Path, counts: dict[str, int]) -> list[Entry]:
    """Give the companies: US listings first, joined by symbol or name with those of other exchanges."""
    joined = _Joined(_us(folder, counts))
    for line in sources.world():
        joined.add(line.symbol, line.name, line.others, hand_kept=True)
    members = list(sources.members(folder))
    for member in members:
        suffix = _SUFFIXES.get(member.index)
        home = _home(member, suffix) if suffix else None
        if home:
            joined.add(home, _plain(member.name), _us_symbols(member, home), hand_kept=False)
    for member in members:
        if member.index in _US_INDEXES:
            joined.call(member.symbol.replace(".", "-"), _plain(member.name))
    return joined.entries


_NAMESAKES = frozenset({"MRK.DE"})
"""Companies of the same name as one listed in the US, and not the same: the two Mercks parted in 1917."""


class _Joined:
    """Companies by symbol and by name while they are joined."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries
        self._by_symbol = {s: entry for entry in entries for s in (entry.symbol, *entry.others)}
        self._by_name: dict[str, Entry] = {}
        for entry in entries:
            self._by_name.setdefault(_key(entry.name), entry)

    def add(self, home: str, name: str, others: tuple[str, ...], *, hand_kept: bool) -> None:
        """Add a company of another exchange, or what it is called there if it is known.

        Indexes tell symbols that are another's by now, and sometimes another's name: where neither
        symbol nor name agree with what is known, their row is left out.
        """
        same = [self._by_symbol[s] for s in (home, *others) if s in self._by_symbol]
        akin = [entry for entry in same if hand_kept or _akin(entry, name)]
        if home in self._by_symbol and not akin:
            return
        entry = akin[0] if akin else self._by_name.get(_key(name))
        if home in _NAMESAKES and entry is not None and entry.listed:
            entry = None
        if entry is None:
            entry = Entry(home, name, UNRANKED, listed=False, hand_kept=hand_kept)
            self.entries.append(entry)
            self._by_name.setdefault(_key(name), entry)
        entry.spoken.append(name)
        for symbol in (home, *others):
            if self._by_symbol.setdefault(symbol, entry) is entry and symbol not in entry.others:
                entry.others.append(symbol)
        if not entry.listed and not entry.foreign:  # home before over-the-counter paper
            entry.others.append(entry.symbol)
            entry.symbol, entry.name = home, name

    def call(self, symbol: str, name: str) -> None:
        """Add what a US company is called in an index, unless another is called so."""
        entry = self._by_symbol.get(symbol)
        if entry is not None and self._by_name.get(_key(name), entry) is entry:
            entry.spoken.append(name)


def _us(folder: Path, counts: dict[str, int]) -> list[Entry]:
    companies: dict[str, Entry] = {}
    for line in sources.us_lines(folder):
        listed = line.exchange in {"NYSE", "Nasdaq", "CBOE"}
        entry = companies.get(line.cik)
        if entry is None:
            name = naming.cased(naming.clean(line.name), counts)
            companies[line.cik] = Entry(line.symbol, name, line.rank, listed)
        elif not _NOT_SHARES.search(line.symbol):
            entry.others.append(line.symbol)
            if listed and not entry.listed:
                entry.others[-1], entry.symbol, entry.listed = entry.symbol, line.symbol, True
    return list(companies.values())


def _us_symbols(member: sources.Member, home: str) -> tuple[str, ...]:
    """Give a member's US symbols; those of the Spanish index are other companies'."""
    if member.index == "IBEX 35":
        return ()
    code = home.partition(".")[0]
    return tuple(s for s in member.others if re.fullmatch(r"[A-Z]{2,5}", s) and s != code)


def _plain(name: str) -> str:
    return naming.clean(_REMARK.sub("", name))


def _akin(entry: Entry, name: str) -> bool:
    """Say whether two names may be one company's: the sources keep symbols that are another's by now."""
    mine, other = (phrase(n).replace(" ", "") for n in (entry.name, name))
    return mine[:4] == other[:4] or bool(
        {*phrase(entry.name).split()} & {*phrase(name).split()} - LEGAL
    )


def _key(name: str) -> str:
    """Give what two spellings of a name share; for one that is too short, the whole of it."""
    words = naming.core(name)
    short = phrase(" ".join((naming.looser(words) or [words])[-1]))
    return short if len(short) > 3 else phrase(" ".join(words))


def _home(member: sources.Member, suffix: str) -> str | None:
    """Give a member's symbol at its home exchange, None where the source is unsure."""
    for symbol in (member.symbol, *member.others):
        if re.fullmatch(rf"[A-Z0-9]{{1,6}}(?:-[A-Z])?\.{suffix}", symbol):
            return symbol
    for exchange, code in re.findall(r"([A-Za-z]+) : ([A-Z0-9]+(?: [AB])?)", member.traded_as):
        if PREFIXES.get(exchange.lower()) == suffix or (exchange == "Paris" and suffix == "PA"):
            return f"{code.replace(' ', '-')}.{suffix}"
    if suffix == "DE":
        frankfurt = [s for s in member.others if re.fullmatch(r"[A-Z]{3}[0-9A-Z]?\.F", s)]
        if frankfurt:
            return frankfurt[0].replace(".F", ".DE")
    return member.symbol if re.fullmatch(r"[A-Z0-9.]+\.[A-Z]{1,2}", member.symbol) else None
