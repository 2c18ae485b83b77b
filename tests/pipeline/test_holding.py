"""What is muted, cools down, is over its budget or waits: who is told nothing, and who later."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from bot.domain.delivery import DeliveryKind, NewDelivery
from bot.domain.item import Item, ItemId
from bot.domain.preferences import DailyAt, Hourly, Preferences, QuietHours
from bot.domain.rule import PackId, Rule, RuleId, Severity
from bot.domain.silence import Mute, MuteKind, Stage
from bot.domain.story import OfficialJoined, Report, Story, StoryId
from bot.domain.subscriber import Destination, Subscriber, SubscriberId
from bot.domain.ticker import Symbol, TickerTag, Via
from bot.pipeline.ledger import Ledger
from bot.pipeline.listener import Memory
from bot.pipeline.policy import Decision, News, decide
from bot.pipeline.ports import Told
from bot.pipeline.silence import Mutes

NOW = datetime(2026, 3, 4, 23, 10, tzinfo=UTC)
MORNING = datetime(2026, 3, 5, 7, tzinfo=UTC)
ANN = SubscriberId("telegram:ann")
CHAT = Destination(adapter="telegram", address="ann")
NIGHT = QuietHours(start=time(22), end=time(7))
TALK = Rule(id=RuleId("tariffs/talk"), name="talk", query="tariff", severity=Severity.LOW)
LOUD = replace(TALK, id=RuleId("tariffs/loud"), name="loud", severity=Severity.HIGH)
ALARM = replace(TALK, id=RuleId("tariffs/alarm"), name="alarm", severity=Severity.CRITICAL)


class Only:
    """An audience of one, who listens to all rules."""

    def __init__(self, preferences: Preferences) -> None:
        self.ann = Subscriber(
            id=ANN, destination=CHAT, topics=frozenset({PackId("tariffs")}), preferences=preferences
        )

    def listeners(self, rule: Rule) -> list[Subscriber]:
        return [self.ann]

    def find(self, subscriber_id: SubscriberId) -> Subscriber | None:
        return self.ann


def news(name: str, *held: Rule, tags: str = "", before: bool = False) -> News:
    story = Story(
        id=StoryId(name),
        title="Duties on steel",
        opened=NOW,
        updated=NOW,
        reports=(Report(source="Press", at=NOW, tier=3),),
    )
    official = Report(source="Ministry", at=NOW, tier=1)
    return News(
        item=Item(id=ItemId(name), title="Duties on steel", source="Press"),
        story=replace(story, reports=(*story.reports, official)) if before else story,
        before=story if before else None,
        held=held,
        tickers=tuple(
            TickerTag(symbol=Symbol(one), name=one, via=Via.NAME, why=one) for one in tags.split()
        ),
    )


def muted(kind: MuteKind, key: str, until: datetime | None = None) -> Memory:
    return Memory(Mutes([Mute(subscriber_id=ANN, kind=kind, key=key, until=until)]))


def told(
    what: News, memory: Memory | None = None, at: datetime = NOW, **preferences: Any
) -> Decision:
    return decide(what, Only(Preferences(**preferences)), {}, at, memory)


def kinds(decision: Decision) -> list[DeliveryKind]:
    return [delivery.kind for delivery in decision.deliveries]


def stages(decision: Decision) -> list[Stage]:
    return [stop.stage for stop in decision.stops]


@pytest.mark.parametrize(
    ("memory", "stage"),
    [
        (muted(MuteKind.STORY, "i1"), Stage.MUTED_STORY),
        (muted(MuteKind.RULE, LOUD.id), Stage.MUTED_RULE),
        (muted(MuteKind.SOURCE, "PRESS"), Stage.MUTED_SOURCE),
        (muted(MuteKind.TICKER, "nue"), Stage.MUTED_TICKER),
    ],
    ids=["story", "rule", "source", "ticker"],
)
def test_what_is_muted_is_not_told_and_it_is_kept_why(memory: Memory, stage: Stage) -> None:
    decision = told(news("i1", LOUD, tags="NUE"), memory)
    assert (decision.alerts, decision.deliveries) == ((), ())
    assert stages(decision) == [stage]
    assert decision.stops[0].until is None


@pytest.mark.parametrize(
    ("memory", "held", "tags"),
    [
        (muted(MuteKind.STORY, "i2"), LOUD, ""),
        (muted(MuteKind.RULE, LOUD.id, NOW), LOUD, ""),
        (muted(MuteKind.SOURCE, "Press"), ALARM, ""),
        (muted(MuteKind.TICKER, "NUE"), LOUD, "NUE X"),
        (muted(MuteKind.TICKER, "NUE"), LOUD, ""),
    ],
    ids=["another story", "a snooze that is over", "critical", "another company", "no company"],
)
def test_a_mute_keeps_nothing_else(memory: Memory, held: Rule, tags: str) -> None:
    assert kinds(told(news("i1", held, tags=tags), memory)) == [DeliveryKind.FIRST]


def test_a_muted_rule_leaves_the_others_of_the_alert() -> None:
    decision = told(news("i1", LOUD, TALK), muted(MuteKind.RULE, LOUD.id))
    assert [(one.rules, one.severity) for one in decision.alerts] == [((TALK.id,), Severity.LOW)]


def test_a_rule_tells_no_second_story_within_its_cooldown() -> None:
    slow = replace(LOUD, cooldown=timedelta(hours=1))
    memory = Memory()
    (alert,) = told(news("i1", slow), memory).alerts
    memory.ledger.note(alert, NOW.date())
    soon, later = NOW + timedelta(minutes=59), NOW + timedelta(minutes=60)
    assert stages(told(news("i2", slow), memory, soon)) == [Stage.COOLDOWN]
    assert kinds(told(news("i2", slow), memory, later)) == [DeliveryKind.FIRST]
    assert kinds(told(news("i2", slow, TALK), memory, soon)) == [DeliveryKind.FIRST]


def after(number: int, rule: Rule = LOUD) -> Memory:
    """Give what is remembered once ``rule`` has alerted so often on the day."""
    ledger = Ledger()
    for one in range(number):
        (alert,) = told(news(f"earlier-{one}", rule)).alerts
        ledger.note(alert, NOW.date())
    return Memory(ledger=ledger)


def test_over_its_budget_a_rule_goes_to_the_digest_and_says_so_once() -> None:
    assert kinds(told(news("i1", LOUD), after(2), budget=3)) == [DeliveryKind.FIRST]
    memory = after(3)
    first = told(news("i1", LOUD), memory, budget=3)
    assert kinds(first) == [DeliveryKind.DIGEST, DeliveryKind.NOTICE]
    notice = first.deliveries[1]
    assert notice.rule_id == LOUD.id
    assert "tariffs/loud has alerted you 3 times on 4 March" in str(notice.said)
    assert stages(first) == [Stage.BUDGET]
    memory.ledger.note(first.alerts[0], NOW.date())
    memory.ledger.note_spent(ANN, LOUD.id, NOW.date())
    assert kinds(told(news("i2", LOUD), memory, budget=3)) == [DeliveryKind.DIGEST]
    tomorrow = NOW + timedelta(hours=1)
    assert kinds(told(news("i3", LOUD), memory, tomorrow, budget=3)) == [DeliveryKind.FIRST]


def test_a_budget_is_a_rules_own_and_never_holds_what_is_critical() -> None:
    assert kinds(told(news("i1", LOUD, TALK), after(3), budget=3)) == [DeliveryKind.FIRST]
    assert kinds(told(news("i1", ALARM), after(3, ALARM), budget=3)) == [DeliveryKind.FIRST]


def test_in_quiet_hours_an_alert_waits_for_one_batch_at_their_end() -> None:
    decision = told(news("i1", LOUD), quiet=NIGHT)
    assert kinds(decision) == [DeliveryKind.DIGEST]
    assert decision.deliveries[0].not_before == decision.alerts[0].held_until == MORNING
    assert decision.deliveries[0].alert_id is None
    assert [(stop.stage, stop.until) for stop in decision.stops] == [(Stage.QUIET_HOURS, MORNING)]
    assert kinds(told(news("i1", ALARM), quiet=NIGHT)) == [DeliveryKind.FIRST]


def test_a_digest_takes_what_is_no_louder_than_was_chosen_and_rules_of_its_own() -> None:
    at_eight: dict[str, Any] = {"digest": DailyAt(at=time(8)), "digest_up_to": Severity.LOW}
    assert kinds(told(news("i1", TALK), **at_eight)) == [DeliveryKind.DIGEST]
    assert kinds(told(news("i1", LOUD), **at_eight)) == [DeliveryKind.FIRST]
    assert kinds(told(news("i1", replace(LOUD, digest=True)))) == [DeliveryKind.DIGEST]
    assert kinds(told(news("i1", replace(LOUD, digest=True), TALK))) == [DeliveryKind.FIRST]


def test_an_alert_goes_where_its_loudest_rule_is_routed() -> None:
    desk = Destination(adapter="telegram", address="-100", thread="7")
    routed = told(news("i1", replace(LOUD, destination=desk), TALK))
    assert (routed.alerts[0].destination, routed.deliveries[0].destination) == (desk, desk)
    own = told(news("i1", replace(LOUD, destination=CHAT)))
    assert (own.alerts[0].destination, own.deliveries[0].destination) == (None, CHAT)


def go_on(
    first: Decision, then: News, memory: Memory | None = None, *, sent: bool = False,
    digested: bool = False, **preferences: Any,
) -> Decision:  # fmt: skip
    known = Told(alert=first.alerts[0], first_sent=sent, digested=digested)
    return decide(then, Only(Preferences(**preferences)), {ANN: known}, NOW, memory)


def test_what_waits_is_let_go_as_soon_as_it_is_too_severe_to_wait() -> None:
    hourly: dict[str, Any] = {"digest": Hourly()}
    first = told(news("i1", TALK), **hourly)
    grown = go_on(first, news("i1", LOUD, before=True), **hourly)
    assert kinds(grown) == [DeliveryKind.FIRST]
    assert grown.alerts[0].held_until is None
    asleep = go_on(first, news("i1", LOUD, before=True), quiet=NIGHT)
    assert kinds(asleep) == []
    assert asleep.alerts[0].held_until == first.alerts[0].held_until


def test_an_answer_waits_for_the_morning_and_an_edit_does_not() -> None:
    first = told(news("i1", LOUD))
    decision = go_on(first, news("i1", LOUD, before=True), sent=True, quiet=NIGHT)
    edit, reply = decision.deliveries
    assert (edit.kind, edit.not_before) == (DeliveryKind.EDIT, NOW)
    assert (reply.kind, reply.not_before) == (DeliveryKind.REPLY, MORNING)
    assert reply.novelty == OfficialJoined(source="Press")
    assert stages(decision) == [Stage.QUIET_HOURS]


def test_what_a_digest_told_has_no_message_to_edit() -> None:
    first = told(news("i1", TALK), digest=Hourly())
    decision = go_on(first, news("i1", TALK, before=True), digested=True)
    assert kinds(decision) == [DeliveryKind.REPLY]


def test_nothing_more_is_told_of_a_muted_story_or_by_a_snoozed_rule() -> None:
    first = told(news("i1", LOUD))
    for memory in (muted(MuteKind.STORY, "i1"), muted(MuteKind.RULE, LOUD.id)):
        for held in ([LOUD], []):
            decision = go_on(first, news("i1", *held, before=True), memory, sent=True)
            assert (decision.alerts, decision.deliveries) == ((), ())
            assert len(decision.stops) == 1


def test_a_notice_waits_for_the_end_of_quiet_hours() -> None:
    decision = told(news("i1", replace(LOUD, digest=False)), after(1), budget=1, quiet=NIGHT)
    waits: list[NewDelivery] = list(decision.deliveries)
    assert [(one.kind, one.not_before) for one in waits] == [
        (DeliveryKind.DIGEST, MORNING),
        (DeliveryKind.NOTICE, MORNING),
    ]
