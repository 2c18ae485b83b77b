"""Reads a file into the form it turns out to hold."""

import re
from collections.abc import Callable, Iterator

from yaml.nodes import MappingNode, Node, ScalarNode

from bot.domain.feed import Feed, FeedId, Tier
from bot.domain.rule import Severity
from bot.domain.sentence import Sentence, said, verbatim
from bot.domain.ticker import Symbol
from bot.packs.forms import (
    AliasesForm,
    BasketForm,
    EntryForm,
    ExampleForm,
    FeedForm,
    FeedListForm,
    Form,
    PackForm,
    RuleForm,
)
from bot.packs.section import Section
from bot.packs.source import Source, Text
from bot.tickers.aliases import Alias

_LANG = re.compile(r"[a-z]{2,3}")
_SEVERITIES = tuple(severity.name.lower() for severity in Severity)
_TIERS = tuple(tier.name.lower() for tier in Tier)


def read_form(source: Source, node: Node) -> Form | None:
    """Read a file by what it holds; None with the fault noted where that cannot be told."""
    for key, (what, read) in _KINDS.items():
        if isinstance(node, MappingNode) and any(name.value == key for name, _ in node.value):
            section = Section(node, source, what)
            form = read(section)
            section.finish()
            return form
    source.complain_at(
        node,
        "cannot tell what this file is: a pack has rules, a vocabulary queries, a basket "
        "entries, a feed list feeds, an alias list aliases",
    )
    return None


def _pack(section: Section) -> PackForm:
    return PackForm(
        id=section.slug("id"),
        title=section.text("title").value,
        titles=tuple(_titles(section)),
        emoji=section.optional("emoji").value,
        description=section.optional("description").value,
        queries=tuple(section.pairs("queries", verbatim("queries"))),
        rules=tuple(_rule(rule) for rule in section.sections("rules", said("part.rule"))),
    )


def _titles(section: Section) -> Iterator[tuple[str, str]]:
    for lang, title in section.pairs("titles", verbatim("titles")):
        if not _LANG.fullmatch(lang.value):
            lang.complain(f"{lang.shown} is no language; write its code, like de")
        yield lang.value, title.value


def _rule(section: Section) -> RuleForm:
    examples = section.section("examples", verbatim("examples"))
    per_day = section.section("per_day", verbatim("per_day"))
    form = RuleForm(
        id=section.slug("id"),
        title=section.text("title").value,
        severity=Severity.of(section.choice("severity", _SEVERITIES, "medium")),
        query=section.text("query"),
        baskets=section.texts("baskets"),
        cooldown=section.interval("cooldown"),
        per_day=per_day.number("at_most", "") if per_day else None,
        match=_examples(examples, "match", section.optional("lang", "en").value),
        ignore=_examples(examples, "ignore", section.optional("lang", "en").value),
    )
    for part in (examples, per_day, section):
        if part is not None:
            part.finish()
    return form


def _examples(section: Section | None, key: str, lang: str) -> tuple[ExampleForm, ...]:
    if section is None:
        return ()
    found = []
    for node in section.items(key):
        if isinstance(node, ScalarNode):
            found.append(ExampleForm(title=Text(node.value, section.source, node), lang=lang))
        elif isinstance(node, MappingNode):
            example = Section(node, section.source, verbatim("an example"))
            found.append(
                ExampleForm(
                    title=example.text("title"),
                    summary=example.optional("summary").value,
                    lang=example.optional("lang", lang).value,
                    source=example.optional("source").value,
                    tier=_tier(example),
                    sources=int(example.number("sources", "1").value),
                )
            )
            example.finish()
        else:
            section.source.complain_at(
                node, "an example is a headline or `title:`, `summary:` … lines"
            )
    return tuple(found)


def _basket(section: Section) -> BasketForm:
    entries = []
    for entry in section.sections("entries", verbatim("an entry")):
        entries.append(
            EntryForm(
                symbol=entry.text("symbol"),
                name=entry.text("name").value,
                reason=entry.text("reason").value,
            )
        )
        entry.finish()
    return BasketForm(
        id=section.slug("id"),
        title=section.text("title").value,
        description=section.optional("description").value,
        when=section.text("when"),
        entries=tuple(entries),
    )


def _feeds(section: Section) -> FeedListForm:
    section.optional("title")
    section.optional("description")
    return FeedListForm(
        feeds=tuple(_feed(feed) for feed in section.sections("feeds", said("part.feed")))
    )


def _feed(section: Section) -> FeedForm:
    name, url = section.slug("id"), section.text("url")
    if url.value and not url.value.startswith(("https://", "http://")):
        url.complain(f"url is {url.value!r}; write an address that begins with https://")
    interval = section.interval("interval")
    feed = Feed(
        id=FeedId(name.value),
        url=url.value,
        title=section.text("title").value,
        publisher=section.text("publisher").value,
        tier=_tier(section),
        lang=section.optional("lang", "en").value,
        themes=frozenset(theme.value for theme in section.texts("themes")),
        contact=section.flag("contact", default=False),
        enabled=section.flag("enabled", default=True),
        note=section.optional("note").value,
        **({"interval": interval} if interval else {}),
    )
    section.finish()
    return FeedForm(id=name, url=url, feed=feed)


def _tier(section: Section) -> Tier:
    return Tier[section.choice("tier", _TIERS, "press").upper()]


def _aliases(section: Section) -> AliasesForm:
    return AliasesForm(
        aliases=tuple(_alias(alias) for alias in section.sections("aliases", verbatim("an alias"))),
        stops=tuple(stop.value for stop in section.texts("stops")),
    )


def _alias(section: Section) -> Alias:
    alias = Alias(
        symbol=Symbol(section.text("symbol").value),
        company=section.optional("company").value,
        names=_values(section, "names"),
        brands=_values(section, "brands"),
        words=_values(section, "words"),
        symbols=tuple(Symbol(value) for value in _values(section, "symbols")),
        proper=_values(section, "proper"),
        unless=_values(section, "unless"),
        against=_values(section, "against"),
    )
    section.finish()
    return alias


def _values(section: Section, key: str) -> tuple[str, ...]:
    return tuple(text.value for text in section.texts(key))


_KINDS: dict[str, tuple[Sentence, Callable[[Section], Form]]] = {
    "feeds": (verbatim("a feed list"), _feeds),
    "aliases": (verbatim("an alias list"), _aliases),
    "entries": (verbatim("a basket"), _basket),
    "rules": (verbatim("a pack"), _pack),
    "queries": (verbatim("a vocabulary"), _pack),
}
"""The key that tells a kind of file from the others, what it is called, who reads it."""
