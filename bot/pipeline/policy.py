"""Who is told of an item, how loudly, when, and as what kind of message. Pure: values in and out.

- A subscriber hears of a story once: the first item that one of their topics or rules holds on.
- What joins later edits that message; only something new in the story answers it.
- What an alert has not left yet is rendered when it leaves, so it needs no edit.

For one subscriber, in this order, what stops it or puts it off being kept for ``/why``::

    rules that hold → muted? → cooling down? → budget spent? digest? quiet hours? → message
                      nothing   nothing        held for a digest                    at once

Edits make no sound, so they are never held.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.alert import Alert, alert_id
from bot.domain.delivery import DeliveryKind, NewDelivery
from bot.domain.item import Item
from bot.domain.rule import Rule, RuleId, Severity
from bot.domain.silence import Stage, Stop
from bot.domain.story import (
    Denied,
    FigureChanged,
    Novelty,
    OfficialJoined,
    SeverityRaised,
    Story,
)
from bot.domain.subscriber import Subscriber, SubscriberId
from bot.domain.ticker import TickerTag
from bot.pipeline.listener import Listener, Memory
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
    tickers: tuple[TickerTag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What policy decided for one item."""

    alerts: tuple[Alert, ...] = ()
    """New and changed ones."""
    deliveries: tuple[NewDelivery, ...] = ()
    stops: tuple[Stop, ...] = ()
    """What kept the item from somebody, or put it off."""

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
    news: News,
    audience: Audience,
    told: Mapping[SubscriberId, Told],
    now: datetime,
    memory: Memory | None = None,
    *,
    elsewhere: Collection[SubscriberId] = (),
) -> Decision:
    """Decide what ``news`` sends to whom, given who was told of its story before.

    Those ``elsewhere`` were told the same by a story of other feeds, which is not to be told twice.
    """
    decisions = list(decided(news, audience, told, now, memory or Memory(), elsewhere=elsewhere))
    return Decision(
        alerts=tuple(alert for one in decisions for alert in one.alerts),
        deliveries=tuple(delivery for one in decisions for delivery in one.deliveries),
        stops=tuple(stop for one in decisions for stop in one.stops),
    )


def decided(
    news: News,
    audience: Audience,
    told: Mapping[SubscriberId, Told],
    now: datetime,
    memory: Memory,
    *,
    elsewhere: Collection[SubscriberId] = (),
) -> Iterator[Decision]:
    """Do what :func:`decide` does, one subscriber after another: they may be many.

    ``told`` is read at once, so that it may grow meanwhile.
    """
    before = dict(told)
    reached = _reached(news.held, audience)
    for subscriber, rules in reached.values():
        if subscriber.id in before:
            continue
        listener = Listener(subscriber, memory, now)
        if subscriber.id in elsewhere:
            yield _told_elsewhere(news, listener, rules)
        else:
            yield _begin(news, listener, rules)
    for known in before.values():
        reader = audience.find(known.alert.subscriber_id)
        if reader is not None:
            _, rules = reached.get(reader.id, (reader, []))
            yield _go_on(news, Listener(reader, memory, now), known, rules)


def _reached(
    held: Collection[Rule], audience: Audience
) -> dict[SubscriberId, tuple[Subscriber, list[Rule]]]:
    reached: dict[SubscriberId, tuple[Subscriber, list[Rule]]] = {}
    for rule in sorted(held, key=lambda rule: (-rule.severity, rule.id)):
        for subscriber in audience.listeners(rule):
            reached.setdefault(subscriber.id, (subscriber, []))[1].append(rule)
    return reached


def _told_elsewhere(news: News, listener: Listener, rules: list[Rule]) -> Decision:
    names = ", ".join(rule.id for rule in rules)
    return Decision(stops=(listener.stop(news.item.id, Stage.ELSEWHERE, names),))


