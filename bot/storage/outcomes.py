"""What came of a claimed delivery, and what follows for its subscriber.

    Sent      done; the alert knows its message
    Retry     again at its time, before anything else of its destination, or set aside until then
    Rejected  done, the reason kept
    Gone      the subscriber inactive, or the route given up; nothing more is sent there
    Moved     all that is pending or routed goes to the new destination

In each case the lane is let go, now or at the end of a backoff.
"""

from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy import Boolean, ColumnElement, Integer, and_, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.alert import alert_key
from bot.domain.delivery import (
    Blame,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Gone,
    Moved,
    Outcome,
    Rejected,
    Retry,
    Sent,
)
from bot.domain.subscriber import Destination
from bot.storage import lanes
from bot.storage.tables import (
    HELD,
    READY,
    alerts,
    deliveries,
    is_held,
    is_ready,
    rules,
    subscribers,
)

_SENT = DeliveryState.SENT.value
_IS_OURS = select(deliveries.c.id).where(
    deliveries.c.id == bindparam("which"),
    deliveries.c.attempts == bindparam("attempt"),
    deliveries.c.lease.is_not(None),
)
"""Whether this claim of it is the last one, and not recorded yet."""
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
        state=bindparam("where"),
        not_before=bindparam("until"),
        lease=None,
        failures=deliveries.c.failures + bindparam("failed", type_=Integer),
        uncertain=or_(deliveries.c.uncertain, bindparam("lost", type_=Boolean)),
        reason=bindparam("why"),
    )
)

_HOLD = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("which"), is_ready())
    .where(deliveries.c.attempts == bindparam("attempt"))
    .values(
        state=HELD, not_before=bindparam("until"), lease=None, attempts=deliveries.c.attempts - 1
    )
)


async def record(
    connection: AsyncConnection,
    delivery: Delivery,
    outcome: Outcome,
    now: datetime,
    *,
    retry_at: datetime | None,
    aside: bool = False,
) -> None:
    """Store what came of ``delivery``, and let go of its lane.

    Whoever's lease ran out may still say that the message was sent or refused: that is the truth.
    Their Retry is nothing any more, for another holds the delivery.
    """
    await lanes.lock(connection, delivery.destination)
    claimed = {"which": delivery.id, "attempt": delivery.attempts}
    ours = await connection.scalar(_IS_OURS, claimed) is not None
    until = now
    match outcome:
        case Sent(message_id=message_id):
            await _sent(connection, delivery, message_id, now)
        case Retry():
            again = retry_at or now + (outcome.after or timedelta())
            await _put_back(connection, delivery, outcome, again, aside=aside)
            until = now if aside else again
        case Rejected(reason=reason):
            await _reject(connection, _still(delivery), reason)
        case Gone(reason=reason):
            await _leave(connection, delivery, reason)
        case Moved(to=to):
            await _move(connection, delivery, to)
            await lanes.open_lane(connection, to, now)
        case _:
            assert_never(outcome)
    if ours:
        await lanes.let_go(connection, delivery.destination, delivery.lease, until)
    else:
        await lanes.refresh(connection, [delivery.destination])


async def hold(
    connection: AsyncConnection, delivery: Delivery, until: datetime, now: datetime
) -> None:
    """Put a claimed delivery back among those whose time has not come, as if never claimed."""
    await lanes.lock(connection, delivery.destination)
    ours = {"which": delivery.id, "attempt": delivery.attempts}
    await connection.execute(_HOLD, {**ours, "until": until})
    await lanes.let_go(connection, delivery.destination, delivery.lease, now)


async def _sent(
    connection: AsyncConnection, delivery: Delivery, message_id: str, now: datetime
) -> None:
    await connection.execute(_IS_SENT, {"which": delivery.id, "now": now, "message": message_id})
    if delivery.kind is DeliveryKind.FIRST and delivery.alert_id is not None:
        story, subscriber = alert_key(delivery.alert_id)
        told = {"story": story, "subscriber": subscriber, "message": message_id}
        await connection.execute(_IS_TOLD, told)


async def _put_back(
    connection: AsyncConnection,
    delivery: Delivery,
    outcome: Retry,
    until: datetime,
    *,
    aside: bool,
) -> None:
    await connection.execute(
        _PUT_BACK,
        {
            "which": delivery.id,
            "attempt": delivery.attempts,
            "where": HELD if aside else READY,
            "until": until,
            "failed": int(outcome.blame is not Blame.SERVICE),
            "lost": outcome.uncertain,
            "why": outcome.reason,
        },
    )


async def _reject(connection: AsyncConnection, which: ColumnElement[bool], reason: str) -> None:
    await connection.execute(
        update(deliveries)
        .where(which)
        .values(state=DeliveryState.REJECTED.value, lease=None, reason=reason)
    )


async def _leave(connection: AsyncConnection, delivery: Delivery, reason: str) -> None:
    """Send nothing more to a destination that is gone.

    A subscriber whose own chat it was becomes inactive; rules that were routed there go to that chat.
    """
    routed = await connection.execute(
        update(rules)
        .where(rules.c.owner == delivery.subscriber_id)
        .where(rules.c.destination == delivery.destination)
        .values(destination=None)
        .returning(rules.c.id)
    )
    if not routed.all():
        await connection.execute(
            update(subscribers)
            .where(subscribers.c.id == delivery.subscriber_id)
            .values(active=False)
        )
    for which in (_still(delivery), *_theirs(delivery)):
        await _reject(connection, which, reason)


async def _move(connection: AsyncConnection, delivery: Delivery, to: Destination) -> None:
    """Send to ``to`` what was for the old destination, this delivery first."""
    await connection.execute(
        update(subscribers)
        .where(subscribers.c.id == delivery.subscriber_id)
        .where(subscribers.c.destination == delivery.destination)
        .values(destination=to)
    )
    for table, owner in ((rules, rules.c.owner), (alerts, alerts.c.subscriber_id)):
        await connection.execute(
            update(table)
            .where(owner == delivery.subscriber_id, table.c.destination == delivery.destination)
            .values(destination=to)
        )
    for theirs in _theirs(delivery):
        await connection.execute(
            update(deliveries).where(theirs).values(destination=to, lease=None)
        )


def _still(delivery: Delivery) -> ColumnElement[bool]:
    """Select a delivery unless it was sent: what is refused was neither expired nor superseded."""
    return and_(deliveries.c.id == delivery.id, deliveries.c.state != _SENT)


def _theirs(delivery: Delivery) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Select what is pending for a subscriber at a destination: ready, then held; an index each."""
    at = and_(
        deliveries.c.destination == delivery.destination,
        deliveries.c.subscriber_id == delivery.subscriber_id,
    )
    return and_(at, is_ready()), and_(at, is_held())
