"""Where a rule's alerts go: chosen on its card, and tuned where they arrive."""

from bot.demo.botapi import Chat, Message, Person
from bot.demo.botapi.world import Standing
from bot.domain.destination import Destination

from .conftest import Talk
from .test_rules import rules
from .test_topics import VISITOR

ANN = Person(id=1001, first_name="Visitor")
BOB = Person(id=2002, first_name="Bob")


async def with_group(talk: Talk) -> Chat:
    """Let the visitor have a rule, and set the bot up in a group of theirs."""
    await talk.say("/start")
    shown = await talk.say("/rule strikes copper AND strike")
    await talk.tap(shown, "Save")
    await talk.changed(shown, "is saved")
    group = talk.standin.group("Desk", ANN, [BOB], standing=Standing.ADMINISTRATOR)
    talk.standin.appoint(group, BOB)
    talk.standin.say(group, "/start", by=ANN)
    await talk.standin.wait_for(lambda each: "Welcome" in each.text, chat=group)
    return group


async def sent_to_group(talk: Talk) -> tuple[Chat, Message]:
    """Send the rule's alerts to the group, and give one that came there."""
    group = await with_group(talk)
    card = await talk.say("/rule strikes")
    await talk.tap(card, "Destination")
    await talk.changed(card, "Where should alerts of strikes go?")
    assert talk.buttons(card) == ["Here", "Desk", "« Back"]
    await talk.tap(card, "Desk")
    await talk.changed(card, "to Desk")
    await talk.publish("Copper miners vote to strike at Escondida")
    alert = await talk.standin.wait_for(lambda each: "Escondida" in each.text, chat=group)
    assert not any("Escondida" in each.text for each in talk.standin.messages(talk.chat))
    return group, alert


async def test_a_rule_is_sent_to_a_group_and_back_on_its_card(talk: Talk) -> None:
    """Its list and its card say where it goes."""
    group, _ = await sent_to_group(talk)
    there = Destination(adapter="telegram", address=str(group.id))
    assert rules(talk)["strikes"].destination == there
    assert "to Desk" in (await talk.say("/rules")).text
    card = await talk.say("/rule strikes")
    await talk.tap(card, "Destination")
    await talk.changed(card, "Where should")
    await talk.tap(card, "Here")
    await talk.changed(card, "strikes")
    assert rules(talk)["strikes"].destination is None


async def test_where_nothing_was_set_up_it_says_how(talk: Talk) -> None:
    """A group is offered once its administrator has written there."""
    await talk.say("/start")
    shown = await talk.say("/rule strikes copper AND strike")
    await talk.tap(shown, "Save")
    card = await talk.changed(shown, "is saved")
    await talk.tap(card, "Destination")
    await talk.changed(card, "take me in there")
    assert talk.buttons(card) == ["Here", "« Back"]


async def test_who_is_no_administrator_any_more_sends_nothing_there(talk: Talk) -> None:
    """Nor does a forged button reach a place that somebody else set up."""
    group = await with_group(talk)
    card = await talk.say("/rule strikes")
    await talk.tap(card, "Destination")
    await talk.changed(card, "Where should")
    talk.standin.appoint(group, ANN, "member")
    assert "Only administrators of “Desk”" in (await talk.tap(card, "Desk")).text
    for code in ("000000000000", "page.9", "page.x", ""):
        await talk.forge(card, f"sendto:strikes:{code}")
    assert rules(talk)["strikes"].destination is None


async def test_the_owner_tunes_an_alert_where_it_was_sent_to(talk: Talk) -> None:
    """Thumb, cause, proposal, rest and its undoing: all are their own, in the group as well."""
    group, alert = await sent_to_group(talk)
    private, talk.chat, talk.person = talk.chat, group, ANN
    await talk.tap(alert, "👎")
    (thumb,) = await talk.desk.store.feedback(VISITOR)
    assert not thumb.good
    asked = await talk.after(alert, "Noise?")
    await talk.tap(asked, "Make it quieter")
    await talk.changed(asked, "The query would be")
    await talk.tap(asked, "Apply")
    await talk.changed(asked, "quieter now")
    assert rules(talk)["strikes"].query != "copper AND strike"
    assert "rule strikes held" in (await talk.say("/why", answering=alert.id)).text
    await talk.tap(alert, "Snooze")
    rest = await talk.after(asked, "how long")
    await talk.tap(rest, "8 hours")
    await talk.changed(rest, "rests for 8 hours")
    assert len(await talk.desk.store.mutes(VISITOR)) == 1
    await talk.tap(rest, "Undo")
    await talk.changed(rest, "You hear again")
    assert not await talk.desk.store.mutes(VISITOR)
    talk.chat = private


async def test_nobody_else_tunes_it_there(talk: Talk) -> None:
    """An administrator of the group is told whose it is."""
    group, alert = await sent_to_group(talk)
    talk.chat, talk.person = group, BOB
    for label in ("👎", "Mute story", "Less from source", "Why?"):
        assert "another person's rule" in (await talk.tap(alert, label)).text
    assert "another person's rule" in (await talk.say("/why", answering=alert.id)).text
    assert not await talk.desk.store.feedback(VISITOR)
    assert not await talk.desk.store.mutes(VISITOR)
