"""What messages, pages and commands read: :class:`bot.pipeline.ports.ReadStore`, and content."""

import dataclasses
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select, true, update

from bot.domain.alert import Alert, AlertContent, AlertId, RuleHeld, alert_id, alert_key
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.item import ItemId
from bot.domain.rule import Match, Pack, PackId, Rule, RuleId
from bot.domain.sentence import Sentence
from bot.domain.silence import Stop
from bot.domain.story import Story, StoryId
from bot.domain.subscriber import Destination, SubscriberId
from bot.domain.ticker import TickerTag, Via
from bot.domain.user_feed import PRIVATE
from bot.pipeline.ports import FeedHealth, StoredItem
from bot.storage.choice_rows import stop_of
from bot.storage.database import Database, OnDatabase
from bot.storage.flow import item_page, stories_by_id
from bot.storage.flow_rows import feed_of
from bot.storage.outbox_rows import alert_of, delivery_of, state_of
from bot.storage.statements import IDS, chunks
from bot.storage.subscriber_rows import rule_of
from bot.storage.tables import (
    alerts,
    decisions,
    deliveries,
    feeds,
    item_rules,
    items,
    rules,
    stories,
    subscribers,
)

_PAGE = 500


class SqlReading(OnDatabase):
    """The readers' part of a store.

    ``packs`` says how pack rules are called; it is looked at on every call, so that it may change.
    """

    def __init__(self, database: Database, packs: Mapping[PackId, Pack]) -> None:
        super().__init__(database)
        self._packs = packs

    async def content(self, delivery: Delivery) -> AlertContent | None:
        """See :meth:`bot.pipeline.ports.Outbox.content`."""
        if delivery.alert_id is None:
            return None
        which = _is_alert(delivery.alert_id)
        found = await self._database.read(contents, which, 1, self._packs)
        return dataclasses.replace(found[0], novelty=delivery.novelty) if found else None

    async def digest_contents(self, delivery: Delivery) -> Sequence[AlertContent]:
        """See :meth:`bot.pipeline.ports.Outbox.digest_contents`."""
        return await self._database.write(digest_contents, delivery, self._packs)

    async def story(self, story: StoryId) -> Story | None:
        """See :meth:`bot.pipeline.ports.ReadStore.story`."""
        return (await self._database.read(stories_by_id, [story])).get(story)

    async def alert(self, alert: AlertId) -> AlertContent | None:
        """See :meth:`bot.pipeline.ports.ReadStore.alert`."""
        found = await self._database.read(contents, _is_alert(alert), 1, self._packs)
        return found[0] if found else None

    async def alert_by_message(
        self, subscriber: SubscriberId, destination: Destination, message_id: str
    ) -> AlertId | None:
        """See :meth:`bot.pipeline.ports.ReadStore.alert_by_message`."""
        return await self._database.read(alert_by_message, subscriber, destination, message_id)

    async def told_of(self, story: StoryId) -> Collection[SubscriberId]:
        """See :meth:`bot.pipeline.ports.ReadStore.told_of`."""
        return await self._database.read(told_of, story)

    async def stops(self, subscriber: SubscriberId, items: Collection[ItemId]) -> Sequence[Stop]:
        """See :meth:`bot.pipeline.ports.ReadStore.stops`."""
        return await self._database.read(stops, subscriber, items)

    async def matched_items(
        self, rules: Collection[RuleId], since: datetime
    ) -> AsyncIterator[StoredItem]:
        """See :meth:`bot.pipeline.ports.ReadStore.matched_items`."""
        held = exists().where(item_rules.c.item_id == items.c.id, item_rules.c.rule_id.in_(rules))
        async for stored in self._newest_first(and_(items.c.seen >= since, held), None):
            yield stored

    async def pack_stories(self, since: datetime) -> tuple[Mapping[PackId, int], datetime | None]:
        """See :meth:`bot.pipeline.ports.ReadStore.pack_stories`."""
        return await self._database.read(pack_stories, since)

    async def recent_items(
        self, since: datetime, *, limit: int | None = None
    ) -> AsyncIterator[StoredItem]:
        """See :meth:`bot.pipeline.ports.ReadStore.recent_items`."""
        async for stored in self._newest_first(items.c.seen >= since, limit):
            yield stored

    async def _newest_first(
        self, which: ColumnElement[bool], limit: int | None
    ) -> AsyncIterator[StoredItem]:
        before: ColumnElement[bool] = true()
        query = select(items).where(which).order_by(items.c.seen.desc(), items.c.number.desc())
        while limit is None or limit > 0:
            size = _PAGE if limit is None else min(limit, _PAGE)
            page = await self._database.read(item_page, query.where(before).limit(size))
            for _, stored in page:
                yield stored
            if len(page) < size:
                return
            last = page[-1][0]
            before = or_(
                items.c.seen < last["seen"],
                and_(items.c.seen == last["seen"], items.c.number < last["number"]),
            )
            limit = None if limit is None else limit - size

    async def find_items(self, link: str) -> Sequence[StoredItem]:
        """See :meth:`bot.pipeline.ports.ReadStore.find_items`."""
        query = select(items).where(or_(items.c.id == link, items.c.url == link))
        page = await self._database.read(item_page, query.order_by(items.c.number.desc()))
        return [stored for _, stored in page]

    async def recent_alerts(
        self, subscriber: SubscriberId | None = None, *, limit: int = 10
    ) -> Sequence[AlertContent]:
        """See :meth:`bot.pipeline.ports.ReadStore.recent_alerts`."""
        which = true() if subscriber is None else alerts.c.subscriber_id == subscriber
        return await self._database.read(contents, which, limit, self._packs)

    async def alert_deliveries(
        self, alert: AlertId
    ) -> Sequence[tuple[Delivery, DeliveryState, Sentence | None, datetime | None]]:
        """See :meth:`bot.pipeline.ports.ReadStore.alert_deliveries`."""
        return await self._database.read(alert_deliveries, alert)

    async def feed_health(self) -> Sequence[FeedHealth]:
        """See :meth:`bot.pipeline.ports.ReadStore.feed_health`."""
        return await self._database.read(feed_health)

    async def counts(self) -> Mapping[str, int]:
        """See :meth:`bot.pipeline.ports.ReadStore.counts`."""
        return await self._database.read(counts)


