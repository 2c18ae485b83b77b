"""Feeds of subscribers, who looks after a group, invitations: kept, given, gone with their owner."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.user_feed import UserFeed
from bot.pipeline.ports import Store
from tests.storage.making import NOON, subscriber


def follow(url: str, **later: float) -> UserFeed:
    who = subscriber().id
    return UserFeed(subscriber_id=who, url=url, title="Mill", since=NOON + timedelta(**later))


async def test_a_person_is_given_the_places_they_set_up(store: Store) -> None:
    group = replace(subscriber(-7), name="Desk")
    for one in (group, replace(subscriber(-8), active=False), subscriber(-9)):
        await store.save_subscriber(one)
    for number, person in ((-7, "1"), (-8, "1"), (-9, "2")):
        await store.save_steward(subscriber(number).id, person)
    assert await store.stewarded("1") == [group]
    assert await store.stewarded("3") == []


async def test_a_followed_feed_is_kept_until_it_is_left(store: Store) -> None:
    await store.save_subscriber(subscriber())
    first, second = follow("https://mill.example/feed"), follow("https://port.example/", hours=1)
    await store.save_user_feeds([second, first])
    assert await store.user_feeds(first.subscriber_id) == [first, second]
    assert await store.delete_user_feed(first)
    assert not await store.delete_user_feed(first)
    assert await store.user_feeds() == [second]


async def test_what_somebody_followed_and_looked_after_goes_with_them(store: Store) -> None:
    await store.save_subscriber(subscriber())
    await store.save_user_feeds([follow("https://mill.example/feed")])
    await store.save_steward(subscriber().id, "1001")
    assert await store.steward(subscriber().id) == "1001"
    await store.forget_subscriber(subscriber().id)
    assert await store.user_feeds() == []
    assert await store.steward(subscriber().id) == ""


async def test_an_invitation_lets_one_in(store: Store) -> None:
    await store.add_invites(["b", "a"], NOON)
    assert await store.open_invites() == ["a", "b"]
    assert await store.take_invite("a")
    assert not await store.take_invite("a")
    assert await store.open_invites() == ["b"]
