"""The commands people script: items in, judgements out, one JSON object a line, nothing stored."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import jsonl
from bot.domain.item import Item
from bot.domain.rule import Match, RuleId
from bot.domain.story import Report, StoryFacts
from bot.domain.ticker import Symbol
from bot.matching.index import RuleIndex
from bot.packs.library import Library, load_library, load_rules
from bot.packs.location import default_rules
from bot.packs.tables import frequencies_of
from bot.pipeline.analyst import Analyst
from bot.pipeline.rulebook import RuleBook
from bot.query.advice import advise
from bot.query.document import Document, analyse
from bot.query.macros import names_anything
from bot.query.narrow import names_tags
from bot.query.parser import parse
from bot.query.tree import Node
from bot.stories.index import StoryIndex
from bot.tickers.tagger import Tagger

ItemsOption = Annotated[
    str, typer.Option("--items", metavar="FILE", help="Items as JSON Lines; - is standard input.")
]
_PROGRESS_AFTER = 2.0
_PROGRESS_EVERY = 0.5
_LAST = 3


def match(
    rules: Annotated[
        Path, typer.Option(help='A pack, a folder of packs, or JSON Lines of {"id", "query"}.')
    ],
    items: ItemsOption,
) -> None:
    """Say for every item which rules hold, and on which words.

    An item is judged as a story of its own: one source, as old as it is published.
    """
    index = RuleIndex()
    known = load_rules(rules)
    for rule, query in known:
        index.add(rule.id, query)
    read = reader_of(query for _, query in known)
    for item in watched(jsonl.read_items(items)):
        held = index.match(read(item), alone(item)).held
        jsonl.write(
            {
                "item": item.id,
                "rules": [{"id": one.rule_id, "evidence": _evidence(one)} for one in held],
            }
        )


def tag(items: ItemsOption) -> None:
    """Say for every item which tickers it touches, and why."""
    analyst = analyst_of()
    for item in watched(jsonl.read_items(items)):
        tags = analyst.read(item).tags
        jsonl.write({"item": item.id, "tickers": [jsonl.ticker_fields(one) for one in tags]})


def cluster(items: ItemsOption) -> None:
    """Say for every item, in the order given, which story it tells and whether it opens it."""
    analyst = analyst_of()
    stories = StoryIndex(frequencies_of(default_rules()))
    for item in watched(jsonl.read_items(items)):
        tags = analyst.read(item).tags
        placement = stories.place(item, tags)
        stories.add(item, tags, placement)
        jsonl.write({"item": item.id, "story": placement.story_id, "new": placement.new})


def try_(
    query: Annotated[str, typer.Argument(help="In the query language, docs/rules.md.")],
    items: ItemsOption,
) -> None:
    """Write the items a query holds on, with the words; say on stderr how many, and the last three."""
    node = compiled(query)
    read = reader_of([node])
    index = RuleIndex()
    index.add(RuleId("try"), node)
    for advice in advise(node, frequencies_of(default_rules()).shares()):
        print(f"note: {advice.message}", file=sys.stderr)
    judged, hits = 0, 0
    last: list[tuple[Item, Match]] = []
    for item in watched(jsonl.read_items(items)):
        judged += 1
        for one in index.match(read(item), alone(item)).held:
            hits += 1
            last = [*last[-_LAST + 1 :], (item, one)]
            jsonl.write({"item": item.id, "title": item.title, "evidence": _evidence(one)})
    sys.stdout.flush()
    share = f", {100 * hits / judged:.0f} %" if judged else ""
    print(f"{hits} of {judged} items{share}", file=sys.stderr)
    for item, one in reversed(last):
        print(f"  {_bracketed(item, one)}", file=sys.stderr)


def compiled(query: str) -> Node:
    """Read a query, which may name those that are shipped; one that names nothing needs none of them.

    Raises:
        QueryError: it is no query.

    """
    node = parse(query)
    if not names_anything(node) and not names_tags(node):
        return node
    library = shipped_names()
    listings = library.gazetteer.listings
    book = RuleBook([], library.queries, lambda symbol: listings(Symbol(symbol)))
    return book.compile(query, None)


def reader_of(queries: Iterable[Node]) -> Callable[[Item], Document]:
    """Give what makes items ready for ``queries``: companies and themes are looked for if one asks."""
    if not any(map(names_tags, queries)):
        return analyse
    analyst = analyst_of()
    return lambda item: analyst.read(item).document


def analyst_of() -> Analyst:
    """Give who reads items with the companies and themes that are shipped."""
    library = shipped_names()
    return Analyst(Tagger(library.gazetteer), library.baskets)


@cache
def shipped_names() -> Library:
    """Give what is shipped of named queries, themes and companies, without the packs' rules."""
    return load_library(default_rules(), rules=False)


def alone(item: Item) -> StoryFacts | None:
    """Give the story that an item is by itself; without a time of its own nothing is known of it."""
    if item.when is None:
        return None
    report = Report(source=item.source, at=item.when, tier=item.tier)
    return StoryFacts(opened=item.when, now=item.when, reports=(report,))


def _evidence(found: Match) -> list[dict[str, object]]:
    return [jsonl.evidence_fields(piece) for piece in found.evidence]


def _bracketed(item: Item, found: Match) -> str:
    """Give the title with the words that matched in brackets."""
    parts, at = [], 0
    for piece in found.evidence:
        if piece.field == "title" and piece.start >= at:
            parts += [item.title[at : piece.start], "[", piece.text, "]"]
            at = piece.end
    return "".join([*parts, item.title[at:]])


def watched(items: Iterable[Item]) -> Iterator[Item]:
    """Pass items through; once it takes long, say on a terminal's stderr how many were read."""
    shown = sys.stderr.isatty()
    said_next = time.monotonic() + _PROGRESS_AFTER
    count, said = 0, False
    for count, item in enumerate(items, start=1):
        yield item
        if shown and time.monotonic() >= said_next:
            print(f"\r{count:,} items", end="", file=sys.stderr, flush=True)
            said, said_next = True, time.monotonic() + _PROGRESS_EVERY
    if said:
        print(f"\r{count:,} items", file=sys.stderr)
