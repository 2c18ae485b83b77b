"""What pages and commands read: :class:`bot.pipeline.ports.ReadStore`."""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select, true

from bot.domain.alert import AlertContent, AlertId, alert_id, alert_key
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.item import ItemId
from bot.domain.rule import PackId, RuleId
from bot.domain.sentence import Sentence
from bot.domain.silence import Stop
from bot.domain.story import Story, StoryId
from bot.domain.subscriber import Destination, SubscriberId
from bot.domain.user_feed import PRIVATE
from bot.pipeline.ports import FeedHealth, StoredItem
from bot.storage.choice_rows import stop_of
from bot.storage.contents import WithPacks, content, is_alert, newest_contents
from bot.storage.flow_rows import feed_of
from bot.storage.news import item_page, stories_by_id
from bot.storage.outbox_rows import delivery_of, state_of
from bot.storage.statements import IDS, chunks
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


class SqlReading(WithPacks):
    """The readers' part of a store."""

    async def story(self, story: StoryId) -> Story | None:
        """See :meth:`bot.pipeline.ports.ReadStore.story`."""
        return (await self._database.read(stories_by_id, [story])).get(story)

    async def alert(self, alert: AlertId) -> AlertContent | None:
        """See :meth:`bot.pipeline.ports.ReadStore.alert`."""
        return await self._database.read(content, alert, self._packs)

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
        return await self._database.read(newest_contents, which, limit, self._packs)

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
    digest = select(alerts.c.digest).where(is_alert(alert)).scalar_subquery()
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
