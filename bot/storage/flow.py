"""What ingest reads and writes: :class:`bot.pipeline.ports.FlowStore`."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    or_,
    select,
    true,
    tuple_,
    union_all,
    update,
)

from bot.domain.feed import FeedId, FeedState
from bot.domain.item import ItemId
from bot.domain.story import Separation, Story, StoryId
from bot.domain.subscriber import SubscriberId
from bot.domain.user_feed import PRIVATE
from bot.pipeline.ports import Changes, Noted, Remembered, StoredItem, Told
from bot.storage import flow_rows as rows
from bot.storage import item_search, outbox
from bot.storage.choice_rows import STOP
from bot.storage.database import OnDatabase
from bot.storage.news import stories_by_id, story_items, waiting
from bot.storage.outbox_rows import ALERT, alert_of
from bot.storage.statements import IDS, Upsert, chunks
from bot.storage.tables import (
    alerts,
    decisions,
    deliveries,
    feeds,
    item_rules,
    item_waiting,
    items,
    purged,
    separations,
    stories,
)

_PAGE = 500
"""So many items are in memory at once when all are gone through."""
_WINDOW = 2_000
"""The same of the window, whose items stay in memory anyway."""

# Statements are made once: making one takes SQLAlchemy longer than SQLite takes to run it.
_FIRST = deliveries.alias("first")
_TOLD = (
    select(alerts, _FIRST.c.state, _FIRST.c.lease)
    .outerjoin(
        _FIRST,
        and_(
            _FIRST.c.story_id == alerts.c.story_id,
            _FIRST.c.subscriber_id == alerts.c.subscriber_id,
            _FIRST.c.fingerprint == 0,
        ),
    )
    .where(alerts.c.story_id.in_(bindparam("ids", expanding=True)))
    .order_by(alerts.c.created, alerts.c.subscriber_id)
)
_KNOWN = union_all(
    *(
        select(column).where(column.in_(bindparam("ids", expanding=True)))
        for column in (items.c.id, purged.c.item_id)
    )
)
_FEED = Upsert.replace(feeds, rows.FEED)
_STORY = Upsert.replace(stories, rows.STORY, newer="updated")
_ITEM = Upsert.add_new(items, rows.ITEM)
_MATCH = Upsert.add_new(item_rules, rows.MATCH)
_WAITING = Upsert.add_new(item_waiting, rows.WAITING)
SEPARATE = Upsert.replace(separations, rows.SEPARATION)
_STOP = Upsert.replace(decisions, STOP)
_ALERT = Upsert.replace(alerts, ALERT, only=("rules", "severity", "held_until"))


class SqlFlow(OnDatabase):
    """The flow's part of a store."""

    async def feed_states(self) -> Mapping[FeedId, FeedState]:
        """See :meth:`bot.pipeline.ports.FlowStore.feed_states`."""
        return await self._database.read(feed_states)

    async def save_feed_states(self, states: Sequence[FeedState]) -> None:
        """See :meth:`bot.pipeline.ports.FlowStore.save_feed_states`."""
        await self._database.write(_FEED.run, states)

    async def unseen(
        self, feed_id: FeedId, ids: Sequence[ItemId]
    ) -> frozenset[ItemId]:  # an item's id is made of its feed's
        """See :meth:`bot.pipeline.ports.FlowStore.unseen`."""
        return frozenset(ids) - await self._database.read(known, ids)

    async def told(self, stories: Collection[StoryId]) -> Mapping[StoryId, Sequence[Told]]:
        """See :meth:`bot.pipeline.ports.FlowStore.told`."""
        return await self._database.read(told, stories)

    async def alerts_since(self, since: datetime) -> AsyncIterator[Noted]:
        """See :meth:`bot.pipeline.ports.FlowStore.alerts_since`."""
        after: ColumnElement[bool] = true()
        key = (alerts.c.story_id, alerts.c.subscriber_id)  # each page goes on from it
        told = select(*key, alerts.c.rules, alerts.c.created, alerts.c.held_until)
        query = told.where(alerts.c.created >= since).order_by(*key).limit(_WINDOW)
        while page := await self._database.read(window_page, query.where(after)):
            for row in page:
                _, subscriber, rules, created, held = tuple(row)
                yield Noted(SubscriberId(subscriber), tuple(rules), created, held)
            after = tuple_(*key) > tuple_(page[-1].story_id, page[-1].subscriber_id)

    async def retold(
        self, addresses: Mapping[StoryId, Collection[str]], *, private: bool
    ) -> Mapping[StoryId, Collection[StoryId]]:
        """See :meth:`bot.pipeline.ports.FlowStore.retold`."""
        return await self._database.read(retold, addresses, private=private)

    async def commit(self, changes: Changes) -> None:
        """See :meth:`bot.pipeline.ports.FlowStore.commit`."""
        await self._database.write(commit, changes)

    async def stories(self, ids: Collection[StoryId]) -> Mapping[StoryId, Story]:
        """See :meth:`bot.pipeline.ports.FlowStore.stories`."""
        return await self._database.read(stories_by_id, ids)

    async def waiting(self, story: StoryId) -> Sequence[StoredItem]:
        """See :meth:`bot.pipeline.ports.FlowStore.waiting`."""
        return await self._database.read(waiting, story)

    async def story_items(self, story: StoryId) -> Sequence[StoredItem]:
        """See :meth:`bot.pipeline.ports.FlowStore.story_items`."""
        return await self._database.read(story_items, story)

    async def separations(self, since: datetime) -> Sequence[Separation]:
        """See :meth:`bot.pipeline.ports.FlowStore.separations`."""
        return await self._database.read(separations_since, since)

    async def window(self, since: datetime) -> AsyncIterator[Remembered]:
        """See :meth:`bot.pipeline.ports.FlowStore.window`."""
        after: ColumnElement[bool] = items.c.seen >= since
        query = select(*rows.REMEMBERED, items.c.number).order_by(items.c.seen, items.c.number)
        while page := await self._database.read(window_page, query.where(after).limit(_WINDOW)):
            for row in page:
                yield rows.remembered_of(row)
            last = page[-1]
            after = or_(
                items.c.seen > last.seen,
                and_(items.c.seen == last.seen, items.c.number > last.number),
            )


