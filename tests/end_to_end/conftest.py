"""The whole bot between a publisher on loopback and the Bot API's stand-in. Nothing inside is replaced."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import TypeAlias

import pytest
from aiohttp import web

from bot.app import Pace, Tapewatch
from bot.demo.botapi.standin import StandIn
from bot.domain.feed import Feed, FeedId, Tier
from bot.packs.library import Library, load_library
from bot.packs.location import default_rules
from bot.settings import Settings
from tests.demo.botapi.spec import faults_of

TOKEN = "700000001:AAStandInStandInStandInStandInStandIn1"
HASTE = Pace(tick=timedelta(milliseconds=20), jitter=0.0, public_only=False)


@dataclass(slots=True)
class Publisher:
    """Feeds on loopback with honest validators, written to by the test."""

    url: str = ""
    entries: dict[str, list[str]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    asked: dict[str, int] = field(default_factory=dict)
    unchanged: int = 0
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    def feed(self, name: str, tier: Tier = Tier.PRESS) -> Feed:
        self.entries.setdefault(name, [])
        return Feed(
            id=FeedId(name), url=f"{self.url}/{name}", title=name.title(), publisher=name.title(),
            tier=tier, interval=timedelta(milliseconds=40),
        )  # fmt: skip

    def publish(self, name: str, title: str, summary: str = "") -> None:
        guid = f"{name}-{len(self.entries[name])}"
        at = format_datetime(datetime.now(UTC), usegmt=True)
        self.entries[name].append(
            f"<item><guid>{guid}</guid><title>{escape(title)}</title><pubDate>{at}</pubDate>"
            f"<link>https://{name}.example/{guid}</link><description>{escape(summary)}</description></item>"
        )

    async def serve(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        async with self.news:
            self.asked[name] = self.asked.get(name, 0) + 1
            self.news.notify_all()
        if name in self.broken:
            return web.Response(status=500)
        etag = f'"{len(self.entries[name])}"'
        if request.headers.get("If-None-Match") == etag:
            self.unchanged += 1
            return web.Response(status=304, headers={"ETag": etag})
        body = f'<rss version="2.0"><channel><title>{name}</title>{"".join(self.entries[name])}</channel></rss>'
        return web.Response(
            body=body.encode(), content_type="application/rss+xml", headers={"ETag": etag}
        )

    async def asked_again(self, name: str) -> None:
        """Wait until the bot has asked for this feed twice more: what it had before is dealt with."""
        wanted = self.asked.get(name, 0) + 2
        async with asyncio.timeout(20), self.news:
            await self.news.wait_for(lambda: self.asked.get(name, 0) >= wanted)


@pytest.fixture
async def publisher() -> AsyncIterator[Publisher]:
    made = Publisher()
    app = web.Application()
    app.router.add_get("/{name}", made.serve)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@pytest.fixture
async def telegram() -> AsyncIterator[StandIn]:
    async with await StandIn.start(token=TOKEN, strict=True) as standin:
        yield standin
        assert not faults_of(standin.calls)


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library(default_rules())


Running: TypeAlias = Callable[..., AbstractAsyncContextManager[Tapewatch]]


@pytest.fixture
def running(
    tmp_path: Path, library: Library, telegram: StandIn, monkeypatch: pytest.MonkeyPatch
) -> Running:
    """Start the bot on the test's own database; leaving stops it as SIGTERM does."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    settings = Settings(
        _env_file=None,
        telegram_api=telegram.url,
        database=f"sqlite:///{tmp_path / 'tapewatch.db'}",
        port=0,
    )

    @asynccontextmanager
    async def run(*feeds: Feed, **more: object) -> AsyncIterator[Tapewatch]:
        bot = Tapewatch(settings.model_copy(update=more), library, feeds=feeds, pace=HASTE)
        await bot.start()
        stop = asyncio.Event()
        task = asyncio.create_task(bot.run(stop))
        try:
            yield bot
        finally:
            stop.set()
            await asyncio.wait_for(task, 30)

    return run
