"""Deliveries between decision and destination: :class:`bot.pipeline.ports.Outbox`.

    add       held (its time has not come) or ready; the lane of its destination says so
    wake      held → ready, once due
    claim     the most urgent free lanes → the oldest ready delivery of each, leased
    record    what came of it → the lane is free again, now or after a backoff
    exchange  record and claim in one transaction: a courier's turn

A lane is locked before its deliveries, so that workers on PostgreSQL do not block each other.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, func, or_, select, update

from bot.domain.alert import AlertContent, alert_key
from bot.domain.delivery import (
    Delivery,
    DeliveryId,
    DeliveryKind,
    DeliveryState,
    NewDelivery,
)
from bot.domain.subscriber import Destination
from bot.pipeline.ports import Claimed, QueueState, Result
from bot.storage import lanes
from bot.storage import outbox_rows as rows
from bot.storage.columns import destination_key
from bot.storage.contents import Packs, WithPacks, contents_of, digest_contents
from bot.storage.outcomes import hold, record
from bot.storage.statements import IDS, Upsert, chunks
from bot.storage.tables import (
    HAS_READY,
    HELD,
    READY,
    deliveries,
    is_held,
    is_pending,
    is_ready,
)
from bot.storage.tables import lanes as lane_table

_WOKEN = 5_000
"""So many held deliveries at most become ready in one claim, so that it stays short."""

# Statements are made once: making one takes SQLAlchemy longer than SQLite takes to run it.
_ADD = Upsert.add_new(deliveries, rows.DELIVERY)
_EDIT = DeliveryKind.EDIT.value
_NEWER = deliveries.alias("newer")
_NEWEST_EDIT = (
    select(func.max(_NEWER.c.id))
    .where(
        _NEWER.c.story_id == deliveries.c.story_id,
        _NEWER.c.subscriber_id == deliveries.c.subscriber_id,
        _NEWER.c.kind == _EDIT,
    )
    .scalar_subquery()
)
_SUPERSEDE = (
    update(deliveries)
    .where(deliveries.c.story_id == bindparam("story"))
    .where(deliveries.c.subscriber_id == bindparam("subscriber"))
    .where(deliveries.c.kind == _EDIT, is_pending(), deliveries.c.id < _NEWEST_EDIT)
    .values(state=DeliveryState.SUPERSEDED.value)
)
_SAME = and_(
    _NEWER.c.story_id == deliveries.c.story_id,
    _NEWER.c.subscriber_id == deliveries.c.subscriber_id,
    _NEWER.c.kind == deliveries.c.kind,
    _NEWER.c.destination == deliveries.c.destination,
    _NEWER.c.not_before == deliveries.c.not_before,
)
_DIGEST = DeliveryKind.DIGEST.value
# Only what was never tried: another tells what it was made of then, and this one the rest.
_SUPERSEDE_DIGEST = (
    update(deliveries)
    .where(deliveries.c.story_id == "", deliveries.c.subscriber_id == bindparam("subscriber"))
    .where(deliveries.c.kind == _DIGEST, is_held(), deliveries.c.attempts == 0)
    .where(deliveries.c.id < select(func.max(_NEWER.c.id)).where(_SAME).scalar_subquery())
    .values(state=DeliveryState.SUPERSEDED.value)
)
_DUE = (
    select(deliveries.c.id)
    .where(is_held(), deliveries.c.not_before <= bindparam("now"))
    .order_by(deliveries.c.not_before)
    .limit(_WOKEN)
    .with_for_update(skip_locked=True)
)
_WAKE = (
    update(deliveries)
    .where(deliveries.c.id.in_(_DUE))
    .values(state=READY)
    .returning(
        deliveries.c.destination,
        deliveries.c.severity,
        deliveries.c.created,
        deliveries.c.not_before,
    )
)
_LEASE = (
    update(deliveries)
    .where(deliveries.c.id.in_(bindparam("ids", expanding=True)), is_ready())
    .where(or_(deliveries.c.expires.is_(None), deliveries.c.expires > bindparam("now")))
    .values(
        attempts=deliveries.c.attempts + 1,
        # A lease nobody answered for: the message may have gone out.
        uncertain=or_(deliveries.c.uncertain, deliveries.c.lease.is_not(None)),
        lease=bindparam("until"),
    )
    .returning(deliveries)
)
_EXPIRE = (
    update(deliveries)
    .where(deliveries.c.destination.in_(bindparam("listed", expanding=True)), is_ready())
    .where(deliveries.c.expires <= bindparam("now"))
    .values(state=DeliveryState.EXPIRED.value)
)


class SqlOutbox(WithPacks):
    """The outbox's part of a store."""

    async def exchange(
        self,
        results: Sequence[Result],
        now: datetime,
        *,
        limit: int,
        lease: timedelta,
        busy: Collection[Destination] = (),
    ) -> Sequence[Claimed]:
        """See :meth:`bot.pipeline.ports.Outbox.exchange`."""
        return await self._database.write(
            exchange, results, now, limit=limit, lease=lease, busy=busy, packs=self._packs
        )

    async def end_leases(self, now: datetime) -> None:
        """See :meth:`bot.pipeline.ports.Outbox.end_leases`."""
        await self._database.write(lanes.end_leases, now)

    async def digest_contents(self, delivery: Delivery) -> Sequence[AlertContent]:
        """See :meth:`bot.pipeline.ports.Outbox.digest_contents`."""
        return await self._database.write(digest_contents, delivery, self._packs)

    async def hold(self, claimed: Sequence[Delivery], until: datetime, now: datetime) -> None:
        """See :meth:`bot.pipeline.ports.Outbox.hold`."""
        await self._database.write(hold, claimed, until, now)

    async def queue(self) -> QueueState:
        """See :meth:`bot.pipeline.ports.Outbox.queue`."""
        return await self._database.read(queue)

    async def next_due(self) -> datetime | None:
        """See :meth:`bot.pipeline.ports.Outbox.next_due`."""
        return await self._database.read(next_due)


