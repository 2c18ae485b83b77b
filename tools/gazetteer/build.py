"""Build ``rules/gazetteer/companies.tsv``: which companies there are, what they are called, how surely.

Run by ``make gazetteer``; the same pins give the same bytes. The file is sorted text, so that a
renewal is read as a diff; what was added, dropped and renamed is also summed up on the terminal.
"""

import difflib
import re
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import naming  # noqa: E402
import sources  # noqa: E402

from bot.tickers.exchanges import PREFIXES  # noqa: E402
from bot.tickers.words import LEGAL, phrase  # noqa: E402

TARGET = ROOT / "rules" / "gazetteer" / "companies.tsv"
HEADER = """\
# Made by `make gazetteer`; sources and licences in NOTICE. Do not edit: rules/aliases.yaml wins over it.
# symbol, name, other symbols, where the bare symbol is read (0 marked, 1 brackets, 2 context, 3 anywhere),
# names (plain: safe, ~ famous brand, ? common word, @ person's or place's too)
"""
SUFFIX = {  # of the home exchange, by index
    "AEX": "AS", "BEL 20": "BR", "CAC_40": "PA", "CAC Mid 60": "PA", "DAX": "DE", "MDAX": "DE", "SDAX": "DE",
    "TecDAX": "DE", "FTSE 100": "L", "IBEX 35": "MC", "NIKKEI 225": "T", "OMX Helsinki 25": "HE",
    "OMX Stockholm 30": "ST", "Switzerland 20": "SW",
}  # fmt: skip
US_INDEXES = ("DOW JONES", "NASDAQ 100", "S&P 100", "S&P 500", "S&P 600")
DEMONYMS = frozenset(
    """american african asian european british canadian chinese japanese indian german french italian spanish mexican
    brazilian australian korean swiss dutch swedish norwegian danish finnish irish israeli turkish russian polish greek
    portuguese atlantic pacific arctic nordic baltic texan californian midwest midwestern northeast northwest southeast
    southwest northern southern eastern western central""".split()
)
NOT_SHARES = re.compile(r"-(?:P|W|U|R)[A-Z]*$")
FUND = re.compile(
    r"\b(?:Funds?|ETF|ETFs|Income|Municipal|Opportunities|Acquisition)\b|Trust$", re.IGNORECASE
)
VERY_COMMON = 30_000
"""Uses of a word in film subtitles from which on it is no name without its form of incorporation."""
TAIL = 20_000
"""The rank of a company whose value the sources do not tell."""


@dataclass
class Entry:
    """A company on its way into the file."""

    symbol: str
    name: str
    rank: int
    listed: bool
    """On NYSE, Nasdaq or Cboe."""
    others: list[str] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    """Further full names, as other sources write them."""


def main() -> int:
    """Build, write, and say what changed."""
    with tempfile.TemporaryDirectory() as folder:
        if len(sys.argv) > 1:
            folder = sys.argv[1]
        else:
            sources.download(Path(folder))
        text = HEADER + "".join(f"{line}\n" for line in Build(Path(folder)).lines())
    before = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(text, encoding="utf-8")
    summarise(before, text)
    return 0


def summarise(before: str, after: str) -> None:
    """Print what a reviewer reads: sizes, and every line that came or went."""
    old, new = before.splitlines(), after.splitlines()
    changes = (
        [
            line
            for line in difflib.unified_diff(old, new, lineterm="", n=0)
            if line[0] in "+-" and not line.startswith(("+++", "---"))
        ]
        if old
        else []
    )
    for line in changes[:200]:
        print(line)
    if len(changes) > 200:
        print(f"... {len(changes) - 200} more: git diff {TARGET.relative_to(ROOT)}")
    print(f"{len(new)} lines, {len(after.encode()):,} bytes; {len(changes)} lines changed")