def contents(
    connection: Connection,
    which: ColumnElement[bool],
    limit: int | None,
    packs: Mapping[PackId, Pack],
) -> list[AlertContent]:
    """Give the newest alerts ``which`` selects, with all that messages are made of."""
    query = (
        select(alerts)
        .where(which)
        .order_by(alerts.c.created.desc(), alerts.c.story_id)
        .limit(limit)
    )
    found = [alert_of(row) for row in (connection.execute(query)).mappings()]
    told = _items(connection, {alert.item_id for alert in found})
    about = stories_by_id(connection, {alert.story_id for alert in found})
    earlier = stories_by_id(connection, {s.related for s in about.values() if s.related})
    own = _own_rules(connection, {rule for alert in found for rule in alert.rules})
    return [
        AlertContent(
            alert=alert,
            item=told[alert.item_id].item,
            story=(story := about[alert.story_id]),
            rules=tuple(
                _held(match, own, packs, alert) for match in _matches(alert, told[alert.item_id])
            ),
            tickers=(*told[alert.item_id].tickers, *_own_tickers(alert, own)),
            related_title=earlier[story.related].title if story.related in earlier else "",
        )
        for alert in found
    ]


def digest_contents(
    connection: Connection, delivery: Delivery, packs: Mapping[PackId, Pack]
) -> list[AlertContent]:
    """Give the alerts a digest tells, and let no other digest have them.

    An alert without a destination of its own belongs to the digest at the subscriber's chat, which
    may have moved: to any that no alert of theirs was routed to.
    """
    theirs = alerts.c.subscriber_id == delivery.subscriber_id
    routed = alerts.alias("routed")
    is_route = exists().where(
        routed.c.subscriber_id == delivery.subscriber_id,
        routed.c.destination == delivery.destination,
    )
    connection.execute(
        update(alerts)
        .where(theirs, alerts.c.digest.is_(None), alerts.c.held_until <= delivery.not_before)
        .where(
            or_(
                alerts.c.destination == delivery.destination,
                and_(alerts.c.destination.is_(None), ~is_route),
            )
        )
        .values(digest=delivery.id)
    )
    told = and_(theirs, alerts.c.digest == delivery.id, alerts.c.held_until.is_not(None))
    found = contents(connection, told, None, packs)
    return sorted(
        found,
        key=lambda one: (one.rules[0].topic, -one.alert.severity, one.alert.created),
    )


