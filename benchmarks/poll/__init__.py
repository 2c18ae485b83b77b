"""What it costs to ask 10,000 feeds that have nothing new, and how long hostile ones hold the loop.

Each feed is asked over a new connection on loopback, of 250 hosts, and answers 304. The peer asks the
same addresses with a bare aiohttp client, as many at once, and keeps nothing. CPU seconds of this process;
TLS is in neither. A feed holds the loop as long as one round of it takes: the longest is told, in CPU
time, for on a shared machine the clock tells of the others.

``python -m benchmarks poll --feeds 10000``
"""

import argparse
import asyncio
import contextlib
import gc
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import aiohttp

from benchmarks.poll.outside import HOSTILE
from bot.domain.events import Event, FeedPolled, PollOutcome
from bot.domain.feed import Feed, FeedId, FeedState
from bot.feeds.fetcher import HttpFetcher
from bot.feeds.worker import ProcessParser
from bot.pipeline.analyst import Analyst
from bot.pipeline.bus import Bus
from bot.pipeline.cadence import Jitter
from bot.pipeline.ingest import Ingest
from bot.pipeline.poll import Poller
from bot.pipeline.ports import Changes, Store
from bot.pipeline.rulebook import RuleBook
from bot.scheduler import SystemClock
from bot.storage import open_store
from bot.stories.index import StoryIndex
from bot.tickers.gazetteer import Gazetteer
from bot.tickers.tagger import Tagger

HOSTS = 250
AT_ONCE = 64
_MINUTE = 60.0


class _Ahead(SystemClock):
    """A clock that can be put forward, so that feeds are due again."""

    ahead = timedelta()

    def now(self) -> datetime:
        """Give the time."""
        return super().now() + self.ahead


class _Desk:
    """A poller over a database in a file, and how often it wrote."""

    def __init__(self, store: Store, urls: Sequence[str]) -> None:
        self.writes = 0
        self.outcomes: list[FeedPolled] = []
        self._clock = _Ahead()
        self._count(store)
        bus = Bus()
        bus.listen(self._note)
        self.fetcher = HttpFetcher(self._clock)
        self.parser = ProcessParser(self._clock)
        ingest = Ingest(
            store=store,
            analyst=Analyst(Tagger(Gazetteer(names={}, symbols={})), []),
            stories=StoryIndex(),
            rules=RuleBook([]),
            clock=self._clock,
            bus=bus,
        )
        self.poller = Poller(
            feeds=[_feed(number, url) for number, url in enumerate(urls)],
            store=store,
            fetcher=self.fetcher,
            parser=self.parser,
            ingest=ingest,
            clock=self._clock,
            bus=bus,
            jitter=Jitter(draw=lambda: 0.0),
            at_once=AT_ONCE,
        )

    async def round(self) -> None:
        """Ask every feed once."""
        self._clock.ahead += timedelta(seconds=61)
        self.outcomes.clear()
        self.poller.tick()
        await self.poller.drain()

    async def close(self) -> None:
        """Let go of connections and workers."""
        await self.fetcher.close()
        await self.parser.close()

    def _note(self, event: Event) -> None:
        if isinstance(event, FeedPolled):
            self.outcomes.append(event)

    def _count(self, store: Store) -> None:
        commit, save = store.commit, store.save_feed_states

        async def counted_commit(changes: Changes) -> None:
            self.writes += 1
            await commit(changes)

        async def counted_save(states: Sequence[FeedState]) -> None:
            self.writes += 1
            await save(states)

        store.commit = counted_commit  # type: ignore[method-assign]
        store.save_feed_states = counted_save  # type: ignore[method-assign]


def main(args: Sequence[str] = ()) -> int:
    """Print the figures, and return 0; 1 where a quiet feed was written down or did not answer."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks poll")
    parser.add_argument("--feeds", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    return asyncio.run(_run(parser.parse_args(list(args))))


async def _run(options: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="tapewatch-bench-") as folder:
        async with _outside() as port:
            urls = [
                f"http://127.0.{1 + number % HOSTS}.1:{port}/quiet/{number}"
                for number in range(options.feeds)
            ]
            store = await open_store(f"sqlite:///{Path(folder) / 'poll.db'}")
            desk = _Desk(store, urls)
            await desk.poller.restore()
            await desk.round()  # learns the feeds
            desk.writes = 0
            ours = [await _cpu(desk.round) for _ in range(options.rounds)]
            quiet = all(one.outcome is PollOutcome.UNCHANGED for one in desk.outcomes)
            writes = desk.writes
            await desk.close()
            bare = [await _cpu(lambda: _ask(urls)) for _ in range(options.rounds)]
            _print_quiet(options.feeds, min(ours), min(bare), writes / options.rounds)
            await _hostile(store, port)
            await store.close()
    return 0 if quiet and not writes else 1


def _print_quiet(feeds: int, ours: float, bare: float, writes: float) -> None:
    share = 100 * 10_000 / feeds / _MINUTE
    print(f"{feeds:,} feeds, nothing new{'':12}CPU s   ms each   of a core at 10,000 a minute")
    for name, took in (("the bot", ours), ("a bare aiohttp client", bare)):
        print(f"  {name:32}{took:6.2f}{1000 * took / feeds:10.2f}{took * share:12.1f} %")
    print(f"  the bot is × {ours / bare:.2f}; held to 25 % of a core; {writes:.0f} writes a round")


async def _hostile(store: Store, port: int) -> None:
    """Poll each hostile feed, print what came of it and how long it held the loop."""
    gc.freeze()  # as the bot does at its start
    print(f"\n{'hostile feeds':38}held the loop, CPU ms   (held to 50)")
    for name in HOSTILE:
        desk = _Desk(store, [f"http://127.0.0.1:{port}/hostile/{quote(name)}"])
        watch = _Watch()
        watch.start()
        await desk.poller.restore()
        await desk.round()
        longest = watch.stop()
        (polled,) = desk.outcomes
        told = polled.reason or f"{polled.items:,} items"
        print(f"  {name:36}{longest * 1000:12.1f}   {told[:70]}")
        await desk.close()


class _Watch:
    """How much CPU time one round of the event loop took at most."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._last = time.thread_time()
        self._longest = 0.0
        self._stopped = False

    def start(self) -> None:
        """Look at every round."""
        now = time.thread_time()
        self._longest, self._last = max(self._longest, now - self._last), now
        if not self._stopped:
            self._loop.call_soon(self.start)

    def stop(self) -> float:
        """Give the longest round in seconds."""
        self._stopped = True
        return self._longest


async def _cpu(work: Callable[[], Awaitable[None]]) -> float:
    started = time.process_time()
    await work()
    return time.process_time() - started


async def _ask(urls: Sequence[str]) -> None:
    """Ask all addresses as the least program would."""
    waiting = list(reversed(urls))
    headers = {"If-None-Match": '"1"'}

    async def ask(session: aiohttp.ClientSession) -> None:
        while waiting:
            async with session.get(waiting.pop(), headers=headers) as answer:
                assert answer.status == 304

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(ask(session) for _ in range(AT_ONCE)))


@contextlib.asynccontextmanager
async def _outside() -> AsyncIterator[int]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(Path(__file__).with_name("outside.py")),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield int(await process.stdout.readline())
    finally:
        process.stdin.close()
        await process.wait()


def _feed(number: int, url: str) -> Feed:
    name = f"f{number}-{hash(url) % 1_000_000}"
    return Feed(id=FeedId(name), url=url, title=f"Feed {number}", publisher=f"Publisher {number}")
