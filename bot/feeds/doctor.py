"""Which feeds of a list answer from here, and what to do about the others."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.feed import Document, Failed, Feed, FeedState, ParsedFeed
from bot.domain.sentence import Sentence
from bot.domain.times import check_aware
from bot.domain.urls import redact_url
from bot.pipeline.ports import Clock, Fetcher, Parser

FROZEN_AFTER = timedelta(days=30)
"""Feeds die by standing still: they answer for years with what was last written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a feed is."""

    feed: Feed
    well: bool
    """It answers with entries, of which one is new enough."""
    advice: str
    """What is wrong and what to do, for the operator; ``fine`` where nothing is."""
    entries: int = 0
    newest: datetime | None = None
    """When its newest entry was published; None where no entry says."""

    def __post_init__(self) -> None:
        """Refuse naive times."""
        check_aware(self, "newest")


async def examine(
    feeds: Iterable[Feed], fetcher: Fetcher, parser: Parser, clock: Clock, *, at_once: int = 8
) -> AsyncIterator[Verdict]:
    """Ask each feed as if for the first time and give a verdict on it, as they come in."""
    places = asyncio.Semaphore(at_once)

    async def examine_one(feed: Feed) -> Verdict:
        async with places:
            return await _examine(feed, fetcher, parser, clock.now())

    tasks = [asyncio.create_task(examine_one(feed)) for feed in feeds]
    try:
        for verdict in asyncio.as_completed(tasks):
            yield await verdict
    finally:  # whoever stops listening stops the asking
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _examine(feed: Feed, fetcher: Fetcher, parser: Parser, now: datetime) -> Verdict:
    fetched = await fetcher.fetch(feed, FeedState(feed_id=feed.id))
    if isinstance(fetched, Failed):
        return Verdict(feed=feed, well=False, advice=str(fetched.reason))
    if not isinstance(fetched, Document):
        return Verdict(
            feed=feed, well=False, advice="it claims to be unchanged since we never asked"
        )
    parsed = await parser.parse(fetched)
    if isinstance(parsed, Sentence):
        return Verdict(feed=feed, well=False, advice=str(parsed))
    times = [entry.published for entry in parsed.entries if entry.published]
    newest = max(times, default=None)
    frozen = newest is not None and now - newest > FROZEN_AFTER
    return Verdict(
        feed=feed,
        well=bool(parsed.entries) and not frozen,
        advice="; ".join(_advice(fetched, parsed, newest, now)) or "fine",
        entries=len(parsed.entries),
        newest=newest,
    )


def _advice(
    document: Document, parsed: ParsedFeed, newest: datetime | None, now: datetime
) -> Iterator[str]:
    if not parsed.entries:
        yield "it answers without entries; see on the publisher's site whether that is right"
    elif newest is None:
        yield "its entries carry no time: they count as published when they are seen"
    elif now - newest > FROZEN_AFTER:
        days = (now - newest).days
        yield f"its newest entry is {days} days old: it may be frozen, look for its successor"
    if document.moved_to:
        yield f"it moved for good: put {redact_url(document.moved_to)} into the feed list"
    if parsed.complaint:
        yield parsed.complaint
