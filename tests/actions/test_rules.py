"""A subscriber's own rules."""

import pytest

from bot.actions import rules, subscriptions
from bot.actions.desk import Desk
from bot.domain.errors import RefusedError
from bot.domain.subscriber import SubscriberId
from bot.query.errors import QueryError


async def test_a_rule_is_stored_and_in_force(desk: Desk, ann: SubscriberId) -> None:
    saved, new = await rules.add_rule(desk, ann, "My-Tariffs", " tariff AND steel ")
    assert new
    assert (saved.name, saved.query, saved.owner) == ("my-tariffs", "tariff AND steel", ann)
    assert list(await desk.store.rules(ann)) == [saved]
    assert [one.id for one in desk.rules.listeners(saved)] == [ann]


async def test_the_same_name_again_replaces_the_rule(desk: Desk, ann: SubscriberId) -> None:
    await rules.add_rule(desk, ann, "metal", "steel")
    saved, new = await rules.add_rule(desk, ann, "metal", "copper")
    assert not new
    assert list(await desk.store.rules(ann)) == [saved]


async def test_a_query_that_does_not_parse_is_not_stored(desk: Desk, ann: SubscriberId) -> None:
    with pytest.raises(QueryError):
        await rules.add_rule(desk, ann, "metal", "steel AND (")
    assert await desk.store.rules(ann) == []


@pytest.mark.parametrize("name", ["", "two words", "ümlaut", "a" * 33, "-dash", "a/b"])
async def test_a_name_that_cannot_be_typed_again_is_refused(
    desk: Desk, ann: SubscriberId, name: str
) -> None:
    with pytest.raises(RefusedError, match="cannot be a rule's name"):
        await rules.add_rule(desk, ann, name, "steel")


async def test_nobody_has_more_rules_than_the_most(
    desk: Desk, ann: SubscriberId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MAX_RULES", 2)
    await rules.add_rule(desk, ann, "a", "steel")
    await rules.add_rule(desk, ann, "b", "steel")
    with pytest.raises(RefusedError, match="Delete one"):
        await rules.add_rule(desk, ann, "c", "steel")
    await rules.add_rule(desk, ann, "b", "copper")


async def test_a_rule_is_deleted_by_name(desk: Desk, ann: SubscriberId) -> None:
    await rules.add_rule(desk, ann, "metal", "steel")
    gone = await rules.delete_rule(desk, ann, "Metal")
    assert gone.query == "steel"
    assert await desk.store.rules(ann) == []
    with pytest.raises(RefusedError, match="Your rules: none yet"):
        await rules.delete_rule(desk, ann, "metal")


async def test_a_rule_may_name_another_and_a_packs_query(desk: Desk, ann: SubscriberId) -> None:
    await rules.add_rule(desk, ann, "metal", "steel OR copper")
    await rules.add_rule(desk, ann, "both", "@metal AND @tariffs.levy")
    with pytest.raises(RefusedError, match="both stands on @metal"):
        await rules.delete_rule(desk, ann, "metal")


async def test_a_change_that_would_close_a_circle_changes_nothing(
    desk: Desk, ann: SubscriberId
) -> None:
    await rules.add_rule(desk, ann, "a", "steel")
    await rules.add_rule(desk, ann, "b", "@a OR copper")
    with pytest.raises(QueryError, match="@a"):
        await rules.add_rule(desk, ann, "a", "@b")
    assert [rule.query for rule in await desk.store.rules(ann)] == ["steel", "@a OR copper"]


async def test_rules_on_the_watchlist_follow_it(desk: Desk, ann: SubscriberId) -> None:
    await subscriptions.watch(desk, ann, ["LMT"])
    await rules.add_rule(desk, ann, "mine", "watchlist:mine")
    await subscriptions.watch(desk, ann, ["RTX"])
    assert "mine" in [rule.name for rule in desk.rules.own_rules(ann)]
