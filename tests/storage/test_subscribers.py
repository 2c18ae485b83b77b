"""Subscribers and their rules, on every backend."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.delivery import DeliveryKind
from bot.domain.errors import StoreError
from bot.domain.rule import PackId, Rule, RuleId, Severity
from bot.domain.subscriber import Subscriber
from bot.domain.ticker import Symbol
from bot.pipeline.ports import Store
from tests.storage.making import MINUTE, NOON, changes, claim, delivery, record, subscriber


def rule(name: str = "mine", owner: Subscriber | None = None) -> Rule:
    """Give a subscriber's rule with every field filled."""
    who = (owner or subscriber()).id
    return Rule(
        id=RuleId(f"@{who}/{name}"),
        name=name,
        query='tariff* AND "rare earth" 关税',
        severity=Severity.CRITICAL,
        pack=None,
        owner=who,
        title="Duties on what I hold",
        baskets=("steel", "rare-earths"),
        cooldown=timedelta(hours=1, microseconds=1),
    )


async def test_a_subscriber_comes_back_as_saved(store: Store) -> None:
    """With topics and watchlist; saving again replaces both."""
    first = replace(
        subscriber(),
        topics=frozenset({PackId("tariffs"), PackId("summits")}),
        watchlist=frozenset({Symbol("LMT"), Symbol("RHM.DE")}),
        lang="zh",
    )
    await store.save_subscriber(first)
    assert await store.subscriber(first.id) == first
    second = replace(first, topics=frozenset({PackId("tariffs")}), watchlist=frozenset(), name="")
    await store.save_subscriber(second)
    assert await store.subscriber(first.id) == second
    assert await store.subscriber(subscriber(9).id) is None


async def test_only_active_subscribers_are_listed(store: Store) -> None:
    """Each with what they chose and nobody else chose."""
    listed = [replace(subscriber(n), topics=frozenset({PackId(f"p{n}")})) for n in (1, 2)]
    for one in [*listed, replace(subscriber(3), active=False)]:
        await store.save_subscriber(one)
    assert await store.subscribers() == listed
    assert await store.subscriber(subscriber(3).id) == replace(subscriber(3), active=False)


async def test_rules_come_back_by_name_for_one_owner_or_all(store: Store) -> None:
    """Saving a rule of the same id replaces it."""
    other = subscriber(2)
    for one in (subscriber(), other):
        await store.save_subscriber(one)
    saved = [rule("b"), rule("a"), rule("c", other)]
    for one_rule in saved:
        await store.save_rule(one_rule)
    louder = replace(rule("b"), query="embargo", severity=Severity.LOW, cooldown=None)
    await store.save_rule(louder)
    assert await store.rules() == [rule("a"), louder, rule("c", other)]
    assert await store.rules(other.id) == [rule("c", other)]


async def test_a_rule_is_deleted_once(store: Store) -> None:
    """The second time there is none."""
    await store.save_subscriber(subscriber())
    await store.save_rule(rule())
    assert await store.delete_rule(rule().id)
    assert not await store.delete_rule(rule().id)
    assert await store.rules() == []


async def test_a_rule_of_nobody_is_refused(store: Store) -> None:
    """It could never be listed or deleted by anyone."""
    with pytest.raises(StoreError, match="a rule of nobody"):
        await store.save_rule(rule())


async def test_a_forgotten_subscriber_leaves_nothing(store: Store) -> None:
    """Not even the address in the queue; others keep all of theirs."""
    for number in (1, 2):
        await store.save_subscriber(
            replace(subscriber(number), topics=frozenset({PackId("tariffs")}))
        )
        await store.save_rule(rule("mine", subscriber(number)))
    notice = replace(delivery(1, None, DeliveryKind.NOTICE, text="welcome"), created=NOON - MINUTE)
    await store.commit(changes(delivery(1), delivery(2), notice))
    await store.forget_subscriber(subscriber(1).id)
    assert await store.subscriber(subscriber(1).id) is None
    assert [one.owner for one in await store.rules()] == [subscriber(2).id]
    counted = await store.counts()
    assert (counted["alerts"], counted["pending"], counted["subscribers"]) == (1, 1, 1)
    (left,) = await claim(store, NOON, limit=10, lease=MINUTE)
    assert left.subscriber_id == subscriber(2).id
    assert await store.next_due() == NOON + MINUTE


async def test_recording_what_came_of_one_forgotten_disturbs_nothing(store: Store) -> None:
    """They left while their message was on its way."""
    from bot.domain.delivery import Sent

    await store.save_subscriber(subscriber())
    await store.commit(changes(delivery()))
    (one,) = await claim(store, NOON, limit=1, lease=MINUTE)
    await store.forget_subscriber(subscriber().id)
    await record(store, one, Sent(message_id="1"), NOON)
    assert (await store.queue()).sent == 0


async def test_text_that_a_database_cannot_hold_is_kept_as_far_as_it_can(store: Store) -> None:
    """NUL and half characters, which hostile feeds and broken clients send."""
    await store.save_subscriber(replace(subscriber(), name="a\x00b\ud83dc😀"))
    known = await store.subscriber(subscriber().id)
    assert known is not None
    assert known.name == "a\ufffdb\ufffdc😀"
