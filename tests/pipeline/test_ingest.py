"""From parsed entries to what is stored and who is told, over the real rooms."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.alert import alert_id
from bot.domain.delivery import Delivery, DeliveryKind, Sent
from bot.domain.errors import StoreError
from bot.domain.feed import ParsedFeed, Tier
from bot.domain.item import item_id
from bot.domain.rule import Severity
from bot.domain.story import OfficialJoined, Separation, story_id
from bot.domain.subscriber import SubscriberId
from bot.pipeline.ports import Changes
from tests.storage.making import claim, content_of, record

from .conftest import NOW, Newsdesk, entry, feed

PRESS, WIRE, MINISTRY = feed("press"), feed("wire", Tier.WIRE), feed("ministry", Tier.OFFICIAL)
HEADLINE = "Trade ministry to raise tariff on imported steel to 50 percent"


async def outbox(desk: Newsdesk) -> list[Delivery]:
    """Send everything that waits, one claim after another, and give it in order."""
    sent: list[Delivery] = []
    while claimed := await claim(
        desk.store, desk.clock.now(), limit=100, lease=timedelta(seconds=60)
    ):
        for delivery in claimed:
            message = Sent(message_id=f"m{delivery.id}")
            await record(desk.store, delivery, message, desk.clock.now())
        sent += claimed
    return sent


async def test_the_first_fetch_of_a_feed_is_learned_in_silence(desk: Newsdesk) -> None:
    await desk.subscribe()
    assert await desk.read(PRESS, entry(HEADLINE)) == 1
    assert await outbox(desk) == []
    stored = [one async for one in desk.store.recent_items(NOW - timedelta(days=1))]
    assert [one.backlog for one in stored] == [True]
    assert {match.rule_id for match in stored[0].matches} == {"tariffs/announced", "tariffs/talk"}


async def test_what_is_new_afterwards_alerts_with_rules_words_and_tickers(desk: Newsdesk) -> None:
    ann = await desk.subscribe()
    await desk.learn(PRESS)
    await desk.read(PRESS, entry(HEADLINE))
    (delivery,) = await outbox(desk)
    assert (delivery.kind, delivery.subscriber_id) == (DeliveryKind.FIRST, ann.id)
    content = await content_of(desk.store, delivery)
    assert content is not None
    assert content.alert.severity is Severity.HIGH
    assert content.alert.rules == ("tariffs/announced", "tariffs/talk")
    words = {piece.text for held in content.rules for piece in held.match.evidence}
    assert {"raise", "tariff"} <= words
    assert [(tag.symbol, tag.via.value) for tag in content.tickers] == [("NUE", "basket")]


async def test_the_same_entry_again_is_not_new(desk: Newsdesk) -> None:
    await desk.subscribe()
    await desk.learn(PRESS)
    assert await desk.read(PRESS, entry(HEADLINE)) == 1
    assert await desk.read(PRESS, entry(HEADLINE)) == 0
    assert len(await outbox(desk)) == 1


async def test_another_outlet_with_the_same_story_edits_the_message(desk: Newsdesk) -> None:
    await desk.subscribe()
    await desk.learn(PRESS, WIRE)
    await desk.read(PRESS, entry(HEADLINE))
    (first,) = await outbox(desk)
    await desk.read(WIRE, entry(f"{HEADLINE}, sources say"))
    (edit,) = await outbox(desk)
    assert (edit.kind, edit.alert_id) == (DeliveryKind.EDIT, first.alert_id)
    content = await content_of(desk.store, edit)
    assert content is not None
    assert [report.source for report in content.story.reports] == ["Press", "Wire"]


async def test_an_official_confirmation_is_answered_to_the_message(desk: Newsdesk) -> None:
    await desk.subscribe()
    await desk.learn(PRESS, MINISTRY)
    await desk.read(PRESS, entry(HEADLINE))
    await outbox(desk)
    await desk.read(MINISTRY, entry(HEADLINE))
    edit, reply = await outbox(desk)
    assert (edit.kind, reply.kind) == (DeliveryKind.EDIT, DeliveryKind.REPLY)
    assert reply.novelty == OfficialJoined(source="Ministry")


async def test_two_outlets_in_one_document_make_one_message(desk: Newsdesk) -> None:
    await desk.subscribe()
    await desk.learn(PRESS)
    await desk.read(PRESS, entry(HEADLINE), entry(f"{HEADLINE}, sources say"))
    assert [delivery.kind for delivery in await outbox(desk)] == [DeliveryKind.FIRST]


async def test_a_rule_that_waits_for_a_second_source_fires_when_the_story_grows(
    desk: Newsdesk,
) -> None:
    await desk.subscribe()
    await desk.learn(PRESS, WIRE)
    headline = "Cabinet agrees on a levy for foreign cement from next quarter"
    await desk.read(PRESS, entry(headline))
    assert await outbox(desk) == []
    await desk.read(WIRE, entry("Cabinet agrees on foreign cement from next quarter"))
    (delivery,) = await outbox(desk)
    content = await content_of(desk.store, delivery)
    assert content is not None
    assert content.alert.rules == ("tariffs/confirmed",)
    assert content.item.title == headline, "the item whose words the rule holds on"
    assert [piece.text for piece in content.rules[0].match.evidence] == ["levy"]


async def test_old_news_is_stored_and_alerts_nobody(desk: Newsdesk) -> None:
    await desk.subscribe()
    await desk.learn(PRESS)
    assert await desk.read(PRESS, entry(HEADLINE, at=NOW - timedelta(days=3))) == 1
    assert await outbox(desk) == []


async def test_a_restart_neither_repeats_nor_forgets(desk: Newsdesk) -> None:
    await desk.subscribe()
    await desk.learn(PRESS, WIRE)
    await desk.read(PRESS, entry(HEADLINE))
    await outbox(desk)
    again = await desk.restarted()
    assert await again.read(PRESS, entry(HEADLINE)) == 0
    await again.read(WIRE, entry(f"{HEADLINE}, sources say"))
    assert [delivery.kind for delivery in await outbox(again)] == [DeliveryKind.EDIT]


async def test_what_does_not_tell_its_story_is_told_as_its_own_also_after_a_restart(
    desk: Newsdesk,
) -> None:
    ann = await desk.subscribe()
    await desk.learn(PRESS, WIRE, MINISTRY)
    other = f"{HEADLINE}, sources say"
    await desk.read(PRESS, entry(HEADLINE))
    await desk.read(WIRE, entry(other))
    (first,) = await outbox(desk)
    story, item = story_id(item_id(PRESS.id, HEADLINE)), item_id(WIRE.id, other)
    said = Separation(item_id=item, story_id=story, by=ann.id, at=desk.clock.now(), obeyed=True)
    await desk.ingest.separate(said)
    (second,) = await outbox(desk)
    assert (first.kind, second.kind) == (DeliveryKind.FIRST, DeliveryKind.FIRST)
    content = await content_of(desk.store, second)
    assert content is not None
    assert (content.item.title, content.related_title) == (other, HEADLINE)
    assert [str(one.why_story) for one in await desk.store.find_items(item)] == [
        f"not the same story as “{HEADLINE}”"
    ]
    left = await desk.store.story(story)
    assert left is not None
    assert ([report.source for report in left.reports], left.items) == (["Press"], 1)
    again = await desk.restarted()
    await again.read(MINISTRY, entry(f"{other}: steel"))
    (joined,) = [one async for one in again.store.recent_items(NOW, limit=1)]
    assert joined.story_id == story_id(item)


async def test_who_heard_of_it_by_that_very_item_is_not_told_again(desk: Newsdesk) -> None:
    ann = await desk.subscribe()
    await desk.learn(PRESS, WIRE)
    calm = HEADLINE.replace("tariff on ", "")
    await desk.read(PRESS, entry(calm))
    assert await outbox(desk) == []
    await desk.read(WIRE, entry(HEADLINE))
    story, item = story_id(item_id(PRESS.id, calm)), item_id(WIRE.id, HEADLINE)
    (told,) = await outbox(desk)
    assert told.alert_id == alert_id(story, ann.id), "the item that the rule holds on joined"
    said = Separation(item_id=item, story_id=story, by=ann.id, at=desk.clock.now(), obeyed=True)
    await desk.ingest.separate(said)
    await desk.ingest.separate(said)
    assert await outbox(desk) == []


async def test_who_did_not_choose_the_topic_hears_nothing(desk: Newsdesk) -> None:
    await desk.subscribe("ben", "summits")
    await desk.learn(PRESS)
    await desk.read(PRESS, entry(HEADLINE))
    assert await outbox(desk) == []


async def test_a_transaction_that_fails_is_forgotten_and_can_be_taken_again(
    desk: Newsdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.subscribe()
    await desk.learn(PRESS)

    async def full(_changes: Changes) -> None:
        raise StoreError("the disk is full; nothing was stored")

    with monkeypatch.context() as patch:
        patch.setattr(desk.store, "commit", full)
        with pytest.raises(StoreError, match="disk is full"):
            await desk.read(PRESS, entry(HEADLINE))
    assert await outbox(desk) == []
    assert await desk.read(PRESS, entry(HEADLINE)) == 1
    (delivery,) = await outbox(desk)
    assert delivery.kind is DeliveryKind.FIRST
    assert delivery.subscriber_id == SubscriberId("telegram:ann")


async def test_a_rehearsal_leaves_nothing_behind(desk: Newsdesk) -> None:
    await desk.subscribe()
    await desk.learn(PRESS)
    desk.ingest.rehearse(["en", "de", "zh"])
    await desk.read(PRESS, entry("Rehearsal"))
    (stored,) = await desk.store.find_items(item_id(PRESS.id, "Rehearsal"))
    assert stored.story_id == story_id(stored.item.id), "it joined nothing"
    assert await outbox(desk) == []


async def test_an_item_was_seen_when_its_feed_answered(desk: Newsdesk) -> None:
    """Not when its turn came: what is said of our delay is true."""
    await desk.learn(PRESS)
    answered = desk.clock.now()
    before = desk.states[PRESS.id]
    after = replace(before, last_success=answered)
    desk.clock.forward(seconds=2)
    parsed = ParsedFeed(title="Press", lang="en", entries=(entry(HEADLINE),))
    await desk.ingest.take(PRESS, parsed, before, after)
    (stored,) = await desk.store.find_items(item_id(PRESS.id, HEADLINE))
    assert stored.item.seen == answered
