"""Who is told of an item, and as what kind of message."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.alert import Alert
from bot.domain.delivery import DeliveryKind
from bot.domain.item import Item, ItemId
from bot.domain.rule import PackId, Rule, RuleId, Severity
from bot.domain.story import (
    Denied,
    FigureChanged,
    Novelty,
    OfficialJoined,
    Report,
    SeverityRaised,
    Story,
    StoryId,
)
from bot.domain.subscriber import Destination, Subscriber, SubscriberId
from bot.pipeline.policy import Decision, News, decide, is_old_news, loudest
from bot.pipeline.ports import Told

NOW = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)
ITEM = Item(id=ItemId("i1"), title="Ministry doubles steel duty", source="Press", published=NOW)
STORY = Story(
    id=StoryId("i1"),
    title=ITEM.title,
    opened=NOW,
    updated=NOW,
    reports=(Report(source="Press", at=NOW, tier=3),),
)
TALK = Rule(
    id=RuleId("tariffs/talk"),
    name="talk",
    query="tariff",
    severity=Severity.LOW,
    pack=PackId("tariffs"),
)
ANNOUNCED = replace(TALK, id=RuleId("tariffs/announced"), severity=Severity.HIGH)


def person(name: str) -> Subscriber:
    return Subscriber(
        id=SubscriberId(f"telegram:{name}"),
        destination=Destination(adapter="telegram", address=name),
        topics=frozenset({PackId("tariffs")}),
    )


ANN, BEN = person("ann"), person("ben")


class Everybody:
    """An audience in which each listens to all rules."""

    def __init__(self, *subscribers: Subscriber) -> None:
        self.subscribers = {subscriber.id: subscriber for subscriber in subscribers}

    def listeners(self, rule: Rule) -> Iterable[Subscriber]:
        return self.subscribers.values()

    def find(self, subscriber_id: SubscriberId) -> Subscriber | None:
        return self.subscribers.get(subscriber_id)


def told(subscriber: Subscriber, *rules: Rule, first_sent: bool = True) -> dict[SubscriberId, Told]:
    first = decide(
        News(item=ITEM, story=STORY, before=None, held=rules), Everybody(subscriber), {}, NOW
    )
    (alert,) = first.alerts
    return {subscriber.id: Told(alert=alert, first_sent=first_sent)}


def joined(*held: Rule, tier: int = 3, novelties: tuple[Novelty, ...] = ()) -> News:
    report = Report(source="Another", at=NOW + timedelta(minutes=3), tier=tier)
    return News(
        item=replace(ITEM, id=ItemId("i2"), source="Another", tier=tier),
        story=replace(STORY, reports=(*STORY.reports, report), items=2),
        before=STORY,
        held=held,
        novelties=novelties,
    )


def kinds(decision: Decision) -> list[DeliveryKind]:
    return [delivery.kind for delivery in decision.deliveries]


def test_everybody_whose_rule_holds_is_told_once_at_the_severest() -> None:
    news = News(item=ITEM, story=STORY, before=None, held=(TALK, ANNOUNCED))
    decision = decide(news, Everybody(ANN, BEN), {}, NOW)
    assert [alert.subscriber_id for alert in decision.alerts] == [ANN.id, BEN.id]
    assert {alert.rules for alert in decision.alerts} == {(ANNOUNCED.id, TALK.id)}
    assert {alert.severity for alert in decision.alerts} == {Severity.HIGH}
    assert kinds(decision) == [DeliveryKind.FIRST, DeliveryKind.FIRST]


def test_no_rule_no_message() -> None:
    decision = decide(News(item=ITEM, story=STORY, before=None, held=()), Everybody(ANN), {}, NOW)
    assert decision == Decision()
    assert decision.silent


def test_another_source_edits_what_was_told_and_sends_nothing_new() -> None:
    decision = decide(joined(TALK), Everybody(ANN), told(ANN, TALK), NOW)
    assert kinds(decision) == [DeliveryKind.EDIT]
    assert decision.alerts == ()
    assert decision.silent


def test_a_message_that_has_not_left_yet_needs_no_edit() -> None:
    decision = decide(joined(TALK), Everybody(ANN), told(ANN, TALK, first_sent=False), NOW)
    assert kinds(decision) == []


def test_the_same_publisher_again_changes_nothing() -> None:
    news = replace(joined(TALK), story=replace(STORY, items=2))
    assert kinds(decide(news, Everybody(ANN), told(ANN, TALK), NOW)) == []


def test_an_official_source_is_worth_a_reply_once() -> None:
    news = joined(TALK, tier=1)
    decision = decide(news, Everybody(ANN), told(ANN, TALK), NOW)
    assert kinds(decision) == [DeliveryKind.EDIT, DeliveryKind.REPLY]
    assert decision.deliveries[1].novelty == OfficialJoined(source="Another")
    again = replace(news, before=news.story)
    assert kinds(decide(again, Everybody(ANN), told(ANN, TALK), NOW)) == []


def test_a_higher_severity_is_worth_a_reply_and_widens_the_alert() -> None:
    decision = decide(joined(ANNOUNCED), Everybody(ANN), told(ANN, TALK), NOW)
    assert kinds(decision) == [DeliveryKind.EDIT, DeliveryKind.REPLY]
    assert decision.deliveries[1].novelty == SeverityRaised(
        before=Severity.LOW, after=Severity.HIGH
    )
    (alert,) = decision.alerts
    assert alert.rules == (TALK.id, ANNOUNCED.id)
    assert alert.severity is Severity.HIGH


def test_a_lower_severity_is_not_news() -> None:
    decision = decide(joined(TALK), Everybody(ANN), told(ANN, ANNOUNCED), NOW)
    assert kinds(decision) == [DeliveryKind.EDIT]
    assert [alert.severity for alert in decision.alerts] == [Severity.HIGH]


def test_who_was_told_hears_what_is_new_even_where_no_rule_holds_on_it() -> None:
    changed = FigureChanged(before="25%", after="50%")
    decision = decide(joined(novelties=(changed,)), Everybody(ANN, BEN), told(ANN, TALK), NOW)
    assert [(one.kind, one.subscriber_id) for one in decision.deliveries] == [
        (DeliveryKind.EDIT, ANN.id),
        (DeliveryKind.REPLY, ANN.id),
    ]


def test_who_joins_later_gets_a_first_message() -> None:
    decision = decide(joined(TALK), Everybody(ANN, BEN), told(ANN, TALK), NOW)
    assert [(one.kind, one.subscriber_id) for one in decision.deliveries] == [
        (DeliveryKind.FIRST, BEN.id),
        (DeliveryKind.EDIT, ANN.id),
    ]


def test_who_has_left_gets_nothing() -> None:
    assert decide(joined(TALK), Everybody(), told(ANN, TALK), NOW) == Decision()


def test_one_reply_says_the_loudest_of_several_news() -> None:
    figure = FigureChanged(before="25%", after="50%")
    denial = Denied(source="Ministry", words="denies")
    official = OfficialJoined(source="Ministry")
    raised = SeverityRaised(before=Severity.LOW, after=Severity.HIGH)
    assert loudest([raised, figure, official, denial]) == denial
    assert loudest([raised, figure, official]) == official
    assert loudest([raised, figure]) == figure
    assert loudest([]) is None


@pytest.mark.parametrize(
    ("published", "watched", "old"),
    [
        (timedelta(hours=1), timedelta(minutes=1), False),
        (timedelta(hours=13), timedelta(minutes=1), True),
        (timedelta(hours=1), timedelta(days=3), False),
        (None, timedelta(minutes=1), False),
        (None, timedelta(days=3), True),
        (None, None, True),
    ],
    ids=["fresh", "renumbered", "fresh after an outage", "undated", "undated after one", "never"],
)
def test_old_news_alerts_nobody(
    published: timedelta | None, watched: timedelta | None, old: bool
) -> None:
    item = replace(ITEM, published=NOW - published if published is not None else None)
    assert is_old_news(item, NOW - watched if watched is not None else None, NOW) is old


def test_an_alert_is_named_by_story_and_subscriber() -> None:
    alerts: list[Alert] = [known.alert for known in told(ANN, TALK).values()]
    assert [alert.id for alert in alerts] == ["i1>telegram:ann"]
