"""Puts forms together: names are looked up, queries parsed, what is written twice is refused."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from bot.domain.feed import Feed
from bot.domain.rule import Pack, PackId, Rule, RuleId
from bot.domain.sentence import verbatim
from bot.domain.ticker import Basket, BasketEntry, Symbol
from bot.packs.forms import AliasesForm, BasketForm, FeedListForm, Form, PackForm, RuleForm
from bot.packs.section import meant
from bot.packs.source import Text
from bot.query.errors import QueryError, fault
from bot.query.limits import children
from bot.query.macros import Names, resolve
from bot.query.parser import parse
from bot.query.tree import InBasket, Node, Term
from bot.tickers.aliases import Alias

_T = TypeVar("_T")
_SYMBOL = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*(?:\.[A-Z]{1,3})?")
_HARMLESS = Term(words=("broken",))
"""Stands for a named query with a fault, so that the fault is told once, where it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What forms may name beside what they hold themselves."""

    queries: Mapping[str, str | Node] = field(default_factory=dict)
    baskets: Mapping[str, tuple[Basket, Node]] | None = None
    """None: whichever baskets are named, they are not looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltRule:
    """A rule ready to be matched, and the form it was written in."""

    rule: Rule
    query: Node
    form: RuleForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """All that a set of files holds."""

    packs: tuple[Pack, ...]
    """Without the vocabularies."""
    rules: tuple[BuiltRule, ...]
    queries: Mapping[str, str]
    """``pack.name`` → the query as it is written; ``pack`` alone for the one named like its pack."""
    baskets: tuple[tuple[Basket, Node], ...]
    feeds: tuple[Feed, ...]
    aliases: tuple[Alias, ...]
    stops: tuple[str, ...]


def assemble(forms: Iterable[Form], known: Known) -> Assembly:
    """Put ``forms`` together. Faults go to where each text came from; what has one is left out."""
    forms = tuple(forms)
    packs = _once((form.id, form) for form in forms if isinstance(form, PackForm))
    baskets = _once((form.id, form) for form in forms if isinstance(form, BasketForm))
    written = _named_queries(packs)
    queries = {**known.queries, **_resolved(written, known)}
    themes = None if known.baskets is None else {*known.baskets, *(one.id.value for one in baskets)}
    rules = tuple(rule for pack in packs for rule in _rules(pack, queries, themes))
    aliases = [form for form in forms if isinstance(form, AliasesForm)]
    return Assembly(
        packs=tuple(_pack(pack, rules) for pack in packs if pack.rules),
        rules=rules,
        queries={name: text.value for name, text in written.items()} | _themes(written),
        baskets=tuple(_baskets(baskets, queries)),
        feeds=_feeds(form for form in forms if isinstance(form, FeedListForm)),
        aliases=tuple(alias for form in aliases for alias in form.aliases),
        stops=tuple(stop for form in aliases for stop in form.stops),
    )


def _once(written: Iterable[tuple[Text, _T]]) -> tuple[_T, ...]:
    """Leave out what has an id that was there before, with the fault noted."""
    first: dict[str, tuple[Text, _T]] = {}
    for name, thing in written:
        if before := first.get(name.value):
            name.complain(
                f"{name.value} is there already, {before[0].place}; give this one another name"
            )
        elif name.value:
            first[name.value] = name, thing
    return tuple(thing for _, thing in first.values())


# Named queries


def _named_queries(packs: Iterable[PackForm]) -> dict[str, Text]:
    return {
        f"{pack.id.value}.{name.value}": query
        for pack in packs
        for name, query in pack.queries
        if query.value
    }


def _themes(written: Mapping[str, Text]) -> dict[str, str]:
    """Let a query that is called like its pack be named by that alone: ``@tariffs``."""
    halves = [name.partition(".") for name in written]
    return {pack: f"@{pack}.{name}" for pack, _, name in halves if pack == name}


def _resolved(written: Mapping[str, Text], known: Known) -> dict[str, Node]:
    """Parse and resolve every named query, whatever names it uses; a faulty one becomes harmless."""
    parsed = {name: _parsed(text) or _HARMLESS for name, text in written.items()}
    return {
        name: _put_in(parsed[name], text, {**known.queries, **parsed}, name.partition(".")[0])
        or _HARMLESS
        for name, text in written.items()
    }


