"""The real python-telegram-bot works against the stand-in, on good days and on bad ones."""

import asyncio
import io

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
)

from bot.demo.botapi import (
    AnswerLost,
    CallbackAnswer,
    Hang,
    Person,
    Refused,
    ServerError,
    StandIn,
    Standing,
)
from bot.demo.botapi.world import ChatKind

OWNER = Person(id=2001, first_name="Olga")
Context = ContextTypes.DEFAULT_TYPE


async def _start(update: Update, _context: Context) -> None:
    assert update.message is not None
    go = InlineKeyboardButton("Go", callback_data="go")
    await update.message.reply_html("<b>Welcome</b>", reply_markup=InlineKeyboardMarkup([[go]]))


async def _go(update: Update, _context: Context) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer(f"Thanks, {query.from_user.first_name}", show_alert=True)
    await query.edit_message_text("Gone")


async def _inline(update: Update, _context: Context) -> None:
    assert update.inline_query is not None
    await update.inline_query.answer([], cache_time=0)


async def test_a_conversation_through_the_real_application(standin: StandIn) -> None:
    """Command, button, answer, edit, inline query; and it stops without delay."""
    application = ApplicationBuilder().token(standin.token).base_url(f"{standin.url}/bot").build()
    application.add_handler(CommandHandler("start", _start))
    application.add_handler(CallbackQueryHandler(_go))
    application.add_handler(InlineQueryHandler(_inline))
    async with application:
        assert application.updater is not None
        await application.updater.start_polling()
        await application.start()
        standin.say(standin.visitor, "/start")
        welcome = await standin.wait_for(lambda message: message.text == "Welcome")
        tap = standin.tap(welcome.id, "Go")
        assert await standin.answer_to(tap) == CallbackAnswer(text="Thanks, Visitor", alert=True)
        edited = await standin.wait_for(lambda message: message.text == "Gone")
        assert (edited.id, edited.edits, edited.buttons) == (welcome.id, 1, ())
        query = standin.ask_inline(OWNER, "tariff")
        assert await standin.results_of(query) == []
        await application.updater.stop()
        await application.stop()


async def test_a_button_that_is_not_there_cannot_be_tapped(standin: StandIn, bot: Bot) -> None:
    """But a changed client can send any data, and anybody's."""
    sent = await bot.send_message(1001, "hi")
    with pytest.raises(LookupError, match="has no button 'Go'"):
        standin.tap(sent.message_id, "Go")
    with pytest.raises(LookupError, match="there is no message 999"):
        standin.tap(999, "Go")
    standin.forge_tap(sent.message_id, "delete:1", by=OWNER)
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.from_user.id == OWNER.id


async def test_who_waits_in_vain_is_told_what_there_is(standin: StandIn, bot: Bot) -> None:
    """A failing test should say why."""
    await bot.send_message(1001, "something else")
    with pytest.raises(TimeoutError, match="something else"):
        await standin.wait_for(lambda message: message.text == "hi", within=0.05)


async def test_errors_reach_the_client_as_its_own(standin: StandIn, bot: Bot) -> None:
    """Every kind of refusal that the library tells apart."""
    group = standin.group("Desk", OWNER, kind=ChatKind.GROUP)
    moved = standin.migrate(group)
    with pytest.raises(ChatMigrated) as migrated:
        await bot.send_message(group.id, "hi")
    assert migrated.value.new_chat_id == moved.id
    standin.stand(standin.visitor, Standing.BLOCKED)
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(1001, "hi")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(5, "hi")
    with pytest.raises(InvalidToken):
        async with Bot("1:other", base_url=f"{standin.url}/bot"):
            pass