def alert_by_message(
    connection: Connection,
    subscriber: SubscriberId,
    destination: Destination,
    message_id: str,
) -> AlertId | None:
    """Name the alert that a message told: the newest, should ids begin anew where a chat has moved."""
    sent = and_(
        deliveries.c.story_id == alerts.c.story_id,
        deliveries.c.subscriber_id == alerts.c.subscriber_id,
        deliveries.c.destination == destination,
        deliveries.c.message_id == message_id,
    )
    story = connection.scalar(
        select(alerts.c.story_id)
        .where(alerts.c.subscriber_id == subscriber, exists().where(sent))
        .order_by(alerts.c.created.desc())
        .limit(1)
    )
    return None if story is None else alert_id(StoryId(story), subscriber)


def told_of(connection: Connection, story: StoryId) -> frozenset[SubscriberId]:
    """Give whom an alert of a story exists for."""
    query = select(alerts.c.subscriber_id).where(alerts.c.story_id == story)
    return frozenset(map(SubscriberId, connection.scalars(query)))


def stops(
    connection: Connection, subscriber: SubscriberId, about: Collection[ItemId]
) -> list[Stop]:
    """Give what kept these items from a subscriber."""
    query = select(decisions).where(decisions.c.subscriber_id == subscriber)
    found: list[Stop] = []
    for piece in chunks(about, IDS):
        result = connection.execute(query.where(decisions.c.item_id.in_(piece)))
        found += map(stop_of, result.mappings())
    return sorted(found, key=lambda stop: (stop.item_id, stop.stage))


def pack_stories(
    connection: Connection, since: datetime
) -> tuple[dict[PackId, int], datetime | None]:
    """Count each pack's stories since; items of a backlog count, for they were news as well."""
    everybodys = ~items.c.feed_id.startswith(PRIVATE, autoescape=True)
    query = (
        select(item_rules.c.rule_id, items.c.story_id)
        .join(items, items.c.id == item_rules.c.item_id)
        .where(items.c.seen >= since, everybodys, ~item_rules.c.rule_id.startswith("@"))
        .distinct()
    )
    told = {(rule.partition("/")[0], story) for rule, story in connection.execute(query)}
    oldest = connection.scalar(
        select(func.min(items.c.seen)).where(items.c.seen >= since, everybodys)
    )
    return {PackId(pack): count for pack, count in Counter(p for p, _ in told).items()}, oldest


def alert_deliveries(
    connection: Connection, alert: AlertId
) -> list[tuple[Delivery, DeliveryState, Sentence | None, datetime | None]]:
    """Give an alert's deliveries, and the digest that tells it, in the order they were decided."""
    story, subscriber = alert_key(alert)
    its_own = and_(deliveries.c.story_id == story, deliveries.c.subscriber_id == subscriber)
    digest = select(alerts.c.digest).where(_is_alert(alert)).scalar_subquery()
    found = connection.execute(
        select(deliveries).where(or_(its_own, deliveries.c.id == digest)).order_by(deliveries.c.id)
    )
    return [
        (delivery_of(row), state_of(row), row["reason"], row["sent_at"]) for row in found.mappings()
    ]


