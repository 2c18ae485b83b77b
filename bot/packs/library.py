"""The rules in force as they lie in files: packs, baskets, feed lists, what companies are called."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import Problem
from bot.domain.feed import Feed
from bot.domain.rule import Pack, Rule
from bot.domain.ticker import Basket
from bot.packs.assembly import Known, assemble
from bot.packs.files import is_yaml, read_files, yaml_files
from bot.packs.location import default_rules
from bot.packs.rulelines import read_lines
from bot.packs.source import Faults
from bot.packs.tables import frequencies_of, gazetteer_of
from bot.query.tree import Node
from bot.stories.frequencies import Frequencies
from bot.tickers.gazetteer import Gazetteer


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
        gazetteer=gazetteer_of(root, assembly),
        frequencies=frequencies_of(root),
    )


def load_rules(path: Path) -> tuple[tuple[Rule, Node], ...]:
    """Read the rules of a pack, of a folder of packs, or of JSON Lines of ``{"id", "query"}``.

    They may name the queries of packs beside them and of the shipped ones.

    Raises:
        ConfigurationError: with every fault, for a query with its line, column and a caret.

    """
    faults = Faults()
    rules = _rules(path, Known(), faults)
    if faults.problems:  # perhaps only of names that are not its own
        faults = Faults()
        rules = _rules(path, known_beside(path), faults)
    if not rules and not faults.problems:
        message = "holds no rules; say a pack, a folder of packs or JSON Lines of id and query"
        faults.problems.append(Problem(file=str(path), message=message))
    faults.raise_any()
    return rules


def _rules(path: Path, known: Known, faults: Faults) -> tuple[tuple[Rule, Node], ...]:
    if not path.is_dir() and not is_yaml(path):
        return read_lines(path, known.queries, faults)
    forms = [file.form for file in read_files(yaml_files(path), faults)]
    return tuple((built.rule, built.query) for built in assemble(forms, known).rules)


def known_beside(*paths: Path) -> Known:
    """Give the named queries and baskets that lie beside ``paths``, and the shipped ones.

    What is faulty there is left out and not told: nobody asked about it.
    """
    queries: dict[str, str | Node] = {}
    baskets: dict[str, tuple[Basket, Node]] = {}
    for root in dict.fromkeys(_root(path).resolve() for path in (default_rules(), *paths)):
        around = assemble(file.form for file in read_files(yaml_files(root), Faults()))
        queries |= around.queries
        baskets |= {basket.id: (basket, when) for basket, when in around.baskets}
    return Known(queries=queries, baskets=baskets)


def _root(path: Path) -> Path:
    """Give the folder that has ``packs`` and ``baskets`` in it where ``path`` lies in one of them."""
    folder = path if path.is_dir() else path.parent
    return folder.parent if folder.resolve().name in {"packs", "baskets", "feeds"} else folder
