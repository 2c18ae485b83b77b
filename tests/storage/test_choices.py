"""What subscribers choose, mute, think and share, on every backend; and what digests gather."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.domain.alert import alert_id
from bot.domain.delivery import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Gone,
    Moved,
    NewDelivery,
    Rejected,
    Sent,
)
from bot.domain.feedback import Feedback, Offer, Rewrite
from bot.domain.item import ItemId
from bot.domain.preferences import (
    DailyAt,
    DigestTime,
    Hourly,
    MarketTime,
    Preferences,
    QuietHours,
    Session,
)
from bot.domain.question import Question
from bot.domain.rule import PackId, Rule, RuleId, Severity
from bot.domain.sentence import verbatim
from bot.domain.silence import Mute, MuteKind, Stage, Stop
from bot.domain.story import OfficialJoined, StoryId
from bot.domain.ticker import Symbol
from bot.domain.user_feed import user_feed_id
from bot.pipeline.ports import Changes, Noted, Store
from tests.storage.making import (
    MINUTE,
    NOON,
    alert,
    changes,
    chat,
    claim,
    delivery,
    record,
    subscriber,
)

LATER = NOON + 60 * MINUTE
ANN = subscriber(1).id
GROUP = replace(chat(9), thread="7")
MINE = Rule(
    id=RuleId(f"@{ANN}/mine"),
    name="mine",
    query="tariff",
    owner=ANN,
    tickers=(Symbol("NUE"), Symbol("X")),
    cooldown=timedelta(hours=1),
    paused=True,
    digest=True,
    destination=GROUP,
)


@pytest.mark.parametrize(
    "digest", [None, Hourly(), DailyAt(at=time(18, 5)), MarketTime(exchange="LSE", at=Session.OPEN)]
)
async def test_what_a_subscriber_chose_is_given_back(
    store: Store, digest: DigestTime | None
) -> None:
    chosen = Preferences(
        zone="Europe/Berlin",
        lang="de",
        quiet=QuietHours(start=time(22), end=time(7, 30), spare_critical=False),
        digest=digest,
        digest_up_to=Severity.HIGH,
        budget=3,
    )
    one = replace(subscriber(1), preferences=chosen)
    await store.save_subscriber(one)
    assert await store.subscriber(ANN) == one
    await store.save_subscriber(subscriber(1))
    assert await store.subscriber(ANN) == subscriber(1)


async def test_a_rules_options_are_given_back_and_its_code_stays(store: Store) -> None:
    await store.save_subscriber(subscriber(1))
    await store.save_rule(MINE)
    assert list(await store.rules(ANN)) == [MINE]
    assert await store.share("first", MINE.id) == "first"
    assert await store.share("second", MINE.id) == "first"
    assert await store.shared("first") == MINE
    assert await store.shared("second") is None
    await store.delete_rule(MINE.id)
    assert await store.shared("first") is None


async def test_mutes_are_kept_by_kind_and_key_until_they_are_purged(store: Store) -> None:
    await store.save_subscriber(subscriber(1))
    endless = Mute(subscriber_id=ANN, kind=MuteKind.SOURCE, key="Press")
    short = Mute(subscriber_id=ANN, kind=MuteKind.RULE, key="tariffs/talk", until=NOON)
    for mute in (endless, replace(short, until=LATER), short):
        await store.save_mute(mute)
    assert await store.mutes() == await store.mutes(ANN) == [short, endless]
    assert await store.delete_mute(endless)
    assert not await store.delete_mute(endless)
    await store.purge(LATER)
    assert await store.mutes(ANN) == []


async def test_the_last_thumb_and_a_subscribers_own_offers_are_kept(store: Store) -> None:
    await store.save_subscriber(subscriber(1))
    await store.commit(changes(delivery(1)))
    thumb = Feedback(alert_id=alert(1).id, subscriber_id=ANN, good=True, at=NOON)
    await store.save_feedback(thumb)
    await store.save_feedback(replace(thumb, good=False))
    assert await store.feedback(ANN) == [replace(thumb, good=False)]
    rewrite = Rewrite(rule_id=MINE.id, before="tariff", after="tariff -opinion")
    offer = Offer(code="abc", subscriber_id=ANN, rewrites=(rewrite,), created=NOON)
    await store.save_offer(offer)
    assert await store.offer(ANN, "abc") == offer
    assert await store.offer(subscriber(2).id, "abc") is None
    await store.purge(LATER)
    assert await store.offer(ANN, "abc") is None


def held(number: int, about: str, until: timedelta = 60 * MINUTE) -> Changes:
    """Give an alert that waits for a digest."""
    told = replace(alert(number, about), held_until=NOON + until)
    digest = NewDelivery(
        kind=DeliveryKind.DIGEST,
        subscriber_id=told.subscriber_id,
        destination=chat(number),
        severity=Severity.MEDIUM,
        created=NOON + timedelta(microseconds=len(about)),
        not_before=NOON + until,
    )
    stop = Stop(
        item_id=ItemId(about),
        subscriber_id=told.subscriber_id,
        stage=Stage.DIGEST,
        detail="tariffs/raised",
        until=told.held_until,
    )
    return replace(changes(about=about), alerts=(told,), deliveries=(digest,), stops=(stop,))


async def test_one_digest_tells_all_that_waits_for_it_and_no_other_tells_it_again(
    store: Store,
) -> None:
    await store.save_subscriber(subscriber(1))
    for about, until in (("steel", 60), ("copper", 60), ("aluminium", 120)):
        await store.commit(held(1, about, until * MINUTE))
    assert (await store.queue()).pending == 2
    (digest,) = await claim(store, LATER, limit=9, lease=MINUTE)
    contents = await store.digest_contents(digest)
    assert sorted(content.story.id for content in contents) == ["copper", "steel"]
    assert await store.digest_contents(digest) == contents
    await record(store, digest, Sent(message_id="m1"), LATER)
    told = await store.told([StoryId("steel"), StoryId("aluminium")])
    assert [told[StoryId(one)][0].digested for one in ("steel", "aluminium")] == [True, False]
    (row,) = await store.alert_deliveries(alert(1).id)
    assert (row[0].kind, row[1], row[3]) == (DeliveryKind.DIGEST, DeliveryState.SENT, LATER)
    (last,) = await claim(store, NOON + 120 * MINUTE, limit=9, lease=MINUTE)
    assert [one.story.id for one in await store.digest_contents(last)] == ["aluminium"]


async def test_a_digest_of_another_chat_or_person_tells_only_its_own(store: Store) -> None:
    for number in (1, 2):
        await store.save_subscriber(subscriber(number))
    await store.commit(held(1, "steel"))
    routed = held(1, "copper")
    there = replace(routed.deliveries[0], destination=GROUP)
    alerts = (replace(routed.alerts[0], destination=GROUP),)
    await store.commit(replace(routed, alerts=alerts, deliveries=(there,)))
    await store.commit(held(2, "aluminium"))
    claimed = await claim(store, LATER, limit=9, lease=MINUTE)
    found = {
        one.destination: [content.story.id for content in await store.digest_contents(one)]
        for one in claimed
    }
    assert found == {chat(1): ["steel"], GROUP: ["copper"], chat(2): ["aluminium"]}


async def test_what_waits_of_a_muted_story_is_not_told(store: Store) -> None:
    await store.save_subscriber(subscriber(1))
    await store.commit(held(1, "steel"))
    await store.commit(changes(delivery(1, "copper", not_before=LATER), about="copper"))
    for about in ("steel", "copper"):
        await store.save_mute(Mute(subscriber_id=ANN, kind=MuteKind.STORY, key=about))
    for one in await claim(store, LATER, limit=9, lease=MINUTE):
        assert one.kind is DeliveryKind.DIGEST
        assert await store.digest_contents(one) == []


async def test_a_story_that_waits_for_a_digest_is_not_purged(store: Store) -> None:
    await store.save_subscriber(subscriber(1))
    await store.commit(held(1, "steel"))
    assert await store.purge(LATER) == 0
    (digest,) = await claim(store, LATER, limit=1, lease=MINUTE)
    await store.digest_contents(digest)
    assert await store.purge(LATER) == 0
    await record(store, digest, Sent(message_id="m1"), LATER)
    assert await store.purge(LATER) == 1


async def test_a_delivery_put_back_is_claimed_again_at_its_time_and_lets_others_pass(
    store: Store,
) -> None:
    await store.save_subscriber(subscriber(1))
    await store.commit(changes(delivery(1)))
    await store.commit(changes(delivery(1, "copper"), about="copper"))
    (first,) = await claim(store, NOON, limit=9, lease=MINUTE)
    await store.hold([first], LATER, NOON)
    (second,) = await claim(store, NOON, limit=9, lease=MINUTE)
    assert second.id != first.id
    await record(store, second, Sent(message_id="m2"), NOON)
    assert await claim(store, NOON + MINUTE, limit=9, lease=MINUTE) == []
    assert await store.next_due() == LATER
    (again,) = await claim(store, LATER, limit=9, lease=MINUTE)
    assert (again.id, again.attempts, again.not_before) == (first.id, 1, LATER)


async def test_a_rule_over_its_budget_is_said_once_a_day_whenever_it_is_decided(
    store: Store,
) -> None:
    await store.save_subscriber(subscriber(1))
    notice = replace(
        delivery(1, None, DeliveryKind.NOTICE, text="25 times on 2 March"), rule_id=MINE.id
    )
    for created in (NOON, LATER):
        again = replace(notice, created=created, not_before=created)
        await store.commit(replace(changes(), deliveries=(again,)))
    (claimed,) = await claim(store, LATER, limit=9, lease=MINUTE)
    assert claimed.rule_id == MINE.id
    assert (await store.queue()).pending == 1


async def test_alerts_since_and_what_stopped_items_are_read(store: Store) -> None:
    await store.save_subscriber(subscriber(1))
    await store.commit(held(1, "steel"))
    told = Noted(ANN, alert(1).rules, NOON, LATER)
    assert [one async for one in store.alerts_since(NOON)] == [told]
    assert [one async for one in store.alerts_since(LATER)] == []
    (stop,) = await store.stops(ANN, [ItemId("steel"), ItemId("copper")])
    assert (stop.stage, stop.until) == (Stage.DIGEST, LATER)
    assert await store.stops(subscriber(2).id, [ItemId("steel")]) == []


async def test_items_by_rule_and_stories_by_pack_are_counted(store: Store) -> None:
    await store.commit(changes())
    await store.commit(changes(about="copper"))
    found = [one.item.id async for one in store.matched_items([RuleId("tariffs/raised")], NOON)]
    assert found == ["copper", "steel"]
    assert [one async for one in store.matched_items([RuleId("else")], NOON)] == []
    assert await store.pack_stories(NOON) == ({PackId("tariffs"): 2}, NOON)
    assert await store.pack_stories(LATER) == ({}, None)


async def test_a_question_is_open_until_it_is_answered_or_its_chat_is_forgotten(
    store: Store,
) -> None:
    """One a person and chat; in a chat that is not known none is kept."""
    first = Question(subscriber_id=ANN, person="1", expects="rule-name:", asked=NOON)
    await store.save_question(first)
    assert await store.questions(NOON) == []
    await store.save_subscriber(subscriber(1))
    other = replace(first, person="2", asked=LATER)
    for one in (first, replace(first, expects="zone:"), other):
        await store.save_question(one)
    assert await store.questions(NOON) == [replace(first, expects="zone:"), other]
    assert await store.questions(LATER) == [other]
    await store.purge(LATER)
    assert await store.questions(NOON) == [other]
    await store.save_question(first)
    await store.save_question(replace(other, expects=""))
    assert await store.questions(NOON) == [first]
    await store.forget_subscriber(ANN)
    assert await store.questions(NOON) == []


async def test_what_only_feeds_of_subscribers_brought_counts_for_no_pack(store: Store) -> None:
    """It alerts those who follow them, and nobody who looks at the topics."""
    brought = changes()
    theirs = replace(brought.items[0].item, feed_id=user_feed_id("https://mine.test/rss"))
    await store.commit(replace(brought, items=(replace(brought.items[0], item=theirs),)))
    assert await store.pack_stories(NOON) == ({}, None)


async def test_an_alert_is_found_by_the_message_that_told_it_in_its_chat(store: Store) -> None:
    """By its own, and by an answer to it; another chat's message of that number is none of theirs."""
    for about in ("steel", "copper"):
        await store.commit(changes(delivery(1, about), about=about))
        (claimed,) = await claim(store, NOON, limit=9, lease=MINUTE)
        await record(store, claimed, Sent(message_id=f"{about}-1"), NOON)
    answer = delivery(1, "steel", DeliveryKind.REPLY, novelty=OfficialJoined(source="USTR"))
    await store.commit(replace(changes(), deliveries=(answer,)))
    (claimed,) = await claim(store, NOON, limit=9, lease=MINUTE)
    await record(store, claimed, Sent(message_id="steel-2"), NOON)
    for message in ("steel-1", "steel-2"):
        assert await store.alert_by_message(ANN, chat(1), message) == alert(1, "steel").id
    assert await store.alert_by_message(ANN, chat(1), "copper-1") == alert(1, "copper").id
    assert await store.alert_by_message(ANN, chat(2), "steel-1") is None
    assert await store.alert_by_message(subscriber(2).id, chat(1), "steel-1") is None
    assert await store.alert_by_message(ANN, chat(1), "steel-3") is None


