"""Alerts into Telegram, and what Telegram answers into outcomes the flow understands."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import aiohttp
import structlog
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.domain.alert import AlertContent
from bot.domain.delivery import (
    Blame,
    Delivery,
    DeliveryKind,
    Gone,
    Moved,
    Outcome,
    Rejected,
    Retry,
    Sent,
)
from bot.domain.rule import Severity
from bot.domain.sentence import said, verbatim
from bot.domain.subscriber import Destination, Subscriber, SubscriberId
from bot.messages.digest import render_digest
from bot.messages.message import Message, render_alert, render_notice
from bot.messages.rich import rich_alert, rich_digest
from bot.notify.limiter import Limiter

log = structlog.get_logger(__name__)
_WHOLE = frozenset({DeliveryKind.FIRST, DeliveryKind.EDIT})
"""What shows an alert whole."""
_PATIENCE = 2.0
"""Seconds to wait for our own limits with a claim in hand; longer waits go back to the outbox."""

_NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""What the request fails with where nothing reached Telegram."""

# What Telegram's BadRequest descriptions begin with or hold, lower case, and what they mean.
_GONE = (
    ("chat not found", "reason.no_chat"),
    ("user not found", "reason.no_account"),
    ("peer_id_invalid", "reason.no_chat"),
    ("group chat was deactivated", "reason.group_deleted"),
    ("message thread not found", "reason.topic_deleted"),
    ("topic_deleted", "reason.topic_deleted"),
)
_FORBIDDEN = (
    ("blocked by the user", "reason.blocked"),
    ("user is deactivated", "reason.deactivated"),
    ("was kicked", "reason.kicked"),
    ("not a member", "reason.not_member"),
    ("chat was deleted", "reason.group_deleted"),
)
_BARRED = (
    ("topic_closed", "reason.topic_closed"),
    ("chat_write_forbidden", "reason.may_not_write"),
    ("not enough rights", "reason.may_not_write"),
    ("have no rights", "reason.may_not_write"),
    ("need administrator rights", "reason.may_not_post"),
)
_REJECTED = (
    ("message to edit not found", "reason.message_deleted"),
    ("message can't be edited", "reason.too_old"),
)


