"""What nobody should send, sent all the same: nothing changes for the wrong person, and the answer is plain."""

from datetime import timedelta

from bot.actions.rules import MAX_RULES, add_rule
from bot.chat.waiting import EXPIRES
from bot.demo.botapi import Chat, Person, Refused
from bot.demo.botapi.people import ANONYMOUS
from bot.demo.botapi.world import ChatKind, Standing
from bot.domain.sentence import said
from bot.domain.subscriber import SubscriberId

from .conftest import Talk
from .test_alerts import alerted
from .test_topics import VISITOR

OWNER = Person(id=2001, first_name="Olga")
GUEST = Person(id=2002, first_name="Gus")


def in_group(talk: Talk, kind: ChatKind = ChatKind.SUPERGROUP) -> Chat:
    talk.chat = talk.standin.group(
        "Desk", OWNER, [GUEST], kind=kind, standing=Standing.ADMINISTRATOR
    )
    talk.person = OWNER
    return talk.chat


async def test_only_administrators_change_what_a_group_hears(talk: Talk) -> None:
    """Everybody else is told so, by command and by button, and may look."""
    chat = in_group(talk)
    group = SubscriberId(f"telegram:{chat.id}")
    hello = await talk.say("/start")
    assert "Welcome" in hello.text
    assert "Only administrators" in (await talk.tap(hello, "📦 Tariffs", by=GUEST)).text
    assert "Only administrators" in (await talk.say("/watch LMT", by=GUEST)).text
    assert "Your watchlist is empty" in (await talk.say("/watchlist", by=GUEST)).text
    subscriber = talk.desk.rules.find(group)
    assert subscriber is not None
    assert not subscriber.topics
    await talk.tap(hello, "📦 Tariffs", by=OWNER)
    await talk.changed(hello, "You get Tariffs")


async def test_an_anonymous_administrator_may(talk: Talk) -> None:
    """They write in the group's name."""
    in_group(talk)
    await talk.say("/start")
    assert "$LMT" in (await talk.say("/watch LMT", by=ANONYMOUS)).text


async def test_a_command_in_a_channel_works_for_who_posts_there(talk: Talk) -> None:
    """Only administrators post in a channel."""
    in_group(talk, ChatKind.CHANNEL)
    talk.person = None
    assert "Welcome" in (await talk.say("/start")).text


async def test_somebody_elses_alert_cannot_be_reached(talk: Talk) -> None:
    """A forged button names a story; whose alert it is, the chat says."""
    alert = await alerted(talk)
    data = next(b.data for row in alert.buttons for b in row if b.data.startswith("mute:"))
    thief = talk.standin.private(GUEST)
    talk.chat, talk.person = thief, GUEST
    hello = await talk.say("/start")
    assert "not stored" in (await talk.forge(hello, data)).text
    assert not await talk.desk.store.mutes(VISITOR)
    assert not await talk.desk.store.mutes(SubscriberId("telegram:2002"))


async def test_a_forged_button_changes_nothing(talk: Talk) -> None:
    """Whatever its data."""
    hello = await talk.say("/start")
    for data in (
        "nonsense", "topic:", "topic:nothing", "save:", "save:x", "rest:a:b:c", "severity:x:y",
        "cooldown:x:7", "unmute:::", "hits:::99999999999", "quieter:a:b:c", "apply:0", "lang:xx",
        "quiet:99 99", "ask:everything", "zone:../../etc", "ticker:<b>", "rules:-1", ":", "why:",
        "rule:\U0001f600", "delete-rule:none", "hush:x", "like:x",
    ):  # fmt: skip
        await talk.forge(hello, data)
    subscriber = talk.desk.rules.find(VISITOR)
    assert subscriber is not None
    assert (subscriber.topics, subscriber.watchlist) == (frozenset(), frozenset())
    assert talk.desk.rules.own_rules(VISITOR) == ()
    assert "went wrong" not in "".join(each.text for each in talk.standin.messages(talk.chat))


async def test_a_forwarded_button_is_told_to_be_old(talk: Talk) -> None:
    """Telegram sends a tap without its message where that is not to be reached any more."""
    await talk.say("/start")
    asked = await talk.say("/stop")
    tap = talk.standin.forge_tap(asked.id, "stop:", reachable=False)
    assert "older message" in (await talk.standin.answer_to(tap)).text
    assert talk.desk.rules.find(VISITOR) is not None


async def test_a_second_program_on_the_same_token_is_named_in_clear_words(talk: Talk) -> None:
    """And no more once it has stopped."""
    await talk.say("/start")
    talk.standin.fail_next(
        "getUpdates", Refused(code=409, description="Conflict: terminated by other getUpdates")
    )
    await talk.say("/help")
    while said("health.second") not in talk.reports:
        await talk.say("/help")
    await talk.say("/help")
    assert talk.reports[-1] is None


