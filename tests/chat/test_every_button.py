"""Every button there is, tapped in every language: each is answered, in that language, and none in vain."""

import asyncio
import re
from collections import deque
from functools import partial

import pytest

from bot.chat.table import COMMANDS, TAPS
from bot.demo.botapi import Message, Person
from bot.messages.words import LANGUAGES, words

from .conftest import OPERATOR, Talk, pack
from .test_languages import LEFTOVER

ENDS = {"stop", "delete-rule", "lang", "feed-gone"}
"""Taken away, they leave nothing for the others: tapped last. A language is chosen once."""
TYPED = re.compile(r"https?://\S+|/[a-z]+|watchlist:mine|basket:\S+")
METALS = ("zinc", "tin", "lead", "nickel", "cobalt", "lithium", "gallium", "indium", "bismuth")
TICKERS = " ".join(f"A{letter}" for letter in "BCDEFGHIJKLMNO")


async def prepared(talk: Talk, lang: str) -> dict[str, Message]:
    """Let an operator have more than a page of everything, and give what buttons stand under besides answers."""
    person = Person(id=int(OPERATOR), first_name="Olga", language=lang)
    talk.chat, talk.person = talk.standin.private(person), person
    assert isinstance(talk.desk.packs, dict)
    for number in range(8):
        one = pack(f"topic-{number}", f"Topic {number}", f"word{number}")
        talk.desk.packs[one.id] = one
    hello = await talk.say("/start pack-tariffs")
    group = talk.standin.group("Desk", person)
    for number in range(8):
        topic = talk.standin.open_topic(group, f"Topic {number}")
        talk.standin.say(group, "/start", by=person, thread=topic.id)
        await talk.standin.wait_for(partial(stands_in, topic.id), chat=group)
    for number in range(8):
        shown = await talk.say(f"/rule r{number} duty -r{number}")
        await talk.forge(shown, f"save:r{number}")
    for number in range(12):
        await talk.say(f"/feed add feeds{number}.example/rss")
    await talk.say(f"/watch {TICKERS}")
    for number, metal in enumerate(METALS):
        await talk.publish(f"Duty on {metal} from {metal}land", hours_ago=11.0 - number)
        if number < 9:
            await talk.forge(hello, f"mute-ticker:B{number}")
    await talk.say("/budget 40")
    await talk.publish("Parliament votes a duty on aluminium foil of 12%")
    await talk.publish("Parliament votes a duty on aluminium foil of 12%, sources say")
    alert = await talk.after(hello, "aluminium")
    await talk.say("/budget 2")
    for title in ("Senate weighs a duty on sugar beet", "Port of Rotterdam asks for a duty on ore"):
        talk.clock.time = talk.clock.time.replace(day=6)
        await talk.publish(title)
    await talk.publish("Farmers ask for a duty on lentils from next spring")
    spent = next(
        each
        for each in talk.standin.messages(talk.chat)
        if any(b.data.startswith("tighter:") for row in each.buttons for b in row)
    )
    return {"alert": alert, "spent": spent}


def stands_in(topic: int, message: Message) -> bool:
    return message.thread == topic


async def answered(talk: Talk, message: Message, data: str) -> tuple[str, Message]:
    """Tap, and give what is shown over the chat and the message that it led to, perhaps the same."""
    newest = talk.standin.messages(talk.chat)[-1].id
    toast = (await talk.forge(message, data)).text
    new = [each for each in talk.standin.messages(talk.chat) if each.id > newest and each.by_bot]
    return toast, (new[-1] if new else talk.now(message))


@pytest.mark.parametrize("lang", list(LANGUAGES))
async def test_every_button_is_answered_in_the_readers_language(talk: Talk, lang: str) -> None:
    """From every command and under an alert, as deep as they lead: no error of ours, no English left over."""
    talk.person = Person(id=1001, first_name="Visitor", language=lang)
    standing = await prepared(talk, lang)
    bug = words(lang)("errors.bug")
    tapped: set[str] = set()
    starts = [f"/{entry.name}" for entry in COMMANDS if entry.name not in {"lang", "start"}]
    starts += ["/start", "/lang", "/rule r1", "/rule q duty AND (zinc OR tin)", "/try (duty"]
    starts += ["/zone america", "/feed add page.example", "/feed delete 1", "/broadcast Tonight"]
    starts += ["/watch LMT", *standing]
    ways: deque[tuple[str, tuple[str, ...]]] = deque((each, ()) for each in starts)
    # Offered only by invitation, of more than twenty routes, of a ticker that is not watched.
    ways += [("/admin", ("invite:1",)), ("/route", ("routes:0",))]
    last: deque[tuple[str, tuple[str, ...]]] = deque(
        [("alert", ("ticker:ZZZ", "watch-ticker:ZZZ"))]
    )
    while ways or last:
        start, taps = ways.popleft() if ways else last.popleft()
        if taps and taps[-1].partition(":")[0] in tapped:
            continue
        message = standing.get(start) or await talk.say(start)
        await asyncio.sleep(0)
        shown = [message.text]
        for data in taps:
            toast, message = await answered(talk, message, data)
            shown += [toast, message.text]
            tapped.add(data.partition(":")[0])
        assert not any(bug in each for each in shown), (start, taps)
        english = [each for each in shown if LEFTOVER.findall(TYPED.sub("", each))]
        assert lang == "en" or not english, (start, taps, english)
        messages = [message, *(m for m in talk.standin.messages(talk.chat) if m.id > message.id)]
        for each in [button for one in messages for row in one.buttons for button in row]:
            verb = each.data.partition(":")[0]
            if each.data and verb not in tapped:
                (last if verb in ENDS else ways).append((start, (*taps, each.data)))
    assert tapped >= TAPS.keys()
