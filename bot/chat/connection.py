"""Between the chat and Telegram: the client, long polling or a webhook, and clear words when neither works."""

import asyncio
import contextlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError
from telegram.ext import Application

from bot.chat.request import AiohttpRequest
from bot.domain.sentence import Sentence, said

_RETRY_CONNECT = 5.0
HEARD = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
]
"""The kinds of update asked for."""


def make_bot(token: str, api: str) -> Bot:
    """Give the Bot API client that chat and deliveries share; ``api`` is the server's address."""
    return Bot(
        token,
        base_url=f"{api.rstrip('/')}/bot",
        base_file_url=f"{api.rstrip('/')}/file/bot",
        request=AiohttpRequest(connections=32, connect=10.0, read=20.0),
        get_updates_request=AiohttpRequest(connections=2, connect=10.0, read=40.0),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where Telegram pushes updates to, and the secret by which they are known to be its."""

    url: str
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    def knows(self, header: str) -> bool:
        """Tell whether ``X-Telegram-Bot-Api-Secret-Token`` is ours, in a time that tells nothing."""
        return hmac.compare_digest(header.encode(), self.secret.encode())


class Connection:
    """Brings updates to ``application``: pushed where ``webhook`` is given, else polled for."""

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        bot: Bot,
        *,
        webhook: Webhook | None,
        prepare: Callable[[], Awaitable[None]],
        report: Callable[[Sentence | None], None],
    ) -> None:
        """``prepare`` runs once Telegram answers; ``report`` as for :class:`bot.chat.bot.ChatBot`."""
        self._application = application
        self._bot = bot
        self._webhook = webhook
        self._prepare = prepare
        self._report = report
        self._connecting: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start listening; a Telegram that cannot be reached is tried again in the background."""
        self._connecting = asyncio.create_task(self._connect(), name="connect to Telegram")

    async def stop(self) -> None:
        """Answer what was asked, then listen no more. A webhook stays set: Telegram keeps what comes."""
        if self._connecting is not None:
            self._connecting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._connecting
        updater = self._application.updater
        if updater is not None and updater.running:
            await updater.stop()
        if self._application.running:
            await self._application.stop()
        await self._application.shutdown()

    async def push(self, header: str, update: object) -> bool:
        """Take an update that was pushed; False where the secret in ``header`` is not ours.

        Raises:
            ValueError: it is no update.

        """
        if self._webhook is None or not self._webhook.knows(header):
            return False
        if not isinstance(update, dict) or "update_id" not in update:
            raise ValueError("no update: an object with update_id is expected")
        await self._application.update_queue.put(Update.de_json(update, self._bot))
        return True

    async def _connect(self) -> None:
        while True:
            try:
                await self._application.initialize()
                await self._prepare()
                if not self._application.running:
                    await self._application.start()
                await self._listen()
            except InvalidToken:
                self._report(said("health.token"))
                return
            except TelegramError as error:
                self._report(said("health.unreachable", error=type(error).__name__))
                await asyncio.sleep(_RETRY_CONNECT)
            else:
                self._report(None)
                return

    async def _listen(self) -> None:
        if self._webhook is not None:
            await self._bot.set_webhook(
                self._webhook.url, allowed_updates=HEARD, secret_token=self._webhook.secret
            )
            return
        updater = self._application.updater
        assert updater is not None
        # Ends a webhook that an earlier run may have set.
        await updater.start_polling(allowed_updates=HEARD, error_callback=self._on_polling_error)

    def _on_polling_error(self, error: TelegramError) -> None:
        if isinstance(error, Conflict):
            self._report(said("health.second"))
        elif isinstance(error, NetworkError):
            self._report(said("health.unreachable", error=type(error).__name__))
        else:
            self._report(said("health.no_updates", error=type(error).__name__))
