"""The rules in force as they lie in files: packs, baskets, feed lists, what companies are called."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import ConfigurationError, Problem, TapewatchError
from bot.domain.feed import Feed
from bot.domain.rule import Pack, Rule
from bot.domain.ticker import Basket
from bot.packs.assembly import Assembly, Known, assemble
from bot.packs.files import is_yaml, read_files, yaml_files
from bot.packs.location import default_rules
from bot.packs.rulelines import read_lines
from bot.packs.source import Faults
from bot.query.tree import Node
from bot.stories.frequencies import Frequencies
from bot.tickers.gazetteer import Gazetteer, GazetteerError

GAZETTEER = Path("gazetteer/companies.tsv")
FREQUENCIES = Path("frequencies/en.gz")


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Everything a folder of rules holds, ready to be used."""

    packs: tuple[Pack, ...]
    rules: tuple[tuple[Rule, Node], ...]
    """Of all packs, each with its query parsed and every name put in."""
    queries: Mapping[str, str]
    """Named queries that any rule may use: ``tariffs.duty``, and ``tariffs`` where a pack has one
    called like itself."""
    baskets: tuple[tuple[Basket, Node], ...]
    """With their ``when``, parsed and every name put in."""
    feeds: tuple[Feed, ...]
    gazetteer: Gazetteer
    """With the aliases and the baskets' companies."""
    frequencies: Frequencies


def load_library(root: Path) -> Library:
    """Read all packs, baskets, feed lists and aliases in and below ``root``.

    Where ``root`` has no table of companies or of word frequencies, the shipped one is taken.

    Raises:
        ConfigurationError: with every fault of every file, none of the files is used then.

    """
    faults = Faults()
    if not root.is_dir():
        message = "there is no such folder; say where packs, baskets and feeds lie"
        faults.problems.append(Problem(file=str(root), message=message))
    forms = [file.form for file in read_files(yaml_files(root), faults)]
    assembly = assemble(forms)
    faults.raise_any()
    return Library(
        packs=assembly.packs,
        rules=tuple((built.rule, built.query) for built in assembly.rules),
        queries=assembly.queries,
        baskets=assembly.baskets,
        feeds=assembly.feeds,
        gazetteer=_gazetteer(root, assembly),
        frequencies=_frequencies(root),
    )


def load_rules(path: Path) -> tuple[tuple[Rule, Node], ...]:
    """Read the rules of a pack, of a folder of packs, or of JSON Lines of ``{"id", "query"}``.

    They may name the queries of packs beside them and of the shipped ones.

    Raises:
        ConfigurationError: with every fault, for a query with its line, column and a caret.

    """
    faults = Faults()
    if path.is_dir() or is_yaml(path):
        rules = _pack_rules(path, faults)
    else:
        rules = read_lines(path, known_around(default_rules()).queries, faults)
    faults.raise_any()
    return rules


def _pack_rules(path: Path, faults: Faults) -> tuple[tuple[Rule, Node], ...]:
    forms = [file.form for file in read_files(yaml_files(path), faults)]
    assembly = assemble(forms, known_around(path, default_rules()))
    if not assembly.rules and not faults.problems:
        message = "holds no rules; say a pack, a folder of packs or JSON Lines of id and query"
        faults.problems.append(Problem(file=str(path), message=message))
    return tuple((built.rule, built.query) for built in assembly.rules)


def known_around(*paths: Path) -> Known:
    """Give the named queries and baskets that lie beside ``paths``, the first path's winning.

    What is faulty there is left out and not told: nobody asked about it.
    """
    queries: dict[str, str | Node] = {}
    baskets: set[str] = set()
    for path in reversed(paths):
        around = assemble(file.form for file in read_files(yaml_files(_root(path)), Faults()))
        queries |= around.queries
        baskets |= {basket.id for basket, _ in around.baskets}
    return Known(queries=queries, baskets=frozenset(baskets))


def _root(path: Path) -> Path:
    """Give the folder that has ``packs`` and ``baskets`` in it where ``path`` lies in one of them."""
    folder = path if path.is_dir() else path.parent
    return folder.parent if folder.resolve().name in {"packs", "baskets", "feeds"} else folder


def _gazetteer(root: Path, assembly: Assembly) -> Gazetteer:
    path, data = _data(root, GAZETTEER)
    try:
        gazetteer = Gazetteer.from_bytes(data)
    except (GazetteerError, UnicodeDecodeError) as error:
        raise ConfigurationError([Problem(file=str(path), message=str(error))]) from error
    named = gazetteer.with_aliases(assembly.aliases, assembly.stops)
    return named.with_baskets(basket for basket, _ in assembly.baskets)


def _frequencies(root: Path) -> Frequencies:
    path, data = _data(root, FREQUENCIES)
    try:
        return Frequencies.from_bytes(data)
    except TapewatchError as error:
        raise ConfigurationError([Problem(file=str(path), message=str(error))]) from error


def _data(root: Path, name: Path) -> tuple[Path, bytes]:
    """Read a table of ``root``, the shipped one where it has none."""
    path = root / name if (root / name).is_file() else default_rules() / name
    try:
        return path, path.read_bytes()
    except OSError as error:
        message = f"cannot be read: {error.strerror}; install Tapewatch again"
        raise ConfigurationError([Problem(file=str(path), message=message)]) from error
