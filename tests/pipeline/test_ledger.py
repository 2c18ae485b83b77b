"""How often a rule has alerted somebody today, and when last."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

from bot.domain.alert import Alert, alert_id
from bot.domain.item import ItemId
from bot.domain.rule import Rule, RuleId, Severity
from bot.domain.story import StoryId
from bot.domain.subscriber import SubscriberId
from bot.pipeline.ledger import REMEMBERED, Ledger

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
ANN = SubscriberId("telegram:ann")
RULE = Rule(id=RuleId("tariffs/talk"), name="talk", query="tariff", cooldown=timedelta(hours=2))


def alert(at: datetime, *, held: bool = False) -> Alert:
    story = StoryId(at.isoformat())
    return Alert(
        id=alert_id(story, ANN),
        story_id=story,
        subscriber_id=ANN,
        item_id=ItemId(story),
        rules=(RULE.id,),
        severity=Severity.HIGH,
        created=at,
        held_until=at + timedelta(hours=1) if held else None,
    )


def test_only_the_newest_day_is_counted_in_whatever_order_alerts_are_noted() -> None:
    yesterday = NOON - timedelta(days=1)
    times = (yesterday, NOON, NOON + timedelta(hours=1))
    for order in permutations(times):
        ledger = Ledger()
        for at in order:
            ledger.note(alert(at), at.date())
        assert ledger.told(ANN, RULE.id, NOON.date()) == 2
        assert ledger.told(ANN, RULE.id, yesterday.date()) == 0
        assert ledger.cools_down(ANN, RULE, NOON + timedelta(hours=2))


def test_what_a_digest_tells_cools_down_and_costs_nothing() -> None:
    ledger = Ledger()
    ledger.note(alert(NOON, held=True), NOON.date())
    assert ledger.told(ANN, RULE.id, NOON.date()) == 0
    assert ledger.cools_down(ANN, RULE, NOON + timedelta(minutes=5))
    assert not ledger.cools_down(ANN, replace(RULE, cooldown=None), NOON)


def test_a_draft_counts_only_once_it_is_absorbed() -> None:
    ledger = Ledger()
    ledger.note(alert(NOON), NOON.date())
    draft = ledger.draft()
    draft.note(alert(NOON + timedelta(minutes=1)), NOON.date())
    draft.note_spent(ANN, RULE.id, NOON.date())
    assert draft.told(ANN, RULE.id, NOON.date()) == 2
    assert ledger.told(ANN, RULE.id, NOON.date()) == 1
    assert not ledger.is_spent(ANN, RULE.id, NOON.date())
    ledger.absorb(draft)
    assert ledger.told(ANN, RULE.id, NOON.date()) == 2
    assert ledger.is_spent(ANN, RULE.id, NOON.date())


def test_what_is_too_old_to_matter_is_forgotten() -> None:
    ledger = Ledger()
    ledger.note(alert(NOON), NOON.date())
    ledger.expire(NOON + REMEMBERED)
    assert ledger.told(ANN, RULE.id, NOON.date()) == 1
    ledger.expire(NOON + REMEMBERED + timedelta(seconds=1))
    assert ledger.told(ANN, RULE.id, NOON.date()) == 0
