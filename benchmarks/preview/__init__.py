"""How long a preview takes over 100,000 stored items, by the index of stored items and by a scan.

The items are made up (:mod:`benchmarks.match.corpus`); the queries are those of the match benchmark's
mix: two and three words, phrases, alternatives, exclusions, prefixes, NEAR. Both ways give the same
counts, or the run fails.

``python -m benchmarks preview --items 100000 --queries 60 --scans 5``
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter

from benchmarks.match.corpus import Newswire
from benchmarks.match.rules import RuleMaker
from bot.actions.desk import Desk
from bot.actions.preview import PERIOD, Preview, preview
from bot.domain.feed import FeedId, FeedState
from bot.domain.item import Item, ItemId
from bot.domain.story import Report, Story, StoryId
from bot.pipeline.analyst import Analyst
from bot.pipeline.ports import Changes, Store, StoredItem
from bot.pipeline.rulebook import RuleBook
from bot.query.errors import QueryError
from bot.query.format import format_query
from bot.query.parser import parse
from bot.storage import open_store
from bot.tickers.gazetteer import Gazetteer
from bot.tickers.tagger import Tagger

NOW = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)
WORDS = 40
_BATCH = 1000
_SEED = 7


class StillClock:
    """The time stands, so that the period is the same for every query."""

    def now(self) -> datetime:
        """Give the end of the period."""
        return NOW


def main(args: Sequence[str] = ()) -> int:
    """Print a table, and return 0; 1 where index and scan disagree."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks preview")
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=60)
    parser.add_argument("--scans", type=int, default=5, help="so many of them are scanned as well")
    parser.add_argument("--database", default="", help="of an empty database; a file by default")
    options = parser.parse_args(list(args))
    with tempfile.TemporaryDirectory(prefix="tapewatch-bench-") as folder:
        file = Path(folder) / "preview.db"
        return asyncio.run(_run(options, options.database or f"sqlite:///{file}"))


async def _run(options: argparse.Namespace, url: str) -> int:
    newswire = Newswire(_SEED)
    texts = list(newswire.items(options.items, WORDS, _SEED))
    queries = list(islice(_queries(texts[:20_000]), options.queries))
    store = await open_store(url)
    try:
        started = perf_counter()
        for changes in _changes(texts):
            await store.commit(changes)
        stored = perf_counter() - started
        print(f"{options.items:,} items of {WORDS} words stored in {stored:.1f} s")
        return await _measure(_desk(store), queries, options.scans)
    finally:
        await store.close()


def _queries(past: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Give queries as a person could type them."""
    for _, node in RuleMaker(past, _SEED).rules(1_000):
        query = format_query(node)
        try:
            parse(query)
        except QueryError:
            continue
        yield query


async def _measure(desk: Desk, queries: Sequence[str], scans: int) -> int:
    found: list[Preview] = []
    by_index: list[float] = []
    for query in queries:
        started = perf_counter()
        found.append(await preview(desk, query))
        by_index.append(perf_counter() - started)
    hits = sorted(one.items for one in found)
    middle = hits[len(hits) // 2]
    print(
        f"the queries hold on {hits[0]:,} to {hits[-1]:,} items, half of them on {middle:,} or more"
    )
    print(f"{'':10}{'p50':>12}{'p95':>12}{'worst':>12}")
    _print("index", by_index)
    by_scan: list[float] = []
    disagree = 0
    for at in range(0, len(queries), -(-len(queries) // max(scans, 1))):
        started = perf_counter()
        disagree += await preview(desk, queries[at], scan=True) != found[at]
        by_scan.append(perf_counter() - started)
    _print("scan", by_scan)
    print(f"the index is {_at(by_scan, 0.5) / _at(by_index, 0.5):,.0f} times as fast at p50")
    if disagree:
        print(f"index and scan disagree on {disagree} queries", file=sys.stderr)
    return int(disagree > 0)


def _print(name: str, times: Sequence[float]) -> None:
    shown = "".join(f"{1000 * _at(times, share):9,.0f} ms" for share in (0.5, 0.95, 1.0))
    print(f"{name:10}{shown}   ({len(times)} queries)", flush=True)


def _at(times: Sequence[float], share: float) -> float:
    """Give the time that ``share`` of the queries need at most."""
    ranked = sorted(times)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def _changes(texts: Sequence[tuple[str, str]]) -> Iterator[Changes]:
    """Give the items as the flow stores them, spread over the period."""
    step = PERIOD / (len(texts) + 1)
    feed_state = FeedState(feed_id=FeedId("bench"), learned=True)
    for start in range(0, len(texts), _BATCH):
        items = [
            _item(number, title, summary, NOW - PERIOD + step * (number + 1))
            for number, (title, summary) in enumerate(texts[start : start + _BATCH], start)
        ]
        yield Changes(
            feed_state=feed_state,
            items=tuple(
                StoredItem(item=item, story_id=StoryId(item.id), why_story="", baskets=frozenset())
                for item in items
            ),
            stories=tuple(map(_story, items)),
        )


def _item(number: int, title: str, summary: str, seen: datetime) -> Item:
    return Item(
        id=ItemId(f"{number:020x}"),
        title=title,
        summary=summary,
        url=f"https://wire.example/{number}",
        source="Wire",
        published=seen - timedelta(seconds=20),
        seen=seen,
        feed_id="bench",
    )


def _story(item: Item) -> Story:
    at = item.when or NOW
    report = Report(source=item.source, at=at, tier=item.tier)
    return Story(id=StoryId(item.id), title=item.title, opened=at, updated=at, reports=(report,))


def _desk(store: Store) -> Desk:
    return Desk(
        store=store,
        rules=RuleBook([]),
        packs={},
        analyst=Analyst(Tagger(Gazetteer(names={}, symbols={})), []),
        clock=StillClock(),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