def _parsed(text: Text) -> Node | None:
    try:
        return parse(text.value) if text.value else None
    except QueryError as error:
        text.complain_inside(error)
        return None


def _put_in(node: Node, text: Text, queries: Mapping[str, str | Node], pack: str) -> Node | None:
    if node is _HARMLESS:
        return None
    try:
        return resolve(node, Names(queries=queries, pack=pack), text=text.value)
    except QueryError as error:
        text.complain_inside(error)
        return None


# Rules


def _rules(
    pack: PackForm, queries: Mapping[str, str | Node], themes: Collection[str] | None
) -> Iterator[BuiltRule]:
    for form in _once((rule.id, rule) for rule in pack.rules):
        node = _parsed(form.query)
        if node is None:
            continue
        if themes is not None:
            _check_themes(form, node, themes)
        query = _put_in(node, form.query, queries, pack.id.value)
        if query is not None:
            yield BuiltRule(rule=_rule(pack, form), query=query, form=form)


def _check_themes(form: RuleForm, node: Node, themes: Collection[str]) -> None:
    """Refuse a basket that does not exist: it would never move anything, nor ever hold."""
    for basket in form.baskets:
        if basket.value not in themes:
            basket.complain(_no_basket(basket.value, themes))
    for inner in walk(node):
        if isinstance(inner, InBasket) and inner.basket not in themes:
            text, (start, end) = form.query, inner.span
            unknown = verbatim(_no_basket(inner.basket, themes))
            text.complain_inside(fault(text.value, start, unknown, end=end))


def _no_basket(name: str, themes: Collection[str]) -> str:
    hint = meant(name, sorted(themes), "file.known") if themes else "there are none yet"
    return f"there is no basket {name}; {hint}"


def walk(node: Node) -> Iterator[Node]:
    """Go through a query's nodes, from the whole down."""
    yield node
    for child in children(node):
        yield from walk(child)


def _rule(pack: PackForm, form: RuleForm) -> Rule:
    return Rule(
        id=RuleId(f"{pack.id.value}/{form.id.value}"),
        name=form.id.value,
        query=form.query.value,
        severity=form.severity,
        pack=PackId(pack.id.value),
        title=form.title,
        baskets=tuple(basket.value for basket in form.baskets),
        cooldown=form.cooldown,
    )


def _pack(form: PackForm, rules: Iterable[BuiltRule]) -> Pack:
    return Pack(
        id=PackId(form.id.value),
        title=form.title,
        description=form.description,
        titles=form.titles,
        emoji=form.emoji,
        rules=tuple(built.rule for built in rules if built.rule.pack == form.id.value),
        queries=tuple((name.value, query.value) for name, query in form.queries),
    )


# Baskets and feeds


def _baskets(
    forms: Iterable[BasketForm], queries: Mapping[str, str | Node]
) -> Iterator[tuple[Basket, Node]]:
    for form in forms:
        for entry in form.entries:
            if entry.symbol.value and not _SYMBOL.fullmatch(entry.symbol.value):
                entry.symbol.complain(
                    f"symbol is {entry.symbol.value!r}; write it with its exchange, like LYC.AX, "
                    "or bare for the United States"
                )
        entries = _once((entry.symbol, entry) for entry in form.entries)
        node = _parsed(form.when)
        when = None if node is None else _put_in(node, form.when, queries, "")
        if when is None:
            continue
        basket = Basket(
            id=form.id.value,
            title=form.title,
            when=form.when.value,
            description=form.description,
            entries=tuple(
                BasketEntry(symbol=Symbol(one.symbol.value), name=one.name, reason=one.reason)
                for one in entries
            ),
        )
        yield basket, when


def _feeds(forms: Iterable[FeedListForm]) -> tuple[Feed, ...]:
    feeds = [feed for form in forms for feed in form.feeds]
    once = _once((feed.id, feed) for feed in feeds)
    return tuple(feed.feed for feed in _once((feed.url, feed) for feed in once))
