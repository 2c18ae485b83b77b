"""How long an alert takes from seeing the item to its message being in Telegram, the whole bot running.

The bot polls 1,000 feeds on loopback, most of which answer 304, holds 10,000 rules of 1,000 subscribers
beside the shipped packs, and sends to the stand-in of the Bot API; both are in a process of their own.
Items are published at a steady pace; each matches a rule of one subscriber.

``python -m benchmarks latency --feeds 1000 --rules 10000 --items 200``
"""

import argparse
import asyncio
import contextlib
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import aiohttp

from benchmarks.latency.outside import FIRST_PERSON, TOKEN
from benchmarks.match.corpus import Newswire
from benchmarks.preview import queries_of
from bot import logs
from bot.app import Pace, Tapewatch
from bot.domain.alert import AlertContent
from bot.domain.delivery import DeliveryKind
from bot.domain.events import DeliverySent, Event, FeedPolled, ItemsStored, PollOutcome
from bot.domain.feed import Feed, FeedId
from bot.domain.item import ItemId
from bot.domain.rule import Rule, RuleId
from bot.domain.subscriber import Destination, Subscriber, SubscriberId
from bot.packs.library import load_library
from bot.packs.location import default_rules
from bot.settings import Settings

SUBSCRIBERS = 1_000
"""So many that no chat has more messages than Telegram lets into one."""
_SEED = 5
_WORDS = 40
_OWN = "own"
"""Name of the rule that items are written for."""
_LAST = 3.0
"""Seconds that the last message may take."""


@dataclass(slots=True)
class Seen:
    """What the bus told."""

    feeds: int
    polls: int = 0
    polled: set[FeedId] = field(default_factory=set)
    learned: asyncio.Event = field(default_factory=asyncio.Event)
    """Every feed was polled: what comes then is news."""
    stored: dict[ItemId, datetime] = field(default_factory=dict)
    sent: list[tuple[timedelta, timedelta]] = field(default_factory=list)
    """From seeing an item to its being stored, and from then to its first message being sent."""

    def __call__(self, event: Event) -> None:
        """Count ``event``."""
        if isinstance(event, FeedPolled):
            if event.outcome in {PollOutcome.NEW, PollOutcome.UNCHANGED}:
                self.polls += 1
                self.polled.add(event.feed_id)
            if len(self.polled) == self.feeds:
                self.learned.set()
        elif isinstance(event, ItemsStored):
            self.stored.update(dict.fromkeys(event.items, datetime.now(UTC)))
        elif isinstance(event, DeliverySent) and event.delivery.kind is DeliveryKind.FIRST:
            content = event.content
            if content is None or content.item.seen is None or not _meant(content):
                return
            stored = self.stored[content.item.id]
            self.sent.append((stored - content.item.seen, event.at - stored))


def _meant(content: AlertContent) -> bool:
    """Leave out alerts by the rules beside: some fire so often that their chat has to wait."""
    return any(rule.endswith(f"/{_OWN}") for rule in content.alert.rules)


