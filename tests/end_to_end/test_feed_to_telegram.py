"""Bytes of a feed in, Bot API calls out, over real HTTP, with the shipped packs."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.demo.botapi.faults import AnswerLost, ServerError
from bot.demo.botapi.standin import StandIn
from bot.domain.delivery import DeliveryKind
from bot.domain.feed import Tier
from bot.pipeline.ports import Changes
from bot.storage import open_store
from tests.storage.making import claim, delivery

from .conftest import Publisher, Running

HEADLINE = "US to impose 50% tariff on imported copper from August, trade ministry says"


async def subscribe(telegram: StandIn) -> None:
    telegram.say(telegram.visitor, "/start")
    welcome = await telegram.wait_for(lambda message: "Welcome" in message.text, within=20)
    label = next(b.text for row in welcome.buttons for b in row if "ariff" in b.text)
    telegram.tap(welcome.id, label)
    await telegram.wait_for(lambda message: "You get" in message.text)


async def test_a_story_is_told_once_edited_as_sources_join_and_never_repeated_after_a_restart(
    publisher: Publisher, telegram: StandIn, running: Running
) -> None:
    press, wire = publisher.feed("press"), publisher.feed("wire", Tier.WIRE)
    ministry = publisher.feed("ministry", Tier.OFFICIAL)
    publisher.publish("press", "Government to impose 30% tariff on imported cars next month")
    async with running(press, wire, ministry):
        await subscribe(telegram)
        await publisher.asked_again("press")
        publisher.publish("press", HEADLINE, "The duty on copper rises to 50% on 1 August.")
        alert = await telegram.wait_for(lambda message: "copper" in message.text, within=20)
        assert alert.text.startswith("🟠") or alert.text.startswith("🔴")
        assert HEADLINE in alert.text.splitlines()[0]
        assert "tariffs/announced" in alert.text
        assert not any(
            "next month" in each.text.splitlines()[0]
            for each in telegram.messages(telegram.visitor)
        )

        publisher.publish("wire", HEADLINE)
        edited = await telegram.wait_for(lambda message: "2 sources" in message.text, within=20)
        assert edited.id == alert.id

    before = telegram.messages(telegram.visitor)
    async with running(press, wire, ministry):
        await publisher.asked_again("press")
        assert telegram.messages(telegram.visitor) == before
        publisher.publish("ministry", HEADLINE)
        reply = await telegram.wait_for(lambda message: message.reply_to == alert.id, within=20)
        assert "Ministry" in reply.text
        assert telegram.find(alert.id).edits == 2
    firsts = [each for each in telegram.messages(telegram.visitor) if "copper" in each.text]
    assert len(firsts) == 2, "the alert and one reply"


async def test_a_telegram_that_fails_delays_the_alert_and_loses_nothing(
    publisher: Publisher, telegram: StandIn, running: Running
) -> None:
    press = publisher.feed("press")
    async with running(press):
        await subscribe(telegram)
        await publisher.asked_again("press")
        telegram.fail_next("sendMessage", ServerError(), times=2)
        publisher.publish("press", HEADLINE)
        await telegram.wait_for(lambda message: "copper" in message.text, within=30)


async def test_an_alert_that_could_not_leave_before_the_bot_was_stopped_leaves_after_the_restart(
    publisher: Publisher, telegram: StandIn, running: Running
) -> None:
    press = publisher.feed("press")
    async with running(press) as bot:
        await subscribe(telegram)
        await publisher.asked_again("press")
        telegram.fail_next("sendMessage", ServerError())
        publisher.publish("press", HEADLINE)
        await publisher.asked_again("press")
        assert (await bot.store.queue()).pending == 1
    assert not any("copper" in each.text for each in telegram.messages(telegram.visitor))
    async with running(press):
        await telegram.wait_for(lambda message: "copper" in message.text, within=30)


async def test_a_message_that_a_killed_bot_had_claimed_leaves_at_the_next_start(
    telegram: StandIn, running: Running, tmp_path: Path
) -> None:
    """Its lease is not waited for: nobody else can have it."""
    store = await open_store(f"sqlite:///{tmp_path / 'tapewatch.db'}")
    now = datetime.now(UTC)
    told = delivery(telegram.visitor.id, None, DeliveryKind.NOTICE, created=now, text="Back again.")
    await store.commit(Changes(deliveries=(told,)))
    assert await claim(store, now, limit=1, lease=timedelta(hours=1))
    await store.close()
    async with running():
        await telegram.wait_for(lambda message: message.text == "Back again.", within=20)


async def test_a_feed_that_fails_is_told_once_and_stops_no_other(
    publisher: Publisher, telegram: StandIn, running: Running
) -> None:
    press, broken = publisher.feed("press"), publisher.feed("broken")
    publisher.broken.add("broken")
    async with running(broken, press) as bot:
        await subscribe(telegram)
        await publisher.asked_again("press")
        publisher.publish("press", HEADLINE)
        await telegram.wait_for(lambda message: "copper" in message.text, within=20)
        health = {row.state.feed_id: row.state for row in await bot.store.feed_health()}
        assert health[broken.id].failures >= 1
        assert "500" in str(health[broken.id].last_error)
        assert health[press.id].failures == 0


async def test_a_lost_answer_may_double_the_alert_and_is_counted(
    publisher: Publisher, telegram: StandIn, running: Running
) -> None:
    press = publisher.feed("press")
    async with running(press) as bot:
        await subscribe(telegram)
        await publisher.asked_again("press")
        telegram.fail_next("sendMessage", AnswerLost())
        publisher.publish("press", HEADLINE)
        first = await telegram.wait_for(lambda message: "copper" in message.text, within=20)
        await telegram.wait_for(
            lambda message: "copper" in message.text and message.id != first.id, within=30
        )
        async with asyncio.timeout(20):
            # It is with its reader before its outcome is recorded.
            while (queue := await bot.store.queue()).pending:  # noqa: ASYNC110 - the store tells nobody
                await asyncio.sleep(0.02)
        assert queue.doubtful == 1
