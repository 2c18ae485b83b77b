"""Feeds that people add in the chat, and their lists and rules as files, through the whole bot."""

from datetime import timedelta

import pytest

from bot.demo.botapi.standin import StandIn
from bot.demo.botapi.world import Chat, Message, Person
from bot.domain import user_feed

from .conftest import Publisher, Running

HEADLINE = "US to impose 50% tariff on imported copper from August, trade ministry says"
BOB = Person(id=2002, first_name="Bob")


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask feeds of users as often as the test's other feeds."""
    monkeypatch.setattr(user_feed, "INTERVAL", timedelta(milliseconds=40))


async def told(
    telegram: StandIn, text: str, chat: Chat | None = None, within: float = 20
) -> Message:
    return await telegram.wait_for(lambda message: text in message.text, chat=chat, within=within)


async def subscribe(telegram: StandIn, chat: Chat) -> None:
    telegram.say(chat, "/start pack-tariffs")
    await told(telegram, "You get", chat)


async def test_a_feed_that_one_added_alerts_that_one_and_nobody_else(
    publisher: Publisher, telegram: StandIn, running: Running
) -> None:
    mill = publisher.feed("mill")
    bob = telegram.private(BOB)
    async with running(user_feeds=3):
        await subscribe(telegram, telegram.visitor)
        await subscribe(telegram, bob)
        telegram.say(telegram.visitor, f"/feed add {mill.url}")
        await told(telegram, "You follow mill now")
        await publisher.asked_again("mill")
        publisher.publish("mill", HEADLINE)
        await told(telegram, "copper")
        guid = "https://mill.example/mill-0"
        telegram.say(bob, f"/why {guid}")
        await told(telegram, "No feed has brought this link", bob)
        telegram.say(bob, "/try copper")
        assert "would not have fired" in (await told(telegram, "fired", bob)).text
        assert not any("August" in each.text for each in telegram.messages(bob))


async def test_feeds_are_listed_with_their_health_and_deleted_by_number(
    publisher: Publisher, telegram: StandIn, running: Running
) -> None:
    mill = publisher.feed("mill")
    async with running(user_feeds=3) as bot:
        await subscribe(telegram, telegram.visitor)
        telegram.say(telegram.visitor, f"/feed add {mill.url}")
        await told(telegram, "You follow")
        await publisher.asked_again("mill")
        publisher.publish("mill", "A mill opens")
        await publisher.asked_again("mill")
        telegram.say(telegram.visitor, "/feeds")
        listed = await told(telegram, "Your feeds")
        assert "1. mill" in listed.text
        assert "fine, one item" in listed.text
        telegram.say(telegram.visitor, "/feed delete 1")
        asked = await told(telegram, "Follow mill no more?")
        telegram.tap(asked.id, "Keep it")
        await told(telegram, "Nothing was changed")
        assert bot.poller.feeds
        telegram.tap(listed.id, "✗ 1")
        await telegram.wait_for(lambda each: each.id == listed.id and "no more?" in each.text)
        telegram.tap(listed.id, "Delete it")
        await told(telegram, "no longer followed")
        assert not bot.poller.feeds
        telegram.say(telegram.visitor, "/feed delete 1")
        await told(telegram, "You follow no feed “1”")


async def test_a_followed_feed_is_polled_after_a_restart_and_no_more_once_its_follower_left(
    publisher: Publisher, telegram: StandIn, running: Running
) -> None:
    mill = publisher.feed("mill")
    async with running(user_feeds=3):
        await subscribe(telegram, telegram.visitor)
        telegram.say(telegram.visitor, f"/feed add {mill.url}")
        await told(telegram, "You follow")
        await publisher.asked_again("mill")
    async with running(user_feeds=3) as bot:
        await publisher.asked_again("mill")
        publisher.publish("mill", HEADLINE)
        await told(telegram, "copper")
        telegram.say(telegram.visitor, "/stop")
        asked = await told(telegram, "deletes")
        telegram.tap(asked.id, "stop:")
        await told(telegram, "nothing of yours")
        assert not bot.poller.feeds


