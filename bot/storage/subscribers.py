"""Subscribers and their rules: :class:`bot.pipeline.ports.SubscriberStore`."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Select, and_, delete, exists, insert, or_, select, union

from bot.domain.rule import Rule, RuleId
from bot.domain.subscriber import Subscriber, SubscriberId
from bot.storage import subscriber_rows as rows
from bot.storage.database import OnDatabase
from bot.storage.statements import Upsert
from bot.storage.tables import (
    alerts,
    deliveries,
    is_ready,
    lanes,
    rules,
    subscribers,
    topics,
    watchlist,
)

_SUBSCRIBER = Upsert.replace(subscribers, rows.SUBSCRIBER)
_RULE = Upsert.replace(rules, rows.RULE)


class SqlSubscribers(OnDatabase):
    """The subscribers' part of a store."""

    async def subscribers(self) -> Sequence[Subscriber]:
        """See :meth:`bot.pipeline.ports.SubscriberStore.subscribers`."""
        return await self._database.read(
            load, select(subscribers).where(subscribers.c.active).order_by(subscribers.c.id)
        )

    async def subscriber(self, subscriber_id: SubscriberId) -> Subscriber | None:
        """See :meth:`bot.pipeline.ports.SubscriberStore.subscriber`."""
        found = await self._database.read(
            load, select(subscribers).where(subscribers.c.id == subscriber_id)
        )
        return found[0] if found else None

    async def save_subscriber(self, subscriber: Subscriber) -> None:
        """See :meth:`bot.pipeline.ports.SubscriberStore.save_subscriber`."""
        await self._database.write(save, subscriber)

    async def rules(self, owner: SubscriberId | None = None) -> Sequence[Rule]:
        """See :meth:`bot.pipeline.ports.SubscriberStore.rules`."""
        return await self._database.read(load_rules, owner)

    async def save_rule(self, rule: Rule) -> None:
        """See :meth:`bot.pipeline.ports.SubscriberStore.save_rule`."""
        await self._database.write(_RULE.run, [rule])

    async def delete_rule(self, rule_id: RuleId) -> bool:
        """See :meth:`bot.pipeline.ports.SubscriberStore.delete_rule`."""
        return await self._database.write(delete_rule, rule_id)

    async def forget_subscriber(self, subscriber_id: SubscriberId) -> None:
        """See :meth:`bot.pipeline.ports.SubscriberStore.forget_subscriber`."""
        await self._database.write(forget, subscriber_id)


def load(connection: Connection, query: Select[tuple[object, ...]]) -> list[Subscriber]:
    """Give the subscribers ``query`` selects, with their topics and symbols."""
    found = (connection.execute(query)).mappings().all()
    which = query.with_only_columns(subscribers.c.id).order_by(None)
    chosen: dict[str, list[str]] = defaultdict(list)
    watched: dict[str, list[str]] = defaultdict(list)
    for table, values in ((topics, chosen), (watchlist, watched)):
        for subscriber, value in connection.execute(
            select(table).where(table.c.subscriber_id.in_(which))
        ):
            values[subscriber].append(value)
    return [
        rows.subscriber_of(row, chosen.get(row["id"], ()), watched.get(row["id"], ()))
        for row in found
    ]


def save(connection: Connection, subscriber: Subscriber) -> None:
    """Add or replace a subscriber, topics and symbols as well."""
    _SUBSCRIBER.run(connection, [subscriber])
    chosen: Iterable[str]
    for table, column, chosen in (
        (topics, topics.c.pack_id, subscriber.topics),
        (watchlist, watchlist.c.symbol, subscriber.watchlist),
    ):
        connection.execute(delete(table).where(table.c.subscriber_id == subscriber.id))
        for value in chosen:
            row = {"subscriber_id": subscriber.id, column.name: value}
            connection.execute(insert(table).values(row))


_AT_ONCE = 1_000
"""Rows fetched together: of a million rules, one by one takes longer."""


def load_rules(connection: Connection, owner: SubscriberId | None) -> list[Rule]:
    """Give one subscriber's rules or all, by name."""
    query = rows.RULES.order_by(rules.c.name, rules.c.id)
    if owner is not None:
        query = query.where(rules.c.owner == owner)
    found = connection.execute(query).partitions(_AT_ONCE)
    return [rows.rule_of(row) for part in found for row in part]


def delete_rule(connection: Connection, rule_id: RuleId) -> bool:
    """Delete a rule; False when there is none."""
    gone = connection.execute(delete(rules).where(rules.c.id == rule_id).returning(rules.c.id))
    return gone.first() is not None


def forget(connection: Connection, subscriber_id: SubscriberId) -> None:
    """Delete all that is stored of a person; rules, topics and symbols go with the row itself."""
    told = select(alerts.c.story_id).where(alerts.c.subscriber_id == subscriber_id)
    theirs = and_(  # by its index: their alerts' stories, and notices
        deliveries.c.subscriber_id == subscriber_id,
        or_(deliveries.c.story_id.in_(told), deliveries.c.story_id == ""),
    )
    query = union(
        select(deliveries.c.destination).where(theirs),
        select(subscribers.c.destination).where(subscribers.c.id == subscriber_id),
    )
    used = (connection.scalars(query)).all()
    connection.execute(delete(deliveries).where(theirs))
    ready = exists().where(deliveries.c.destination == lanes.c.destination, is_ready())
    connection.execute(delete(lanes).where(lanes.c.destination.in_(used), ~ready))
    connection.execute(delete(alerts).where(alerts.c.subscriber_id == subscriber_id))
    connection.execute(delete(subscribers).where(subscribers.c.id == subscriber_id))
