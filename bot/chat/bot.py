"""Carries commands and taps over python-telegram-bot: long polling, answers, errors in plain words."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from html import escape
from typing import Any

import structlog
from telegram import (
    Bot,
    BotCommand,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
)
from telegram.request import HTTPXRequest

from bot.actions.desk import Desk
from bot.chat.commands import COMMANDS, TAPS, Answer, Asked, Command
from bot.domain.errors import RefusedError, StoreError
from bot.domain.subscriber import Destination, SubscriberId
from bot.query.errors import QueryError

log = structlog.get_logger(__name__)
_RETRY_CONNECT = 5.0
_Handler = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]


def make_bot(token: str, api: str) -> Bot:
    """Give the Bot API client that chat and deliveries share; ``api`` is the server's address."""
    return Bot(
        token,
        base_url=f"{api.rstrip('/')}/bot",
        base_file_url=f"{api.rstrip('/')}/file/bot",
        request=HTTPXRequest(connection_pool_size=32, read_timeout=20, connect_timeout=10),
        get_updates_request=HTTPXRequest(
            connection_pool_size=2, read_timeout=40, connect_timeout=10
        ),
    )


class ChatBot:
    """The bot that subscribers talk to."""

    def __init__(self, desk: Desk, bot: Bot, report: Callable[[str], None]) -> None:
        """``report`` is told what stands in the way (a refused token, a second poller), ``""`` when nothing does."""
        self._desk = desk
        self._bot = bot
        self._report = report
        self._connecting: asyncio.Task[None] | None = None
        self._application: Application = (  # type: ignore[type-arg]
            ApplicationBuilder().bot(bot).concurrent_updates(False).build()
        )
        for entry in COMMANDS:
            self._application.add_handler(CommandHandler(entry.name, self._on_command(entry.run)))
        self._application.add_handler(CallbackQueryHandler(self._on_tap))
        self._application.add_error_handler(self._on_error)

    async def start(self) -> None:
        """Start listening; a Telegram that cannot be reached is tried again in the background."""
        self._connecting = asyncio.create_task(self._connect(), name="connect to Telegram")

    async def stop(self) -> None:
        """Answer what was asked, then listen no more."""
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

    async def _connect(self) -> None:
        while True:
            try:
                await self._application.initialize()
                await self._bot.set_my_commands(
                    [BotCommand(entry.name, entry.about) for entry in COMMANDS]
                )
                await self._application.start()
                updater = self._application.updater
                assert updater is not None
                await updater.start_polling(
                    allowed_updates=[Update.MESSAGE, Update.CALLBACK_QUERY],
                    error_callback=self._on_polling_error,
                )
            except InvalidToken:
                self._report(
                    "the bot token was refused; copy it again from @BotFather into "
                    "TELEGRAM_BOT_TOKEN and restart"
                )
                return
            except TelegramError as error:
                self._report(f"cannot be reached ({type(error).__name__}); trying again")
                await asyncio.sleep(_RETRY_CONNECT)
            else:
                self._report("")
                return

    def _on_polling_error(self, error: TelegramError) -> None:
        if isinstance(error, Conflict):
            self._report(
                "another program polls with this bot token; stop it, or give this one a token of its own"
            )
        elif isinstance(error, NetworkError):
            self._report("cannot be reached; trying again")
        else:
            self._report(f"refused to give updates ({type(error).__name__})")

    def _on_command(self, command: Command) -> _Handler:
        async def handle(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
            message = update.effective_message
            if message is None or message.text is None:
                return
            self._report("")
            _, _, words = message.text.partition(" ")
            answer = await self._answer(command, self._asked(message, update, words))
            await message.reply_text(
                answer.html,
                parse_mode=ParseMode.HTML,
                reply_markup=_keyboard(answer),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )

        return handle

    async def _on_tap(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query is None or query.data is None or not isinstance(query.message, Message):
            return
        verb, _, words = query.data.partition(":")
        command = TAPS.get(verb)
        if command is None:
            await query.answer("This button is from an older version; use the commands.")
            return
        answer = await self._answer(command, self._asked(query.message, update, words))
        await query.answer()
        await _edit(query, answer)

    def _asked(self, message: Message, update: Update, words: str) -> Asked:
        user = update.effective_user
        return Asked(
            desk=self._desk,
            subscriber_id=SubscriberId(f"telegram:{message.chat_id}"),
            destination=Destination(adapter="telegram", address=str(message.chat_id)),
            name=message.chat.effective_name or "",
            lang=(user.language_code if user and user.language_code else "en"),
            words=words,
        )

    async def _answer(self, command: Command, asked: Asked) -> Answer:
        try:
            return await command(asked)
        except QueryError as error:
            return Answer(html=_fault(error))
        except RefusedError as error:
            return Answer(html=escape(str(error)))
        except StoreError as error:
            log.exception("a command was not stored", reason=str(error))
            return Answer(html="The database did not take that; nothing was changed. Try again.")

    async def _on_error(self, _update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        error = context.error
        if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
            log.warning("an answer did not get through", reason=type(error).__name__)
        else:
            log.error("a command failed", exc_info=error)


def _fault(error: QueryError) -> str:
    problem = error.problem
    place = f"<pre>{escape(problem.excerpt)}</pre>\n" if problem.excerpt else ""
    return f"{place}{escape(problem.message)}"


def _keyboard(answer: Answer) -> InlineKeyboardMarkup | None:
    if not answer.buttons:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(choice.label, callback_data=choice.data) for choice in row]
            for row in answer.buttons
        ]
    )


async def _edit(query: CallbackQuery, answer: Answer) -> None:
    """Bring the message with the button up to date; a double tap changes nothing and is no error."""
    try:
        await query.edit_message_text(
            answer.html, parse_mode=ParseMode.HTML, reply_markup=_keyboard(answer)
        )
    except BadRequest as error:
        if "not modified" not in error.message.lower():
            raise