class Build:
    """The companies of all sources, joined, named and judged."""

    def __init__(self, folder: Path) -> None:
        self.counts = sources.word_counts(folder)
        self.surnames = {
            name: rank for rank, name in enumerate(sources.census(folder, "dist.all.last"))
        }
        men = sources.census(folder, "dist.male.first")
        women = sources.census(folder, "dist.female.first")
        self.given = {*men[:500], *women[:500]}
        self.given_all = {*men, *women}
        self.places = {phrase(name) for name in sources.places(folder)} | DEMONYMS
        self.acronyms = {
            word
            for line in (sources.HERE / "acronyms.txt").read_text().splitlines()
            if not line.startswith("#")
            for word in line.split()
        }
        listed = [
            word
            for line in (sources.HERE / "common.txt").read_text().splitlines()
            if not line.startswith("#")
            for word in line.split()
        ]
        self.never = {word[1:] for word in listed if word.startswith("!")}
        self.counts |= {
            w: max(self.counts.get(w, 0), 1000) for w in listed if not w.startswith("!")
        }
        self.by_hand = {line.symbol for line in sources.world()}
        self.entries = self._join(folder)

    # ---- companies -------------------------------------------------------------------------

    def _join(self, folder: Path) -> list[Entry]:
        entries = self._us(folder)
        by_symbol = {symbol: entry for entry in entries for symbol in (entry.symbol, *entry.others)}
        by_name: dict[str, Entry] = {}
        for entry in entries:
            by_name.setdefault(self._key(entry.name), entry)
        for home, name, others in self._foreign(folder):
            entry = next(
                (by_symbol[s] for s in (home, *others) if s in by_symbol), None
            ) or by_name.get(self._key(name))
            if entry is None:
                entry = Entry(home, name, TAIL, listed=False)
                entries.append(entry)
                by_name.setdefault(self._key(name), entry)
            entry.spoken.append(name)
            for symbol in (home, *others):
                if by_symbol.setdefault(symbol, entry) is entry and symbol not in entry.others:
                    entry.others.append(symbol)
            if not entry.listed and "." not in entry.symbol:  # home before over-the-counter paper
                entry.others.append(entry.symbol)
                entry.symbol = home
                entry.name = name
        for member in sources.members(folder):
            if member.index in US_INDEXES and member.symbol.replace(".", "-") in by_symbol:
                entry = by_symbol[member.symbol.replace(".", "-")]
                entry.spoken.append(naming.clean(re.sub(r"\s*\(.*\)", "", member.name)))
        return entries

    def _us(self, folder: Path) -> list[Entry]:
        companies: dict[str, Entry] = {}
        for line in sources.us_lines(folder):
            listed = line.exchange in {"NYSE", "Nasdaq", "CBOE"}
            entry = companies.get(line.cik)
            if entry is None:
                name = naming.cased(naming.clean(line.name), self.counts)
                companies[line.cik] = Entry(line.symbol, name, line.rank, listed)
            elif not NOT_SHARES.search(line.symbol):
                if listed and not entry.listed:
                    entry.others.append(entry.symbol)
                    entry.symbol, entry.listed = line.symbol, True
                else:
                    entry.others.append(line.symbol)
        return list(companies.values())

    def _foreign(self, folder: Path) -> list[tuple[str, str, tuple[str, ...]]]:
        """Give (home symbol, name, other symbols) outside the United States, hand-kept ones first."""
        found = [(line.symbol, line.name, line.others) for line in sources.world()]
        for member in sources.members(folder):
            suffix = SUFFIX.get(member.index)
            home = _home(member, suffix) if suffix else None
            if home:
                us = tuple(
                    s
                    for s in member.others
                    if re.fullmatch(r"[A-Z]{2,5}", s) and s != home.partition(".")[0]
                )
                found.append(
                    (
                        home,
                        naming.clean(re.sub(r"\s*\(.*\)", "", member.name)),
                        us if member.index != "IBEX 35" else (),
                    )
                )
        return found

    def _key(self, name: str) -> str:
        words = naming.core(name)
        return phrase(" ".join((naming.looser(words) or [words])[-1]))

    # ---- names -----------------------------------------------------------------------------

    def lines(self) -> list[str]:
        """Give the file's lines."""
        names = self._names()
        called: dict[int, list[str]] = defaultdict(list)
        for key in sorted(names):
            entry, text = names[key]
            called[id(entry)].append(self._ambiguity(text.split(" "), entry) + text)
        rows = [
            "\t".join(
                (
                    e.symbol,
                    e.name.replace("|", " "),
                    " ".join(sorted(set(e.others) - {e.symbol})),
                    str(self._bare(e)),
                    "|".join(called[id(e)]),
                )
            )
            for e in self.entries
        ]
        return [f"!given\t{' '.join(sorted(self.given))}", *sorted(rows)]

    def _names(self) -> dict[str, tuple[Entry, str]]:
        """Give what each phrase means.

        Whole names first, the larger company winning; then those without ``Group``, ``Holdings``;
        then beginnings that name one company only.
        """
        ordered = sorted(self.entries, key=lambda e: (not e.listed, e.rank))
        owners: dict[str, tuple[Entry, str]] = {}
        looser: dict[str, list[tuple[Entry, str]]] = defaultdict(list)
        prefixes: dict[str, list[tuple[Entry, str]]] = defaultdict(list)
        for entry in ordered:
            for name in _spoken(entry):
                words = self._whole_name(name)
                owners.setdefault(phrase(" ".join(words)), (entry, " ".join(words)))
                for shorter in naming.looser(words):
                    looser[phrase(" ".join(shorter))].append((entry, " ".join(shorter)))
                for end in range(len(words) - 1, 0, -1):
                    prefixes[phrase(" ".join(words[:end]))].append((entry, " ".join(words[:end])))
        for table in (looser, prefixes):
            for key, candidates in table.items():
                entry, text = candidates[0]
                rivals = [e for e, _ in candidates if e is not entry and not _dwarfs(entry, e)]
                if key not in owners and not rivals and self._nameable(text.split(" "), entry):
                    owners[key] = (entry, text)
        return {key: owner for key, owner in owners.items() if self._usable(key, *owner)}

    def _whole_name(self, name: str) -> list[str]:
        """Give a name without its form of incorporation, unless nothing but a common word is left."""
        words = naming.core(name)
        key = phrase(words[0])
        if len(words) == 1 and (self.counts.get(key, 0) >= VERY_COMMON or key in self.never):
            return naming.tokens(name)[:2]  # News Corp, Target Corp
        return words

    def _usable(self, key: str, entry: Entry, text: str) -> bool:
        if not key or len(key) < 2 or key.isdigit():
            return False
        words = key.split(" ")
        if key in self.never or text in self.acronyms or max(map(len, words)) == 1:
            return False
        if key in self.places and (entry.rank > 1500 or not self._whole(entry, key)):
            return False
        if len(words) == 1 and self._common(words[0]) and entry.rank > 2500:
            return False
        return not (
            all(w in LEGAL or self.counts.get(w, 0) > 20_000 for w in words) and entry.rank > 2500
        )

    def _nameable(self, words: list[str], entry: Entry) -> bool:
        """Say whether a beginning of a name may stand for it."""
        last = phrase(words[-1])
        if last in {"of", "the", "and", "for", "de", "in", "del", "la"} or words[-1] == "&":
            return False
        if entry.rank > 4000 and "." not in entry.symbol:
            return False
        if len(words) == 1:
            word = phrase(words[0])
            if entry.rank == TAIL and entry.symbol in self.by_hand:
                return False
            if len(word) < 4 or self.counts.get(word, 0) >= 5000 or word in self.given_all:
                return False
            return self._odd(word) or entry.rank <= 2500
        return any(
            self.counts.get(phrase(w), 0) < 1000 and phrase(w) not in self.never for w in words
        )

    def _odd(self, word: str) -> bool:
        """Say whether a word is nothing but a name."""
        return self.counts.get(word, 0) < 60 and self.surnames.get(word, 99_999) > 20_000

    def _common(self, word: str) -> bool:
        return (
            self.counts.get(word, 0) >= 150
            or self.surnames.get(word, 99_999) < 5000
            or word in self.given_all
        )

    def _ambiguity(self, words: list[str], entry: Entry) -> str:
        """Judge a name as :class:`bot.tickers.gazetteer.Ambiguity` marks it."""
        keys = [phrase(w) for w in words]
        whole = self._whole(entry, " ".join(keys))
        counts = [self.counts.get(k, 0) for k in keys]
        if len(keys) > 1:
            if all(c >= 4000 for c in counts) and len(keys) == 2:
                return "~" if entry.rank <= 1500 else "?"
            return ""
        word, count, surname = keys[0], counts[0], self.surnames.get(keys[0], 99_999)
        if not whole and not self._odd(word):
            plain = count < 150 and surname > 5000 and not self._common(word)
            return "~" if plain and word not in self.places else "@"
        if words[0].isupper() and len(word) >= 2:
            return "~" if count >= 150 else ""
        if word in self.given_all or word in self.places:
            return "@"
        if count >= 700:
            return "?"
        if surname < 10_000:
            return "~" if whole and entry.rank <= 1000 else "@"
        if count >= 150:
            return "~" if whole or entry.rank <= 1000 else "?"
        return "?" if len(word) <= 4 and entry.rank > 1000 else ""

    def _whole(self, entry: Entry, key: str) -> bool:
        return phrase(" ".join(naming.core(entry.name))) == key

    def _bare(self, entry: Entry) -> int:
        symbol = entry.symbol
        if not symbol.isalpha() or symbol in self.acronyms:
            return 0 if symbol in self.acronyms else 1
        if len(symbol) == 1:
            return 0
        if len(symbol) == 2 or not entry.listed or FUND.search(entry.name):
            return 1
        count = self.counts.get(symbol.lower(), 0)
        if count >= (5000 if entry.rank <= 300 else 50):
            return 2 if entry.rank <= 1500 else 1 if count < 1000 else 0
        return 3 if entry.rank <= 1200 else 2 if entry.rank <= 5000 else 1


