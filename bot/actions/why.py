"""Why somebody got an item or did not: every stage it went through for them, in order.

seen → fresh → tickers → story → rules → muted, put off → told
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from bot.actions.desk import Desk
from bot.domain.alert import AlertContent, alert_id
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.errors import RefusedError
from bot.domain.evidence import Evidence
from bot.domain.feed import FeedId
from bot.domain.item import Item
from bot.domain.rule import Rule
from bot.domain.sentence import Sentence
from bot.domain.silence import Stop
from bot.domain.story import Story, story_id
from bot.domain.subscriber import Subscriber, SubscriberId
from bot.domain.ticker import TickerTag
from bot.pipeline.ports import StoredItem
from bot.query.errors import QueryError
from bot.query.explain import Explanation, explain, lacking

_NEAR = 5
"""So many rules that nearly held are told."""


class Way(StrEnum):
    """The stages of an item's way to a subscriber."""

    SEEN = "seen"
    FRESH = "fresh"
    TICKERS = "tickers"
    STORY = "story"
    RULES = "rules"
    NEARLY = "nearly"
    STOPPED = "stopped"
    TOLD = "told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sightings:
    """SEEN: in which feeds, the earliest first. FRESH: when it was published, if that was said."""

    items: tuple[Item, ...]
    """The same address in several feeds is an item of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tickers:
    """TICKERS: the companies it touches, each with why."""

    tags: tuple[TickerTag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """STORY: which it joined or opened, and why."""

    story: Story | None
    opened: bool
    why: Sentence
    """:attr:`bot.domain.story.Placement.why`."""
    told_by: Item | None = None
    """What the subscriber was told this story by, where that was another item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesHeld:
    """RULES: those of the subscriber's that held, each with its words."""

    held: tuple[tuple[Rule, tuple[Evidence, ...]], ...]
    waiting: tuple[Rule, ...]
    """Their words hold; what they ask of the story does not, or not yet."""
    unchosen: tuple[Rule, ...]
    """Of packs the subscriber has not chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A rule that nearly held."""

    rule: Rule
    lacks: tuple[Explanation, ...]
    """What was missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearly:
    """NEARLY: rules of the subscriber's for want of one clause, the nearest first.

    Where they were told of the item only rules of their own, else those of their topics as well.
    """

    rules: tuple[Near, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """STOPPED: what kept it from the subscriber, or put it off."""

    stop: Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of the alert."""

    kind: DeliveryKind
    state: DeliveryState
    reason: Sentence | None
    not_before: datetime
    sent: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """TOLD: the alert and its messages, in the order they were decided."""

    alert: AlertContent | None
    messages: tuple[Message, ...] = ()


Data: TypeAlias = Sightings | Tickers | Joined | RulesHeld | Nearly | Stopped | Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What came of one stage."""

    way: Way
    passed: bool
    """False: here it ended, or was put off."""
    data: Data


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An item's whole way to a subscriber."""

    item: Item
    steps: tuple[Step, ...]


async def why(desk: Desk, subscriber_id: SubscriberId, link: str) -> Account:
    """Tell the way of the item with this address or id; ``alert.item_id`` for an alert.

    Raises:
        RefusedError: no feed brought such an item, or it was deleted for its age.

    """
    subscriber = await desk.subscriber(subscriber_id)
    found = [
        one
        for one in await desk.store.find_items(link.strip())
        if desk.rules.followers.hears(subscriber_id, FeedId(one.item.feed_id))
    ]
    if not found:
        raise RefusedError("refused.not_seen")
    found.sort(key=lambda stored: (stored.item.seen is None, stored.item.seen))
    first = found[0]
    alert = await desk.store.alert(alert_id(first.story_id, subscriber_id))
    rules = _rules(desk, subscriber, found)
    steps = [
        Step(way=Way.SEEN, passed=True, data=Sightings(items=tuple(one.item for one in found))),
        Step(way=Way.FRESH, passed=not first.backlog, data=Sightings(items=(first.item,))),
        Step(way=Way.TICKERS, passed=True, data=Tickers(tags=first.tickers)),
        await _story(desk, first, alert),
        Step(way=Way.RULES, passed=bool(rules.held), data=rules),
    ]
    told = await _told(desk, alert)
    near = tuple(
        one
        for one in _nearly(desk, subscriber, first, rules)
        # Of somebody who was told, what a topic's rules missed asks for nothing to be done.
        if one.rule.owner or not told.passed
    )[:_NEAR]
    if near:
        steps.append(Step(way=Way.NEARLY, passed=False, data=Nearly(rules=near)))
    stops = await desk.store.stops(subscriber_id, [one.item.id for one in found])
    steps += [Step(way=Way.STOPPED, passed=False, data=Stopped(stop=stop)) for stop in stops]
    steps.append(told)
    return Account(item=first.item, steps=tuple(steps))


