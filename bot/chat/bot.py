"""Hears commands, taps and texts through python-telegram-bot, and answers them."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import structlog
from telegram import Bot, Message, Update
from telegram.constants import ZERO_DATE, ChatType
from telegram.error import BadRequest, NetworkError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.actions.desk import Desk
from bot.actions.groups import place_id
from bot.actions.operators import may_use
from bot.chat import groups, inline, wire
from bot.chat.connection import Connection, Webhook
from bot.chat.conversation import Answer, Asked, Command, Tap
from bot.chat.faults import fault
from bot.chat.menus import menus
from bot.chat.rights import administers, is_administrator, may_configure
from bot.chat.table import COMMANDS, FILES, TAPS, TEXTS
from bot.chat.waiting import Waiting
from bot.domain.errors import RefusedError, StoreError
from bot.domain.sentence import Sentence
from bot.domain.subscriber import SubscriberId
from bot.messages.words import Words, words
from bot.query.errors import QueryError

log = structlog.get_logger(__name__)
_Handler = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]
_SERVICE = (
    filters.StatusUpdate.MIGRATE
    | filters.StatusUpdate.FORUM_TOPIC_CLOSED
    | filters.StatusUpdate.FORUM_TOPIC_REOPENED
)
_LARGEST_FILE = 1_000_000
"""Bytes; the largest that anybody who reads one takes."""
_FRESH = filters.UpdateType.MESSAGE | filters.UpdateType.CHANNEL_POST


class ChatBot:
    """The bot that subscribers talk to."""

    def __init__(
        self,
        desk: Desk,
        bot: Bot,
        report: Callable[[Sentence | None], None],
        *,
        webhook: Webhook | None = None,
    ) -> None:
        """``report`` is told what stands in the way (a refused token, a second poller), None when nothing does.

        With ``webhook`` updates are pushed to :attr:`connection`, without they are polled for.
        """
        self._desk = desk
        self._bot = bot
        self._report = report
        self._waiting = Waiting(desk.store, desk.clock)
        self._application: Application = (  # type: ignore[type-arg]
            ApplicationBuilder().bot(bot).concurrent_updates(False).build()
        )
        self.connection = Connection(
            self._application, bot, webhook=webhook, prepare=self._set_menus, report=report
        )
        add = self._application.add_handler
        add(MessageHandler(filters.UpdateType.EDITED_MESSAGE, self._on_edited))
        for entry in COMMANDS:
            tap = Tap(run=entry.run, changes=entry.changes, strangers=entry.strangers)
            handle = self._on_command(tap)
            add(CommandHandler(entry.name, handle, filters=_FRESH, block=not entry.slow))
        add(MessageHandler(_FRESH & filters.Document.ALL, self._on_document))
        private = filters.ChatType.PRIVATE
        add(
            MessageHandler(filters.UpdateType.MESSAGE & filters.COMMAND & private, self._on_unknown)
        )
        add(MessageHandler(_FRESH & (filters.TEXT | filters.LOCATION), self._on_text))
        add(MessageHandler(_SERVICE, self._on_service))
        add(ChatMemberHandler(self._on_membership, ChatMemberHandler.MY_CHAT_MEMBER))
        add(CallbackQueryHandler(self._on_tap))
        add(InlineQueryHandler(self._on_inline))
        self._application.add_error_handler(self._on_error)

    async def start(self) -> None:
        """Take up what was asked before a restart, and start listening; see :meth:`Connection.start`."""
        await self._waiting.restore()
        await self.connection.start()

    async def stop(self) -> None:
        """Answer what was asked, then listen no more."""
        await self.connection.stop()

    async def _set_menus(self) -> None:
        for scope, lang, commands in menus():
            await self._bot.set_my_commands(commands, scope=scope, language_code=lang)

    def _on_command(self, tap: Tap) -> _Handler:
        async def handle(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
            message = update.effective_message
            if message is None or message.text is None:
                return
            self._report(None)
            await self._expect(message, update, "")
            typed = "".join(message.text.split(None, 1)[1:])
            asked = self._asked(message, update, typed.strip(), message.reply_to_message)
            await self._reply(update, message, await self._answer(tap, asked, update))

        return handle

    async def _on_unknown(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is not None:
            say = self._words(message, update)
            await wire.send(self._bot, Answer(html=say.html("errors.unknown_command")), message)

    async def _on_edited(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """An edit is no new command: what it said first was done already."""
        message = update.effective_message
        if message is None or not (message.text or "").startswith("/"):
            return
        if message.chat.type == ChatType.PRIVATE:
            say = self._words(message, update)
            answer = Answer(html=say.html("errors.edited_command"), aside=True)
            await wire.send(self._bot, answer, message)

    async def _on_text(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is None:
            return
        verb, rest = await self._waiting.take(self._place(message), _person(update))
        tap = TEXTS.get(verb)
        if tap is None:
            if message.chat.type == ChatType.PRIVATE:
                say = self._words(message, update)
                await wire.send(self._bot, Answer(html=say.html("errors.not_expected")), message)
            return
        asked = self._asked(
            message, update, rest, message.reply_to_message, text=message.text or ""
        )
        await self._reply(update, message, await self._answer(tap, asked, update))

    async def _on_document(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take a file that is for us; in a group other people's files are none of our business."""
        message = update.effective_message
        if message is None or message.document is None:
            return
        tap = FILES.get(PurePosixPath(message.document.file_name or "").suffix.lower())
        asked = self._asked(message, update, "", None)
        if tap is None:
            if asked.private:
                await wire.send(self._bot, Answer(html=asked.say.html("files.unknown")), message)
            return
        if (message.document.file_size or 0) > _LARGEST_FILE:
            await wire.send(self._bot, Answer(html=asked.say.html("files.too_large")), message)
            return
        file = await message.document.get_file()
        asked = replace(asked, content=bytes(await file.download_as_bytearray()))
        await self._reply(update, message, await self._answer(tap, asked, update))

    async def _on_tap(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query is None:
            return
        verb, _, rest = (query.data or "").partition(":")
        tap, message = TAPS.get(verb), query.message
        # One that cannot be reached any more comes as a message of 1970: python-telegram-bot 22.8
        # makes no InaccessibleMessage of it.
        if tap is None or not isinstance(message, Message) or message.date == ZERO_DATE:
            await query.answer(words(query.from_user.language_code or "")("errors.old_button"))
            return
        await self._expect(message, update, "")
        asked = self._asked(message, update, rest, message)
        answer = await self._answer(tap, asked, update)
        await self._expect(message, update, answer.expects)
        await wire.answer_tap(self._bot, query, message, answer)

    async def _on_membership(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        change = update.my_chat_member
        if change is not None:
            say = words(change.from_user.language_code or "")
            await groups.on_membership(self._desk, say, change)

    async def _on_service(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is None:
            return
        closed = message.forum_topic_closed is not None
        administrator = closed and await is_administrator(self._bot, message.chat_id)
        say = self._words(message, update)
        await groups.on_service(self._desk, say, message, administrator=administrator)

    async def _on_inline(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.inline_query
        if query is None:
            return
        say = words(query.from_user.language_code or "")
        person = SubscriberId(f"telegram:{query.from_user.id}")
        if not may_use(self._desk, person, str(query.from_user.id)):
            await query.answer([], is_personal=True)
            return
        found = await inline.results(self._desk, person, say, query.query, query.offset)
        await query.answer(
            found.articles,
            cache_time=15,
            is_personal=True,
            next_offset=found.next_offset,
            button=found.button,
        )

    async def _reply(self, update: Update, message: Message, answer: Answer) -> None:
        await self._expect(message, update, answer.expects)
        await wire.send(self._bot, answer, message)

    async def _expect(self, message: Message, update: Update, expects: str) -> None:
        await self._waiting.ask(self._place(message), _person(update), expects)

    def _place(self, message: Message) -> SubscriberId:
        return place_id(self._desk, groups.destination_of(message))

    def _words(self, message: Message, update: Update) -> Words:
        """Give the language: the one chosen, in private Telegram's, in a group the one it began in."""
        known = self._desk.rules.find(self._place(message))
        if known is not None and known.preferences.lang:
            return words(known.preferences.lang)
        user = update.effective_user
        if known is not None and message.chat.type != ChatType.PRIVATE:
            return words(known.lang)
        return words(user.language_code or "" if user else "")

    def _asked(
        self, message: Message, update: Update, typed: str, about: Message | None, text: str = ""
    ) -> Asked:
        user, place = update.effective_user, message.location
        person = str(user.id) if user else ""
        destination = groups.destination_of(message)
        return Asked(
            desk=self._desk,
            subscriber_id=self._place(message),
            destination=destination,
            say=self._words(message, update),
            name=message.chat.effective_name or "",
            lang=(user.language_code if user and user.language_code else "en"),
            words=typed,
            text=text.strip(),
            code=wire.code_in(about),
            link=wire.link_in(about),
            message_id=wire.told_by(about),
            place=(place.latitude, place.longitude) if place else None,
            bot_name=self._bot.username,
            private=message.chat.type == ChatType.PRIVATE,
            person=person,
            administers=partial(administers, self._bot, person),
        )

    async def _answer(self, tap: Tap, asked: Asked, update: Update) -> Answer:
        """Run what was asked for, if this person may; what cannot be done is said in plain words."""
        if not tap.strangers and not may_use(asked.desk, asked.subscriber_id, asked.person):
            said = asked.say("errors.stranger")
            return _refused(said, asked, tapped=update.callback_query is not None)
        if tap.changes and not await may_configure(self._bot, update):
            said = asked.say("errors.administrators")
            return _refused(said, asked, tapped=update.callback_query is not None)
        try:
            return await _run(tap.run, asked)
        except QueryError as error:
            return fault(asked.say, error)
        except RefusedError as error:
            return _refused(
                asked.say.sentence(error.said), asked, tapped=update.callback_query is not None
            )
        except StoreError as error:
            log.exception("a command was not stored", reason=str(error))
            return Answer(html=asked.say.html("errors.not_stored"), aside=True)

    async def _on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        error = context.error
        if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
            log.warning("an answer did not get through", reason=type(error).__name__)
            return
        log.error("a command failed", exc_info=error)
        message = update.effective_message if isinstance(update, Update) else None
        if isinstance(update, Update) and message is not None:
            say = self._words(message, update)
            await wire.send(self._bot, Answer(html=say.html("errors.bug"), aside=True), message)


async def _run(command: Command, asked: Asked) -> Answer:
    return await command(asked)


def _refused(said: str, asked: Asked, *, tapped: bool) -> Answer:
    """Say no: over the chat where a button was tapped, whose message stays as it is."""
    if tapped and len(said) <= wire.LONGEST_TOAST:
        return Answer(toast=said)
    return Answer(html=asked.say.html("errors.refused", said=said), aside=tapped)


def _person(update: Update) -> str:
    """Give who wrote; an anonymous administrator or a channel writes as the chat."""
    sender = update.effective_sender
    return str(sender.id) if sender else ""