def _spoken(entry: Entry) -> list[str]:
    names = [entry.name, *entry.spoken]
    return names + [n.replace("Pharmaceuticals", "Pharma") for n in names if "Pharmaceuticals" in n]


def _dwarfs(entry: Entry, other: Entry) -> bool:
    return entry.rank < 600 and other.rank > max(3000, 8 * entry.rank)


def _home(member: sources.Member, suffix: str) -> str | None:
    """Give a member's symbol at its home exchange, None where the source is unsure."""
    for symbol in (member.symbol, *member.others):
        if re.fullmatch(rf"[A-Z0-9]{{1,6}}(?:-[A-Z])?\.{suffix}", symbol):
            return symbol
    for exchange, code in re.findall(r"([A-Za-z]+) : ([A-Z0-9]+(?: [AB])?)", member.traded_as):
        if PREFIXES.get(exchange.lower()) == suffix or (exchange == "Paris" and suffix == "PA"):
            return f"{code.replace(' ', '-')}.{suffix}"
    if suffix == "DE":
        return next(
            (
                s.replace(".F", ".DE")
                for s in member.others
                if re.fullmatch(r"[A-Z]{3}[0-9A-Z]?\.F", s)
            ),
            None,
        )
    if re.fullmatch(r"[A-Z0-9.]+\.[A-Z]{1,2}", member.symbol):
        return member.symbol
    return None


if __name__ == "__main__":
    sys.exit(main())