class TelegramNotifier:
    """Sends through ``bot``, no faster than ``limiter`` allows.

    Give a bot without a rate limiter of its own. Several calls may run at once.
    """

    adapter = "telegram"

    def __init__(
        self,
        bot: Bot,
        limiter: Limiter,
        *,
        reader: Callable[[SubscriberId], Subscriber | None] = lambda _: None,
        rich: bool = False,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """``reader`` knows in which language and zone a subscriber reads; English and UTC otherwise.

        With ``rich`` alerts and digests are sent as rich messages, plain where Telegram takes none.
        """
        # Without it python-telegram-bot warns at every RetryAfter that its seconds will one day be
        # a timedelta; we take them as one already.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        self._bot = bot
        self._limiter = limiter
        self._reader = reader
        self._rich = rich
        self._sleep = sleep

    async def send(self, delivery: Delivery, content: AlertContent | None) -> Outcome:
        """Send, edit or answer as the delivery says; see :class:`bot.pipeline.ports.Notifier`."""
        message_id = content.alert.message_id if content else ""
        if delivery.kind is DeliveryKind.EDIT and not message_id:
            return Rejected(reason=said("reason.no_message"))
        lang, zone = self._reading(delivery)
        message = _render(delivery, content, lang, zone)
        if self._rich and content is not None and delivery.kind in _WHOLE:
            message = replace(message, rich=rich_alert(content, lang=lang, zone=zone))
        return await self._deliver(delivery, message, message_id)

    async def send_digest(self, delivery: Delivery, contents: Sequence[AlertContent]) -> Outcome:
        """Send a digest; see :class:`bot.pipeline.ports.Notifier`."""
        lang, zone = self._reading(delivery)
        message = render_digest(contents, lang=lang, zone=zone)
        if self._rich:
            message = replace(message, rich=rich_digest(contents, lang=lang, zone=zone))
        return await self._deliver(delivery, message, "")

    def _reading(self, delivery: Delivery) -> tuple[str, str]:
        """Give language and zone of who reads it."""
        reader = self._reader(delivery.subscriber_id)
        if reader is None:
            return "en", "UTC"
        return reader.preferences.lang or reader.lang, reader.preferences.zone

    async def _deliver(self, delivery: Delivery, message: Message, message_id: str) -> Outcome:
        chat = delivery.destination.address
        urgent = delivery.severity is Severity.CRITICAL
        if (wait := await self._wait(chat, urgent=urgent)) is not None:
            return Retry(after=wait, reason=said("reason.limits"))
        try:
            if message.rich and (sent := await self._deliver_rich(delivery, message, message_id)):
                return sent
            if delivery.kind is DeliveryKind.EDIT:
                return await self._edit(chat, message_id, message)
            return await self._post(delivery, message, message_id)
        except TelegramError as error:
            outcome = classify(error, delivery.destination, message_id)
            if isinstance(outcome, Retry) and outcome.after is not None:
                self._limiter.hold(chat, outcome.after.total_seconds())
            return outcome

    async def _wait(self, chat: str, *, urgent: bool) -> timedelta | None:
        """Wait for a place; give how long it still takes where that is longer than our patience."""
        patience = _PATIENCE
        while (wait := self._limiter.take(chat, urgent=urgent)) > 0.0:
            if wait > patience:
                return timedelta(seconds=wait)
            patience -= wait
            await self._sleep(wait)
        return None

    async def _deliver_rich(
        self, delivery: Delivery, message: Message, message_id: str
    ) -> Outcome | None:
        """Send or edit as a rich message; None where Telegram takes none, and the plain one is to be sent.

        Raises:
            TelegramError: it failed for another reason than what it holds.

        """
        edit = delivery.kind is DeliveryKind.EDIT
        given: dict[str, object] = {
            "chat_id": _chat(delivery.destination.address),
            "rich_message": {"html": message.rich, "skip_entity_detection": True},
            "reply_markup": _markup(message),
        }
        if edit:
            given["message_id"] = int(message_id)
        else:
            given["disable_notification"] = delivery.severity is Severity.LOW
            if delivery.destination.thread:
                given["message_thread_id"] = int(delivery.destination.thread)
        try:
            # python-telegram-bot 22.8 knows Bot API 10.0, which has no rich messages yet. Telegram takes
            # methods in any case; in small letters it is not taken for the library's own.
            answer = await self._bot.do_api_request(
                "editmessagetext" if edit else "sendRichMessage", api_kwargs=given
            )
        except EndPointNotFound:
            log.warning("this Bot API server has no rich messages; plain ones are sent")
            self._rich = False
            return None
        except BadRequest as error:
            outcome = _refused(error, message_id)
            if isinstance(outcome, Rejected) and outcome.reason.key == "reason.refused":
                log.warning("a rich message was refused, a plain one is sent", reason=error.message)
                return None
            return outcome
        return Sent(message_id=message_id if edit else str(answer["message_id"]))

    async def _post(self, delivery: Delivery, message: Message, answered: str) -> Sent:
        reply = delivery.kind is DeliveryKind.REPLY and answered
        sent = await self._bot.send_message(
            chat_id=_chat(delivery.destination.address),
            message_thread_id=int(delivery.destination.thread)
            if delivery.destination.thread
            else None,
            text=message.text,
            parse_mode=ParseMode.HTML,
            link_preview_options=_preview(message),
            reply_markup=_markup(message),
            # The alert it answers may have been deleted; what is new in it is still news.
            reply_parameters=ReplyParameters(int(answered), allow_sending_without_reply=True)
            if reply
            else None,
            disable_notification=delivery.severity is Severity.LOW,
        )
        return Sent(message_id=str(sent.message_id))

    async def _edit(self, chat: str, message_id: str, message: Message) -> Sent:
        await self._bot.edit_message_text(
            chat_id=_chat(chat),
            message_id=int(message_id),
            text=message.text,
            parse_mode=ParseMode.HTML,
            link_preview_options=_preview(message),
            reply_markup=_markup(message),
        )
        return Sent(message_id=message_id)


def classify(error: TelegramError, destination: Destination, message_id: str = "") -> Outcome:
    """Say what a refusal or a failure means for a message to ``destination``.

    ``message_id`` is that of the message being edited. Reasons hold neither addresses nor the token.
    """
    match error:
        # A subclass of NetworkError, which it is not: Telegram understood and refused.
        case BadRequest():
            return _refused(error, message_id)
        case Forbidden():
            return _barred_out(error)
        case ChatMigrated(new_chat_id=address):
            return Moved(to=replace(destination, address=str(address)))
        case RetryAfter(retry_after=after):
            wait = after if isinstance(after, timedelta) else timedelta(seconds=after)
            return Retry(after=wait, reason=said("reason.slow_down"))
        case InvalidToken():
            return Retry(after=None, reason=said("reason.token"))
        case NetworkError() if isinstance(error.__cause__, _NEVER_LEFT):
            return Retry(after=None, reason=said("reason.unreachable"))
        case NetworkError():  # its subclass TimedOut as well
            return Retry(
                after=None,
                reason=said("reason.no_answer"),
                uncertain=True,
                blame=Blame.UNKNOWN,
            )
        case _:  # an answer that cannot be read, for one
            return Retry(
                after=None,
                reason=said("reason.not_understood"),
                uncertain=True,
                blame=Blame.UNKNOWN,
            )


def _barred_out(error: Forbidden) -> Gone:
    description = error.message.lower()
    for words, meaning in _FORBIDDEN:
        if words in description:
            return Gone(reason=said(meaning))
    return Gone(reason=verbatim(_reason(error.message.removeprefix("Forbidden: "))))


def _refused(error: BadRequest, message_id: str) -> Outcome:
    description = error.message.lower()
    if "message is not modified" in description:
        return Sent(message_id=message_id)
    for words, meaning in _GONE:
        if words in description:
            return Gone(reason=said(meaning))
    for words, meaning in _BARRED:
        if words in description:
            return Rejected(reason=said(meaning), barred=True)
    for words, meaning in _REJECTED:
        if words in description:
            return Rejected(reason=said(meaning))
    return Rejected(reason=said("reason.refused", description=_reason(error.message)))


def _reason(description: str) -> str:
    return f"{description[:1].lower()}{description[1:200]}"


def _render(delivery: Delivery, content: AlertContent | None, lang: str, zone: str) -> Message:
    if delivery.said is not None:
        return render_notice(delivery.said, lang=lang, zone=zone, spent=delivery.rule_id)
    assert content is not None, "whatever is no notice tells an alert"
    if content.novelty is None and delivery.novelty is not None:
        content = replace(content, novelty=delivery.novelty)
    return render_alert(content, delivery.kind, lang=lang, zone=zone)


def _chat(address: str) -> int | str:
    return address if address.startswith("@") else int(address)


def _preview(message: Message) -> LinkPreviewOptions:
    if not message.preview:
        return LinkPreviewOptions(is_disabled=True)
    return LinkPreviewOptions(url=message.preview, prefer_small_media=True)


def _markup(message: Message) -> InlineKeyboardMarkup | None:
    if not message.buttons:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(button.text, url=button.url)
                if button.url
                else InlineKeyboardButton(button.text, callback_data=button.data)
                for button in row
            ]
            for row in message.buttons
        ]
    )