async def test_a_double_tap_is_one_tap(talk: Talk) -> None:
    """Both are answered; the second finds nothing left to do."""
    await talk.say("/start")
    asked = await talk.say("/stop")
    first = talk.standin.tap(asked.id, "Delete it all")
    second = talk.standin.tap(asked.id, "Delete it all")
    await talk.standin.answer_to(first)
    assert "not subscribed" in (await talk.standin.answer_to(second)).text
    assert await talk.desk.store.subscriber(VISITOR) is None


async def test_an_edited_command_is_not_run_again(talk: Talk) -> None:
    """What it said first was done."""
    await talk.say("/start")
    typed = talk.standin.say(talk.chat, "/watch LMT")
    await talk.after(typed, "LMT")
    talk.standin.edit(typed, "/watch RTX")
    await talk.after(typed, "edited command changes nothing")
    subscriber = talk.desk.rules.find(VISITOR)
    assert subscriber is not None
    assert subscriber.watchlist == {"LMT"}


async def test_a_question_is_answered_after_a_restart(talk: Talk) -> None:
    """The walk through a new rule goes on where it was."""
    await talk.say("/start")
    assert "What should the rule be called" in (await talk.say("/rule")).text
    await talk.restart()
    assert "What should strikes catch" in (await talk.say("strikes")).text
    await talk.restart()
    shown = await talk.say("copper AND strike")
    assert "Save" in talk.buttons(shown)
    assert not await talk.desk.store.questions(talk.clock.now())


async def test_an_old_question_is_answered_no_more(talk: Talk) -> None:
    """Nor is one that a command came after."""
    await talk.say("/start")
    await talk.say("/rule")
    talk.clock.time += EXPIRES + timedelta(minutes=1)
    assert "do not know what that is for" in (await talk.say("strikes")).text
    await talk.say("/rule")
    await talk.say("/rules")
    assert "do not know what that is for" in (await talk.say("strikes")).text


async def test_a_question_is_for_who_was_asked(talk: Talk) -> None:
    """What others write in a group meanwhile answers nothing."""
    in_group(talk)
    await talk.say("/start")
    asked = await talk.say("/rule", by=OWNER)
    talk.standin.say(talk.chat, "gossip", by=GUEST, answering=asked.id)
    assert "What should strikes catch" in (await talk.say("strikes", answering=asked.id)).text


async def test_what_is_no_command_gets_a_plain_answer(talk: Talk) -> None:
    """An unknown command, a text nobody asked for, a location."""
    assert "no such command" in (await talk.say("/nonsense")).text
    assert "do not know what that is for" in (await talk.say("hello")).text
    place = talk.standin.say(talk.chat, "", extra={"location": {"latitude": 0, "longitude": 0}})
    await talk.after(place, "do not know")


async def test_five_hundred_rules_are_too_many(talk: Talk) -> None:
    """The limit is said, and what there was stays."""
    await talk.say("/start")
    for number in range(MAX_RULES):
        await add_rule(talk.desk, VISITOR, f"r{number}", "copper")
    shown = await talk.say("/rule one-more copper")
    assert "which is the most" in (await talk.tap(shown, "Save")).text
    assert len(talk.desk.rules.own_rules(VISITOR)) == MAX_RULES


async def test_a_rule_of_ten_thousand_characters_is_refused_with_the_limit(talk: Talk) -> None:
    """Nothing of it is kept, and the chat goes on."""
    await talk.say("/start")
    for typed in (
        "/rule big " + "copper OR " * 1_000,
        "/rule " + "x" * 10_000,
        "/try " + "(" * 9_000,
    ):
        answer = await talk.say(typed)
        assert "went wrong" not in answer.text
        assert not answer.buttons
    assert "Make two rules of it" in (await talk.say("/try " + "zinc " * 2_000)).text
    assert talk.desk.rules.own_rules(VISITOR) == ()


async def test_characters_that_cannot_be_seen_make_no_rule_of_their_own(talk: Talk) -> None:
    """Control characters and marks that turn a line around are left out of a query, and refused in a name."""
    await talk.say("/start")
    shown = await talk.say("/rule copper cop\x00per\u202e \u2066AND\x07 strike\x1b[31m")
    assert "went wrong" not in shown.text
    assert not any(sign in shown.text for sign in "\x00\x07\x1b\u202e\u2066")
    assert "cannot be a rule's name" in (await talk.say("/rule co\u202epper copper")).text
    for typed in ("/watch L\x00MT", "/zone \x00", "/quiet \x07", "/route \x00 here", "/why \x00"):
        assert "went wrong" not in (await talk.say(typed)).text, typed


async def test_nobody_answers_a_question_by_editing_or_by_a_file(talk: Talk) -> None:
    """What was sent once stays what it was; a file is none of the texts that are waited for."""
    await talk.say("/start")
    await talk.say("/rule")
    named = talk.standin.say(talk.chat, "strikes")
    await talk.after(named, "What should strikes catch")
    talk.standin.edit(named, "floods")
    file = talk.standin.send_file(talk.chat, "photo.jpg", b"x")
    await talk.after(file, "I take OPML files")
    assert "Save" in talk.buttons(await talk.say("copper AND strike"))
