"""Destinations that moved or are no more: what becomes of what goes there.

A message id means something in one chat only. So what was told in a chat that moved or is gone is
neither edited nor answered any more: ids begin anew where the chat went, and another chat has a
message of that number.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.sentence import Sentence
from bot.domain.subscriber import Destination
from bot.storage import lanes
from bot.storage.columns import at_address
from bot.storage.statements import IDS, chunks
from bot.storage.tables import alerts, deliveries, is_held, is_ready, rules, subscribers
from bot.storage.tables import lanes as lane_table

_SENT = DeliveryState.SENT.value


def reject(connection: Connection, which: ColumnElement[bool], reason: Sentence) -> None:
    """Let deliveries never be sent."""
    connection.execute(
        update(deliveries)
        .where(which)
        .values(state=DeliveryState.REJECTED.value, lease=None, reason=reason)
    )


def still(delivery: Delivery) -> ColumnElement[bool]:
    """Select a delivery unless it was sent: what is refused was neither expired nor superseded."""
    return and_(deliveries.c.id == delivery.id, deliveries.c.state != _SENT)


def leave(connection: Connection, delivery: Delivery, reason: Sentence) -> None:
    """Send nothing more to a subscriber whose own chat is gone."""
    connection.execute(
        update(subscribers).where(subscribers.c.id == delivery.subscriber_id).values(active=False)
    )
    for which in (still(delivery), *_theirs(delivery)):
        reject(connection, which, reason)


def end_route(connection: Connection, delivery: Delivery, reason: Sentence, now: datetime) -> bool:
    """Let what a rule sent elsewhere go to its owner's own chat; False where it went there already."""
    owner = delivery.subscriber_id
    own = connection.scalar(select(subscribers.c.destination).where(subscribers.c.id == owner))
    if own is None or own == delivery.destination:
        return False
    for table, theirs, change in (
        (rules, rules.c.owner == owner, {"destination": None}),
        (alerts, alerts.c.subscriber_id == owner, {"destination": None, "message_id": ""}),
    ):
        there = table.c.destination == delivery.destination
        connection.execute(update(table).where(theirs, there).values(change))
    for theirs in _theirs(delivery):
        is_edit = deliveries.c.kind == DeliveryKind.EDIT.value
        reject(connection, and_(theirs, is_edit), reason)
        _redirect(connection, theirs, own)
    lanes.open_lane(connection, own, now)
    return True


def move(connection: Connection, delivery: Delivery, to: Destination, now: datetime) -> None:
    """Send to ``to`` what a subscriber was sent at the old destination, this delivery first."""
    which, before = delivery.subscriber_id, delivery.destination
    _forget_messages(connection, [which], before)
    connection.execute(
        update(subscribers)
        .where(subscribers.c.id == which, subscribers.c.destination == before)
        .values(destination=to)
    )
    for table, theirs in (
        (rules, rules.c.owner == which),
        (alerts, alerts.c.subscriber_id == which),
    ):
        connection.execute(
            update(table).where(theirs, table.c.destination == before).values(destination=to)
        )
    for pending in _theirs(delivery):
        _redirect(connection, pending, to)
    lanes.open_lane(connection, to, now)


def move_address(
    connection: Connection, adapter: str, before: str, after: str, now: datetime
) -> None:
    """Let all that goes to an address go to another; see :meth:`bot.pipeline.ports.HostStore.move_places`."""
    found: set[Destination] = set()
    for column in (subscribers.c.destination, rules.c.destination, lane_table.c.destination):
        there = at_address(column, adapter, before)
        found.update(connection.scalars(select(column).where(there).distinct()))
    for old in sorted(found, key=lambda one: one.thread):
        _move_all(connection, old, replace(old, address=after), now)


def _move_all(connection: Connection, old: Destination, new: Destination, now: datetime) -> None:
    told = [
        *connection.scalars(select(subscribers.c.id).where(subscribers.c.destination == old)),
        *connection.scalars(select(rules.c.owner).where(rules.c.destination == old)),
    ]
    _forget_messages(connection, told, old)
    for piece in chunks(told, IDS):
        connection.execute(
            update(alerts)
            .where(alerts.c.subscriber_id.in_(piece), alerts.c.destination == old)
            .values(destination=new)
        )
    for table in (subscribers, rules):
        connection.execute(update(table).where(table.c.destination == old).values(destination=new))
    # What is being sent right now learns by itself where it went, or has arrived before.
    waits = and_(deliveries.c.destination == old, deliveries.c.lease.is_(None))
    for state in (is_ready(), is_held()):
        _redirect(connection, and_(waits, state), new)
    lanes.refresh(connection, [old])
    lanes.open_lane(connection, new, now)


def _forget_messages(connection: Connection, told: list[str], where: Destination) -> None:
    """Let the alerts that subscribers were told at a destination refer to no message."""
    own_chat = select(subscribers.c.id).where(subscribers.c.destination == where)
    in_own_chat = and_(alerts.c.destination.is_(None), alerts.c.subscriber_id.in_(own_chat))
    for piece in chunks(told, IDS):
        connection.execute(
            update(alerts)
            .where(alerts.c.subscriber_id.in_(piece), alerts.c.message_id != "")
            .where(or_(alerts.c.destination == where, in_own_chat))
            .values(message_id="")
        )


def _redirect(connection: Connection, which: ColumnElement[bool], to: Destination) -> None:
    connection.execute(update(deliveries).where(which).values(destination=to, lease=None))


def _theirs(delivery: Delivery) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Select what is pending for a subscriber at a destination: ready, then held; an index each."""
    at = and_(
        deliveries.c.destination == delivery.destination,
        deliveries.c.subscriber_id == delivery.subscriber_id,
    )
    return and_(at, is_ready()), and_(at, is_held())