async def test_faults_come_when_ordered(standin: StandIn, bot: Bot) -> None:
    """A 5xx, a page of a gateway, a hang, flood control: nothing of it is done."""
    standin.fail_next("sendMessage", ServerError(status=500))
    standin.fail_next("sendMessage", ServerError(status=504, json=False))
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(1001, "hi")
    standin.fail_next("sendMessage", Refused(code=429, description="Too Many", retry_after=7))
    with pytest.raises(RetryAfter) as flooded:
        await bot.send_message(1001, "hi")
    assert flooded.value._retry_after.total_seconds() == 7
    standin.fail_next("sendMessage", Hang())
    with pytest.raises(TimedOut):
        await bot.send_message(1001, "hi", read_timeout=0.2)
    standin.fail_next("sendMessage", Hang(seconds=0.01))
    with pytest.raises(NetworkError):
        await bot.send_message(1001, "hi")
    assert standin.messages(standin.visitor) == ()
    await bot.send_message(1001, "hi")
    assert len(standin.messages(standin.visitor)) == 1


async def test_an_answer_can_be_lost_after_the_message_arrived(standin: StandIn, bot: Bot) -> None:
    """The client sees a cut line; the chat has the message."""
    standin.fail_next("sendMessage", AnswerLost())
    with pytest.raises(NetworkError):
        await bot.send_message(1001, "hi")
    assert [message.text for message in standin.messages(standin.visitor)] == ["hi"]


async def test_an_answer_can_be_held_back_while_the_message_is_there(
    standin: StandIn, bot: Bot
) -> None:
    """Until whoever waits for it gives up, or is no more."""
    standin.fail_next("sendMessage", AnswerLost(seconds=3600))
    assert standin.failures_left("sendMessage") == 1
    waiting = asyncio.create_task(bot.send_message(1001, "hi"))
    await standin.until(lambda: standin.messages(standin.visitor) or None, within=5)
    assert standin.failures_left("sendMessage") == 0
    assert not waiting.done()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_documents_go_both_ways(standin: StandIn, bot: Bot) -> None:
    """Uploaded, named again by id, and downloaded."""
    sent = await bot.send_document(
        1001, io.BytesIO(b"a: 1"), filename="rules.yaml", caption="Yours"
    )
    assert sent.document is not None
    assert sent.document.file_name == "rules.yaml"
    again = await bot.send_document(1001, sent.document.file_id)
    assert again.document == sent.document
    theirs = standin.send_file(standin.visitor, "feeds.opml", b"<opml/>")
    assert theirs.document is not None
    file = await bot.get_file(theirs.document.id)
    assert bytes(await file.download_as_bytearray()) == b"<opml/>"


async def test_menus_and_chats_are_kept(standin: StandIn, bot: Bot) -> None:
    """Commands by scope and language; chats with what the library demands of them."""
    await bot.set_my_commands([("help", "Say what there is")])
    await bot.set_my_commands([("hilfe", "Sagt, was es gibt")], language_code="de")
    assert standin.commands()[0]["command"] == "help"
    assert (await bot.get_my_commands(language_code="de"))[0].command == "hilfe"
    await bot.delete_my_commands(language_code="de")
    assert await bot.get_my_commands(language_code="de") == ()
    assert await bot.set_my_description("Watches the tape")
    assert await bot.set_chat_menu_button()
    assert (await bot.get_chat(1001)).first_name == "Visitor"
    group = standin.group("Desk", OWNER)
    administrators = await bot.get_chat_administrators(group.id)
    assert [each.user.id for each in administrators] == [OWNER.id]


async def test_messages_are_deleted(standin: StandIn, bot: Bot) -> None:
    """One, or many where some are gone already; a reply to one may be sent without it."""
    ids = [(await bot.send_message(1001, str(number))).message_id for number in range(3)]
    assert await bot.delete_message(1001, ids[0])
    assert await bot.delete_messages(1001, ids)
    assert standin.messages(standin.visitor) == ()
    await bot.send_message(1001, "hi", reply_to_message_id=ids[0], allow_sending_without_reply=True)
    assert await bot.send_chat_action(1001, "typing")


async def test_a_taken_port_is_said(standin: StandIn) -> None:
    """By the error the system gives; nothing is left open."""
    port = int(standin.url.rpartition(":")[2])
    with pytest.raises(OSError, match="address already in use"):
        await StandIn.start(port=port)
