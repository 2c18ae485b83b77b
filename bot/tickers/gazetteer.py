"""The companies there are, and what they are called. Read from one frozen file, then only looked at."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum
from functools import cached_property

from bot.domain.ticker import Basket, Symbol, Via
from bot.tickers.aliases import Alias
from bot.tickers.words import LEGAL, UNSPACED, phrase


class Ambiguity(Enum):
    """What else a name may mean; the value marks it in the file."""

    SAFE = ""
    """Nothing."""
    BRAND = "~"
    """Famous: taken unless something speaks against it (Apple, Ford, Amazon)."""
    WORD = "?"
    """A common word: taken where the text speaks of business, or a capital marks it (Target, Gap)."""
    PROPER = "@"
    """A person's or place's name too: taken only right beside words of business (Essex, Abbott)."""


class Case(Enum):
    """How a name must be written."""

    CAPITAL = "capital"
    UPPER = "upper"
    ANY = "any"


class Bare(IntEnum):
    """Where a symbol is read for what it is, from nowhere to anywhere."""

    MARKED = 0
    """Only with a mark: ``$ARE``, ``NYSE: ARE``; alone it is an acronym or a word."""
    BRACKETS = 1
    """Also in brackets: ``(KO)``."""
    CONTEXT = 2
    """Also alone, where the text speaks of business: "KR stock"."""
    FREE = 3
    """Also alone anywhere."""


@dataclass(frozen=True, slots=True)
class Company:
    """A listed company."""

    symbol: Symbol
    name: str
    listings: tuple[Symbol, ...] = ()
    """Its other symbols, former ones among them."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a phrase means; no company: nothing, so that no shorter name is seen in it."""

    company: Company | None
    ambiguity: Ambiguity = Ambiguity.SAFE
    via: Via = Via.NAME
    case: Case = Case.CAPITAL
    apostrophe: bool = False
    """Written with one: ``Lowe's`` is it, ``Scott's`` is not ``Scotts``."""
    against: frozenset[str] = frozenset()
    """Words that, anywhere in the item, say that something else is meant."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a symbol means."""

    company: Company
    symbol: Symbol
    """The one to tag: itself, or the present one for a former symbol."""
    bare: Bare


NOBODY = Name(None, case=Case.ANY)


def written(name: str) -> Case:
    """Give the case a name asks for by how it is written."""
    first = name.split(maxsplit=1)[0]
    if first.isupper() and sum(map(str.isalpha, first)) > 1:
        return Case.UPPER
    return Case.CAPITAL if any(map(str.isupper, first)) or not first[0].isalpha() else Case.ANY


class GazetteerError(ValueError):
    """The gazetteer's file is damaged; the message says in which line."""


class Openings:
    """How names begin, so that most words of a text are passed over by one look."""

    def __init__(self, names: Mapping[str, Name]) -> None:
        self.longest: dict[str, int] = {}
        """First word of a name → the most words of a name that begins so."""
        self.longest_small: dict[str, int] = {}
        """The same for names that need no capital."""
        self.pairs: set[tuple[str, str]] = set()
        """The first two words of every longer name."""
        unspaced: dict[str, list[str]] = {}
        for key, name in names.items():
            if UNSPACED.search(key):
                unspaced.setdefault(key[0], []).append(key)
                continue
            first, *rest = key.split(" ")
            count = len(rest) + 1
            self.longest[first] = max(count, self.longest.get(first, 0))
            if name.case is Case.ANY:
                self.longest_small[first] = max(count, self.longest_small.get(first, 0))
            if rest:
                self.pairs.add((first, rest[0]))
        self.unspaced = {
            first: tuple(sorted(keys, key=len, reverse=True)) for first, keys in unspaced.items()
        }
        """First character → names in scripts without spaces, the longest first."""


