"""How long an alert takes from seeing the item to its message being in Telegram, the whole bot running.

The bot polls 1,000 feeds on loopback, most of which answer 304, holds 10,000 rules of 1,000 subscribers
beside the shipped packs, and sends to the stand-in of the Bot API; both are in a process of their own.
Items are published at a steady pace; each matches a rule of one subscriber. Then 100,000 messages of low
severity are put into the outbox, and items whose alerts are critical follow.

An item is seen when the feed's answer that holds it was there; its message is sent when the Bot API has
said so. The peer is the least that any bot does: the same texts posted to the same stand-in at the same
pace by a bare HTTP client, with nothing polled, judged or kept.

``python -m benchmarks latency --feeds 1000 --rules 10000 --items 200 --waiting 100000``
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
from statistics import median

import aiohttp

from benchmarks.latency.outside import FIRST_PERSON, TOKEN
from benchmarks.match.corpus import Newswire
from benchmarks.preview import queries_of
from bot import logs
from bot.app import Pace, Tapewatch
from bot.domain.delivery import DeliveryKind, NewDelivery
from bot.domain.events import DeliverySent, Event, FeedPolled, ItemsStored, PollOutcome
from bot.domain.feed import Feed, FeedId
from bot.domain.item import ItemId
from bot.domain.rule import Rule, RuleId, Severity
from bot.domain.sentence import verbatim
from bot.domain.subscriber import Destination, Subscriber, SubscriberId
from bot.packs.library import load_library
from bot.packs.location import default_rules
from bot.pipeline.ports import Changes
from bot.settings import Settings

SUBSCRIBERS = 1_000
"""So many that no chat has more messages than Telegram lets into one."""
_SEED = 5
_WORDS = 40
_OWN, _URGENT = "own", "urgent"
"""Names of the rules that items are written for."""
_URGENT_ITEMS = 40
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
    sent: dict[str, list[tuple[timedelta, timedelta]]] = field(
        default_factory=lambda: {_OWN: [], _URGENT: []}
    )
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
            assert content is not None
            assert content.item.seen is not None
            # Others' rules fire as well, some so often that their chat has to wait.
            for name in {rule.partition("/")[2] for rule in content.alert.rules} & self.sent.keys():
                stored = self.stored[content.item.id]
                self.sent[name].append((stored - content.item.seen, event.at - stored))


def main(args: Sequence[str] = ()) -> int:
    """Print the figures, and return 0; 1 where an item alerted nobody."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks latency")
    parser.add_argument("--feeds", type=int, default=1_000)
    parser.add_argument("--rules", type=int, default=10_000)
    parser.add_argument("--items", type=int, default=200)
    parser.add_argument("--waiting", type=int, default=100_000, help="of low severity, beside")
    parser.add_argument("--pause", type=float, default=0.25, help="seconds between two items")
    parser.add_argument("--interval", type=float, default=20.0, help="seconds between two polls")
    return asyncio.run(_run(parser.parse_args(list(args))))


async def _run(options: argparse.Namespace) -> int:
    logs.configure(level="error", style="text")
    with tempfile.TemporaryDirectory(prefix="tapewatch-bench-") as folder:
        async with outside_world(SUBSCRIBERS + options.waiting) as addresses:
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
                await _publish(addresses["feeds"], wire.words, options, _OWN, options.items)
                took = time.monotonic() - started
                print(
                    f"{(seen.polls - polled) / took:.0f} polls a second and "
                    f"{options.items / took:.1f} items, at "
                    f"{100 * (time.process_time() - worked) / took:.0f} % of a core"
                )
                bare = await _bare(addresses["telegram"], options.pause)
                await _wait_in_the_outbox(bot, options.waiting)
                await _publish(addresses["feeds"], wire.words, options, _URGENT, _URGENT_ITEMS)
                left = (await bot.store.queue()).pending
            finally:
                stop.set()
                await running
    return _report(seen.sent, options.items, bare, left)