def main(args: Sequence[str] = ()) -> int:
    """Print the figures, and return 0; 1 where an item alerted nobody."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks latency")
    parser.add_argument("--feeds", type=int, default=1_000)
    parser.add_argument("--rules", type=int, default=10_000)
    parser.add_argument("--items", type=int, default=200)
    parser.add_argument("--pause", type=float, default=0.25, help="seconds between two items")
    parser.add_argument("--interval", type=float, default=20.0, help="seconds between two polls")
    return asyncio.run(_run(parser.parse_args(list(args))))


async def _run(options: argparse.Namespace) -> int:
    logs.configure(level="error", style="text")
    with tempfile.TemporaryDirectory(prefix="tapewatch-bench-") as folder:
        async with _outside() as addresses:
            settings = Settings(
                _env_file=None,
                TELEGRAM_BOT_TOKEN=TOKEN,
                telegram_api=addresses["telegram"],
                database=f"sqlite:///{Path(folder) / 'latency.db'}",
                host="127.0.0.1",
                port=0,
            )
            feeds = [_feed(number, addresses["feeds"], options) for number in range(options.feeds)]
            bot = Tapewatch(
                settings,
                load_library(default_rules()),
                feeds=feeds,
                pace=Pace(tick=timedelta(milliseconds=100)),
            )
            await bot.start()
            wire = Newswire(_SEED)
            past = list(wire.items(2_000, _WORDS, _SEED))
            await _subscribe(bot, list(queries_of(past, options.rules)))
            seen, stop = Seen(options.feeds), asyncio.Event()
            bot.bus.listen(seen)
            running = asyncio.create_task(bot.run(stop))
            try:
                await seen.learned.wait()
                worked = time.process_time()
                started, polled = time.monotonic(), seen.polls
                await _publish(addresses["feeds"], wire.words, options)
                took = time.monotonic() - started
                print(
                    f"{(seen.polls - polled) / took:.0f} polls a second and "
                    f"{options.items / took:.1f} items, at "
                    f"{100 * (time.process_time() - worked) / took:.0f} % of a core"
                )
            finally:
                stop.set()
                await running
    return _report(seen.sent, options.items)


def _report(sent: Sequence[tuple[timedelta, timedelta]], items: int) -> int:
    if len(sent) < items:
        print(f"{items} items gave only {len(sent)} alerts", file=sys.stderr)
        return 1
    print(f"{len(sent)} alerts, in ms:  p50     p99   worst   (held to 25 and 150)")
    _print("seen → stored", [before for before, _ in sent])
    _print("stored → sent", [after for _, after in sent])
    _print("seen → sent", [before + after for before, after in sent])
    return 0


def _print(name: str, times: Sequence[timedelta]) -> None:
    ranked = sorted(one.total_seconds() * 1000 for one in times)
    shown = (ranked[min(len(ranked) - 1, int(share * len(ranked)))] for share in (0.5, 0.99, 1.0))
    print(f"{name:18}" + "".join(f"{one:8,.0f}" for one in shown))


@contextlib.asynccontextmanager
async def _outside() -> AsyncIterator[Mapping[str, str]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(Path(__file__).with_name("outside.py")), str(SUBSCRIBERS),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield json.loads(await process.stdout.readline())
    finally:
        process.stdin.close()
        await process.wait()


def _feed(number: int, url: str, options: argparse.Namespace) -> Feed:
    return Feed(
        id=FeedId(f"f{number}"),
        url=f"{url}/f{number}",
        title=f"Feed {number}",
        publisher=f"Publisher {number}",
        interval=timedelta(seconds=options.interval),
    )


async def _subscribe(bot: Tapewatch, queries: list[str]) -> None:
    """Let subscribers hold the rules; the first of each is another, which items are written for."""
    Random(_SEED).shuffle(queries)
    for number in range(SUBSCRIBERS):
        address = str(FIRST_PERSON + number)
        subscriber = Subscriber(
            id=SubscriberId(f"telegram:{address}"),
            destination=Destination(adapter="telegram", address=address),
            since=bot.clock.now(),
        )
        await bot.store.save_subscriber(subscriber)
        bot.rules.put_subscriber(subscriber)
        held = {f"r{at}": query for at, query in enumerate(queries[number::SUBSCRIBERS])}
        for name, query in {_OWN: f'"harbour levy" zone{number}', **held}.items():
            rule_id = RuleId(f"@{subscriber.id}/{name}")
            bot.rules.put_rule(Rule(id=rule_id, name=name, query=query, owner=subscriber.id))


async def _publish(url: str, words: Sequence[str], options: argparse.Namespace) -> None:
    """Publish items of words drawn at random: each is a story of its own, not the next report of one."""
    draw = Random(_SEED)
    async with aiohttp.ClientSession() as session:
        for number in range(options.items):
            title, summary = (" ".join(draw.sample(words, count)) for count in (9, _WORDS - 9))
            written = f"{title}: harbour levy in zone{number % SUBSCRIBERS}"
            told = {
                "feed": f"f{draw.randrange(options.feeds)}",
                "title": written,
                "summary": summary,
            }
            async with session.post(f"{url}/publish", json=told) as answer:
                answer.raise_for_status()
            await asyncio.sleep(options.pause)
    await asyncio.sleep(1.5 * options.interval + _LAST)
