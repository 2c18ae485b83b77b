"""The rules in force as they lie in files: packs, baskets, feed lists, what companies are called."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from bot.domain.errors import ConfigurationError, Problem
from bot.domain.feed import Feed
from bot.domain.rule import Pack, Rule
from bot.domain.ticker import Basket
from bot.packs.assembly import Assembly, Known, assemble
from bot.packs.files import is_yaml, read_files, yaml_files
from bot.packs.forms import PackForm
from bot.packs.location import default_rules
from bot.packs.rulelines import read_lines
from bot.packs.source import Faults
from bot.packs.tables import frequencies_of, gazetteer_of
from bot.query.tree import Node
from bot.stories.frequencies import Frequencies
from bot.tickers.aliases import Alias
from bot.tickers.gazetteer import Gazetteer

_ROOMS = ("packs", "baskets")
"""The folders whose files name each other."""


@dataclass(frozen=True, kw_only=True)
class Library:
    """Everything a folder of rules holds, ready to be used; its large tables are read when they are asked for."""

    root: Path
    packs: tuple[Pack, ...]
    rules: tuple[tuple[Rule, Node], ...]
    """Of all packs, each with its query parsed and every name put in."""
    queries: Mapping[str, str]
    """Named queries that any rule may use: ``tariffs.duty``, and ``tariffs`` where a pack has one
    called like itself."""
    baskets: tuple[tuple[Basket, Node], ...]
    """With their ``when``, parsed and every name put in."""
    feeds: tuple[Feed, ...]
    aliases: tuple[Alias, ...]
    stops: tuple[str, ...]

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Give the companies there are, with the aliases and the baskets' companies.

        Raises:
            ConfigurationError: the table is missing or damaged.

        """
        baskets = [basket for basket, _ in self.baskets]
        return gazetteer_of(self.root, self.aliases, self.stops, baskets)

    @cached_property
    def frequencies(self) -> Frequencies:
        """Give how rare words are.

        Raises:
            ConfigurationError: the table is missing or damaged.

        """
        return frequencies_of(self.root)


def load_library(root: Path, *, rules: bool = True) -> Library:
    """Read all packs, baskets, feed lists and aliases in and below ``root``.

    Where ``root`` has no table of companies or of word frequencies, the shipped one is taken. Without
    ``rules`` those of packs are left aside, which is twice as fast where only names are needed.

    Raises:
        ConfigurationError: with every fault of every file, none of the files is used then.

    """
    if not root.is_dir():
        message = "there is no such folder; say where packs, baskets and feeds lie"
        raise ConfigurationError([Problem(file=str(root), message=message)])
    faults = Faults()
    forms = [file.form for file in read_files(yaml_files(root), faults)]
    if not rules:
        forms = [replace(form, rules=()) if isinstance(form, PackForm) else form for form in forms]
    assembly = assemble(forms, Known(baskets={}))
    faults.raise_any()
    return Library(
        root=root,
        packs=assembly.packs,
        rules=tuple((built.rule, built.query) for built in assembly.rules),
        queries=assembly.queries,
        baskets=assembly.baskets,
        feeds=assembly.feeds,
        aliases=assembly.aliases,
        stops=assembly.stops,
    )


def load_rules(path: Path) -> tuple[tuple[Rule, Node], ...]:
    """Read the rules of a pack, of a folder of packs, or of JSON Lines of ``{"id", "query"}``.

    They may name the queries of packs beside them and of the shipped ones.

    Raises:
        ConfigurationError: with every fault, for a query with its line, column and a caret.

    """
    if path.is_dir() or is_yaml(path):
        assembly, _, faults = assemble_files(yaml_files(path), beside=(path,), known=Known())
        rules = tuple((built.rule, built.query) for built in assembly.rules)
    else:
        faults = Faults()
        rules = read_lines(path, Known(), faults)
        if faults.problems:  # perhaps only of names that others give
            faults = Faults()
            rules = read_lines(path, known_beside(()), faults)
    if not rules and not faults.problems:
        message = "holds no rules; say a pack, a folder of packs or JSON Lines of id and query"
        faults.problems.append(Problem(file=str(path), message=message))
    faults.raise_any()
    return rules


def assemble_files(
    files: Iterable[Path], *, beside: Sequence[Path], known: Known
) -> tuple[Assembly, Known, Faults]:
    """Put files together; where they have faults, once more with what lies beside ``beside``.

    Gives what came of it, what else was known to it, and the faults that stay.
    """
    files = tuple(dict.fromkeys(files))
    assembly, faults = _assembled(files, known)
    if faults.problems:
        known = known_beside(beside)
        assembly, faults = _assembled(files, known)
    return assembly, known, faults


def _assembled(files: Iterable[Path], known: Known) -> tuple[Assembly, Faults]:
    faults = Faults()
    return assemble([file.form for file in read_files(files, faults)], known), faults


def known_beside(paths: Iterable[Path]) -> Known:
    """Give the named queries and baskets that are shipped, and those that lie beside ``paths``.

    What is faulty there is left out and not told: nobody asked about it.
    """
    queries: dict[str, str | Node] = {}
    baskets: dict[str, tuple[Basket, Node]] = {}
    shipped = [default_rules() / room for room in _ROOMS]
    for files in ([file for room in shipped for file in yaml_files(room)], _beside(paths)):
        around, _ = _assembled(files, Known(baskets={}))
        queries |= around.queries
        baskets |= {basket.id: (basket, when) for basket, when in around.baskets}
    return Known(queries=queries, baskets=baskets)


def _beside(paths: Iterable[Path]) -> list[Path]:
    """Give the files that belong with ``paths``: of the same folder, of its sister folder."""
    files: dict[Path, None] = {}
    for path in paths:
        folder = path.resolve() if path.is_dir() else path.resolve().parent
        if folder.name in _ROOMS:
            files |= dict.fromkeys(f for room in _ROOMS for f in yaml_files(folder.parent / room))
        elif not path.is_dir() and folder.is_dir():
            files |= dict.fromkeys(sorted(one for one in folder.iterdir() if is_yaml(one)))
    return list(files)
