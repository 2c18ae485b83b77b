"""One item to 100,000 subscribers: decided, written, taken up after a restart, put off at quiet hours.

The peer of the writing is the least any program could do: the same rows by ``executemany`` of the
standard library, into tables with the same indexes, in one transaction. That of the restart is reading
the same rows with it. CPU seconds, the fastest of several rounds.

``python -m benchmarks fanout --subscribers 100000 --rounds 3``
"""

import argparse
import asyncio
import gc
import sqlite3
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from bot.domain.feed import Feed, FeedId, FeedState, ParsedFeed
from bot.domain.item import Entry
from bot.domain.preferences import Preferences, QuietHours
from bot.domain.rule import PackId, Rule, RuleId, Severity
from bot.domain.subscriber import Destination, Subscriber, SubscriberId
from bot.pipeline.analyst import Analyst
from bot.pipeline.bus import Bus
from bot.pipeline.deliver import Courier
from bot.pipeline.ingest import Ingest
from bot.pipeline.ports import Store
from bot.pipeline.rulebook import RuleBook
from bot.query.parser import parse
from bot.storage import open_store
from bot.stories.index import StoryIndex
from bot.tickers.gazetteer import Gazetteer
from bot.tickers.tagger import Tagger

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
FEED = Feed(id=FeedId("wire"), url="https://wire.example/rss", title="Wire", publisher="Wire")
RULE = Rule(
    id=RuleId("tariffs/any"),
    name="any",
    query="tariff",
    severity=Severity.HIGH,
    pack=PackId("tariffs"),
)
ASLEEP = Preferences(quiet=QuietHours(start=time(11), end=time(13)))
PUT_OFF = 5_000
"""Messages that are put off at quiet hours: what one costs does not depend on how many wait."""
WRITTEN = ("alerts", "deliveries", "lanes")


@dataclass(frozen=True, slots=True)
class Took:
    """What something took, in seconds."""

    cpu: float
    clock: float


class StillClock:
    """The time stands."""

    def now(self) -> datetime:
        """Give noon."""
        return NOON


@dataclass(slots=True)
class Writing:
    """A store that says how long its last commit took."""

    store: Store
    took: Took = field(default=Took(0.0, 0.0))

    def __getattr__(self, name: str) -> Any:
        """Do all else as the store does."""
        return getattr(self.store, name)

    async def commit(self, *changes: Any) -> None:
        """Commit, and look at the clocks."""
        self.took = await _timed(lambda: self.store.commit(*changes))


