"""What is old goes, what is still needed stays, on every backend."""

from dataclasses import replace
from datetime import datetime

from bot.domain.delivery import DeliveryKind, Sent
from bot.domain.item import ItemId
from bot.domain.story import StoryId
from bot.pipeline.ports import Store
from tests.storage.making import (
    FEED,
    MINUTE,
    NOON,
    alert,
    changes,
    claim,
    content_of,
    delivery,
    record,
    story,
)


async def told(store: Store, about: str, updated: datetime) -> None:
    """Store a story that last grew then, told and sent."""
    await store.commit(
        replace(
            changes(delivery(about=about), about=about), stories=(story(about, updated=updated),)
        )
    )
    for one in await claim(store, NOON, limit=1, lease=MINUTE):
        await record(store, one, Sent(message_id="1"), NOON)


async def test_old_stories_go_with_all_that_hangs_on_them(store: Store) -> None:
    """Newer ones stay whole."""
    for about, updated in (("old", NOON - MINUTE), ("new", NOON)):
        await told(store, about, updated)
    assert await store.purge(NOON) == 1
    counted = await store.counts()
    assert [counted[name] for name in ("items", "stories", "alerts", "sent")] == [1, 1, 1, 1]
    assert [one.item.id async for one in store.recent_items(NOON)] == ["new"]
    assert await store.alert_deliveries(alert(about="old").id) == []
    assert len(await store.recent_alerts()) == 1


async def test_a_purged_item_that_its_feed_still_lists_is_nothing_new(store: Store) -> None:
    """Or each purge would tell the oldest entries of long feeds once more."""
    await told(store, "old", NOON - MINUTE)
    await store.purge(NOON)
    assert await store.unseen(FEED, [ItemId("old"), ItemId("new")]) == {ItemId("new")}
    await store.commit(changes(about="old"))
    assert (await store.counts())["items"] == 0


async def test_what_is_still_to_be_sent_is_kept_with_its_story(store: Store) -> None:
    """However old: no committed alert is lost."""
    await store.commit(changes(delivery(), delivery(2, not_before=NOON + MINUTE)))
    (one,) = await claim(store, NOON, limit=9, lease=MINUTE)
    await record(store, one, Sent(message_id="1"), NOON)
    assert await store.purge(NOON + 100 * MINUTE) == 0
    (held,) = await claim(store, NOON + MINUTE, limit=9, lease=MINUTE)
    content = await content_of(store, held)
    assert content is not None
    assert content.story.id == StoryId("steel")


async def test_notices_go_once_they_are_sent(store: Store) -> None:
    """Those that wait do not."""
    for number in (1, 2):
        await store.commit(changes(delivery(number, None, DeliveryKind.NOTICE, text="hello")))
    (one,) = await claim(store, NOON, limit=1, lease=MINUTE)
    await record(store, one, Sent(message_id="1"), NOON)
    await store.purge(NOON + MINUTE)
    counted = await store.counts()
    assert (counted["sent"], counted["pending"]) == (0, 1)


async def test_any_number_of_stories_is_purged(store: Store) -> None:
    """In pieces, between which others get their turn."""
    abouts = [f"s{number}" for number in range(450)]
    whole = [changes(about=about) for about in abouts]
    await store.commit(
        replace(
            whole[0],
            items=tuple(item for one in whole for item in one.items),
            stories=tuple(one for each in whole for one in each.stories),
        )
    )
    assert await store.purge(NOON + MINUTE) == 450
    assert (await store.counts())["stories"] == 0
