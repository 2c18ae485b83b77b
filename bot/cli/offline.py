"""The commands people script: items in, judgements out, one JSON object a line, nothing stored."""

import asyncio
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import jsonl
from bot.domain.errors import ConfigurationError, Problem
from bot.domain.feed import Document, Failed, Feed, FeedId, FeedState
from bot.domain.item import Item
from bot.domain.rule import Match, RuleId
from bot.domain.story import Report, StoryFacts
from bot.domain.ticker import Symbol
from bot.feeds.fetcher import HttpFetcher
from bot.feeds.worker import ProcessParser
from bot.matching.index import RuleIndex
from bot.packs.library import Library, load_library, load_rules
from bot.packs.location import default_rules
from bot.pipeline.analyst import Analyst
from bot.pipeline.ingest import item_of
from bot.pipeline.rulebook import RuleBook
from bot.query.advice import advise
from bot.scheduler import SystemClock
from bot.settings import load_settings
from bot.stories.index import StoryIndex
from bot.tickers.tagger import Tagger

ItemsOption = Annotated[
    str, typer.Option("--items", metavar="FILE", help="Items as JSON Lines; - is standard input.")
]
_PROGRESS_AFTER = 2.0
_PROGRESS_EVERY = 0.5
_LAST = 3


def parse(
    source: Annotated[str, typer.Argument(metavar="FILE|URL", help="A feed; - is standard input.")],
) -> None:
    """Read a feed and write its entries as items, one a line."""
    for item in asyncio.run(_entries(source)):
        jsonl.write(jsonl.item_fields(item))


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
    for rule, query in load_rules(rules):
        index.add(rule.id, query)
    analyst = analyst_of()
    for item in watched(jsonl.read_items(items)):
        held = index.match(analyst.read(item).document, alone(item)).held
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
    library = load_library(default_rules())
    analyst = analyst_of(library)
    stories = StoryIndex(library.frequencies)
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
    library = load_library(default_rules())
    analyst = analyst_of(library)
    index = RuleIndex()
    node = rulebook_of(library).compile(query, None)
    for advice in advise(node, library.frequencies.shares()):
        print(f"note: {advice.message}", file=sys.stderr)
    index.add(RuleId("try"), node)
    judged, hits = 0, 0
    last: list[tuple[Item, Match]] = []
    for item in watched(jsonl.read_items(items)):
        judged += 1
        for one in index.match(analyst.read(item).document, alone(item)).held:
            hits += 1
            last = [*last[-_LAST + 1 :], (item, one)]
            jsonl.write({"item": item.id, "title": item.title, "evidence": _evidence(one)})
    sys.stdout.flush()
    share = f", {100 * hits / judged:.0f} %" if judged else ""
    print(f"{hits} of {judged} items{share}", file=sys.stderr)
    for item, one in reversed(last):
        print(f"  {_bracketed(item, one)}", file=sys.stderr)


def analyst_of(library: Library | None = None) -> Analyst:
    """Give who reads items with the companies and themes of ``library``, by default the shipped."""
    library = library or load_library(default_rules())
    return Analyst(Tagger(library.gazetteer), library.baskets)


def rulebook_of(library: Library) -> RuleBook:
    """Give what reads queries that may name those of ``library``."""
    return RuleBook([], library.queries, lambda symbol: library.gazetteer.listings(Symbol(symbol)))


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


async def _entries(source: str) -> list[Item]:
    document = await _document(source)
    parser = ProcessParser(SystemClock())
    try:
        parsed = await parser.parse(document)
    finally:
        await parser.close()
    if isinstance(parsed, str):
        raise ConfigurationError([Problem(file=source, message=parsed)])
    if parsed.complaint:
        print(f"{source}: {parsed.complaint}", file=sys.stderr)
    feed = _feed(source, title=parsed.title, lang=parsed.lang)
    return [item_of(entry, feed, seen=None) for entry in parsed.entries]


async def _document(source: str) -> Document:
    if source == jsonl.STANDARD_INPUT:
        return Document(body=sys.stdin.buffer.read(), url="")
    if not source.startswith(("http://", "https://")):
        try:
            return Document(body=Path(source).read_bytes(), url="")  # noqa: ASYNC240 - nothing else runs
        except OSError as error:
            raise ConfigurationError(
                [Problem(file=source, message=f"cannot be read: {error.strerror}")]
            ) from None
    fetcher = HttpFetcher(SystemClock(), contact=load_settings().contact)
    try:
        fetched = await fetcher.fetch(
            _feed(source, title="", lang=""), FeedState(feed_id=FeedId(source))
        )
    finally:
        await fetcher.close()
    match fetched:
        case Document():
            return fetched
        case Failed(reason=reason):
            raise ConfigurationError([Problem(file=source, message=reason)])
        case _:
            raise ConfigurationError(
                [Problem(file=source, message="answered that nothing changed")]
            )


def _feed(source: str, *, title: str, lang: str) -> Feed:
    return Feed(id=FeedId(source), url=source, title=title, publisher=title, lang=lang or "en")


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
