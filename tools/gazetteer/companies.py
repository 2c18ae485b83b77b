"""The companies of all sources, joined: one entry a company, with all its symbols and spellings."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import naming
import sources

from bot.tickers.exchanges import PREFIXES
from bot.tickers.words import phrase

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
    entries = _us(folder, counts)
    by_symbol = {symbol: entry for entry in entries for symbol in (entry.symbol, *entry.others)}
    by_name: dict[str, Entry] = {}
    hand_kept = {line.symbol for line in sources.world()}
    for entry in entries:
        by_name.setdefault(_key(entry.name), entry)
    for home, name, others in _foreign(folder):
        known = next((by_symbol[s] for s in (home, *others) if s in by_symbol), None)
        entry = known or by_name.get(_key(name)) or Entry(home, name, UNRANKED, listed=False)
        entry.hand_kept |= entry.rank == UNRANKED and not entry.spoken and home in hand_kept
        if not entry.spoken and entry.symbol == home:
            entries.append(entry)
            by_name.setdefault(_key(name), entry)
        entry.spoken.append(name)
        for symbol in (home, *others):
            if by_symbol.setdefault(symbol, entry) is entry and symbol not in entry.others:
                entry.others.append(symbol)
        if not entry.listed and not entry.foreign:  # home before over-the-counter paper
            entry.others.append(entry.symbol)
            entry.symbol, entry.name = home, name
    for member in sources.members(folder):
        entry_of_symbol = by_symbol.get(member.symbol.replace(".", "-"))
        if member.index in _US_INDEXES and entry_of_symbol:
            entry_of_symbol.spoken.append(_plain(member.name))
    return entries


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


def _foreign(folder: Path) -> list[tuple[str, str, tuple[str, ...]]]:
    """Give (home symbol, name, other symbols) outside the United States, hand-kept ones first."""
    found = [(line.symbol, line.name, line.others) for line in sources.world()]
    for member in sources.members(folder):
        suffix = _SUFFIXES.get(member.index)
        home = _home(member, suffix) if suffix else None
        if home is None:
            continue
        code = home.partition(".")[0]
        us = [s for s in member.others if re.fullmatch(r"[A-Z]{2,5}", s) and s != code]
        # the Spanish index's US symbols are other companies'
        found.append((home, _plain(member.name), () if suffix == "MC" else tuple(us)))
    return found


def _plain(name: str) -> str:
    return naming.clean(_REMARK.sub("", name))


def _key(name: str) -> str:
    words = naming.core(name)
    return phrase(" ".join((naming.looser(words) or [words])[-1]))


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