def _begin(news: News, listener: Listener, rules: list[Rule]) -> Decision:
    """Tell a story to somebody who has not heard of it."""
    stop = listener.silence(
        news.item, news.story.id, news.tickers, [rule.id for rule in rules], rules[0].severity
    )
    if stop is not None:
        return Decision(stops=(stop,))
    unmuted = listener.unmuted(rules)
    rules = listener.cooled(unmuted)
    if not rules:
        names = ", ".join(rule.id for rule in unmuted)
        return Decision(stops=(listener.stop(news.item.id, Stage.COOLDOWN, names),))
    alert = _first_alert(news, listener.subscriber, rules, listener.now)
    spent = listener.spent(rules)
    wait = listener.hold(alert.severity, digest=all(rule.digest or rule in spent for rule in rules))
    if wait is None:
        return Decision(alerts=(alert,), deliveries=(listener.message(DeliveryKind.FIRST, alert),))
    alert = replace(alert, held_until=wait.until)
    over_budget = wait.stage is Stage.DIGEST and spent
    stage = Stage.BUDGET if over_budget else wait.stage
    names = ", ".join(rule.id for rule in (spent if over_budget else rules))
    return Decision(
        alerts=(alert,),
        deliveries=(
            listener.digest(alert, wait),
            *(listener.notices(spent) if over_budget else ()),
        ),
        stops=(listener.stop(news.item.id, stage, names, wait.until),),
    )


def _go_on(news: News, listener: Listener, known: Told, rules: list[Rule]) -> Decision:
    """Tell what is new in a story to somebody who was told of it, or is about to be."""
    holding = [rule.id for rule in rules] or known.alert.rules
    severity = max((rule.severity for rule in rules), default=known.alert.severity)
    stop = listener.silence(news.item, news.story.id, news.tickers, holding, severity)
    if stop is not None:
        return Decision(stops=(stop,))
    rules = listener.unmuted(rules)
    alert = _widened(known.alert, rules)
    if alert.held_until is not None and not known.digested:
        return _still_held(listener, known.alert, alert, rules)
    changed = (alert,) if alert != known.alert else ()
    if not known.first_sent and not known.digested:
        return Decision(alerts=changed)
    novelty = loudest(_novelties(news, known.alert.severity, alert.severity))
    shown = news.before is None or news.before.reports != news.story.reports or changed
    deliveries: list[NewDelivery] = []
    stops: tuple[Stop, ...] = ()
    if known.first_sent and (shown or novelty is not None):
        deliveries.append(listener.message(DeliveryKind.EDIT, alert))
    if novelty is not None:
        wait = listener.hold(alert.severity, digest=False)
        deliveries.append(listener.message(DeliveryKind.REPLY, alert, novelty, wait))
        if wait is not None:
            stops = (listener.stop(news.item.id, wait.stage, ", ".join(alert.rules), wait.until),)
    return Decision(alerts=changed, deliveries=tuple(deliveries), stops=stops)


def _still_held(listener: Listener, before: Alert, alert: Alert, rules: list[Rule]) -> Decision:
    """Let an alert go that waits for a digest and has become too severe to wait."""
    if alert.severity > before.severity and not all(rule.digest for rule in rules):
        wait = listener.hold(alert.severity, digest=False)
        if wait is None:
            alert = replace(alert, held_until=None)
            first = listener.message(DeliveryKind.FIRST, alert)
            return Decision(alerts=(alert,), deliveries=(first,))
    return Decision(alerts=(alert,) if alert != before else ())


def _first_alert(news: News, subscriber: Subscriber, rules: list[Rule], now: datetime) -> Alert:
    route = rules[0].destination
    return Alert(
        id=alert_id(news.story.id, subscriber.id),
        story_id=news.story.id,
        subscriber_id=subscriber.id,
        item_id=news.item.id,
        rules=tuple(rule.id for rule in rules),
        severity=rules[0].severity,
        created=now,
        destination=route if route != subscriber.destination else None,
    )


def _widened(alert: Alert, rules: list[Rule]) -> Alert:
    """Give ``alert`` with the rules that hold besides, the severest of all its severity."""
    more: tuple[RuleId, ...] = tuple(rule.id for rule in rules if rule.id not in alert.rules)
    severity = max((rule.severity for rule in rules), default=alert.severity)
    return replace(alert, rules=alert.rules + more, severity=max(alert.severity, severity))


def _novelties(news: News, before: Severity, after: Severity) -> Iterable[Novelty]:
    yield from news.novelties
    if news.before is not None and news.story.official and not news.before.official:
        yield OfficialJoined(source=news.item.source)
    if after > before:
        yield SeverityRaised(before=before, after=after)


def loudest(novelties: Iterable[Novelty]) -> Novelty | None:
    """Give the one novelty worth a reply: a denial before a confirmation before a figure."""
    return min(novelties, key=lambda novelty: _LOUDEST_FIRST.index(type(novelty)), default=None)
