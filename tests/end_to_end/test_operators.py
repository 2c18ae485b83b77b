"""Operators: who is let in, how the bot stands, and a message to everybody, through the whole bot."""

import re

import pytest

from bot.actions.hosting import AccessMode
from bot.demo.botapi.standin import StandIn
from bot.demo.botapi.world import Chat, Message, Person

from .conftest import Publisher, Running

BOB = Person(id=2002, first_name="Bob")
ADMIN = {"admins": "1001"}
"""The stand-in's visitor."""


async def told(telegram: StandIn, text: str, chat: Chat | None = None) -> Message:
    return await telegram.wait_for(lambda message: text in message.text, chat=chat, within=20)


async def test_by_invitation_a_code_lets_one_in_and_strangers_are_told_how(
    telegram: StandIn, running: Running
) -> None:
    bob = telegram.private(BOB)
    eve = telegram.private(Person(id=3003, first_name="Eve"))
    async with running(access=AccessMode.INVITE, **ADMIN):
        telegram.say(bob, "/start")
        await told(telegram, "by invitation", bob)
        telegram.say(bob, "/try copper")
        await told(telegram, "not open to everybody", bob)
        telegram.say(telegram.visitor, "/start")
        await told(telegram, "Welcome")
        telegram.say(telegram.visitor, "/invite")
        link = await told(telegram, "t.me/")
        code = re.search(r"start=(\S+)", link.text)
        assert code is not None
        telegram.say(bob, f"/start {code[1]}")
        await told(telegram, "Welcome", bob)
        telegram.say(eve, f"/start {code[1]}")
        await told(telegram, "by invitation", eve)
        telegram.say(bob, "/start")
        await told(telegram, "Welcome back", bob)


async def test_an_allow_list_lets_in_whom_it_names_and_the_operators(
    telegram: StandIn, running: Running
) -> None:
    bob, eve = telegram.private(BOB), telegram.private(Person(id=3003, first_name="Eve"))
    async with running(access=AccessMode.ALLOW_LIST, allowed="2002", **ADMIN):
        for chat in (bob, telegram.visitor):
            telegram.say(chat, "/start")
            await told(telegram, "Welcome", chat)
        telegram.say(eve, "/start")
        assert "your id is 3003" in (await told(telegram, "chose", eve)).text
        asked = telegram.ask_inline(Person(id=3003, first_name="Eve"), "copper")
        assert await telegram.results_of(asked) == []


async def test_admin_shows_how_the_bot_stands_to_operators_only(
    publisher: Publisher, telegram: StandIn, running: Running
) -> None:
    bob = telegram.private(BOB)
    press = publisher.feed("press")
    async with running(press, access=AccessMode.INVITE, **ADMIN):
        await publisher.asked_again("press")
        publisher.publish("press", "US to impose 50% tariff on imported copper, ministry says")
        await publisher.asked_again("press")
        telegram.say(telegram.visitor, "/admin")
        shown = await told(telegram, "Tapewatch, up")
        assert "All is well" in shown.text
        assert "tariffs/" in shown.text
        telegram.tap(shown.id, "Invite somebody")
        await told(telegram, "once:")
    async with running(press, **ADMIN):
        telegram.say(bob, "/admin")
        await told(telegram, "for the bot's operators", bob)
        telegram.say(bob, "/help")
        assert "/broadcast" not in (await told(telegram, "/topics", bob)).text


async def test_a_message_to_everybody_is_shown_first_and_sent_once_confirmed(
    telegram: StandIn, running: Running
) -> None:
    bob = telegram.private(BOB)
    text = "The bot moves <tonight> & is back at 22:00.\nSee you."
    async with running(**ADMIN):
        for chat in (bob, telegram.visitor):
            telegram.say(chat, "/start")
            await told(telegram, "Welcome", chat)
        telegram.say(bob, f"/broadcast {text}")
        await told(telegram, "for the bot's operators", bob)
        telegram.say(telegram.visitor, f"/broadcast {text}")
        preview = await told(telegram, "goes to 2 subscribers")
        assert not any("tonight" in each.text and each.by_bot for each in telegram.messages(bob))
        telegram.tap(preview.id, "Send it")
        assert (await told(telegram, "See you", bob)).text == text
        await telegram.wait_for(lambda message: message.text == text)
        assert not telegram.find(preview.id).buttons, "it cannot be sent a second time"
        telegram.forge_tap(preview.id, "broadcast:", by=BOB)
        telegram.say(telegram.visitor, "/broadcast")
        await told(telegram, "Write the message after it")
        assert [each.text for each in telegram.messages(bob)].count(text) == 1


@pytest.mark.parametrize("command", ["/admin", "/invite 3", "/broadcast hello"])
async def test_nothing_of_it_is_shown_in_a_group(
    telegram: StandIn, running: Running, command: str
) -> None:
    visitor = Person(id=1001, first_name="Visitor")
    group = telegram.group("Desk", visitor)
    async with running(**ADMIN):
        telegram.say(group, command, by=visitor)
        await told(telegram, "private chat", group)
        assert not [each for each in telegram.messages(group) if each.text == "hello"]
