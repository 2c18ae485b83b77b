"""Answers into Bot API calls, and messages into what the commands need of them."""

from telegram import (
    Bot,
    CallbackQuery,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatType, MessageEntityType, ParseMode
from telegram.error import BadRequest

from bot.chat.conversation import Answer, Rows

LONGEST_TOAST = 200
"""Characters Telegram shows over a chat."""


async def send(bot: Bot, answer: Answer, to: Message) -> None:
    """Send ``answer`` into the chat of ``to``; in a group, or where it is an aside, as its reply."""
    private = to.chat.type == ChatType.PRIVATE
    reply = ReplyParameters(to.message_id, allow_sending_without_reply=True)
    parameters = reply if answer.aside or not private else None
    thread = to.message_thread_id if to.is_topic_message else None
    if answer.document is not None:
        await bot.send_document(
            to.chat_id,
            InputFile(answer.document.content, filename=answer.document.name),
            caption=answer.html,
            parse_mode=ParseMode.HTML,
            reply_parameters=parameters,
            message_thread_id=thread,
        )
    elif answer.html:
        await bot.send_message(
            to.chat_id,
            answer.html,
            parse_mode=ParseMode.HTML,
            link_preview_options=_preview(answer),
            # In a group the bot hears only what answers it, unless privacy mode is off.
            reply_markup=ForceReply(selective=True)
            if answer.expects and not private
            else keyboard(answer.buttons),
            reply_parameters=parameters,
            message_thread_id=thread,
        )
    for more in answer.then:
        await send(bot, more, to)


async def answer_tap(bot: Bot, query: CallbackQuery, message: Message, answer: Answer) -> None:
    """Answer a tap: over the chat, in the tapped message's place, or in messages of its own."""
    try:
        if answer.aside or answer.document is not None:
            await send(bot, answer, message)
            return
        if answer.html:
            await _edit(query, answer)
        for more in answer.then:
            await send(bot, more, message)
    finally:
        # Last: until then the button shows that it works.
        await query.answer(answer.toast[:LONGEST_TOAST] or None)


async def _edit(query: CallbackQuery, answer: Answer) -> None:
    """Bring the message with the button up to date; a double tap changes nothing and is no error."""
    try:
        await query.edit_message_text(
            answer.html,
            parse_mode=ParseMode.HTML,
            link_preview_options=_preview(answer),
            reply_markup=keyboard(answer.buttons),
        )
    except BadRequest as error:
        if "not modified" not in error.message.lower():
            raise


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """Give rows of buttons as Telegram takes them."""
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(each.text, url=each.url)
                if each.url
                else InlineKeyboardButton(each.text, callback_data=each.data)
                for each in row
            ]
            for row in rows
        ]
    )


def code_in(message: Message | None) -> str:
    """Give the first text in typewriter letters of a message, or nothing."""
    if message is None or not message.text:
        return ""
    found = message.parse_entities([MessageEntityType.CODE])
    return next(iter(found.values()), "")


def told_by(message: Message | None) -> str:
    """Give the id of the message that one tapped on or answered is about: what it answers, else itself."""
    if message is None:
        return ""
    return str((message.reply_to_message or message).message_id)


def link_in(message: Message | None) -> str:
    """Give the first address behind a message's buttons or words, or nothing."""
    if message is None:
        return ""
    for row in message.reply_markup.inline_keyboard if message.reply_markup else ():
        for each in row:
            if each.url:
                return each.url
    for entity in message.entities or ():
        if entity.type == MessageEntityType.TEXT_LINK and entity.url:
            return entity.url
        if entity.type == MessageEntityType.URL:
            return message.parse_entity(entity)
    return ""


def _preview(answer: Answer) -> LinkPreviewOptions:
    if answer.preview:
        return LinkPreviewOptions(url=answer.preview, prefer_small_media=True)
    return LinkPreviewOptions(is_disabled=True)
