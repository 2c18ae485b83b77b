"""The demo: the same bot on a newsroom of its own, with no network and no account."""

import asyncio
import contextlib
import json
import os
import statistics
import sys
import tempfile
import webbrowser
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from bot import logs
from bot.cli import jsonl
from bot.cli.alerts import alert_fields, latency
from bot.cli.serve import stop_signals
from bot.domain.alert import AlertContent, AlertId
from bot.domain.delivery import Delivery, DeliveryKind, Outcome, Sent
from bot.domain.events import DeliverySent, Event, ItemsStored
from bot.notify.console import ConsoleNotifier
from bot.packs.library import load_library
from bot.packs.location import default_rules
from bot.pipeline.bus import Bus, Wakeup
from bot.pipeline.ports import Store
from bot.scheduler import SystemClock
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.demo.botapi import StandIn
    from bot.demo.newsroom.room import Newsroom

LIVE_INTERVAL = timedelta(seconds=1)
HASTY_INTERVAL = timedelta(milliseconds=200)
DRAINED_WITHIN = 30.0
TOKEN = "700000001:demo-token-that-opens-nothing-anywhere"  # noqa: S105 - of the stand-in


@dataclass(slots=True)
class Tally:
    """Counts what the demo did, from the bus."""

    items: int = 0
    silenced: int = 0
    alerts: dict[AlertId, DeliverySent] = field(default_factory=dict)
    """First messages, by alert, in the order they went out."""
    edits: int = 0
    replies: int = 0

    def __call__(self, event: Event) -> None:
        """Count ``event``."""
        if isinstance(event, ItemsStored):
            self.items += len(event.items)
            self.silenced += event.silenced
        elif isinstance(event, DeliverySent):
            kind = event.delivery.kind
            if kind is DeliveryKind.FIRST and event.delivery.alert_id is not None:
                self.alerts[event.delivery.alert_id] = event
            self.edits += kind is DeliveryKind.EDIT
            self.replies += kind is DeliveryKind.REPLY

    def summary(self, stories: int) -> "Summary":
        """Give the figures the demo ends with."""
        taken = sorted(1000 * latency(sent) for sent in self.alerts.values())
        return Summary(
            items=self.items,
            stories=stories,
            alerts=len(self.alerts),
            silenced=self.silenced,
            edits=self.edits,
            replies=self.replies,
            median_ms=statistics.median(taken) if taken else 0.0,
            p99_ms=taken[min(len(taken) - 1, int(len(taken) * 0.99))] if taken else 0.0,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the demo did; latency is from seeing an item to its alert being sent."""

    items: int
    stories: int
    alerts: int
    silenced: int
    edits: int
    replies: int
    median_ms: float
    p99_ms: float

    def fields(self) -> dict[str, object]:
        """Give it as it is written as JSON."""
        return {
            "items": self.items,
            "stories": self.stories,
            "alerts": self.alerts,
            "silenced_duplicates": self.silenced,
            "edits": self.edits,
            "replies": self.replies,
            "latency_ms": {"median": round(self.median_ms, 1), "p99": round(self.p99_ms, 1)},
        }

    def lines(self) -> tuple[tuple[str, str], ...]:
        """Give it for a reader, a label and a value each."""
        return (
            ("items read", f"{self.items}"),
            ("stories", f"{self.stories}"),
            ("alerts", f"{self.alerts}"),
            ("silenced duplicates", f"{self.silenced}"),
            ("messages edited", f"{self.edits}"),
            ("replies with news", f"{self.replies}"),
            ("seen → sent", f"median {self.median_ms:.0f} ms, p99 {self.p99_ms:.0f} ms"),
        )


class Unprinted:
    """Takes the terminal's place where alerts are written as JSON."""

    adapter = "console"

    async def send(self, delivery: Delivery, content: AlertContent | None) -> Outcome:
        """Say that it was sent; what it was made of is on the bus."""
        return Sent(message_id=content.alert.id if content else str(delivery.id))

    async def send_digest(self, delivery: Delivery, contents: Sequence[AlertContent]) -> Outcome:
        """Say that it was sent."""
        return Sent(message_id=str(delivery.id))


def demo(
    once: Annotated[bool, typer.Option(help="Play at full speed and exit.")] = False,
    json_lines: Annotated[
        bool,
        typer.Option(
            "--json",
            help="Write one JSON object an alert: when it is sent, or with --once at the end, as its story ended.",
        ),
    ] = False,
    seconds: Annotated[int, typer.Option(min=5, help="How long the news take.")] = 60,
    chat: Annotated[
        bool | None,
        typer.Option(
            help="Open a chat with the bot in the browser, and stay until Ctrl-C; by default where a terminal is attached.",
        ),
    ] = None,
) -> None:
    """Play a minute of news from a newsroom on this machine: no network, no account."""
    logs.configure(level="error", style="text")
    if chat is None:
        chat = sys.stdout.isatty() and not once and not json_lines
    asyncio.run(_play(once=once, json_lines=json_lines, seconds=seconds, chat=chat))


async def _play(*, once: bool, json_lines: bool, seconds: int, chat: bool) -> None:
    from bot.app import Pace, Tapewatch  # noqa: PLC0415 - the offline commands start without these
    from bot.demo.botapi import StandIn  # noqa: PLC0415
    from bot.demo.newsroom.room import Newsroom  # noqa: PLC0415

    library = load_library(default_rules())
    tally = Tally()
    console = Console(stderr=json_lines)
    async with contextlib.AsyncExitStack() as stack:
        asked_to_stop = await stack.enter_async_context(stop_signals())
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="tapewatch-demo-"))
        newsroom = await stack.enter_async_context(
            Newsroom(
                SystemClock(),
                duration=timedelta(seconds=seconds),
                interval=HASTY_INTERVAL if once else LIVE_INTERVAL,
            )
        )
        page = await stack.enter_async_context(await StandIn.start(token=TOKEN)) if chat else None
        bot = Tapewatch(
            _settings(Path(folder), page),
            library,
            feeds=newsroom.feeds(),
            notifier=Unprinted() if json_lines else ConsoleNotifier(console),
            pace=Pace(tick=timedelta(milliseconds=20 if once else 100), jitter=0.0),
        )
        await bot.start()
        if page is not None:
            console.print(f"The chat with the bot: [link]{page.url}[/link]", highlight=False)
            _open(page.url)
        bot.bus.listen(tally)
        if json_lines and not once:
            bot.bus.listen_for(DeliverySent, _write_sent)
        ended = asyncio.Event()
        running = asyncio.create_task(bot.run(ended))
        try:
            if await _watch(newsroom, console, asked_to_stop, once=once):
                await _drained(bot.store, bot.bus)
            stories = (await bot.store.counts())["stories"]
            contents = await bot.store.recent_alerts(limit=max(len(tally.alerts), 1))
            if page is not None and not asked_to_stop.is_set():
                console.print(f"The news is over; the chat stays on {page.url}. Ctrl-C ends it.")
                await asked_to_stop.wait()
        finally:
            ended.set()
            await running
    if json_lines and once:
        as_ended = {content.alert.id: content for content in contents}
        for alert, sent in tally.alerts.items():
            jsonl.write(alert_fields(sent, as_ended[alert]))
    _report(tally.summary(stories), console, as_json=json_lines)


