"""What ingest stores and finds again, on every backend."""

from dataclasses import replace

from bot.domain.feed import FeedState
from bot.domain.item import ItemId
from bot.domain.sentence import said, verbatim
from bot.domain.story import Separation, StoryId
from bot.domain.subscriber import SubscriberId
from bot.domain.user_feed import user_feed_id
from bot.pipeline.ports import Changes, Store
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
)


async def test_a_feed_state_comes_back_as_it_was_saved(store: Store) -> None:
    """Every field, times with their zone."""
    state = FeedState(
        feed_id=FEED,
        etag='W/"1"',
        last_modified="Mon, 02 Mar 2026 12:00:00 GMT",
        body_hash="ab",
        moved_to="https://example.org/new",
        learned=True,
        failures=3,
        last_error=said(
            "fetch.status", host="example.org", status="503", advice=said("fetch.server")
        ),
        last_success=NOON - MINUTE,
        last_attempt=NOON,
        next_poll=NOON + MINUTE,
        gone=True,
    )
    await store.save_feed_states([replace(state, failures=1)])
    await store.save_feed_states([state])
    assert await store.feed_states() == {FEED: state}


async def test_everything_of_a_commit_is_found_again(store: Store) -> None:
    """Items with tickers, matches in order and waiting rules; stories with their reports."""
    await store.commit(changes(delivery()))
    assert [one async for one in store.window(NOON)] == [remembered(stored(item()))]
    assert await store.stories([StoryId("steel"), StoryId("none")]) == {StoryId("steel"): story()}
    assert await store.find_items("https://example.org/steel") == [stored(item())]
    assert await store.find_items("steel") == [stored(item())]
    assert await store.waiting(StoryId("steel")) == [stored(item())]
    told = await store.told([StoryId("steel"), StoryId("none")])
    assert [one.alert for one in told[StoryId("steel")]] == [alert()]
    assert (await store.feed_states())[FEED].learned


async def test_only_what_was_never_stored_is_unseen(store: Store) -> None:
    """In any number: thousands are asked for at once."""
    await store.commit(changes())
    many = [ItemId(f"item-{number}") for number in range(2_000)]
    assert await store.unseen(FEED, [ItemId("steel"), *many]) == frozenset(many)
    assert await store.unseen(FEED, []) == frozenset()


async def test_stories_of_the_same_address_are_found_across_feeds_of_subscribers_and_others(
    store: Store,
) -> None:
    """Each side finds the other's; an address that names several stories, or none, names no item."""
    mine = user_feed_id("https://mine.test/rss")
    for name, feed, url in (
        ("wire", FEED, "https://page.test/1"),
        ("mine", mine, "https://page.test/1"),
        ("front", FEED, "https://page.test/"),
        ("front-too", FEED, "https://page.test/"),
        ("bare", FEED, ""),
    ):
        there = changes(about=name)
        item = replace(there.items[0].item, feed_id=feed, url=url)
        await store.commit(replace(there, items=(replace(there.items[0], item=item),)))
    new, wire = StoryId("new"), StoryId("wire")
    at = {new: ["https://page.test/1"]}
    assert await store.retold(at, private=False) == {new: {"mine"}}
    assert await store.retold({wire: []}, private=False) == {wire: {"mine"}}
    assert await store.retold({StoryId("mine"): []}, private=True) == {"mine": {"wire"}}
    for url in ("https://page.test/", "", "https://page.test/2"):
        assert await store.retold({new: [url]}, private=True) == {}


async def test_an_item_taken_out_of_its_story_leads_its_own(store: Store) -> None:
    """What people said of it is kept with it, one word a person, and found by when it was said."""
    joined = stored(item("twin"), "steel")
    await store.commit(replace(changes(), items=(stored(item()), joined)))
    assert await store.story_items(StoryId("steel")) == [stored(item()), joined]
    voice = Separation(
        item_id=ItemId("twin"),
        story_id=StoryId("steel"),
        by=SubscriberId("telegram:1"),
        at=NOON,
        obeyed=False,
    )
    await store.save_separation(voice)
    assert await store.separations(NOON) == [voice]
    said = replace(voice, at=NOON + MINUTE, obeyed=True)
    alone = replace(joined, story_id=StoryId("twin"), why_story=verbatim("not the same story"))
    await store.commit(
        Changes(stories=(story("twin"), story()), rematched=(alone,), separations=(said,))
    )
    assert await store.story_items(StoryId("steel")) == [stored(item())]
    assert await store.story_items(StoryId("twin")) == [alone]
    assert await store.separations(NOON) == [said]
    assert await store.separations(NOON + 2 * MINUTE) == []


async def test_whom_a_story_was_told_is_known(store: Store) -> None:
    """Each of them has an alert of it."""
    await store.commit(changes(delivery()))
    assert await store.told_of(StoryId("steel")) == {alert().subscriber_id}
    assert not await store.told_of(StoryId("none"))
