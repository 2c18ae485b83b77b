"""The command that reads a feed."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import jsonl
from bot.domain.errors import ConfigurationError, Problem
from bot.domain.feed import Document, Failed, Feed, FeedId, FeedState
from bot.domain.item import Item
from bot.domain.sentence import Sentence
from bot.feeds.fetcher import HttpFetcher
from bot.feeds.worker import ProcessParser
from bot.pipeline.ingest import item_of
from bot.scheduler import SystemClock
from bot.settings import load_settings


def parse(
    source: Annotated[str, typer.Argument(metavar="FILE|URL", help="A feed; - is standard input.")],
) -> None:
    """Read a feed and write its entries as items, one a line."""
    for item in asyncio.run(_entries(source)):
        jsonl.write(jsonl.item_fields(item))


async def _entries(source: str) -> list[Item]:
    document = await _document(source)
    parser = ProcessParser(SystemClock())
    try:
        parsed = await parser.parse(document)
    finally:
        await parser.close()
    if isinstance(parsed, Sentence):
        raise ConfigurationError([Problem(file=source, message=str(parsed))])
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
            raise ConfigurationError([Problem(file=source, message=str(reason))])
        case _:
            raise ConfigurationError(
                [Problem(file=source, message="answered that nothing changed")]
            )


def _feed(source: str, *, title: str, lang: str) -> Feed:
    return Feed(id=FeedId(source), url=source, title=title, publisher=title, lang=lang or "en")
