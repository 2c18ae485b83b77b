"""How long a preview takes over 100,000 stored items, by the index of stored items and by a scan.

The items are made up (:mod:`benchmarks.match.corpus`), one in 25 of them Chinese. The queries are what
people type when they begin (:data:`TYPED`: broad ones above all), and those of the match benchmark's
mix, which rules become: two and three words, phrases, alternatives, exclusions, prefixes, NEAR. Both
ways give the same counts, or the run fails.

``python -m benchmarks preview --items 100000 --queries 60 --scans 5``; with ``--database
sqlite:////tmp/preview.db`` what was stored is there for the next run.
"""

import argparse
import asyncio
import gc
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
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
from bot.domain.sentence import verbatim
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
TYPED: Mapping[str, tuple[str, ...]] = {
    "a word": ("tariff", "oil", "china", "government"),
    "broad, OR": (
        "tariff OR trade", "tariff OR duty OR quota", "china OR japan OR korea OR taiwan",
        "company OR market OR percent", "oil OR gas OR lng OR crude OR tanker",
    ),
    "AND": ("tariff china", "bank rate", "oil (china OR india)", "said company"),
    "NOT": ("tariff -china", "oil -gas -lng", "(rate OR yield) -cut", "-the"),
    "n of": ("2 of (tariff, duty, quota, china)", "2 of (bank, rate, yield, bond, inflation)"),
    "phrase": ('"rare earth"', '"central bank"', '"said the"', '"oil gas" OR "crude oil"'),
    "NEAR": ("tariff NEAR/8 china", "bank NEAR/5 (rate OR cut OR hike)", "company NEAR/3 market"),
    "prefix": ("tariff*", "semicond* OR lithogr*", "com*"),
    "field": ("title:tariff", "title:(oil OR gas)", "body:tariff", "source:wire tariff", "lang:zh"),
    "amount": ("pct>=25", "usd>=10b", "pct>=25 tariff", "pct<5"),
    "Chinese": ("关税", "稀土", "关税 OR 稀土", "出口管制 稀土"),
    "exact": ("=Oil", "=China tariff"),
    "RE2": ("/tarif+s/i", "/rate (cut|hike)s?/i", "/[0-9]{2}% .*oil/"),
    "story": ("tariff sources>=2", "oil official:yes"),
}  # fmt: skip
_CHINESE = (
    "商务部宣布",
    "对稀土",
    "实施出口管制",
    "将提高关税",
    "央行",
    "下调利率",
    "石油公司",
    "与日本",
    "会谈",
    "芯片",
)
_BATCH = 1000
_SEED = 7


class StillClock:
    """The time stands, so that the period is the same for every query."""

    def now(self) -> datetime:
        """Give the end of the period."""
        return NOW


def main(args: Sequence[str] = ()) -> int:
    """Print a table, and return 0; 1 where an exact count and a scan disagree."""
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
    queries = [(kind, query) for kind, typed in TYPED.items() for query in typed]
    queries += (
        ("of rules", query) for query in islice(queries_of(texts[:20_000], 1_000), options.queries)
    )
    store = await open_store(url)
    try:
        there, _ = await store.stored_since(NOW - PERIOD)
        if there != len(texts):
            started = perf_counter()
            for changes in _changes(texts):
                await store.commit(changes)
            print(
                f"{len(texts):,} items of {WORDS} words stored in {perf_counter() - started:.1f} s"
            )
        return await _measure(_desk(store), queries, options.scans)
    finally:
        await store.close()


def queries_of(past: Sequence[tuple[str, str]], count: int) -> Iterator[str]:
    """Give at most so many queries as rules have them, made out of past items, that can be typed."""
    for _, node in RuleMaker(past, _SEED).rules(count):
        query = format_query(node)
        try:
            parse(query)
        except QueryError:
            continue
        yield query


async def _measure(desk: Desk, queries: Sequence[tuple[str, str]], scans: int) -> int:
    print(f"{'':10}{'p50':>12}{'p95':>12}{'worst':>12}")
    gc.collect()
    gc.freeze()  # as the bot does once it has started
    found: list[Preview] = []
    by_index: list[float] = []
    for _, query in queries:
        started = perf_counter()
        found.append(await preview(desk, query))
        by_index.append(perf_counter() - started)
    for kind in dict.fromkeys(kind for kind, _ in queries):
        at = [number for number, (other, _) in enumerate(queries) if other == kind]
        hits = sorted(found[number].items for number in at)
        note = f"on {hits[0]:,} to {hits[-1]:,} items"
        if estimated := sum(found[number].estimated for number in at):
            note += f", {estimated} estimated"
        _print(kind, [by_index[number] for number in at], note)
    typed = [taken for taken, (kind, _) in zip(by_index, queries, strict=True) if kind in TYPED]
    _print("all typed", typed)
    _print("all", by_index)
    by_scan: list[float] = []
    disagree = []
    for number in range(0, len(queries), -(-len(queries) // max(scans, 1))):
        started = perf_counter()
        query, by_bounds = queries[number][1], found[number]
        scanned = await preview(desk, query, scan=True)
        if by_bounds.estimated:
            print(f"{query}: {scanned.stories:,} stories, estimated {by_bounds.stories:,}")
        elif scanned != by_bounds:
            disagree.append(query)
        by_scan.append(perf_counter() - started)
    _print("a scan", by_scan)
    for query in disagree:
        print(f"index and scan disagree on {query}", file=sys.stderr)
    return int(bool(disagree))


def _print(name: str, times: Sequence[float], note: str = "") -> None:
    shown = "".join(f"{1000 * _at(times, share):9,.0f} ms" for share in (0.5, 0.95, 1.0))
    print(f"{name:10}{shown}   {len(times):3} queries {note}", flush=True)


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
                StoredItem(
                    item=item,
                    story_id=StoryId(item.id),
                    why_story=verbatim(""),
                    baskets=frozenset(),
                )
                for item in items
            ),
            stories=tuple(map(_story, items)),
        )


def _in_chinese(number: int) -> str:
    return "".join(_CHINESE[(number * step) % len(_CHINESE)] for step in (1, 3, 7))


def _item(number: int, title: str, summary: str, seen: datetime) -> Item:
    chinese = number % 25 == 0
    return Item(
        id=ItemId(f"{number:020x}"),
        title=_in_chinese(number) if chinese else title,
        summary=_in_chinese(number // 7) if chinese else summary,
        lang="zh" if chinese else "en",
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
