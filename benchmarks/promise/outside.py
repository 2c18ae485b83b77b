"""What is outside of the bot: feeds that bring news all the time, and chats that note what they are told."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import timedelta
from itertools import islice

from aiohttp import web

from benchmarks.latency.outside import TOKEN, Newsstand
from benchmarks.promise.news import Piece, pieces, subscriptions
from benchmarks.promise.verdict import Key, Receipt
from bot.demo.botapi.faults import AnswerLost
from bot.demo.botapi.standin import StandIn
from bot.demo.botapi.world import Chat, Person

FEEDS = tuple(f"f{number}" for number in range(8))
_PAUSE = 0.3
"""Seconds between two pieces; the next feed brings one of two so much later."""
_SHOWN = 200
"""Entries of a feed: none leaves it before the bot is back."""
_HELD_BACK = timedelta(minutes=5)


class Tally:
    """A count that can be waited for."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = asyncio.Event()

    def add(self) -> None:
        """Count one more."""
        self._count += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def more(self, number: int) -> None:
        """Wait until so many more were counted."""
        wanted = self._count + number
        while self._count < wanted:
            await self._changed.wait()


class Watched(Newsstand):
    """Counts who asks."""

    def __init__(self) -> None:
        super().__init__(_SHOWN)
        self.asked = Tally()

    async def feed(self, request: web.Request) -> web.Response:
        """Answer, and count."""
        self.asked.add()
        return await super().feed(request)


class Outside:
    """The world around the bot."""

    def __init__(self, seed: int, stand: Watched, feeds: str, telegram: StandIn) -> None:
        self.life = 0
        """The number of the process that runs, as :meth:`next_life` counts them."""
        self.feeds = feeds
        self.owed: dict[Key, int] = {}
        """Of what somebody must be told so far, and in which life it was published."""
        self._pieces = pieces(seed, FEEDS)
        self._stand = stand
        self._telegram = telegram
        self._chats = {
            reader.destination.address: telegram.private(
                Person(id=int(reader.destination.address), first_name="Reader")
            )
            for reader in subscriptions()
        }
        self._receipts: dict[int, Receipt] = {}
        self._seen: dict[str, int] = {}
        self._received = set[Key]()

    @property
    def telegram(self) -> str:
        """The address of the Bot API."""
        return self._telegram.url

    @property
    def asked(self) -> Tally:
        """How often the bot has asked for a feed."""
        return self._stand.asked

    @property
    def receipts(self) -> list[Receipt]:
        """Every message there is, the oldest first."""
        self._look()
        return [receipt for _, receipt in sorted(self._receipts.items())]

    def missing(self, owed: Mapping[Key, int]) -> list[Key]:
        """Give of what nobody was told yet."""
        return sorted(owed.keys() - self._look())

    async def publish(self) -> None:
        """Publish until cancelled."""
        late: list[tuple[str, Piece]] = []
        for piece in self._pieces:
            self.owed |= {Key(piece.name, reader): self.life for reader in piece.readers}
            first, *others = piece.feeds
            for feed, told in [(first, piece), *late]:
                self._stand.put(feed, told.title, told.summary, told.category)
            late = [(feed, piece) for feed in others]
            await asyncio.sleep(_PAUSE)

    async def messages(self, number: int) -> None:
        """Wait until so many more messages are in their chats."""
        wanted = self._count + number
        await self._telegram.until(lambda: self._count >= wanted or None)

    async def told(self, owed: Mapping[Key, int]) -> None:
        """Wait until everybody was told of all that."""
        await self._telegram.until(lambda: owed.keys() <= self._look() or None)

    async def hidden(self) -> None:
        """Wait until a message is taken whose sender will not learn of it."""
        fault = AnswerLost(seconds=_HELD_BACK.total_seconds())
        self._telegram.fail_next("sendMessage", fault)
        await self._telegram.until(lambda: self._telegram.failures_left("sendMessage") == 0 or None)

    def next_life(self) -> None:
        """Say that what comes from now on comes from another process."""
        self._look()
        self.life += 1

    @property
    def _count(self) -> int:
        return sum(len(chat.messages) for chat in self._chats.values())

    def _look(self) -> set[Key]:
        for address, chat in self._chats.items():
            for key, message in self._new(address, chat):
                self._receipts[message] = Receipt(key=key, life=self.life)
                self._received.add(key)
        return self._received

    def _new(self, address: str, chat: Chat) -> Iterator[tuple[Key, int]]:
        seen = self._seen.get(address, 0)
        for message in islice(chat.messages.values(), seen, None):
            _mark, name, *_ = message.text.split()
            yield Key(name.lower(), address), message.id
        self._seen[address] = len(chat.messages)


@contextlib.asynccontextmanager
async def outside_world(seed: int) -> AsyncIterator[Outside]:
    """Give the world, served on loopback until it is left."""
    stand = Watched()
    app = web.Application()
    app.add_routes([web.get("/{name}", stand.feed)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        async with await StandIn.start(token=TOKEN, strict=True) as telegram:
            feeds = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield Outside(seed, stand, feeds, telegram)
    finally:
        await runner.cleanup()
