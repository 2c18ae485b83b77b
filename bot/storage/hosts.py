"""Feeds of subscribers, who looks after a group, invitations: :class:`bot.pipeline.ports.HostStore`."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

from sqlalchemy import Connection, Delete, and_, delete, func, select

from bot.domain.delivery import NewDelivery
from bot.domain.rule import RuleId
from bot.domain.subscriber import Subscriber, SubscriberId
from bot.domain.user_feed import UserFeed
from bot.storage import outbox
from bot.storage.columns import at_address
from bot.storage.database import OnDatabase
from bot.storage.moving import move_address
from bot.storage.statements import Columns, Upsert
from bot.storage.subscribers import load
from bot.storage.tables import invites, item_rules, items, stewards, subscribers, user_feeds

_USER_FEED: Columns[UserFeed] = {
    name: attrgetter(name) for name in ("subscriber_id", "feed_id", "url", "title", "since")
}
_STEWARD: Columns[tuple[SubscriberId, str]] = {
    "subscriber_id": lambda pair: pair[0],
    "person": lambda pair: pair[1],
}
_INVITE: Columns[tuple[str, datetime]] = {
    "code": lambda pair: pair[0],
    "created": lambda pair: pair[1],
}
_SAVE_FEED = Upsert.replace(user_feeds, _USER_FEED)
_SAVE_STEWARD = Upsert.replace(stewards, _STEWARD)
_ADD_INVITE = Upsert.add_new(invites, _INVITE)


class SqlHosts(OnDatabase):
    """The hosts' part of a store."""

    async def user_feeds(self, subscriber_id: SubscriberId | None = None) -> Sequence[UserFeed]:
        """See :meth:`bot.pipeline.ports.HostStore.user_feeds`."""
        return await self._database.read(load_feeds, subscriber_id)

    async def save_user_feeds(self, feeds: Sequence[UserFeed]) -> None:
        """See :meth:`bot.pipeline.ports.HostStore.save_user_feeds`."""
        await self._database.write(_SAVE_FEED.run, feeds)

    async def delete_user_feed(self, feed: UserFeed) -> bool:
        """See :meth:`bot.pipeline.ports.HostStore.delete_user_feed`."""
        which = and_(
            user_feeds.c.subscriber_id == feed.subscriber_id, user_feeds.c.feed_id == feed.feed_id
        )
        return await self._database.write(remove, delete(user_feeds).where(which))

    async def places(self, adapter: str, address: str) -> Sequence[Subscriber]:
        """See :meth:`bot.pipeline.ports.HostStore.places`."""
        there = at_address(subscribers.c.destination, adapter, address)
        query = select(subscribers).where(there).order_by(subscribers.c.id)
        return await self._database.read(load, query)

    async def move_places(self, adapter: str, before: str, after: str, now: datetime) -> None:
        """See :meth:`bot.pipeline.ports.HostStore.move_places`."""
        await self._database.write(move_address, adapter, before, after, now)

    async def stewarded(self, person: str) -> Sequence[Subscriber]:
        """See :meth:`bot.pipeline.ports.HostStore.stewarded`."""
        theirs = select(stewards.c.subscriber_id).where(stewards.c.person == person)
        query = select(subscribers).where(subscribers.c.active, subscribers.c.id.in_(theirs))
        return await self._database.read(load, query.order_by(subscribers.c.id))

    async def steward(self, subscriber_id: SubscriberId) -> str:
        """See :meth:`bot.pipeline.ports.HostStore.steward`."""
        return await self._database.read(steward, subscriber_id)

    async def save_steward(self, subscriber_id: SubscriberId, person: str) -> None:
        """See :meth:`bot.pipeline.ports.HostStore.save_steward`."""
        await self._database.write(_SAVE_STEWARD.run, [(subscriber_id, person)])

    async def add_invites(self, codes: Sequence[str], created: datetime) -> None:
        """See :meth:`bot.pipeline.ports.HostStore.add_invites`."""
        await self._database.write(_ADD_INVITE.run, [(code, created) for code in codes])

    async def take_invite(self, code: str) -> bool:
        """See :meth:`bot.pipeline.ports.HostStore.take_invite`."""
        return await self._database.write(remove, delete(invites).where(invites.c.code == code))

    async def open_invites(self) -> Sequence[str]:
        """See :meth:`bot.pipeline.ports.HostStore.open_invites`."""
        return await self._database.read(open_invites)

    async def post_notices(self, notices: Sequence[NewDelivery]) -> None:
        """See :meth:`bot.pipeline.ports.HostStore.post_notices`."""
        await self._database.write(outbox.add, notices)

    async def loudest_rules(self, since: datetime, *, limit: int) -> Sequence[tuple[RuleId, int]]:
        """See :meth:`bot.pipeline.ports.HostStore.loudest_rules`."""
        return await self._database.read(loudest, since, limit)


def load_feeds(connection: Connection, subscriber_id: SubscriberId | None) -> list[UserFeed]:
    """Give one subscriber's feeds or all, the oldest first."""
    query = select(user_feeds).order_by(user_feeds.c.since, user_feeds.c.url)
    if subscriber_id is not None:
        query = query.where(user_feeds.c.subscriber_id == subscriber_id)
    return [
        UserFeed(
            subscriber_id=SubscriberId(row["subscriber_id"]),
            url=row["url"],
            title=row["title"],
            since=row["since"],
        )
        for row in (connection.execute(query)).mappings()
    ]


def remove(connection: Connection, statement: Delete) -> bool:
    """Delete, and tell whether there was anything."""
    gone = connection.execute(statement.returning(*statement.table.primary_key))
    return gone.first() is not None


def steward(connection: Connection, subscriber_id: SubscriberId) -> str:
    """Give who looks after a group, nothing where nobody does."""
    found = select(stewards.c.person).where(stewards.c.subscriber_id == subscriber_id)
    return str(connection.scalar(found) or "")


def open_invites(connection: Connection) -> list[str]:
    """Give the codes nobody used, the oldest first."""
    found = select(invites.c.code).order_by(invites.c.created, invites.c.code)
    return list(connection.scalars(found))


def loudest(connection: Connection, since: datetime, limit: int) -> list[tuple[RuleId, int]]:
    """Count the items of each rule seen since, most first."""
    count = func.count().label("items")
    query = (
        select(item_rules.c.rule_id, count)
        .join(items, items.c.id == item_rules.c.item_id)
        .where(items.c.seen >= since)
        .group_by(item_rules.c.rule_id)
        .order_by(count.desc(), item_rules.c.rule_id)
        .limit(limit)
    )
    return [(RuleId(rule), number) for rule, number in connection.execute(query)]
