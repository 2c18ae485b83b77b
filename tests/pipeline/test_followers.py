"""What feeds of subscribers bring: to those who follow them, and never a second time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.silence import Stage
from bot.domain.subscriber import SubscriberId
from bot.domain.user_feed import UserFeed
from bot.stories.index import StoryIndex
from bot.stories.shelves import Shelves
from tests.storage.making import claim

from .conftest import NOW, Newsdesk, entry, feed, newsdesk

PRESS, WIRE = feed("press"), feed("wire")
ANN, BEN = SubscriberId("telegram:ann"), SubscriberId("telegram:ben")
MINE = UserFeed(
    subscriber_id=ANN, url="https://www.press.test/feed", title="Mine", since=NOW
).feed()
HEADLINE = "Trade ministry to raise tariff on imported steel to 50 percent"


@pytest.fixture
async def apart(desk: Newsdesk) -> Newsdesk:
    """Give a flow with two readers, one of whom follows a feed of their own."""
    apart = newsdesk(desk.store, desk.clock, Shelves(StoryIndex))
    for name in ("ann", "ben"):
        await apart.subscribe(name)
    apart.rules.followers.add(MINE.id, ANN)
    await apart.learn(PRESS, WIRE, MINE)
    return apart


async def told(desk: Newsdesk) -> list[str]:
    """Give who waits for a message, name by name."""
    found = await claim(desk.store, desk.clock.now(), limit=99, lease=timedelta(hours=9))
    return sorted(one.subscriber_id for one in found)


@pytest.mark.parametrize("first", [PRESS, MINE])
async def test_what_a_feed_of_ones_own_tells_as_well_alerts_once(
    apart: Newsdesk, first: object
) -> None:
    """Whichever is first; who follows nothing hears of it as ever."""
    second = MINE if first is PRESS else PRESS
    await apart.read(first, entry(HEADLINE))  # type: ignore[arg-type]
    await apart.read(second, entry(HEADLINE))
    assert await told(apart) == [ANN, BEN]
    assert (await apart.store.counts())["alerts"] == 2
    link = entry(HEADLINE).url
    items = [one.item.id for one in await apart.store.find_items(link)]
    (stop,) = await apart.store.stops(ANN, items)
    assert (stop.stage, stop.detail) == (Stage.ELSEWHERE, "tariffs/announced, tariffs/talk")


async def test_what_joins_the_story_later_is_no_second_alert_either(apart: Newsdesk) -> None:
    """The story of all feeds grows by other addresses; it was told to them by their own."""
    await apart.read(MINE, entry(HEADLINE))
    await apart.read(PRESS, entry(HEADLINE))
    await apart.read(WIRE, replace(entry(HEADLINE), url="http://wire.test/1", guid="wire-1"))
    assert await told(apart) == [ANN, BEN]
    assert (await apart.store.counts())["alerts"] == 2


@pytest.mark.parametrize("link", ["http://press.test/", ""])
async def test_a_page_that_all_entries_lead_to_names_none_of_them(
    apart: Newsdesk, link: str
) -> None:
    """Nothing is kept back because of the address of a front page, or of none."""
    other = "Parliament to impose a duty on aluminium foil from neighbours"
    for title in (HEADLINE, other):
        await apart.read(PRESS, replace(entry(title), url=link))
    third = "Farm lobby wants to impose tariff on sugar"
    await apart.read(MINE, replace(entry(third), url=link))
    assert (await apart.store.counts())["alerts"] == 5, "two for each, and Ann's own"
