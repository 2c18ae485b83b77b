"""Why somebody got an item, or did not."""

import pytest

from bot.actions import rules, silence, subscriptions, timing
from bot.actions.desk import Desk
from bot.actions.why import (
    Account,
    Data,
    Joined,
    Nearly,
    RulesHeld,
    Sightings,
    Stopped,
    Told,
    Way,
    why,
)
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.errors import RefusedError
from bot.domain.preferences import Hourly
from bot.domain.silence import Stage
from bot.domain.subscriber import SubscriberId
from tests.actions.telling import Wire


def data(account: Account, way: Way) -> Data:
    return next(step.data for step in account.steps if step.way is way)


def ways(account: Account) -> list[tuple[Way, bool]]:
    return [(step.way, step.passed) for step in account.steps]


async def test_an_alert_is_told_with_its_rules_their_words_and_its_message(
    desk: Desk, ann: SubscriberId
) -> None:
    await rules.add_rule(desk, ann, "mine", "tariff")
    item = await Wire(desk).tell("Lemon tariff doubled")
    account = await why(desk, ann, item)
    assert ways(account) == [
        (Way.SEEN, True), (Way.FRESH, True), (Way.TICKERS, True), (Way.STORY, True),
        (Way.RULES, True), (Way.TOLD, False),
    ]  # fmt: skip
    held = data(account, Way.RULES)
    assert isinstance(held, RulesHeld)
    ((rule, words),) = held.held
    assert (rule.name, [one.text for one in words]) == ("mine", ["tariff"])
    assert [one.id for one in held.unchosen] == ["tariffs/any"]
    told = data(account, Way.TOLD)
    assert isinstance(told, Told)
    assert [(one.kind, one.state) for one in told.messages] == [
        (DeliveryKind.FIRST, DeliveryState.PENDING)
    ]
    url = account.item.url
    assert (await why(desk, ann, f" {url} ")).item.id == item


async def test_a_rule_that_nearly_held_says_what_was_missing(desk: Desk, ann: SubscriberId) -> None:
    await rules.add_rule(desk, ann, "near", "tariff AND steel")
    await rules.add_rule(desk, ann, "far", "copper AND steel")
    await rules.add_rule(desk, ann, "resting", "tariff AND zinc")
    await rules.pause_rule(desk, ann, "resting")
    await subscriptions.set_topic(desk, ann, "summits", chosen=True)
    account = await why(desk, ann, await Wire(desk).tell("Lemon tariff doubled"))
    assert (Way.RULES, False) in ways(account)
    nearly = data(account, Way.NEARLY)
    assert isinstance(nearly, Nearly)
    ((near),) = nearly.rules
    assert (near.rule.name, [one.text for one in near.lacks]) == ("near", ["steel"])


async def test_what_stopped_it_or_put_it_off_is_told(desk: Desk, ann: SubscriberId) -> None:
    rule, _ = await rules.add_rule(desk, ann, "mine", "tariff")
    await silence.snooze_rule(desk, ann, rule.id, 8)
    wire = Wire(desk)
    muted = await why(desk, ann, await wire.tell("Lemon tariff doubled"))
    stopped = data(muted, Way.STOPPED)
    assert isinstance(stopped, Stopped)
    assert (stopped.stop.stage, stopped.stop.detail) == (Stage.MUTED_RULE, rule.id)
    await silence.unmute(desk, ann, (await silence.list_mutes(desk, ann))[0].kind, rule.id)
    await rules.set_rule_option(desk, ann, "mine", digest=True)
    await timing.set_digest(desk, ann, Hourly())
    held = await why(desk, ann, await wire.tell("Copper cathode tariff under review"))
    put_off = data(held, Way.STOPPED)
    assert isinstance(put_off, Stopped)
    assert put_off.stop.stage is Stage.DIGEST
    assert put_off.stop.until is not None
    assert ways(held)[-1] == (Way.TOLD, False)


async def test_what_a_story_was_told_by_before_is_named(desk: Desk, ann: SubscriberId) -> None:
    await rules.add_rule(desk, ann, "mine", "tariff")
    title = "Senate doubles the lemons tariff at noon"
    first = await Wire(desk).tell(title)
    press, journal = Wire(desk), Wire(desk, "journal")
    await press.ingest.restore()
    journal.ingest = press.ingest
    second = await journal.tell(title)
    account = await why(desk, ann, second)
    joined = data(account, Way.STORY)
    assert isinstance(joined, Joined)
    assert joined.told_by is not None
    assert (joined.told_by.id, joined.opened) == (first, False)
    assert str(joined.why).startswith("same")


async def test_a_feeds_backlog_alerts_nobody_and_it_says_so(desk: Desk, ann: SubscriberId) -> None:
    await rules.add_rule(desk, ann, "mine", "tariff")
    item = await Wire(desk).tell("Lemon tariff doubled", learned=False)
    account = await why(desk, ann, item)
    assert (Way.FRESH, False) in ways(account)
    assert isinstance(data(account, Way.FRESH), Sightings)
    assert data(account, Way.TOLD) == Told(alert=None)


async def test_what_no_feed_brought_cannot_be_explained(desk: Desk, ann: SubscriberId) -> None:
    with pytest.raises(RefusedError, match="No feed has brought"):
        await why(desk, ann, "https://nowhere.test/")
