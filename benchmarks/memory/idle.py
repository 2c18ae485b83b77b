"""The bot in a process of its own; it tells its resident megabytes once every feed was polled."""

import asyncio
import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot import logs
from bot.app import Pace, Tapewatch
from bot.cli import run  # noqa: F401 - what the command loads
from bot.domain.events import Event, FeedPolled
from bot.domain.feed import FeedId
from bot.domain.rule import Rule, RuleId
from bot.domain.subscriber import Destination, Subscriber, SubscriberId
from bot.packs.library import load_library
from bot.packs.location import default_rules
from bot.settings import Settings

_SETTLED = 3.0
"""Seconds after the last feed's answer."""
_SUBSCRIBERS = 100
_WORDS = ("tariff", "sanction", "merger", "recall", "strike", "outage", "guidance", "subsidy")


def query(number: int) -> str:
    """Give a rule's query, no two alike: words of the trade and one of its own."""
    first, second = _WORDS[number % 8], _WORDS[(number // 8 + 3) % 8]
    return f'({first} OR {second}) "port {number} levy" -rumour{number % 50}'


async def idle(addresses: Mapping[str, str], rules: int, folder: str) -> float:
    """Run until every feed was polled and give the resident megabytes."""
    settings = Settings(
        _env_file=None,
        TELEGRAM_BOT_TOKEN=addresses["token"],
        telegram_api=addresses["telegram"],
        database=f"sqlite:///{Path(folder) / 'memory.db'}",
        host="127.0.0.1",
        port=0,
    )
    library = load_library(default_rules())
    feeds = [replace(feed, url=f"{addresses['feeds']}/{feed.id}") for feed in library.feeds]
    bot = Tapewatch(settings, library, feeds=feeds, pace=Pace(tick=timedelta(milliseconds=100)))
    await bot.start()
    for number in range(min(rules, _SUBSCRIBERS)):
        address = str(1_000 + number)
        person = Subscriber(
            id=SubscriberId(f"telegram:{address}"),
            destination=Destination(adapter="telegram", address=address),
            since=bot.clock.now(),
        )
        bot.rules.put_subscriber(person)
    for number in range(rules):
        owner = SubscriberId(f"telegram:{1_000 + number % _SUBSCRIBERS}")
        rule_id = RuleId(f"@{owner}/r{number}")
        bot.rules.put_rule(Rule(id=rule_id, name=f"r{number}", query=query(number), owner=owner))
    waiting = {feed.id for feed in feeds if feed.enabled}
    polled, stop = asyncio.Event(), asyncio.Event()

    def note(event: Event) -> None:
        if isinstance(event, FeedPolled):
            waiting.discard(FeedId(event.feed_id))
        if not waiting:
            polled.set()

    bot.bus.listen(note)
    running = asyncio.create_task(bot.run(stop))
    await polled.wait()
    await asyncio.sleep(_SETTLED)
    held = resident()
    stop.set()
    await running
    return held


def resident() -> float:
    """Give this process's resident megabytes (proc(5), VmRSS)."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (line,) = (line for line in status if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    logs.configure(level="error", style="text")
    with tempfile.TemporaryDirectory(prefix="tapewatch-bench-") as own:
        print(asyncio.run(idle(json.loads(sys.argv[1]), int(sys.argv[2]), own)))
