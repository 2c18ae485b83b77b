"""What a stranger writes into a feed of their own stays out of everybody else's stories."""

from datetime import UTC, datetime, timedelta

from bot.domain.item import Item, item_id
from bot.domain.story import Placement
from bot.domain.user_feed import user_feed_id
from bot.stories.index import StoryIndex
from bot.stories.shelves import Shelves

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
TITLE = "Copper mine in Chile halts output after strike vote"
MINE, THEIRS = user_feed_id("https://mine.example/"), user_feed_id("https://theirs.example/")


def report(feed: str, *, minutes: int = 0) -> Item:
    return Item(
        id=item_id(feed, TITLE),
        title=TITLE,
        summary="",
        url=f"https://{feed.strip('~')}.example/1",
        source=feed,
        seen=NOON + timedelta(minutes=minutes),
        feed_id=feed,
    )


def take(shelves: Shelves, item: Item) -> Placement:
    placement = shelves.place(item)
    shelves.add(item, (), placement)
    return placement


def test_a_users_feed_neither_opens_nor_joins_a_story_of_the_others() -> None:
    shelves = Shelves(StoryIndex)
    stories = {
        take(shelves, report(feed, minutes=number)).story_id
        for number, feed in enumerate([MINE, "wire", THEIRS, "press"])
    }
    assert len(stories) == 3, "wire and press tell one, each of the two feeds its own"


def test_it_is_taken_up_again_and_let_go_of_by_age() -> None:
    shelves = Shelves(StoryIndex)
    placement = take(shelves, report(MINE))
    again = Shelves(StoryIndex)
    again.restore(report(MINE), (), placement.story_id)
    assert again.expire(NOON + timedelta(days=1)) == 0
    assert again.expire(NOON + timedelta(days=9)) == 1
    assert take(again, report(MINE)).new


def test_an_item_removed_is_as_if_it_had_never_been() -> None:
    shelves = Shelves(StoryIndex)
    item = report(MINE)
    take(shelves, item)
    shelves.remove(item.id)
    assert shelves.place(item).new
