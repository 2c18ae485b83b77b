"""Saying that an item does not tell the story it was put into: "not the same story"."""

from collections.abc import Sequence

from bot.actions.alerts import own_alert
from bot.actions.desk import Desk
from bot.actions.operators import is_operator
from bot.domain.alert import AlertId
from bot.domain.errors import RefusedError
from bot.domain.feed import FeedId
from bot.domain.item import ItemId
from bot.domain.story import Separation, story_id
from bot.domain.subscriber import SubscriberId
from bot.pipeline.ingest import WINDOW
from bot.pipeline.ports import StoredItem


async def joined_items(
    desk: Desk, subscriber_id: SubscriberId, alert: AlertId
) -> Sequence[StoredItem]:
    """Give the items that joined an alert's story, the oldest first; its own first item is the story.

    Raises:
        RefusedError: it is no alert of theirs.

    """
    content = await own_alert(desk, subscriber_id, alert)
    return [
        stored
        for stored in await desk.store.story_items(content.story.id)
        if story_id(stored.item.id) != content.story.id
        and desk.rules.followers.hears(subscriber_id, FeedId(stored.item.feed_id))
    ]


async def separate(
    desk: Desk, subscriber_id: SubscriberId, person: str, alert: AlertId, item: ItemId
) -> Separation:
    """Say that an item does not tell an alert's story, and give what was kept of it.

    A story is everybody's. So an operator is obeyed at once, and so is who alone was told of the
    story; of others it takes two.

    Raises:
        RefusedError: it is no alert of theirs, or the item is not in its story any more.

    """
    content = await own_alert(desk, subscriber_id, alert)
    story = content.story.id
    if all(stored.item.id != item for stored in await joined_items(desk, subscriber_id, alert)):
        raise RefusedError("refused.not_in_story")
    now = desk.clock.now()
    said = {
        one.by
        for one in await desk.store.separations(now - WINDOW)
        if (one.item_id, one.story_id) == (item, story)
    }
    others = {*await desk.store.told_of(story)} - {subscriber_id}
    separation = Separation(
        item_id=item,
        story_id=story,
        by=subscriber_id,
        at=now,
        obeyed=is_operator(desk, person) or not others or bool(said - {subscriber_id}),
    )
    if separation.obeyed:
        await desk.hosting.separate(separation)
    else:
        await desk.store.save_separation(separation)
    return separation
