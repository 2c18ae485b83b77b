"""Deliveries between decision and destination: :class:`bot.pipeline.ports.Outbox`.

    add     held (its time has not come) or ready; the lane of its destination says so
    wake    held → ready, once due
    claim   the most urgent free lanes → the oldest ready delivery of each, leased
    record  what came of it → the lane is free again, now or after a backoff

A lane is locked before its deliveries, so that workers on PostgreSQL do not block each other.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy import Boolean, ColumnElement, and_, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.alert import alert_key
from bot.domain.delivery import (
    Delivery,
    DeliveryId,
    DeliveryKind,
    DeliveryState,
    Gone,
    Moved,
    NewDelivery,
    Outcome,
    Rejected,
    Retry,
    Sent,
)
from bot.domain.subscriber import Destination
from bot.pipeline.ports import QueueState
from bot.storage import lanes
from bot.storage import outbox_rows as rows
from bot.storage.columns import destination_key
from bot.storage.database import OnDatabase
from bot.storage.statements import IDS, Upsert, chunks
from bot.storage.tables import (
    HAS_READY,
    HELD,
    READY,
    alerts,
    deliveries,
    is_held,
    is_pending,
    is_ready,
    subscribers,
)
from bot.storage.tables import lanes as lane_table

_WOKEN = 5_000
"""So many held deliveries at most become ready in one claim, so that it stays short."""

# Statements are made once: making one takes SQLAlchemy longer than SQLite takes to run it.
_ADD = Upsert.add_new(deliveries, rows.DELIVERY)
_SENT = DeliveryState.SENT.value
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
_IS_SENT = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("which"), deliveries.c.state != _SENT)
    .values(
        state=_SENT,
        sent_at=bindparam("now"),
        message_id=bindparam("message"),
        lease=None,
        reason="",
    )
)
_IS_TOLD = (
    update(alerts)
    .where(alerts.c.story_id == bindparam("story"), alerts.c.message_id == "")
    .where(alerts.c.subscriber_id == bindparam("subscriber"))
    .values(message_id=bindparam("message"))
)
_PUT_BACK = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("which"), is_ready())
    .where(deliveries.c.attempts == bindparam("attempt"))
    .values(
        not_before=bindparam("until"),
        lease=None,
        uncertain=or_(deliveries.c.uncertain, bindparam("lost", type_=Boolean)),
        reason=bindparam("why"),
    )
)


class SqlOutbox(OnDatabase):
    """The outbox's part of a store."""

    async def claim(
        self, now: datetime, *, limit: int, lease: timedelta, busy: Collection[Destination] = ()
    ) -> Sequence[Delivery]:
        """See :meth:`bot.pipeline.ports.Outbox.claim`."""
        return await self._database.write(claim, now, limit=limit, lease=lease, busy=busy)

    async def record(
        self,
        delivery: Delivery,
        outcome: Outcome,
        now: datetime,
        *,
        retry_at: datetime | None = None,
    ) -> None:
        """See :meth:`bot.pipeline.ports.Outbox.record`."""
        await self._database.write(record, delivery, outcome, now, retry_at=retry_at)

    async def queue(self) -> QueueState:
        """See :meth:`bot.pipeline.ports.Outbox.queue`."""
        return await self._database.read(queue)

    async def next_due(self) -> datetime | None:
        """See :meth:`bot.pipeline.ports.Outbox.next_due`."""
        return await self._database.read(next_due)


async def add(connection: AsyncConnection, new: Iterable[NewDelivery]) -> None:
    """Add deliveries; one that is there already is not added again. The newest edit stays alone."""
    # By destination: the indexes grow at one place, and workers lock lanes in one order.
    ordered = sorted(new, key=_by_destination)
    await lanes.announce(connection, (one for one in ordered if not rows.is_held(one)))
    await _ADD.run(connection, ordered)
    edits = [alert_key(one.alert_id) for one in ordered if one.kind == _EDIT and one.alert_id]
    if edits:
        await connection.execute(
            _SUPERSEDE, [{"story": story, "subscriber": subscriber} for story, subscriber in edits]
        )


async def claim(
    connection: AsyncConnection,
    now: datetime,
    *,
    limit: int,
    lease: timedelta,
    busy: Collection[Destination],
) -> list[Delivery]:
    """Lease up to ``limit`` deliveries, the most urgent lane's first."""
    await _wake(connection, now)
    taken: list[Delivery] = []
    while len(taken) < limit:
        turns = await lanes.free(connection, now, limit - len(taken), busy)
        if not turns:
            break
        leased = await _lease(connection, filter(None, turns.values()), now, now + lease)
        idle = [lane for lane in turns if lane not in leased]
        await _expire(connection, idle, now)
        await lanes.refresh(connection, idle)
        await lanes.hold(connection, leased, now + lease)
        taken += [leased[lane] for lane in turns if lane in leased]
    return taken


