"""The newsroom on loopback: it serves the feeds of a script and publishes its pieces one by one."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from aiohttp import web

from bot.demo.newsroom.channel import Channel
from bot.demo.newsroom.documents import Published, article
from bot.demo.newsroom.script import Piece, Script, Trouble, sample_script
from bot.domain.feed import Feed, FeedId
from bot.pipeline.ports import Clock

_FAILURES = 3
"""Requests a failing feed answers with 500 before it answers no more."""
_BATCH = 8
_SPACING = timedelta(minutes=47)
"""Between the pieces of the backlog."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What must come of the script once all of it is published and read."""

    stories: Mapping[str, frozenset[str]]
    """Those that must be alerted, each once, with the addresses of the items that tell it."""
    silent: frozenset[str]
    """The addresses of items that must alert nobody: noise, and the backlog."""


class Newsroom:
    """Feeds on loopback that fill while the bot polls them.

    Publish at a pace with :meth:`play`, or on command with :meth:`publish_next` or
    :meth:`publish_batch` and :meth:`caught_up`.
    """

    def __init__(
        self,
        clock: Clock,
        script: Script | None = None,
        *,
        duration: timedelta = timedelta(seconds=60),
        interval: timedelta = timedelta(seconds=1),
    ) -> None:
        """``duration`` is that of :meth:`play`; ``interval`` is how often the feeds ask to be polled."""
        self._clock = clock
        self.script = script or sample_script()
        self._duration = duration
        self._interval = interval
        self._channels = {name: Channel(outlet=each) for name, each in self.script.outlets.items()}
        self._pages: dict[str, Published] = {}
        self._coming = list(self.script.timeline)
        self._asked = asyncio.Event()
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def start(self, port: int = 0) -> None:
        """Listen on a loopback port, 0 for any free one; the backlog is there.

        Raises:
            OSError: the port is taken.

        """
        oldest = self._clock.now() - _SPACING * (len(self.script.backlog) + 1)
        for number, piece in enumerate(self.script.backlog):
            self._publish(piece, age=self._clock.now() - oldest - _SPACING * number)
        app = web.Application()
        app.add_routes(
            [
                web.get("/{outlet}/feed", self._feed),
                web.get("/{outlet}/{number:[0-9]+}", self._page),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        """Stop listening; who still waits for a hanging feed waits no more."""
        self._closing.set()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def feeds(self) -> list[Feed]:
        """Give the feeds to poll; the newsroom must have been started."""
        return [
            Feed(
                id=FeedId(outlet.id),
                url=f"{self.url}/{outlet.id}/feed",
                title=outlet.publisher,
                publisher=outlet.publisher,
                tier=outlet.tier,
                lang=outlet.lang,
                interval=self._interval,
            )
            for outlet in self.script.outlets.values()
        ]

    @property
    def remaining(self) -> int:
        """How many pieces are still to come."""
        return len(self._coming)

    def link(self, piece: Piece) -> str:
        """Give the address of a piece, which is its item's ``url``."""
        return f"{self.url}{piece.path}"

    @property
    def expected(self) -> Expected:
        """Give what must come of the script, by the addresses of this newsroom."""
        told = self.script.stories
        silent = [piece for piece in self.script.timeline if not piece.story]
        return Expected(
            stories={name: frozenset(map(self.link, told[name])) for name in told},
            silent=frozenset(map(self.link, (*self.script.backlog, *silent))),
        )

    def publish_next(self) -> bool:
        """Publish the next piece; False when there is none left."""
        if not self._coming:
            return False
        self._publish(self._coming.pop(0))
        return True

    def publish_batch(self) -> int:
        """Publish the next pieces that do not depend on each other, and give how many.

        No two of one story, so that a confirmation never comes before the report.
        """
        batch: list[Piece] = []
        told: set[str] = set()
        for piece in self._coming:
            if len(batch) == _BATCH:
                break
            if not piece.story or piece.story not in told:
                batch.append(piece)
            told.add(piece.story)
        for piece in batch:
            self._coming.remove(piece)
            self._publish(piece)
        return len(batch)

    async def play(self) -> None:
        """Wait until the backlog is learned, then publish everything over the given duration."""
        await self.learned()
        pause = self._duration.total_seconds() / max(len(self._coming), 1)
        for _ in range(len(self._coming)):
            self.publish_next()
            await asyncio.sleep(pause)

    async def play_at_once(self) -> None:
        """Publish everything as fast as whoever polls can follow."""
        await self.learned()
        while self.publish_batch():
            await self.caught_up()

    async def learned(self) -> None:
        """Wait until every feed that works was fetched: what comes later is news."""
        while not all(channel.learned for channel in self._channels.values()):
            await self._request()

    async def caught_up(self) -> None:
        """Wait until the newest state of every feed that works was fetched and dealt with."""
        while not all(channel.absorbed for channel in self._channels.values()):
            await self._request()

    def _publish(self, piece: Piece, *, age: timedelta = timedelta(0)) -> None:
        at = self._clock.now() - age
        self._channels[piece.outlet].publish(piece, at)
        self._pages[piece.path] = Published(piece=piece, at=at)

    async def _request(self) -> None:
        """Wait for the next request of a feed."""
        self._asked.clear()
        await self._asked.wait()

    async def _feed(self, request: web.Request) -> web.StreamResponse:
        channel = self._channels.get(request.match_info["outlet"])
        if channel is None:
            raise web.HTTPNotFound
        response = channel.answer(request, self.url)
        self._asked.set()
        if channel.outlet.trouble is not Trouble.FAILING:
            return response
        if channel.requests > _FAILURES:
            await self._closing.wait()
        return web.Response(status=500, text="Internal Server Error")

    async def _page(self, request: web.Request) -> web.Response:
        published = self._pages.get(request.path)
        if published is None:
            raise web.HTTPNotFound
        outlet = self.script.outlets[published.piece.outlet]
        return web.Response(text=article(outlet, published), content_type="text/html")