async def test_more_than_the_quota_and_what_is_no_feed_is_refused_with_the_reason(
    publisher: Publisher, telegram: StandIn, running: Running
) -> None:
    mill, port = publisher.feed("mill"), publisher.feed("port")
    publisher.broken.add("broken")
    async with running(user_feeds=1) as bot:
        await subscribe(telegram, telegram.visitor)
        telegram.say(telegram.visitor, f"/feed add {publisher.url}/broken")
        await told(telegram, "Nothing can be read there")
        telegram.say(telegram.visitor, f"/feed add {mill.url}")
        await told(telegram, "You follow mill now")
        telegram.say(telegram.visitor, f"/feed add {mill.url}")
        await told(telegram, "watched already")
        telegram.say(telegram.visitor, f"/feed add {port.url}")
        await told(telegram, "which is the most")
        telegram.say(telegram.visitor, "/feed")
        await told(telegram, "Write /feed add")
        assert len(bot.poller.feeds) == 1


async def test_an_operator_who_allows_none_lets_none_in(
    publisher: Publisher, telegram: StandIn, running: Running
) -> None:
    async with running() as bot:
        await subscribe(telegram, telegram.visitor)
        telegram.say(telegram.visitor, f"/feed add {publisher.feed('mill').url}")
        await told(telegram, "feeds its operator chose")
        assert not bot.poller.feeds


async def test_a_list_of_feeds_goes_in_and_out_as_a_document(
    publisher: Publisher, telegram: StandIn, running: Running
) -> None:
    mill, port = publisher.feed("mill"), publisher.feed("port")
    given = (
        f'<opml version="2.0"><body><outline text="M &amp; Co" xmlUrl="{mill.url}"/>'
        f'<outline text="P"><outline text="Port" xmlUrl="{port.url}"/></outline></body></opml>'
    )
    async with running(user_feeds=3) as bot:
        await subscribe(telegram, telegram.visitor)
        telegram.send_file(telegram.visitor, "reader.OPML", given.encode())
        await told(telegram, "You follow 2 feeds more")
        assert {feed.url for feed in bot.poller.feeds.values()} == {mill.url, port.url}
        telegram.say(telegram.visitor, "/opml")
        sent = await told(telegram, "Any feed reader")
        assert sent.document is not None
        assert b'text="M &amp; Co"' in sent.document.content
        telegram.send_file(telegram.visitor, "bomb.opml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><opml/>")
        await told(telegram, "document type")
        telegram.send_file(telegram.visitor, "photo.pdf", b"%PDF")
        await told(telegram, "I take OPML files")


async def test_rules_and_settings_move_to_another_person_as_a_document(
    telegram: StandIn, running: Running
) -> None:
    bob = telegram.private(BOB)
    async with running() as bot:
        await subscribe(telegram, telegram.visitor)
        telegram.say(telegram.visitor, "/watch LMT")
        await told(telegram, "LMT")
        telegram.say(telegram.visitor, "/backup")
        sent = await told(telegram, "Send me this file")
        assert sent.document is not None
        edited = sent.document.content.replace(
            b"rules: []", b"rules:\n- name: mine\n  query: '\"copper mine\"'\n  severity: high"
        )
        telegram.say(bob, "/start")
        await told(telegram, "Welcome", bob)
        telegram.send_file(bob, "tapewatch.yaml", edited)
        await told(telegram, "One new rule", bob)
        (rule,) = await bot.store.rules(bot.rules.find(f"telegram:{BOB.id}").id)  # type: ignore[arg-type, union-attr]
        assert (rule.name, rule.severity.name) == ("mine", "HIGH")
        telegram.send_file(bob, "tapewatch.yaml", b"rules:\n- nam: mine\n")
        assert (
            "line 2, column 3: a rule has no key nam; did you mean name?"
            in (await told(telegram, "Nothing was taken in", bob)).text
        )
