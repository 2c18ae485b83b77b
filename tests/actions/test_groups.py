"""Groups that move, whichever hears of it first: the store, or the rules in force."""

from datetime import timedelta

import pytest

from bot.actions import groups, rules, subscriptions
from bot.actions.desk import Desk
from bot.domain.delivery import Delivery, Moved
from bot.domain.sentence import verbatim
from bot.domain.subscriber import Destination, SubscriberId
from tests.storage.making import claim, record

from .conftest import NOW

BEFORE, AFTER = (Destination(adapter="telegram", address=one) for one in ("-5", "-1005"))
GROUP = SubscriberId("telegram:-5")


async def refused(desk: Desk) -> Delivery:
    """Let a message on its way to the group meet that it moved: the store knows it then."""
    await groups.tell(desk, BEFORE, verbatim("hello"))
    (claimed,) = await claim(desk.store, NOW, limit=9, lease=timedelta(minutes=1))
    await record(desk.store, claimed, Moved(to=AFTER), NOW)
    return claimed


@pytest.mark.parametrize("first", ["refused message", "service message"])
async def test_a_group_that_moved_is_followed_in_memory_whoever_hears_of_it_first(
    desk: Desk, ann: SubscriberId, first: str
) -> None:
    """And the service message finds something to tell of, so that the group is told once."""
    await subscriptions.subscribe(desk, GROUP, BEFORE, name="Desk", lang="en")
    await rules.add_rule(desk, ann, "metal", "steel")
    await rules.set_rule_option(desk, ann, "metal", destination=BEFORE)
    delivery = await refused(desk)
    if first == "refused message":
        await groups.undeliverable(desk, delivery, Moved(to=AFTER))
    assert await groups.move(desk, BEFORE, AFTER)
    await groups.undeliverable(desk, delivery, Moved(to=AFTER))
    place = desk.rules.find(GROUP)
    assert place is not None
    assert place.destination == AFTER
    assert groups.place_id(desk, AFTER) == GROUP
    (rule,) = desk.rules.own_rules(ann)
    assert rule.destination == AFTER
    assert [one.destination for one in await desk.store.rules(ann)] == [AFTER]


async def test_where_nothing_was_routed_there_is_nothing_to_tell(desk: Desk) -> None:
    """A group that only held the bot moves in silence."""
    assert not await groups.move(desk, BEFORE, AFTER)