def _report(
    sent: Mapping[str, Sequence[tuple[timedelta, timedelta]]],
    items: int,
    bare: Sequence[timedelta],
    left: int,
) -> int:
    for name, count in ((_OWN, items), (_URGENT, _URGENT_ITEMS)):
        if len(sent[name]) < count:
            print(f"{count} items gave only {len(sent[name])} alerts", file=sys.stderr)
            return 1
    own = [before + after for before, after in sent[_OWN]]
    print(f"{len(own)} alerts, in ms:{'':18}p50     p99   worst")
    _print("seen → stored", [before for before, _ in sent[_OWN]])
    _print("stored → sent", [after for _, after in sent[_OWN]])
    _print("seen → sent", own, "held to 25 and 150")
    ratio = median(map(_ms, own)) / median(map(_ms, bare))
    _print("a bare client's posting", bare, f"ours is {ratio:.1f} times as long")
    critical = [before + after for before, after in sent[_URGENT]]
    _print(f"critical, {left:,} low waiting", critical, "held to 250")
    return 0


def _print(name: str, times: Sequence[timedelta], said: str = "") -> None:
    ranked = sorted(map(_ms, times))
    shown = (ranked[min(len(ranked) - 1, int(share * len(ranked)))] for share in (0.5, 0.99, 1.0))
    print(f"{name:30}" + "".join(f"{one:8,.1f}" for one in shown) + f"   {said}")


def _ms(time: timedelta) -> float:
    return time.total_seconds() * 1000


@contextlib.asynccontextmanager
async def outside_world(people: int) -> AsyncIterator[Mapping[str, str]]:
    """Give the addresses of feeds and of a Bot API that knows so many people, in a process of their own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(Path(__file__).with_name("outside.py")), str(people),
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
        written_for = {name: f"{_phrase(name)} zone{number}" for name in (_OWN, _URGENT)}
        for name, query in {**written_for, **held}.items():
            rule_id = RuleId(f"@{subscriber.id}/{name}")
            severity = Severity.CRITICAL if name == _URGENT else Severity.MEDIUM
            bot.rules.put_rule(
                Rule(id=rule_id, name=name, query=query, owner=subscriber.id, severity=severity)
            )


def _phrase(name: str) -> str:
    return f'"harbour {name}"'


async def _wait_in_the_outbox(bot: Tapewatch, count: int) -> None:
    """Put messages of low severity into the outbox, each to a chat of its own."""
    now = bot.clock.now()
    chats = (str(FIRST_PERSON + SUBSCRIBERS + number) for number in range(count))
    await bot.store.commit(
        Changes(
            deliveries=tuple(
                NewDelivery(
                    kind=DeliveryKind.NOTICE,
                    subscriber_id=SubscriberId(f"telegram:{chat}"),
                    destination=Destination(adapter="telegram", address=chat),
                    severity=Severity.LOW,
                    created=now,
                    not_before=now,
                    said=verbatim("The port of call has not changed."),
                )
                for chat in chats
            )
        )
    )
    bot.courier.ring()


async def _bare(url: str, pause: float) -> list[timedelta]:
    """Post what looks like an alert now and then, and give how long each took."""
    took = list[timedelta]()
    buttons = [[{"text": name, "callback_data": f"{name}:0123456789"} for name in ("Why?", "Mute")]]
    form = {
        "text": f"<b>{'harbour levy ' * 5}</b>\n<blockquote expandable>{'news ' * 60}</blockquote>",
        "parse_mode": "HTML",
        "reply_markup": json.dumps({"inline_keyboard": buttons}),
    }
    async with aiohttp.ClientSession() as session:
        for number in range(100):
            asked = time.perf_counter()
            told = {"chat_id": str(FIRST_PERSON + number), **form}
            async with session.post(f"{url}/bot{TOKEN}/sendMessage", data=told) as answer:
                await answer.read()
                answer.raise_for_status()
            took.append(timedelta(seconds=time.perf_counter() - asked))
            await asyncio.sleep(pause)
    return took


async def _publish(
    url: str, words: Sequence[str], options: argparse.Namespace, name: str, count: int
) -> None:
    """Publish items of words drawn at random: each is a story of its own, not the next report of one."""
    draw = Random(name)
    async with aiohttp.ClientSession() as session:
        for number in range(count):
            title, summary = (" ".join(draw.sample(words, count)) for count in (9, _WORDS - 9))
            written = f"{title}: harbour {name} in zone{number % SUBSCRIBERS}"
            told = {
                "feed": f"f{draw.randrange(options.feeds)}",
                "title": written,
                "summary": summary,
            }
            async with session.post(f"{url}/publish", json=told) as answer:
                answer.raise_for_status()
            await asyncio.sleep(options.pause)
    await asyncio.sleep(1.5 * options.interval + _LAST)