async def _story(desk: Desk, stored: StoredItem, alert: AlertContent | None) -> Step:
    story = alert.story if alert else await desk.store.story(stored.story_id)
    told_by = alert.item if alert and alert.item.id != stored.item.id else None
    joined = Joined(
        story=story,
        opened=stored.story_id == story_id(stored.item.id),
        why=stored.why_story,
        told_by=told_by,
    )
    return Step(way=Way.STORY, passed=told_by is None, data=joined)


def _rules(desk: Desk, subscriber: Subscriber, found: Sequence[StoredItem]) -> RulesHeld:
    held: dict[str, tuple[Rule, tuple[Evidence, ...]]] = {}
    waiting: dict[str, Rule] = {}
    unchosen: dict[str, Rule] = {}
    for stored in found:
        for match in stored.matches:
            rule = desk.rules.rule(match.rule_id)
            if rule is None:
                continue
            if _hears(subscriber, rule):
                held.setdefault(rule.id, (rule, match.evidence))
            elif rule.owner is None:
                unchosen[rule.id] = rule
        for rule_id in stored.waiting:
            rule = desk.rules.rule(rule_id)
            if rule is not None and _hears(subscriber, rule):
                waiting[rule.id] = rule
    return RulesHeld(
        held=tuple(held.values()),
        waiting=tuple(rule for rule in waiting.values() if rule.id not in held),
        unchosen=tuple(unchosen.values()),
    )


def _hears(subscriber: Subscriber, rule: Rule) -> bool:
    return rule.owner == subscriber.id or rule.pack in subscriber.topics


def _nearly(
    desk: Desk, subscriber: Subscriber, stored: StoredItem, rules: RulesHeld
) -> Iterator[Near]:
    """Go through rules that one clause was missing of, those of which most was found first."""
    known = {rule.id for rule, _ in rules.held} | {rule.id for rule in rules.waiting}
    document = desk.analyst.read(stored.item).document
    near: list[tuple[int, Near]] = []
    for rule in desk.rules.heard(subscriber):
        if rule.id in known or rule.paused:
            continue
        query = rule.query if rule.owner else desk.rules.portable(rule)
        try:
            explanation = explain(desk.rules.compile(query, subscriber), document, typed=query)
        except QueryError:
            continue  # a stored rule that stands on one deleted since: it rests
        lacks, found = lacking(explanation), _found(explanation)
        if len(lacks) == 1 and found:
            near.append((-found, Near(rule=rule, lacks=lacks)))
    near.sort(key=lambda one: (one[0], one[1].rule.id))
    return (one for _, one in near)


def _found(explanation: Explanation) -> int:
    """Count the words that were found in what held."""
    if explanation.held is True:
        return len(explanation.words)
    return sum(_found(part) for part in explanation.parts)


async def _told(desk: Desk, alert: AlertContent | None) -> Step:
    if alert is None:
        return Step(way=Way.TOLD, passed=False, data=Told(alert=None))
    messages = tuple(
        Message(
            kind=delivery.kind,
            state=state,
            reason=reason,
            not_before=delivery.not_before,
            sent=sent,
        )
        for delivery, state, reason, sent in await desk.store.alert_deliveries(alert.alert.id)
    )
    told = any(message.sent is not None for message in messages)
    return Step(way=Way.TOLD, passed=told, data=Told(alert=alert, messages=messages))