def main(args: Sequence[str] = ()) -> int:
    """Print a table, and return 0; 1 where a message is missing."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks fanout")
    parser.add_argument("--subscribers", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(list(args))
    with tempfile.TemporaryDirectory(prefix="tapewatch-bench-") as folder:
        return asyncio.run(_run(options.subscribers, options.rounds, Path(folder)))


async def _run(count: int, rounds: int, folder: Path) -> int:
    found = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(dir=folder) as own:
            found.append(await _round(count, Path(own)))
    best = {name: min((one[name] for one in found), key=lambda took: took.cpu) for name in found[0]}
    print(f"{count:,} subscribers, the fastest of {rounds} rounds\n")
    print(f"{'':10} {'CPU':>8} {'clock':>8} {'each':>10}")
    for name, of, peer in (
        ("decided", count, ""),
        ("written", count, "executemany"),
        ("taken up", count, "select"),
        ("put off", PUT_OFF, ""),
    ):
        took = best[name]
        ratio = f"  {took.cpu / best[peer].cpu:.1f} × {peer} of the same rows" if peer else ""
        each = took.cpu / of * 1e6
        print(f"{name:10} {took.cpu:6.2f} s {took.clock:6.2f} s {each:7.1f} µs{ratio}")
    return 0


async def _round(count: int, folder: Path) -> dict[str, Took]:
    took = {}
    store = await open_store(f"sqlite:///{folder / 'all.db'}")
    try:
        writing = Writing(store)
        rules = _book(count, Preferences())
        gc.collect()
        gc.freeze()  # as the bot does once it is ready
        whole = await _timed(lambda: _tell(writing, rules))
        took["written"] = writing.took
        took["decided"] = Took(whole.cpu - writing.took.cpu, whole.clock - writing.took.clock)
        took["taken up"] = await _timed(lambda: _flow(writing, rules).restore())
        gc.unfreeze()
        if (await store.queue()).pending != count:
            sys.exit("messages are missing")
    finally:
        await store.close()
    took["executemany"], took["select"] = _peers(folder / "all.db", folder / "peer.db")
    took["put off"] = await _put_off(folder / "asleep.db")
    return took


async def _put_off(file: Path) -> Took:
    """Let quiet hours begin while messages wait: each is put back until they end."""
    store = await open_store(f"sqlite:///{file}")
    try:
        await _tell(store, _book(PUT_OFF, Preferences()))
        asleep = _book(PUT_OFF, ASLEEP)
        courier = Courier(
            outbox=store,
            notifiers={},
            clock=StillClock(),
            bus=Bus(),
            draw=lambda: 0.0,
            subscriber=asleep.find,
        )
        took = await _timed(courier.deliver_due)
        if (await store.queue()).pending != PUT_OFF or await store.next_due() != NOON.replace(
            hour=13
        ):
            sys.exit("messages are missing, or not put off")
        return took
    finally:
        await store.close()


async def _tell(store: Any, rules: RuleBook) -> None:
    """Let one item come that everybody listens for."""
    state = FeedState(feed_id=FEED.id, learned=True, last_success=NOON)
    entry = Entry(guid="1", title="Tariff on steel raised to 50%", published=NOON)
    document = ParsedFeed(title=FEED.title, lang="en", entries=(entry,))
    await _flow(store, rules).take(FEED, document, state, state)


def _flow(store: Any, rules: RuleBook) -> Ingest:
    return Ingest(
        store=store,
        analyst=Analyst(Tagger(Gazetteer(names={}, symbols={})), []),
        stories=StoryIndex(),
        rules=rules,
        clock=StillClock(),
        bus=Bus(),
    )


def _book(count: int, chosen: Preferences) -> RuleBook:
    rules = RuleBook([(RULE, parse(RULE.query))])
    topics = frozenset({PackId("tariffs")})
    for number in range(count):
        address = str(100_000_000 + number * 7_919)
        rules.put_subscriber(
            Subscriber(
                id=SubscriberId(f"telegram:{address}"),
                destination=Destination(adapter="telegram", address=address),
                topics=topics,
                preferences=chosen,
            )
        )
    return rules


def _peers(file: Path, other: Path) -> tuple[Took, Took]:
    """Write the same rows with the standard library, and read the alerts."""
    with closing(sqlite3.connect(file)) as connection:
        tables = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in WRITTEN}
        marks = ",".join("?" * len(WRITTEN))
        query = f"SELECT sql FROM sqlite_master WHERE tbl_name IN ({marks}) AND sql IS NOT NULL"
        made = [sql for (sql,) in connection.execute(f"{query} ORDER BY type DESC", WRITTEN)]
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        for sql in made:
            connection.execute(sql)
        connection.commit()
        began = process_time(), perf_counter()
        for name, rows in tables.items():
            places = ",".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {name} VALUES ({places})", rows)
        connection.commit()
        written = _since(*began)
        began = process_time(), perf_counter()
        connection.execute("SELECT * FROM alerts").fetchall()
        return written, _since(*began)


async def _timed(work: Callable[[], Awaitable[object]]) -> Took:
    began = process_time(), perf_counter()
    await work()
    return _since(*began)


def _since(cpu: float, clock: float) -> Took:
    return Took(process_time() - cpu, perf_counter() - clock)