async def test_one_alert_and_one_story_are_given(store: Store) -> None:
    await store.commit(changes(delivery(1)))
    content = await store.alert(alert(1).id)
    assert content is not None
    assert content.alert.id == alert(1).id
    assert await store.alert(alert_id(StoryId("else"), ANN)) is None
    found = await store.story(StoryId("steel"))
    assert found is not None
    assert found.id == "steel"
    assert await store.story(StoryId("else")) is None


async def test_nothing_of_a_forgotten_subscriber_stays(store: Store) -> None:
    await store.save_subscriber(subscriber(1))
    await store.save_rule(MINE)
    await store.share("code", MINE.id)
    await store.commit(held(1, "steel"))
    await store.save_mute(Mute(subscriber_id=ANN, kind=MuteKind.TICKER, key="LMT"))
    thumb = Feedback(alert_id=alert(1).id, subscriber_id=ANN, good=True, at=NOON)
    await store.save_feedback(thumb)
    await store.forget_subscriber(ANN)
    assert await store.mutes(ANN) == []
    assert await store.feedback(ANN) == []
    assert await store.shared("code") is None
    assert await store.stops(ANN, [ItemId("steel")]) == []
    assert await claim(store, LATER, limit=9, lease=MINUTE) == []


async def routed(store: Store) -> NewDelivery:
    """Store a rule that is routed to a group, and an alert by it that waits for the digest there."""
    await store.save_subscriber(subscriber(1))
    await store.save_rule(MINE)
    waits = held(1, "steel")
    there = replace(waits.deliveries[0], destination=GROUP)
    alerts = (replace(waits.alerts[0], destination=GROUP),)
    await store.commit(replace(waits, alerts=alerts, deliveries=(there,)))
    return there