def feed_health(connection: Connection) -> list[FeedHealth]:
    """Give the feeds by name, each with its items."""
    of_feed = select(
        items.c.feed_id, func.count().label("count"), func.max(items.c.seen).label("newest")
    )
    counted = of_feed.group_by(items.c.feed_id).subquery()
    found = connection.execute(
        select(feeds, counted.c["count"], counted.c.newest)
        .outerjoin(counted, counted.c.feed_id == feeds.c.feed_id)
        .order_by(feeds.c.feed_id)
    )
    return [
        FeedHealth(state=feed_of(row), items=row["count"] or 0, newest=row["newest"])
        for row in found.mappings()
    ]


def counts(connection: Connection) -> dict[str, int]:
    """Count what is stored: tables by their name, deliveries by :class:`DeliveryState`."""
    found: Counter[str] = Counter({state.value: 0 for state in DeliveryState})
    for table in (items, stories, alerts, subscribers, rules):
        found[table.name] = connection.scalar(select(func.count()).select_from(table)) or 0
    by_state = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
    for state, count in connection.execute(by_state):
        found[state_of({"state": state})] += count
    return dict(found)


def _items(connection: Connection, ids: Iterable[ItemId]) -> dict[ItemId, StoredItem]:
    found: dict[ItemId, StoredItem] = {}
    for piece in chunks(ids, IDS):
        page = item_page(connection, select(items).where(items.c.id.in_(piece)))
        found.update((stored.item.id, stored) for _, stored in page)
    return found


def _own_rules(connection: Connection, ids: Iterable[RuleId]) -> dict[RuleId, Rule]:
    found: dict[RuleId, Rule] = {}
    for piece in chunks(ids, IDS):
        result = connection.execute(select(rules).where(rules.c.id.in_(piece)))
        found.update((rule.id, rule) for rule in map(rule_of, result.mappings()))
    return found


def _matches(alert: Alert, stored: StoredItem) -> list[Match]:
    """Give the alert's rules with their words in its item; none where another item met the rule."""
    found = {match.rule_id: match for match in stored.matches}
    return [found.get(rule, Match(rule_id=rule)) for rule in alert.rules]


def _own_tickers(alert: Alert, own: Mapping[RuleId, Rule]) -> Iterator[TickerTag]:
    """Give the tickers that the subscriber's own rules add: a theme by the rule's name."""
    for rule in (own[one] for one in alert.rules if one in own):
        for symbol in rule.tickers:
            yield TickerTag(
                symbol=symbol,
                name=symbol,
                via=Via.BASKET,
                why=f"your rule {rule.name}",
                basket=rule.name,
            )


def _is_alert(alert: AlertId) -> ColumnElement[bool]:
    story, subscriber = alert_key(alert)
    return and_(alerts.c.story_id == story, alerts.c.subscriber_id == subscriber)


def _held(
    match: Match, own: Mapping[RuleId, Rule], packs: Mapping[PackId, Pack], alert: Alert
) -> RuleHeld:
    """Name a rule that held; one deleted since keeps the name in its id."""
    first, _, name = match.rule_id.partition("/")
    if rule := own.get(match.rule_id):
        return RuleHeld(match=match, name=rule.name, severity=rule.severity)
    if pack := packs.get(PackId(first)):
        severity = next((r.severity for r in pack.rules if r.id == match.rule_id), alert.severity)
        return RuleHeld(
            match=match,
            name=match.rule_id,
            severity=severity,
            topic=pack.title,
            topics=pack.titles,
        )
    known_as = name if first.startswith("@") else match.rule_id
    return RuleHeld(match=match, name=known_as, severity=alert.severity)