async def record(
    connection: AsyncConnection,
    delivery: Delivery,
    outcome: Outcome,
    now: datetime,
    *,
    retry_at: datetime | None,
) -> None:
    """Store what came of ``delivery``, and let go of its lane.

    Whoever's lease ran out may still say that the message was sent or refused: that is the truth.
    Their Retry is nothing any more, for another holds the delivery.
    """
    await lanes.lock(connection, delivery.destination)
    until = now
    match outcome:
        case Sent(message_id=message_id):
            await _sent(connection, delivery, message_id, now)
        case Retry():
            until = retry_at or now + (outcome.after or timedelta())
            await _put_back(connection, delivery, outcome, until)
        case Rejected(reason=reason):
            await _reject(connection, deliveries.c.id == delivery.id, reason)
        case Gone(reason=reason):
            await _leave(connection, delivery, reason)
        case Moved(to=to):
            await _move(connection, delivery, to)
            await lanes.open_lane(connection, to, now)
        case _:
            assert_never(outcome)
    await lanes.let_go(connection, delivery.destination, delivery.lease, until)


async def queue(connection: AsyncConnection) -> QueueState:
    """Count."""
    state, uncertain = deliveries.c.state, deliveries.c.uncertain
    result = await connection.execute(
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


async def next_due(connection: AsyncConnection) -> datetime | None:
    """Give when a claim can next find something: a free lane, a lease's end, a held one's time."""
    due: Sequence[datetime | None] = [
        await connection.scalar(select(func.min(lane_table.c.due)).where(HAS_READY)),
        await connection.scalar(select(func.min(deliveries.c.not_before)).where(is_held())),
    ]
    return min((time for time in due if time is not None), default=None)


async def _wake(connection: AsyncConnection, now: datetime) -> None:
    woken = (await connection.execute(_WAKE, {"now": now})).all()
    await lanes.announce(connection, sorted(woken, key=_by_destination))


def _by_destination(ready: lanes.Ready) -> str:
    return destination_key(ready.destination)


async def _lease(
    connection: AsyncConnection, ids: Iterable[DeliveryId], now: datetime, until: datetime
) -> dict[Destination, Delivery]:
    """Take these deliveries, those that are still ready and not over."""
    leased: dict[Destination, Delivery] = {}
    for piece in chunks(ids, IDS):
        found = await connection.execute(_LEASE, {"ids": piece, "now": now, "until": until})
        for delivery in map(rows.delivery_of, found.mappings()):
            leased[delivery.destination] = delivery
    return leased


async def _expire(
    connection: AsyncConnection, destinations: Iterable[Destination], now: datetime
) -> None:
    for piece in chunks(destinations, IDS):
        await connection.execute(_EXPIRE, {"listed": piece, "now": now})


async def _sent(
    connection: AsyncConnection, delivery: Delivery, message_id: str, now: datetime
) -> None:
    await connection.execute(_IS_SENT, {"which": delivery.id, "now": now, "message": message_id})
    if delivery.kind is DeliveryKind.FIRST and delivery.alert_id is not None:
        story, subscriber = alert_key(delivery.alert_id)
        told = {"story": story, "subscriber": subscriber, "message": message_id}
        await connection.execute(_IS_TOLD, told)


async def _put_back(
    connection: AsyncConnection, delivery: Delivery, outcome: Retry, until: datetime
) -> None:
    await connection.execute(
        _PUT_BACK,
        {
            "which": delivery.id,
            "attempt": delivery.attempts,
            "until": until,
            "lost": outcome.uncertain,
            "why": outcome.reason,
        },
    )


async def _reject(connection: AsyncConnection, which: ColumnElement[bool], reason: str) -> None:
    await connection.execute(
        update(deliveries)
        .where(which, is_pending())
        .values(state=DeliveryState.REJECTED.value, lease=None, reason=reason)
    )


async def _leave(connection: AsyncConnection, delivery: Delivery, reason: str) -> None:
    """Send nothing more to a subscriber whose destination is gone."""
    await connection.execute(
        update(subscribers).where(subscribers.c.id == delivery.subscriber_id).values(active=False)
    )
    for theirs in _theirs(delivery):
        await _reject(connection, theirs, reason)


async def _move(connection: AsyncConnection, delivery: Delivery, to: Destination) -> None:
    """Send to ``to`` what was for the old destination, this delivery first."""
    await connection.execute(
        update(subscribers)
        .where(subscribers.c.id == delivery.subscriber_id)
        .where(subscribers.c.destination == delivery.destination)
        .values(destination=to)
    )
    for theirs in _theirs(delivery):
        await connection.execute(
            update(deliveries).where(theirs).values(destination=to, lease=None)
        )


def _theirs(delivery: Delivery) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Select what is pending for a subscriber at a destination: ready, then held; an index each."""
    at = and_(
        deliveries.c.destination == delivery.destination,
        deliveries.c.subscriber_id == delivery.subscriber_id,
    )
    return and_(at, is_ready()), and_(at, is_held())