async def test_a_group_that_moved_takes_its_routes_and_its_digest_along(store: Store) -> None:
    await routed(store)
    (digest,) = await claim(store, LATER, limit=9, lease=MINUTE)
    await record(store, digest, Moved(to=chat(77)), LATER)
    assert [rule.destination for rule in await store.rules(ANN)] == [chat(77)]
    (again,) = await claim(store, LATER + 2 * MINUTE, limit=9, lease=MINUTE)
    assert again.destination == chat(77)
    assert [one.story.id for one in await store.digest_contents(again)] == ["steel"]


async def test_a_group_that_is_gone_ends_its_routes_and_not_the_subscriber(store: Store) -> None:
    await routed(store)
    (digest,) = await claim(store, LATER, limit=9, lease=MINUTE)
    await record(store, digest, Gone(reason=verbatim("kicked")), LATER)
    assert await store.rules(ANN) == [replace(MINE, destination=None)]
    known = await store.subscriber(ANN)
    assert known is not None
    assert known.active
    (again,) = await claim(store, LATER, limit=9, lease=MINUTE)
    assert again.destination == chat(1)
    assert [one.story.id for one in await store.digest_contents(again)] == ["steel"]


@pytest.mark.parametrize(
    "outcome", [Gone(reason=verbatim("kicked")), Rejected(reason=verbatim("no"), barred=True)]
)
async def test_what_waits_for_a_route_that_ended_goes_to_its_owner(
    store: Store, outcome: Gone | Rejected
) -> None:
    """Whatever comes back from there later; what was told there is neither edited nor answered."""
    await store.save_subscriber(subscriber(1))
    await store.save_rule(MINE)
    for about in ("steel", "copper", "zinc"):
        there = replace(delivery(1, about), destination=GROUP)
        told = changes(there, about=about)
        await store.commit(replace(told, alerts=(replace(alert(1, about), destination=GROUP),)))
    (first,) = await claim(store, NOON, limit=9, lease=MINUTE)
    await record(store, first, Sent(message_id="7"), NOON)
    edit = replace(delivery(1, "steel", DeliveryKind.EDIT, created=LATER), destination=GROUP)
    await store.commit(replace(changes(), deliveries=(edit,), alerts=()))
    (second,) = await claim(store, NOON, limit=9, lease=MINUTE)
    for _ in range(2):
        await record(store, second, outcome, NOON)
    left: list[Delivery] = []
    while claimed := await claim(store, LATER, limit=9, lease=MINUTE):
        left += claimed
        await record(store, claimed[0], Sent(message_id="8"), LATER)
    assert [(one.destination, one.kind) for one in left] == 2 * [(chat(1), DeliveryKind.FIRST)]
    content = await store.alert(alert(1, "steel").id)
    assert content is not None
    assert (content.alert.message_id, content.alert.destination) == ("", None)
    assert (await store.queue()).rejected == 1
    (one,) = await store.subscribers()
    assert one.active


