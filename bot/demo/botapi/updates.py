"""Updates on their way to the bot, by long polling or by webhook.

https://core.telegram.org/bots/api#getting-updates. The two exclude each other, and so do two pollers:
the one that came first is told of the conflict.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Collection
from itertools import count

from bot.demo.botapi.refusal import Refusal, conflict
from bot.demo.botapi.world import Json

UPDATE_KINDS = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
    }
)
_ON_DEMAND = frozenset({"chat_member"})
"""Not sent unless asked for."""
_MOST = 100
_OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
_WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class Updates:
    """The queue of a bot."""

    def __init__(self) -> None:
        self.webhook = ""
        """Its address; empty while updates are polled for."""
        self.secret = ""
        """Sent along to the webhook, so that it knows us."""
        self.webhook_error = ""
        """Why the last push failed."""
        self.allowed: Collection[str] = ()
        """Kinds asked for; empty means all but those on demand."""
        self._ids = count(1)
        self._queue: deque[Json] = deque()
        self._stirred = asyncio.Event()
        self._poller: asyncio.Future[None] | None = None

    def __len__(self) -> int:
        return len(self._queue)

    def add(self, kind: str, content: Json) -> int | None:
        """Queue an update and give its id, or None where the bot does not want this kind."""
        if kind not in (self.allowed or UPDATE_KINDS - _ON_DEMAND):
            return None
        update_id = next(self._ids)
        self._queue.append({"update_id": update_id, kind: content})
        self._stirred.set()
        self.release()
        return update_id

    def drop(self) -> None:
        """Forget what is queued."""
        self._queue.clear()

    def first(self) -> Json | None:
        """Give the oldest update, which stays queued."""
        return self._queue[0] if self._queue else None

    def confirm(self, offset: int) -> None:
        """Forget the updates below ``offset``; a negative one keeps only so many of the newest."""
        if offset < 0:
            while len(self._queue) > -offset:
                self._queue.popleft()
            return
        while self._queue and self._queue[0]["update_id"] < offset:
            self._queue.popleft()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Answer getUpdates: what is queued from ``offset`` on, waiting so long for the first.

        Raises:
            Refusal: 409, when a webhook is set or another poller takes over.

        """
        if self.webhook:
            raise conflict(_WEBHOOK_ACTIVE)
        self._end_poll(conflict(_OTHER_POLLER))
        self.confirm(offset)
        if not self._queue and seconds > 0:
            self._poller = asyncio.get_running_loop().create_future()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._poller
        return list(self._queue)[: limit if 0 < limit <= _MOST else _MOST]

    async def pushable(self) -> None:
        """Wait until there is an update and a webhook to push it to."""
        while not (self.webhook and self._queue):
            self._stirred.clear()
            await self._stirred.wait()

    def set_webhook(self, url: str, secret: str) -> None:
        """Push updates to ``url`` from now on; empty goes back to polling."""
        self.webhook, self.secret, self.webhook_error = url, secret, ""
        self._stirred.set()
        if url:
            self._end_poll(conflict(_WEBHOOK_ACTIVE))

    def release(self) -> None:
        """Answer a waiting poller with what there is, which is nothing."""
        self._end_poll(None)

    def _end_poll(self, why: Refusal | None) -> None:
        if self._poller is None or self._poller.done():
            return
        if why is None:
            self._poller.set_result(None)
        else:
            self._poller.set_exception(why)
