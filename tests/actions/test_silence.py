"""Muting, and hearing again."""

from datetime import timedelta

import pytest

from bot.actions import rules, silence, subscriptions
from bot.actions.desk import Desk
from bot.domain.alert import AlertId
from bot.domain.errors import RefusedError
from bot.domain.rule import RuleId
from bot.domain.silence import MuteKind
from bot.domain.subscriber import Destination, SubscriberId
from tests.actions.telling import Wire, alert_of

BEN = SubscriberId("telegram:ben")


async def told(desk: Desk, ann: SubscriberId, title: str = "Ministry speaks of tariffs") -> AlertId:
    await subscriptions.set_topic(desk, ann, "tariffs", chosen=True)
    return alert_of(await Wire(desk).tell(title), ann)


async def test_a_muted_story_is_in_the_list_until_it_is_unmuted(
    desk: Desk, ann: SubscriberId
) -> None:
    alert = await told(desk, ann)
    mute = await silence.mute_story(desk, ann, alert)
    assert mute.until == desk.clock.now() + silence.STORY_ENDS
    assert await silence.list_mutes(desk, ann) == (mute,)
    assert desk.rules.mutes.holds(ann, MuteKind.STORY, mute.key, desk.clock.now())
    assert await silence.unmute(desk, ann, MuteKind.STORY, mute.key) == mute
    assert await silence.list_mutes(desk, ann) == ()
    assert ann not in desk.rules.mutes
    with pytest.raises(RefusedError, match="not muted"):
        await silence.unmute(desk, ann, MuteKind.STORY, mute.key)


async def test_a_rule_of_a_pack_or_their_own_is_snoozed_for_hours_or_for_good(
    desk: Desk, ann: SubscriberId
) -> None:
    own, _ = await rules.add_rule(desk, ann, "metal", "steel")
    short = await silence.snooze_rule(desk, ann, own.id, 8)
    assert short.until == desk.clock.now() + timedelta(hours=8)
    assert (await silence.snooze_rule(desk, ann, RuleId("tariffs/any"), None)).until is None
    for hours in (0, -1, 10_000):
        with pytest.raises(RefusedError, match="one hour to a year"):
            await silence.snooze_rule(desk, ann, own.id, hours)


async def test_less_from_a_source_silences_its_next_alert(desk: Desk, ann: SubscriberId) -> None:
    alert = await told(desk, ann)
    mute = await silence.less_from_source(desk, ann, alert)
    assert (mute.kind, mute.key) == (MuteKind.SOURCE, "Press")
    quiet = await Wire(desk).tell("Zinc tariff in sight")
    loud = await Wire(desk, "journal").tell("Copper tariff in sight")
    assert await desk.store.alert(alert_of(quiet, ann)) is None
    assert await desk.store.alert(alert_of(loud, ann)) is not None


async def test_a_ticker_is_muted_by_any_way_of_writing_it(desk: Desk, ann: SubscriberId) -> None:
    mute = await silence.mute_ticker(desk, ann, "$lmt")
    assert (mute.kind, mute.key) == (MuteKind.TICKER, "LMT")
    with pytest.raises(RefusedError, match="no ticker"):
        await silence.mute_ticker(desk, ann, "not a ticker")


async def test_nobody_mutes_by_anothers_alert_or_rule(desk: Desk, ann: SubscriberId) -> None:
    alert = await told(desk, ann)
    own, _ = await rules.add_rule(desk, ann, "metal", "steel")
    chat = Destination(adapter="telegram", address="ben")
    await subscriptions.subscribe(desk, BEN, chat, name="Ben", lang="en")
    for foreign in (alert, AlertId("nonsense")):
        with pytest.raises(RefusedError, match="not stored"):
            await silence.mute_story(desk, BEN, foreign)
    with pytest.raises(RefusedError, match="no such rule"):
        await silence.snooze_rule(desk, BEN, own.id, 8)
    with pytest.raises(RefusedError, match="/start"):
        await silence.mute_story(desk, SubscriberId("telegram:eve"), alert)


async def test_nobody_mutes_without_end(
    desk: Desk, ann: SubscriberId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(silence, "MAX_MUTES", 1)
    await silence.mute_ticker(desk, ann, "LMT")
    with pytest.raises(RefusedError, match="the most"):
        await silence.mute_ticker(desk, ann, "RTX")


async def test_who_stops_leaves_no_mutes(desk: Desk, ann: SubscriberId) -> None:
    await silence.mute_ticker(desk, ann, "LMT")
    await subscriptions.stop(desk, ann)
    assert ann not in desk.rules.mutes
    assert await desk.store.mutes() == []