async def test_an_address_that_moved_takes_along_all_that_goes_there(store: Store) -> None:
    """Its topics, everybody's rules, and what is on its way; another's address that ends alike stays."""
    group = replace(subscriber(3), destination=chat(-100))
    topic = replace(subscriber(4), destination=replace(chat(-100), thread="7"))
    other = replace(subscriber(5), destination=chat(-7100))
    for one in (subscriber(1), group, topic, other):
        await store.save_subscriber(one)
    await store.save_rule(replace(MINE, destination=topic.destination))
    for number in (3, 5):
        there = replace(delivery(number), destination=chat({3: -100, 5: -7100}[number]))
        await store.commit(replace(changes(there), alerts=(alert(number),)))
    held_there = replace(
        delivery(1, None, text="later", not_before=LATER), destination=topic.destination
    )
    await store.post_notices([held_there])
    await store.move_places("telegram", "-100", "-200", NOON)
    places = await store.places("telegram", "-200")
    assert [one.id for one in places] == [group.id, topic.id]
    assert not await store.places("telegram", "-100")
    (rule,) = await store.rules(ANN)
    assert rule.destination == replace(topic.destination, address="-200")
    taken = await claim(store, LATER, limit=9, lease=MINUTE)
    assert {one.destination for one in taken} == {chat(-200), chat(-7100), rule.destination}
    assert await store.next_due() == LATER + MINUTE
