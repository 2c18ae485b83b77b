"""The stand-in as its owner sees it: started, watched, and told to fail."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from typing import Self, TypeVar

from aiohttp import web

from bot.demo.botapi.backend import Backend
from bot.demo.botapi.faults import Fault
from bot.demo.botapi.flood import FloodControl, FloodLimits
from bot.demo.botapi.page import ChatPage
from bot.demo.botapi.params import Call
from bot.demo.botapi.people import People
from bot.demo.botapi.server import BotApi
from bot.demo.botapi.updates import Updates
from bot.demo.botapi.webhook import push
from bot.demo.botapi.world import CallbackAnswer, Chat, Json, Message, Person, World

TOKEN = "700000001:demo-token-that-is-no-secret"  # noqa: S105 - it opens nothing
BOT = Person(id=700000001, first_name="Tapewatch", username="tapewatch_demo_bot", is_bot=True)
VISITOR = Person(id=1001, first_name="Visitor")
_LARGEST_CALL = 60_000_000
_Seen = TypeVar("_Seen")


class StandIn(People):
    """A Bot API server on loopback, and the people who use the bot.

    ``url`` is what a bot is given as the API's address, and where a browser finds the chat of
    ``visitor``. What people do is in :class:`People`; what the bot does is seen with
    :meth:`messages` and :meth:`wait_for`.
    """

    def __init__(
        self, *, api: BotApi, runner: web.AppRunner, url: str, pushing: asyncio.Task[None]
    ) -> None:
        """Use :meth:`start`."""
        super().__init__(api.backend.world, api.backend.updates)
        self._api = api
        self._runner = runner
        self._pushing = pushing
        self.url = url
        self.token = api.token
        self.visitor = self.private(VISITOR)

    @classmethod
    async def start(
        cls,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        token: str = TOKEN,
        flood: FloodLimits | None = None,
        strict: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> Self:
        """Listen on ``port``, 0 for any free one.

        ``flood`` switches flood control on. ``strict`` refuses parameters that Telegram passes over.

        Raises:
            OSError: the port is taken.

        """
        world, updates = World(bot=BOT, clock=clock), Updates()
        control = FloodControl(flood, clock) if flood else None
        api = BotApi(
            backend=Backend(world=world, updates=updates, flood=control),
            token=token,
            strict=strict,
        )
        page = ChatPage(People(world, updates), world, VISITOR, api.closing)
        app = web.Application(client_max_size=_LARGEST_CALL)
        app.add_routes([*api.routes(), *page.routes()])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError:
            await runner.cleanup()
            raise
        url = f"http://{host}:{runner.addresses[0][1]}"
        pushing = asyncio.create_task(push(updates), name="push to the webhook")
        return cls(api=api, runner=runner, url=url, pushing=pushing)

    async def close(self) -> None:
        """Stop listening; calls under way are cut."""
        self._api.closing.set()
        self._updates.release()
        self._world.touch()
        self._pushing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._pushing
        await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def calls(self) -> Sequence[Call]:
        """What the bot asked for and was understood, the newest last."""
        return tuple(self._api.calls)

    @property
    def pending(self) -> int:
        """How many updates the bot has not confirmed."""
        return len(self._updates)

    def fail_next(self, method: str, fault: Fault, *, times: int = 1) -> None:
        """Let the next calls of ``method`` meet ``fault``."""
        self._api.faults.order(method, fault, times)

    def failures_left(self, method: str) -> int:
        """Give how many calls of ``method`` are still to meet a fault."""
        return self._api.faults.ordered(method)

    def commands(self, scope: str = "default", language: str = "") -> Sequence[Json]:
        """Give the command menu that the bot set."""
        return self._world.commands(scope, language)

    async def wait_for(
        self,
        wanted: Callable[[Message], bool],
        *,
        chat: Chat | None = None,
        within: float = 5.0,
    ) -> Message:
        """Give the first message of the bot that is ``wanted``, there already or still to come.

        Raises:
            TimeoutError: none came in so many seconds; it says what did.

        """

        def seen() -> Message | None:
            messages = self.messages(chat or self.visitor)
            return next((each for each in messages if each.by_bot and wanted(each)), None)

        try:
            return await self._world.until(seen, within)
        except TimeoutError:
            texts = [each.text for each in self.messages(chat or self.visitor) if each.by_bot]
            raise TimeoutError(f"no such message in {within} s; there are {texts}") from None

    async def until(
        self, seen: Callable[[], _Seen | None], *, within: float | None = None
    ) -> _Seen:
        """Give what ``seen`` gives as soon as that is something; it is asked whenever anything changed.

        Raises:
            TimeoutError: it was nothing for so many seconds, if any are given.

        """
        return await self._world.until(seen, within)

    async def answer_to(self, tap: str, *, within: float = 5.0) -> CallbackAnswer:
        """Give what the bot answers to a tap.

        Raises:
            TimeoutError: it did not in so many seconds.

        """
        return await self._world.until(lambda: self._world.callbacks[tap], within)

    async def results_of(self, query: str, *, within: float = 5.0) -> Sequence[Json]:
        """Give the results the bot offers to an inline query.

        Raises:
            TimeoutError: it did not in so many seconds.

        """
        return await self._world.until(lambda: self._world.inline[query], within)
