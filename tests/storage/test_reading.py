"""What previews, pages and messages read, on every backend."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain.alert import AlertContent, RuleHeld
from bot.domain.delivery import DeliveryKind, Sent
from bot.domain.feed import FeedId, FeedState
from bot.domain.item import ItemId
from bot.domain.rule import Match, Pack, PackId, Rule, RuleId, Severity
from bot.domain.sentence import verbatim
from bot.domain.story import FigureChanged, StoryId
from bot.pipeline.ports import Changes, FeedHealth, Result, Store, StoredItem
from bot.storage import open_store
from tests.storage.making import (
    FEED,
    MINUTE,
    NOON,
    alert,
    changes,
    delivery,
    item,
    remembered,
    stored,
    story,
    subscriber,
)

NEW = FigureChanged(before="25%", after="50%")
PACK = Pack(
    id=PackId("tariffs"),
    title="Tariffs",
    description="",
    emoji="🔴",
    rules=(
        Rule(
            id=RuleId("tariffs/raised"), name="raised", query="tariff", severity=Severity.CRITICAL
        ),
    ),
)


def many(count: int) -> list[StoredItem]:
    """Give items of one story, two and two seen at the same moment."""
    return [
        stored(item(f"item-{number:05}", seen=NOON + (number // 2) * MINUTE), "steel")
        for number in range(count)
    ]


async def fill(store: Store, found: Sequence[StoredItem]) -> None:
    """Store items in one story."""
    await store.commit(
        Changes(feed_state=FeedState(feed_id=FEED), items=tuple(found), stories=(story(),))
    )


async def test_the_window_goes_through_all_items_in_the_order_they_came(store: Store) -> None:
    """However many, and what is stored meanwhile does no harm."""
    found = many(2_203)
    await fill(store, found)
    seen = []
    async for one in store.window(NOON + MINUTE):
        seen.append(one)
        if len(seen) == 10:
            await store.save_feed_states([FeedState(feed_id=FEED, failures=1)])
    assert seen == [remembered(one) for one in found[2:]]


async def test_recent_items_come_newest_first_and_as_many_as_asked(store: Store) -> None:
    """The page size does not show."""
    found = many(1_203)
    await fill(store, found)
    newest = found[::-1]
    assert [one async for one in store.recent_items(NOON + MINUTE)] == newest[:-2]
    for limit in (0, 1, 500, 501):
        assert [one async for one in store.recent_items(NOON, limit=limit)] == newest[:limit]


async def test_items_are_found_by_their_id_or_address(store: Store) -> None:
    """As two feeds may carry the same link, more than one may be found."""
    twin = replace(item("twin"), url=item().url)
    await fill(store, [stored(item()), stored(twin, "steel")])
    assert [one.item.id for one in await store.find_items(item().url)] == ["twin", "steel"]
    assert [one.item.id for one in await store.find_items("steel")] == ["steel"]
    assert await store.find_items("https://example.org/none") == []


async def test_content_is_all_that_a_message_is_made_of(url: str) -> None:
    """Rules by the names readers know, the story as it stands now, what is new."""
    store = await open_store(url, packs={PACK.id: PACK})
    await store.save_subscriber(subscriber())
    mine = RuleId("@telegram:1/mine")
    await store.save_rule(
        Rule(id=mine, name="mine", query="steel", severity=Severity.LOW, owner=subscriber().id)
    )
    reply = delivery(kind=DeliveryKind.REPLY, novelty=NEW)
    told = replace(alert(), rules=(RuleId("tariffs/raised"), mine, RuleId("@telegram:1/old")))
    grown = replace(story(updated=NOON + MINUTE, sources=3), related=StoryId("earlier"))
    earlier = replace(story("earlier"), title="Duties foreseen")
    await store.commit(replace(changes(delivery(), reply), alerts=(told,)))
    await store.commit(replace(changes(), items=(), stories=(grown, earlier)))
    expected = AlertContent(
        alert=told,
        item=item(),
        story=grown,
        rules=(
            RuleHeld(
                match=stored(item()).matches[0],
                name="tariffs/raised",
                severity=Severity.CRITICAL,
                topic="Tariffs",
            ),
            RuleHeld(match=Match(rule_id=mine), name="mine", severity=Severity.LOW),
            RuleHeld(
                match=Match(rule_id=RuleId("@telegram:1/old")), name="old", severity=Severity.HIGH
            ),
        ),
        tickers=stored(item()).tickers,
        related_title="Duties foreseen",
    )
    (first,) = await store.exchange([], NOON, limit=1, lease=MINUTE)
    assert first.content == expected
    done = Result(delivery=first.delivery, outcome=Sent(message_id="5"), at=NOON)
    (second,) = await store.exchange([done], NOON, limit=1, lease=MINUTE)
    sent = replace(expected, alert=replace(told, message_id="5"))
    assert second.content == replace(sent, novelty=NEW)
    assert await store.recent_alerts() == [sent]
    await store.close()


async def test_a_notice_has_no_content(store: Store) -> None:
    """Its text is its own."""
    await store.commit(changes(delivery(1, None, DeliveryKind.NOTICE, text="hello")))
    (one,) = await store.exchange([], NOON, limit=1, lease=MINUTE)
    assert str(one.delivery.said) == "hello"
    assert one.content is None


async def test_a_rule_that_a_later_item_met_is_told_without_words(store: Store) -> None:
    """Evidence points into one item's text, and only there."""
    later = replace(alert(), rules=(RuleId("summits/held"),))
    await store.commit(replace(changes(delivery()), alerts=(later,)))
    (content,) = await store.recent_alerts()
    assert [held.match for held in content.rules] == [Match(rule_id=RuleId("summits/held"))]


