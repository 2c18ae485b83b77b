"""What a rule does besides matching."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import rules
from bot.actions.desk import Desk
from bot.domain.errors import RefusedError
from bot.domain.rule import Severity
from bot.domain.subscriber import Destination, SubscriberId
from bot.domain.ticker import Symbol
from tests.actions.telling import Wire, alert_of

GROUP = Destination(adapter="telegram", address="-100", thread="7")


async def test_options_are_set_kept_over_a_rewrite_and_taken_away(
    desk: Desk, ann: SubscriberId
) -> None:
    await rules.add_rule(desk, ann, "metal", "steel")
    saved = await rules.set_rule_option(
        desk, ann, "metal", severity=Severity.HIGH, tickers=["nue", "$X", "NUE"],
        cooldown=timedelta(hours=2), destination=GROUP, digest=True,
    )  # fmt: skip
    assert saved.tickers == (Symbol("NUE"), Symbol("X"))
    edited = await rules.edit_rule(desk, ann, "metal", " copper ")
    assert edited == replace(saved, query="copper")
    again, new = await rules.add_rule(desk, ann, "metal", "zinc")
    assert (again, new) == (replace(saved, query="zinc"), False)
    assert list(await desk.store.rules(ann)) == [again]
    own_chat = (await desk.subscriber(ann)).destination
    plain = await rules.set_rule_option(
        desk, ann, "metal", tickers=[], cooldown=timedelta(), destination=own_chat, digest=False
    )
    assert plain == replace(again, tickers=(), cooldown=None, destination=None, digest=False)


async def test_what_cannot_be_set_changes_nothing(desk: Desk, ann: SubscriberId) -> None:
    saved, _ = await rules.add_rule(desk, ann, "metal", "steel")
    with pytest.raises(RefusedError, match="no ticker"):
        await rules.set_rule_option(desk, ann, "metal", tickers=["no ticker"])
    with pytest.raises(RefusedError, match="20 tickers"):
        await rules.set_rule_option(desk, ann, "metal", tickers=[f"A{n}" for n in range(21)])
    for cooldown in (timedelta(days=8), timedelta(seconds=-1)):
        with pytest.raises(RefusedError, match="7 days"):
            await rules.set_rule_option(desk, ann, "metal", cooldown=cooldown)
    with pytest.raises(RefusedError, match="Your rules: metal"):
        await rules.set_rule_option(desk, ann, "wood", digest=True)
    assert list(await desk.store.rules(ann)) == [saved]


async def test_a_paused_rule_alerts_nobody_and_is_still_a_name(
    desk: Desk, ann: SubscriberId
) -> None:
    await rules.add_rule(desk, ann, "metal", "steel")
    await rules.add_rule(desk, ann, "both", "@metal AND zinc")
    await rules.pause_rule(desk, ann, "metal")
    await rules.edit_rule(desk, ann, "both", "@metal AND copper")
    alone = await Wire(desk).tell("Steel mill opens")
    both = await Wire(desk).tell("Copper pipes replace steel")
    assert await desk.store.alert(alert_of(alone, ann)) is None
    assert await desk.store.alert(alert_of(both, ann)) is not None
    await rules.pause_rule(desk, ann, "metal", paused=False)
    awake = await Wire(desk).tell("Another steel strike")
    assert await desk.store.alert(alert_of(awake, ann)) is not None


async def test_a_rules_tickers_are_shown_to_its_owner(desk: Desk, ann: SubscriberId) -> None:
    await rules.add_rule(desk, ann, "metal", "steel")
    await rules.set_rule_option(desk, ann, "metal", tickers=["NUE"])
    item = await Wire(desk).tell("Steel mill opens")
    content = await desk.store.alert(alert_of(item, ann))
    assert content is not None
    assert [(tag.symbol, tag.why) for tag in content.tickers] == [("NUE", "your rule metal")]
    (stored,) = await desk.store.find_items(item)
    assert stored.tickers == ()


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("fresh", "fresh"),
        ("metal", "metal-2"),
        ("Very Odd/Name!", "very-odd-name"),
        ("关税", "rule"),
    ],
)
async def test_a_free_name_is_found(desk: Desk, ann: SubscriberId, wanted: str, name: str) -> None:
    await rules.add_rule(desk, ann, "metal", "steel")
    assert rules.free_name(desk, ann, wanted) == name
