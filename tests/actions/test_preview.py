"""How often a query would have fired on what is stored."""

from datetime import timedelta

import pytest

from bot.actions.desk import Desk
from bot.actions.preview import preview
from bot.domain.feed import FeedId, FeedState
from bot.domain.item import Item, ItemId
from bot.domain.story import Report, Story, StoryId
from bot.pipeline.ports import Changes, StoredItem
from bot.query.errors import QueryError
from bot.storage.store import SqlStore

from .conftest import NOW


async def store(desk: Desk, *news: tuple[str, str, float]) -> None:
    """Store items: title, story, days ago."""
    items, stories = [], {}
    for number, (title, story, days) in enumerate(news):
        at = NOW - timedelta(days=days)
        item = Item(id=ItemId(f"i{number}"), title=title, source="Press", published=at, seen=at)
        items.append(StoredItem(item=item, story_id=StoryId(story), why_story=""))
        reports = (Report(source="Press", at=at, tier=3),)
        stories[story] = Story(
            id=StoryId(story), title=title, opened=at, updated=at, reports=reports
        )
    assert isinstance(desk.store, SqlStore)
    await desk.store.commit(
        Changes(
            feed_state=FeedState(feed_id=FeedId("press")),
            items=tuple(items),
            stories=tuple(stories.values()),
        )
    )


async def test_it_counts_stories_not_items(desk: Desk) -> None:
    await store(
        desk,
        ("Duty on steel rises", "a", 3.0),
        ("Steel duty to rise, ministry says", "a", 2.9),
        ("Steel mill closes", "b", 1.0),
        ("Copper duty is dropped", "c", 0.5),
    )
    shown = await preview(desk, "steel AND duty")
    assert (shown.stories, shown.items, shown.judged) == (1, 2, 4)
    assert [hit.item.title for hit in shown.last] == ["Steel duty to rise, ministry says"]
    assert {piece.text for piece in shown.last[0].match.evidence} == {"Steel", "duty"}


async def test_the_rate_is_over_the_days_there_are_items_for(desk: Desk) -> None:
    await store(desk, *((f"Duty number {n}", f"s{n}", n / 4) for n in range(8)))
    shown = await preview(desk, "duty")
    assert shown.stories == 8
    assert shown.days == pytest.approx(1.75)
    assert shown.per_day == pytest.approx(8 / 1.75)
    assert sum(count for _, count in shown.by_day) == 8


async def test_what_is_older_than_the_period_does_not_count(desk: Desk) -> None:
    await store(desk, ("Duty long ago", "a", 8.0), ("Duty today", "b", 0.1))
    assert (await preview(desk, "duty")).stories == 1


async def test_nothing_stored_is_no_error(desk: Desk) -> None:
    assert (await preview(desk, "duty")).stories == 0


async def test_a_query_that_does_not_parse_is_told(desk: Desk) -> None:
    with pytest.raises(QueryError):
        await preview(desk, "duty AND")