def add(connection: Connection, new: Iterable[NewDelivery]) -> None:
    """Add deliveries; one that is there already is not added again. The newest edit stays alone."""
    # By destination: the indexes grow at one place, and workers lock lanes in one order.
    ordered = sorted(new, key=_by_destination)
    lanes.announce(connection, (one for one in ordered if not rows.is_held(one)))
    _ADD.run(connection, ordered)
    edits = [
        alert_key(one.alert_id) for one in ordered if one.kind is DeliveryKind.EDIT and one.alert_id
    ]
    if edits:
        connection.execute(
            _SUPERSEDE, [{"story": story, "subscriber": subscriber} for story, subscriber in edits]
        )
    digests = {one.subscriber_id for one in ordered if one.kind == _DIGEST}
    if digests:
        connection.execute(
            _SUPERSEDE_DIGEST, [{"subscriber": subscriber} for subscriber in sorted(digests)]
        )


def exchange(
    connection: Connection,
    results: Iterable[Result],
    now: datetime,
    *,
    limit: int,
    lease: timedelta,
    busy: Collection[Destination],
    packs: Packs,
) -> list[Claimed]:
    """Store what came of the last ones, and give the next with what their messages are made of."""
    for result in sorted(results, key=lambda one: _by_destination(one.delivery)):
        record(connection, result)
    taken = claim(connection, now, limit=limit, lease=lease, busy=busy) if limit else []
    told = contents_of(connection, taken, packs)
    return [
        Claimed(delivery=delivery, content=content)
        for delivery, content in zip(taken, told, strict=True)
    ]


def claim(
    connection: Connection,
    now: datetime,
    *,
    limit: int,
    lease: timedelta,
    busy: Collection[Destination],
) -> list[Delivery]:
    """Lease up to ``limit`` deliveries, the most urgent lane's first."""
    _wake(connection, now)
    taken: list[Delivery] = []
    while len(taken) < limit:
        turns = lanes.free(connection, now, limit - len(taken), busy)
        if not turns:
            break
        leased = _lease(connection, filter(None, turns.values()), now, now + lease)
        idle = [lane for lane in turns if lane not in leased]
        _expire(connection, idle, now)
        lanes.refresh(connection, idle)
        lanes.hold(connection, leased, now + lease)
        taken += [leased[lane] for lane in turns if lane in leased]
    return taken


def queue(connection: Connection) -> QueueState:
    """Count."""
    state, uncertain = deliveries.c.state, deliveries.c.uncertain
    result = connection.execute(
        select(state, uncertain, func.count(), func.min(deliveries.c.created)).group_by(
            state, uncertain
        )
    )
    found = [tuple(row) for row in result]
    pending = [(count, oldest) for name, _, count, oldest in found if name in {HELD, READY}]
    return QueueState(
        pending=sum(count for count, _ in pending),
        oldest=min((oldest for _, oldest in pending), default=None),
        sent=sum(count for name, _, count, _ in found if name == DeliveryState.SENT),
        rejected=sum(count for name, _, count, _ in found if name == DeliveryState.REJECTED),
        doubtful=sum(
            count for name, lost, count, _ in found if lost and name == DeliveryState.SENT
        ),
    )


def next_due(connection: Connection) -> datetime | None:
    """Give when a claim can next find something: a free lane, a lease's end, a held one's time."""
    due: Sequence[datetime | None] = [
        connection.scalar(select(func.min(lane_table.c.due)).where(HAS_READY)),
        connection.scalar(select(func.min(deliveries.c.not_before)).where(is_held())),
    ]
    return min((time for time in due if time is not None), default=None)


def _wake(connection: Connection, now: datetime) -> None:
    woken = (connection.execute(_WAKE, {"now": now})).all()
    lanes.announce(connection, sorted(woken, key=_by_destination))


def _by_destination(ready: lanes.Ready) -> str:
    return destination_key(ready.destination)


def _lease(
    connection: Connection, ids: Iterable[DeliveryId], now: datetime, until: datetime
) -> dict[Destination, Delivery]:
    """Take these deliveries, those that are still ready and not over."""
    leased: dict[Destination, Delivery] = {}
    for piece in chunks(ids, IDS):
        found = connection.execute(_LEASE, {"ids": piece, "now": now, "until": until})
        for delivery in map(rows.delivery_of, found.mappings()):
            leased[delivery.destination] = delivery
    return leased


def _expire(connection: Connection, destinations: Iterable[Destination], now: datetime) -> None:
    for piece in chunks(destinations, IDS):
        connection.execute(_EXPIRE, {"listed": piece, "now": now})