async def test_recent_alerts_are_one_subscribers_or_all(store: Store) -> None:
    """The latest first, as many as asked."""
    for number, about in enumerate(["a", "b", "c"]):
        told = [replace(alert(who, about), created=NOON + number * MINUTE) for who in (1, 2)]
        await store.commit(replace(changes(about=about), alerts=tuple(told)))
    mine = await store.recent_alerts(subscriber(2).id, limit=2)
    assert [(one.story.id, one.alert.subscriber_id) for one in mine] == [
        ("c", "telegram:2"),
        ("b", "telegram:2"),
    ]
    assert len(await store.recent_alerts()) == 6
    assert len(await store.recent_alerts(limit=5)) == 5


async def test_feed_health_counts_each_feeds_items(store: Store) -> None:
    """A feed that never gave any is there too."""
    await fill(store, many(4))
    quiet = FeedState(feed_id=FeedId("a-quiet-one"), failures=2, last_error=verbatim("503"))
    await store.save_feed_states([quiet])
    assert await store.feed_health() == [
        FeedHealth(state=quiet, items=0, newest=None),
        FeedHealth(state=FeedState(feed_id=FEED), items=4, newest=NOON + MINUTE),
    ]


async def test_everything_is_counted(store: Store) -> None:
    """Also what there is none of."""
    nothing = dict.fromkeys(
        [
            "items",
            "stories",
            "alerts",
            "subscribers",
            "rules",
            "pending",
            "sent",
            "rejected",
            "expired",
            "superseded",
        ],
        0,
    )
    assert await store.counts() == nothing
    await store.commit(changes(delivery(), delivery(2, not_before=NOON + MINUTE)))
    assert await store.counts() == nothing | {"items": 1, "stories": 1, "alerts": 2, "pending": 2}


async def test_an_item_never_seen_cannot_be_stored(store: Store) -> None:
    """Nothing could say how old it is; the caller has to know."""
    unseen = StoredItem(
        item=replace(item(), seen=None), story_id=StoryId("steel"), why_story=verbatim("")
    )
    with pytest.raises(ValueError, match="has no time seen"):
        await fill(store, [unseen])


async def test_items_rematched_are_kept_as_they_are_now(store: Store) -> None:
    """A waiting rule holds at last: it is a match, and waits no more."""
    await store.commit(changes())
    now = replace(
        stored(item()),
        matches=(Match(rule_id=RuleId("tariffs/confirmed")),),
        waiting=(RuleId("summits/held"),),
        tickers=(),
    )
    await store.commit(replace(changes(), items=(), rematched=(now,)))
    assert await store.find_items("steel") == [now]
    assert await store.waiting(StoryId("steel")) == [now]
    await store.commit(changes())
    assert await store.find_items("steel") == [now]
    done = replace(now, waiting=())
    await store.commit(replace(changes(), items=(), rematched=(done,)))
    assert await store.waiting(StoryId("steel")) == []


async def test_a_story_never_shrinks(store: Store) -> None:
    """An older state that comes late, with a commit told twice, is passed over."""
    grown = story(updated=NOON + MINUTE, sources=2)
    await store.commit(replace(changes(), stories=(grown,)))
    await store.commit(changes())
    assert await store.stories([StoryId("steel")]) == {StoryId("steel"): grown}


async def test_a_backlog_is_remembered_as_one(store: Store) -> None:
    """It is never told, only previewed."""
    await fill(store, [stored(item(), backlog=True)])
    assert [one.backlog for one in await store.find_items(ItemId("steel"))] == [True]
