"""What came of a claimed delivery, and what follows for its subscriber.

    Sent      done; the alert knows its message
    Retry     again at its time, before anything else of its destination, or set aside until then
    Rejected  done, the reason kept
    Gone      the subscriber inactive, or the route given up; nothing more is sent there
    Moved     all that is pending or routed goes to the new destination

In each case the lane is let go, now or at the end of a backoff.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy import Boolean, Connection, Integer, bindparam, or_, select, update

from bot.domain.alert import alert_key
from bot.domain.delivery import (
    Blame,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Gone,
    Moved,
    Rejected,
    Retry,
    Sent,
)
from bot.pipeline.ports import Result
from bot.storage import lanes
from bot.storage.columns import destination_key
from bot.storage.moving import end_route, leave, move, reject, still
from bot.storage.sentences import Said
from bot.storage.statements import IDS, chunks
from bot.storage.tables import (
    HELD,
    READY,
    alerts,
    deliveries,
    is_ready,
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
        reason=None,
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
        reason=bindparam("why", type_=Said),
    )
)

_HOLD = (
    update(deliveries)
    .where(deliveries.c.id.in_(bindparam("ids", expanding=True)), is_ready())
    .where(deliveries.c.lease == bindparam("ours"))
    .values(
        state=HELD, not_before=bindparam("until"), lease=None, attempts=deliveries.c.attempts - 1
    )
)


def record(connection: Connection, result: Result) -> None:
    """Store what came of a delivery, and let go of its lane.

    Whoever's lease ran out may still say that the message was sent or refused: that is the truth.
    Their Retry is nothing any more, for another holds the delivery.
    """
    delivery, now = result.delivery, result.at
    lanes.lock(connection, [delivery.destination])
    claimed = {"which": delivery.id, "attempt": delivery.attempts}
    ours = connection.scalar(_IS_OURS, claimed) is not None
    until = now
    match result.outcome:
        case Sent(message_id=message_id):
            _sent(connection, delivery, message_id, now)
        case Retry() as outcome:
            again = result.retry_at or now + (outcome.after or timedelta())
            _put_back(connection, delivery, outcome, again, aside=result.aside)
            until = now if result.aside else again
        case Rejected(reason=reason, barred=barred):
            if not (barred and end_route(connection, delivery, reason, now)):
                reject(connection, still(delivery), reason)
        case Gone(reason=reason):
            if not end_route(connection, delivery, reason, now):
                leave(connection, delivery, reason)
        case Moved(to=to):
            move(connection, delivery, to, now)
        case _:
            assert_never(result.outcome)
    if ours:
        lanes.let_go(connection, [delivery.destination], delivery.lease, until)
    else:
        lanes.refresh(connection, [delivery.destination])


def hold(
    connection: Connection, claimed: Sequence[Delivery], until: datetime, now: datetime
) -> None:
    """Put claimed deliveries back among those whose time has not come, as if never claimed."""
    for piece in chunks(sorted(claimed, key=lambda one: destination_key(one.destination)), IDS):
        ours, places = piece[0].lease, [one.destination for one in piece]
        lanes.lock(connection, places)
        held = {"ids": [one.id for one in piece], "ours": ours, "until": until}
        connection.execute(_HOLD, held)
        lanes.let_go(connection, places, ours, now)


def _sent(connection: Connection, delivery: Delivery, message_id: str, now: datetime) -> None:
    connection.execute(_IS_SENT, {"which": delivery.id, "now": now, "message": message_id})
    if delivery.kind is DeliveryKind.FIRST and delivery.alert_id is not None:
        story, subscriber = alert_key(delivery.alert_id)
        told = {"story": story, "subscriber": subscriber, "message": message_id}
        connection.execute(_IS_TOLD, told)


def _put_back(
    connection: Connection,
    delivery: Delivery,
    outcome: Retry,
    until: datetime,
    *,
    aside: bool,
) -> None:
    connection.execute(
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