def feed_states(connection: Connection) -> dict[FeedId, FeedState]:
    """Give every feed's state."""
    found = (connection.execute(select(feeds))).mappings()
    return {state.feed_id: state for state in map(rows.feed_of, found)}


def known(connection: Connection, ids: Iterable[ItemId]) -> set[ItemId]:
    """Give those of ``ids`` that are stored, or were until they were purged."""
    found: set[ItemId] = set()
    for piece in chunks(ids, IDS):
        found.update(connection.scalars(_KNOWN, {"ids": piece}))
    return found


def told(connection: Connection, ids: Collection[StoryId]) -> dict[StoryId, list[Told]]:
    """Give the alerts of stories, oldest first."""
    found: dict[StoryId, list[Told]] = {}
    for piece in chunks(ids, IDS):
        for row in connection.execute(_TOLD, {"ids": piece}).mappings():
            left = row["state"] == "sent" or row["lease"] is not None
            digested = row["digest"] is not None
            told_ = Told(alert=alert_of(row), first_sent=left, digested=digested)
            found.setdefault(told_.alert.story_id, []).append(told_)
    return found


def retold(
    connection: Connection, addresses: Mapping[StoryId, Collection[str]], *, private: bool
) -> dict[StoryId, set[StoryId]]:
    """Give the stories of other feeds that hold an item of the same address."""
    ours: dict[str, set[StoryId]] = defaultdict(set)
    for story, new in addresses.items():
        for url in new:
            ours[url].add(story)
    for piece in chunks(addresses, IDS):
        query = select(items.c.url, items.c.story_id).where(items.c.story_id.in_(piece))
        for url, story in connection.execute(query):
            ours[url].add(story)
    ours.pop("", None)
    theirs: dict[str, set[StoryId]] = defaultdict(set)
    of_others = true() if private else items.c.feed_id.startswith(PRIVATE, autoescape=True)
    for urls in chunks(ours, IDS):
        same = select(items.c.url, items.c.story_id).where(items.c.url.in_(urls), of_others)
        for url, story in connection.execute(same):
            if story not in ours[url]:
                theirs[url].add(story)
    found: dict[StoryId, set[StoryId]] = defaultdict(set)
    for url, others in theirs.items():
        if len(others) == len(ours[url]) == 1:
            found[next(iter(ours[url]))] |= others
    return dict(found)


def separations_since(connection: Connection, since: datetime) -> list[Separation]:
    """Give what was said since to be not one story, the oldest first."""
    query = select(separations).where(separations.c.at >= since).order_by(separations.c.at)
    return [rows.separation_of(row) for row in (connection.execute(query)).mappings()]


def window_page(connection: Connection, query: Select[Any]) -> Sequence[Row[Any]]:
    """Give the rows ``query`` selects."""
    page: Sequence[Row[Any]] = (connection.execute(query)).all()
    return page


def commit(connection: Connection, changes: Changes) -> None:
    """Store ``changes``. Items that are there already keep what was found in them since."""
    there = known(connection, [stored.item.id for stored in changes.items])
    new = [stored for stored in changes.items if stored.item.id not in there]
    if changes.feed_state is not None:
        _FEED.run(connection, [changes.feed_state])
    _STORY.run(connection, changes.stories)
    _ITEM.run(connection, new)
    item_search.add(connection, new)
    _add_findings(connection, new)
    _rematch(connection, changes.rematched)
    SEPARATE.run(connection, changes.separations)
    # In the order of their keys: the index grows at one place, and workers lock in one order.
    told = sorted(changes.alerts, key=attrgetter("story_id", "subscriber_id"))
    _ALERT.run(connection, told)
    _STOP.run(connection, changes.stops)
    outbox.add(connection, changes.deliveries)


def _add_findings(connection: Connection, found: Sequence[StoredItem]) -> None:
    _MATCH.run(connection, chain.from_iterable(map(rows.matches, found)))
    _WAITING.run(connection, chain.from_iterable(map(rows.waiting, found)))


def _rematch(connection: Connection, found: Sequence[StoredItem]) -> None:
    for piece in chunks([stored.item.id for stored in found], IDS):
        for table in (item_rules, item_waiting):
            connection.execute(delete(table).where(table.c.item_id.in_(piece)))
    for stored in found:
        connection.execute(
            update(items)
            .where(items.c.id == stored.item.id)
            .values(
                tickers=rows.tickers_json(stored.tickers),
                story_id=stored.story_id,
                why_story=stored.why_story,
            )
        )
    item_search.move(connection, found)
    _add_findings(connection, found)