class Gazetteer:
    """Companies by symbol and by name. Never changed: what adds to it gives a new one."""

    def __init__(
        self,
        *,
        names: dict[str, Name],
        symbols: dict[Symbol, Listing],
        given: frozenset[str] = frozenset(),
    ) -> None:
        self.names = names
        """By phrase, folded as :func:`bot.tickers.words.phrase` does; those in scripts without blanks
        as they are written."""
        self.symbols = symbols
        self.given = given
        """People's given names, folded: "Harrison Ford" is nobody's stock."""

    @cached_property
    def openings(self) -> "Openings":
        """Give how the names begin; made when it is first asked for, as what adds names makes it anew."""
        return Openings(self.names)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Gazetteer":
        """Read the frozen file (docs/tickers.md has its format).

        Raises:
            GazetteerError: a line has not the fields it must have.

        """
        names: dict[str, Name] = {}
        symbols: dict[Symbol, Listing] = {}
        given: frozenset[str] = frozenset()
        for number, line in enumerate(data.decode().splitlines(), 1):
            if line.startswith("#"):
                continue
            fields = line.split("\t")
            if fields[0] == "!given":
                given = frozenset(fields[1].split())
                continue
            try:
                symbol, title, listings, bare, called = fields
                company = Company(Symbol(symbol), title, tuple(Symbol(s) for s in listings.split()))
                listing = Listing(company, company.symbol, Bare(int(bare)))
            except ValueError as problem:
                raise GazetteerError(
                    f"gazetteer, line {number}: {problem}; rebuild the file with make gazetteer"
                ) from problem
            symbols[company.symbol] = listing
            for other in company.listings:
                symbols.setdefault(other, Listing(company, other, Bare.BRACKETS))
            for name in called.split("|") if called else ():
                mark = name[0] if name[0] in "~?@" else ""
                said = name[len(mark) :]
                names[phrase(said)] = Name(
                    company, Ambiguity(mark), case=written(said), apostrophe="'" in said
                )
        return cls(names=names, symbols=symbols, given=given)

    def with_aliases(self, aliases: Iterable[Alias], stops: Iterable[str] = ()) -> "Gazetteer":
        """Add what operators wrote; it wins over what the file says.

        ``stops`` are phrases that name nobody, whatever name is in them.
        """
        names, symbols = dict(self.names), dict(self.symbols)
        for alias in aliases:
            known = symbols.get(alias.symbol)
            company = (
                known.company if known else Company(alias.symbol, alias.company or alias.symbol)
            )
            symbols.setdefault(alias.symbol, Listing(company, alias.symbol, Bare.BRACKETS))
            for symbol in alias.symbols:
                present = symbol if "." in symbol else company.symbol
                symbols[symbol] = Listing(company, present, Bare.BRACKETS)
            for ambiguity, called in (
                (Ambiguity.SAFE, alias.names),
                (Ambiguity.BRAND, alias.brands),
                (Ambiguity.WORD, alias.words),
                (Ambiguity.PROPER, alias.proper),
            ):
                for name in called:
                    _add(names, name, company, ambiguity, frozenset(map(phrase, alias.against)))
            names.update((phrase(text), NOBODY) for text in alias.unless)
        names.update((phrase(text), NOBODY) for text in stops)
        return Gazetteer(names=names, symbols=symbols, given=self.given)

    def with_baskets(self, baskets: Iterable[Basket]) -> "Gazetteer":
        """Add the companies of baskets, so that their names are mentions too; the file's names win."""
        names, symbols = dict(self.names), dict(self.symbols)
        for entry in (entry for basket in baskets for entry in basket.entries):
            known = symbols.get(entry.symbol)
            company = known.company if known else Company(entry.symbol, entry.name)
            symbols.setdefault(entry.symbol, Listing(company, entry.symbol, Bare.BRACKETS))
            for name in shortened(entry.name):
                single = " " not in name
                names.setdefault(
                    phrase(name),
                    Name(
                        company,
                        Ambiguity.PROPER if single else Ambiguity.SAFE,
                        Via.NAME,
                        written(name),
                    ),
                )
        return Gazetteer(names=names, symbols=symbols, given=self.given)

    def listings(self, symbol: Symbol) -> tuple[Symbol, ...]:
        """Give every symbol of the company that ``symbol`` belongs to, its main one first.

        A rule on ``$9988.HK`` should hold on an item tagged ``BABA``. Unknown: the symbol alone.
        """
        known = self.symbols.get(symbol)
        return (known.company.symbol, *known.company.listings) if known else (symbol,)

    def company(self, symbol: Symbol) -> Company | None:
        """Give the company a symbol belongs to."""
        known = self.symbols.get(symbol)
        return known.company if known else None

    def main(self, symbol: Symbol) -> Symbol:
        """Give the main symbol of the company that ``symbol`` belongs to; unknown: itself."""
        known = self.symbols.get(symbol)
        return known.company.symbol if known else symbol


def _add(
    names: dict[str, Name],
    said: str,
    company: Company,
    ambiguity: Ambiguity,
    against: frozenset[str],
) -> None:
    """Add an alias; one listed in two spellings (Nvidia, NVIDIA) may stand in both."""
    key = said if UNSPACED.search(said) else phrase(said)
    case, apostrophe = written(said), "'" in said or "’" in said
    before = names.get(key)
    if before and before.company is company and before.via is Via.ALIAS:
        case = Case.CAPITAL if case is not before.case else case
        apostrophe = apostrophe or before.apostrophe
    names[key] = Name(company, ambiguity, Via.ALIAS, case, apostrophe, against)


def shortened(name: str) -> Iterator[str]:
    """Give a company's name as it is said: whole, and without each legal word at its end."""
    words = name.replace(",", " ").split()
    yield " ".join(words)
    while len(words) > 1 and words[-1].strip(".&").casefold().replace(".", "") in LEGAL | {""}:
        words.pop()
        yield " ".join(words)
