"""Subscribing, topics, watchlist, leaving: stored first, in force at once."""

from dataclasses import replace

import pytest

from bot.actions import rules, subscriptions
from bot.actions.desk import Desk
from bot.domain.errors import RefusedError
from bot.domain.subscriber import Destination, SubscriberId

HERE = Destination(adapter="telegram", address="ann")


async def test_who_subscribes_is_stored_and_found(desk: Desk, ann: SubscriberId) -> None:
    stored = await desk.store.subscriber(ann)
    assert stored == await desk.subscriber(ann)
    assert stored is not None
    assert (stored.name, stored.topics, stored.active) == ("Ann", frozenset(), True)


async def test_who_comes_back_finds_topics_and_rules_again(desk: Desk, ann: SubscriberId) -> None:
    await subscriptions.set_topic(desk, ann, "tariffs", chosen=True)
    await rules.add_rule(desk, ann, "copper", "copper")
    await desk.keep(replace(await desk.subscriber(ann), active=False))  # Telegram said: blocked
    with pytest.raises(RefusedError):
        await desk.subscriber(ann)
    back, new = await subscriptions.subscribe(desk, ann, HERE, name="Ann", lang="en")
    assert not new
    assert back.topics == {"tariffs"}
    assert [rule.name for rule in desk.rules.own_rules(ann)] == ["copper"]


async def test_a_topic_is_chosen_and_dropped(desk: Desk, ann: SubscriberId) -> None:
    (any_tariff,) = (rule for rule in desk.rules.pack_rules() if rule.pack == "tariffs")
    await subscriptions.set_topic(desk, ann, "tariffs", chosen=True)
    assert [one.id for one in desk.rules.listeners(any_tariff)] == [ann]
    await subscriptions.set_topic(desk, ann, "tariffs", chosen=False)
    assert list(desk.rules.listeners(any_tariff)) == []


async def test_an_unknown_topic_is_refused_with_those_there_are(
    desk: Desk, ann: SubscriberId
) -> None:
    with pytest.raises(RefusedError, match="There are: summits, tariffs"):
        await subscriptions.set_topic(desk, ann, "weather", chosen=True)


async def test_who_never_subscribed_is_told_how_to(desk: Desk) -> None:
    with pytest.raises(RefusedError, match="/start"):
        await subscriptions.watch(desk, SubscriberId("telegram:nobody"), ["LMT"])


async def test_symbols_are_watched_as_they_are_written(desk: Desk, ann: SubscriberId) -> None:
    watched = await subscriptions.watch(desk, ann, ["lmt", "$RHM.DE", "0700.hk", "BRK-B"])
    assert watched.watchlist == {"LMT", "RHM.DE", "0700.HK", "BRK-B"}
    left = await subscriptions.unwatch(desk, ann, ["LMT", "NVDA"])
    assert left.watchlist == {"RHM.DE", "0700.HK", "BRK-B"}


@pytest.mark.parametrize("text", ["lockheed martin", "<b>", "", "LMT;DROP", "TOOLONGSYMBOL"])
async def test_what_is_no_symbol_is_refused_and_changes_nothing(
    desk: Desk, ann: SubscriberId, text: str
) -> None:
    with pytest.raises(RefusedError, match="no ticker symbol"):
        await subscriptions.watch(desk, ann, ["LMT", text])
    assert (await desk.subscriber(ann)).watchlist == frozenset()


async def test_who_stops_leaves_nothing_behind(desk: Desk, ann: SubscriberId) -> None:
    await rules.add_rule(desk, ann, "copper", "copper")
    await subscriptions.stop(desk, ann)
    assert await desk.store.subscriber(ann) is None
    assert await desk.store.rules(ann) == []
    assert desk.rules.own_rules(ann) == ()
