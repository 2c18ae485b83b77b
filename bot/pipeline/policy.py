"""Who is told of an item, how loudly, and as what kind of message. Pure: values in, values out.

- A subscriber hears of a story once: the first item that one of their topics or rules holds on.
- What joins later edits that message; only something new in the story answers it.
- What an alert has not left yet is rendered when it leaves, so it needs no edit.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.alert import Alert, alert_id
from bot.domain.delivery import DeliveryKind, NewDelivery
from bot.domain.item import Item
from bot.domain.rule import Rule, RuleId, Severity
from bot.domain.story import (
    Denied,
    FigureChanged,
    Novelty,
    OfficialJoined,
    SeverityRaised,
    Story,
)
from bot.domain.subscriber import Subscriber, SubscriberId
from bot.pipeline.ports import Told

MAX_AGE = timedelta(hours=12)
"""News older than this when it is first seen is stored and alerts nobody: a publisher that
renumbers its entries, or a bot that was down for the weekend, would tell the old as new."""

_LOUDEST_FIRST = (Denied, OfficialJoined, FigureChanged, SeverityRaised)


class Audience(Protocol):
    """Who listens."""

    def listeners(self, rule: Rule) -> Iterable[Subscriber]:
        """Give the active subscribers that ``rule`` speaks to: of its pack's topic, or its owner."""
        ...

    def find(self, subscriber_id: SubscriberId) -> Subscriber | None:
        """Give an active subscriber."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """An item that reached policy: where it belongs and which rules hold on it."""

    item: Item
    story: Story
    """As it stands with the item in it."""
    before: Story | None
    """As it stood without; None when the item opened it."""
    held: tuple[Rule, ...]
    novelties: tuple[Novelty, ...] = ()
    """What the item's text brings to the story (:attr:`bot.domain.story.Placement.novelties`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What policy decided for one item."""

    alerts: tuple[Alert, ...] = ()
    """New and changed ones."""
    deliveries: tuple[NewDelivery, ...] = ()

    @property
    def silent(self) -> bool:
        """Nobody gets a new message: an edit at most."""
        return all(delivery.kind is DeliveryKind.EDIT for delivery in self.deliveries)


def is_old_news(item: Item, last_watched: datetime | None, now: datetime) -> bool:
    """Tell whether ``item`` is too old to alert anybody when it is first seen.

    ``last_watched`` is when its feed last answered: what carries no date may be as old as that.
    """
    if item.published is not None:
        return now - item.published > MAX_AGE
    return last_watched is None or now - last_watched > MAX_AGE


def decide(
    news: News, audience: Audience, told: Mapping[SubscriberId, Told], now: datetime
) -> Decision:
    """Decide what ``news`` sends to whom, given who was told of its story before."""
    alerts: list[Alert] = []
    deliveries: list[NewDelivery] = []
    reached = _reached(news.held, audience)
    for subscriber, rules in reached.values():
        if subscriber.id not in told:
            alert = _first_alert(news, subscriber, rules, now)
            alerts.append(alert)
            deliveries.append(_message(DeliveryKind.FIRST, alert, subscriber, now))
    for known in told.values():
        listener = audience.find(known.alert.subscriber_id)
        if listener is None:
            continue
        _, rules = reached.get(listener.id, (listener, []))
        alert = _widened(known.alert, rules)
        if alert != known.alert:
            alerts.append(alert)
        if known.first_sent:
            deliveries.extend(_follow_up(news, known.alert, alert, listener, now))
    return Decision(alerts=tuple(alerts), deliveries=tuple(deliveries))


def _reached(
    held: Collection[Rule], audience: Audience
) -> dict[SubscriberId, tuple[Subscriber, list[Rule]]]:
    reached: dict[SubscriberId, tuple[Subscriber, list[Rule]]] = {}
    for rule in sorted(held, key=lambda rule: (-rule.severity, rule.id)):
        for subscriber in audience.listeners(rule):
            reached.setdefault(subscriber.id, (subscriber, []))[1].append(rule)
    return reached


def _first_alert(news: News, subscriber: Subscriber, rules: list[Rule], now: datetime) -> Alert:
    return Alert(
        id=alert_id(news.story.id, subscriber.id),
        story_id=news.story.id,
        subscriber_id=subscriber.id,
        item_id=news.item.id,
        rules=tuple(rule.id for rule in rules),
        severity=rules[0].severity,
        created=now,
    )


def _widened(alert: Alert, rules: list[Rule]) -> Alert:
    """Give ``alert`` with the rules that hold besides, the severest of all its severity."""
    more: tuple[RuleId, ...] = tuple(rule.id for rule in rules if rule.id not in alert.rules)
    severity = max((rule.severity for rule in rules), default=alert.severity)
    return replace(alert, rules=alert.rules + more, severity=max(alert.severity, severity))


def _follow_up(
    news: News, before: Alert, alert: Alert, subscriber: Subscriber, now: datetime
) -> Iterable[NewDelivery]:
    novelty = loudest(_novelties(news, before.severity, alert.severity))
    shown = news.before is None or news.before.reports != news.story.reports or alert != before
    if shown or novelty is not None:
        yield _message(DeliveryKind.EDIT, alert, subscriber, now)
    if novelty is not None:
        yield _message(DeliveryKind.REPLY, alert, subscriber, now, novelty)


def _novelties(news: News, before: Severity, after: Severity) -> Iterable[Novelty]:
    yield from news.novelties
    if news.before is not None and news.story.official and not news.before.official:
        yield OfficialJoined(source=news.item.source)
    if after > before:
        yield SeverityRaised(before=before, after=after)


def loudest(novelties: Iterable[Novelty]) -> Novelty | None:
    """Give the one novelty worth a reply: a denial before a confirmation before a figure."""
    return min(novelties, key=lambda novelty: _LOUDEST_FIRST.index(type(novelty)), default=None)


def _message(
    kind: DeliveryKind,
    alert: Alert,
    subscriber: Subscriber,
    now: datetime,
    novelty: Novelty | None = None,
) -> NewDelivery:
    return NewDelivery(
        kind=kind,
        subscriber_id=subscriber.id,
        destination=subscriber.destination,
        severity=alert.severity,
        created=now,
        not_before=now,
        alert_id=alert.id,
        novelty=novelty,
    )