def _settings(folder: Path, telegram: "StandIn | None") -> Settings:
    """Give settings that no environment changes: the demo needs no account and touches no data.

    The visitor of a chat page is an operator, so that /admin and /broadcast can be tried as well.
    """
    return Settings(
        _env_file=None,
        TELEGRAM_BOT_TOKEN=TOKEN if telegram else None,
        telegram_api=telegram.url if telegram else "",
        telegram_rich=False,
        telegram_webhook="",
        database=f"sqlite:///{folder / 'demo.db'}",
        host="127.0.0.1",
        port=0,
        admins=str(telegram.visitor.id) if telegram else "",
    )


def _open(url: str) -> None:
    """Open ``url`` where there is a screen: a browser of the terminal would take the terminal away."""
    screen = (
        sys.platform in {"darwin", "win32"} or {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys()
    )
    if screen:
        webbrowser.open(url)


async def _watch(
    newsroom: "Newsroom", console: Console, stop: asyncio.Event, *, once: bool
) -> bool:
    """Let the newsroom play behind a progress bar; False when the visitor ended it early."""
    total = newsroom.remaining
    console.print(
        f"A newsroom of {len(newsroom.feeds())} feeds publishes {total} pieces; "
        "what stood in them before is learned in silence. Ctrl-C ends it.",
        style="dim",
    )
    playing = asyncio.create_task(_published(newsroom, once=once))
    stopping = asyncio.create_task(stop.wait())
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("published", total=total)
        while not playing.done() and not stopping.done():
            await asyncio.wait(
                {playing, stopping}, timeout=0.2, return_when=asyncio.FIRST_COMPLETED
            )
            progress.update(bar, completed=total - newsroom.remaining)
    ended = playing.done()
    for task in (playing, stopping):
        task.cancel()
    await asyncio.gather(playing, stopping, return_exceptions=True)
    return ended


async def _published(newsroom: "Newsroom", *, once: bool) -> None:
    await (newsroom.play_at_once() if once else newsroom.play())
    await newsroom.caught_up()


async def _drained(store: Store, bus: Bus) -> None:
    """Wait until the outbox is empty, but not for ever for what does not get through."""
    sent = Wakeup()
    bus.listen_for(DeliverySent, lambda _: sent.ring())
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DRAINED_WITHIN):
            while (await store.queue()).pending:
                await sent.sleep(1.0)


def _write_sent(sent: DeliverySent) -> None:
    if sent.delivery.kind is DeliveryKind.FIRST and sent.content is not None:
        jsonl.write(alert_fields(sent, sent.content))
        sys.stdout.flush()


def _report(summary: Summary, console: Console, *, as_json: bool) -> None:
    """Say the figures: to a reader, or as one JSON object on stderr beside the alerts on stdout."""
    if as_json:
        print(json.dumps(summary.fields()), file=sys.stderr)
        return
    console.print()
    for label, value in summary.lines():
        console.print(f"  {label:<22} {value}")
