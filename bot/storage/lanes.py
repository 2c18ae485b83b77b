"""The lanes: which destinations have something ready, how urgent, and who may be claimed now.

A lane is derived from the deliveries it stands for. It may promise more than there is, never less:
whoever adds something ready announces it, and a claim that finds less corrects the lane.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import DeliveryId
from bot.domain.subscriber import Destination
from bot.storage.columns import destination_key
from bot.storage.rows import Row
from bot.storage.statements import IDS, add_new, chunks, insert, many
from bot.storage.tables import HAS_READY, deliveries, is_ready, lanes


async def announce(connection: AsyncConnection, ready: Iterable[Row]) -> None:
    """Say that these rows of ``deliveries`` are ready: lanes become more urgent, never less.

    A lane that somebody holds, or that is backing off, stays so.
    """
    told: dict[Destination, dict[str, Any]] = {}
    for row in ready:
        severity, created, due = row["severity"], row["created"], row["not_before"]
        lane = told.get(row["destination"])
        if lane is None:
            told[row["destination"]] = {
                "destination": row["destination"],
                "severity": severity,
                "oldest": created,
                "due": due,
            }
        else:
            lane["severity"] = max(lane["severity"], severity)
            lane["oldest"] = min(lane["oldest"], created)
            lane["due"] = min(lane["due"], due)
    ordered = sorted(told.values(), key=lambda lane: destination_key(lane["destination"]))
    await many(connection, _announcement(connection), ordered)


def _announcement(connection: AsyncConnection) -> Any:
    statement = insert(connection, lanes)
    new, old, empty = statement.excluded, lanes.c, lanes.c.severity.is_(None)
    return statement.on_conflict_do_update(
        index_elements=["destination"],
        set_={
            "severity": case(
                (or_(empty, old.severity < new.severity), new.severity), else_=old.severity
            ),
            "oldest": case((or_(empty, old.oldest > new.oldest), new.oldest), else_=old.oldest),
            "due": case((and_(empty, old.due < new.due), new.due), else_=old.due),
        },
    )


async def lock(connection: AsyncConnection, destination: Destination) -> None:
    """Keep other workers off a lane until the transaction ends; SQLite has one writer anyway."""
    await connection.execute(
        select(lanes.c.due).where(lanes.c.destination == destination).with_for_update()
    )


async def free(
    connection: AsyncConnection, now: datetime, limit: int, busy: Collection[Destination]
) -> dict[Destination, DeliveryId | None]:
    """Lock the most urgent lanes that nobody holds; give the delivery whose turn it is in each.

    None for a lane that promised more than there is.
    """
    shut = frozenset(busy)
    found = await connection.execute(
        select(lanes.c.destination, _first(lanes.c.destination))
        .where(HAS_READY, lanes.c.due <= now)
        .order_by(lanes.c.severity.desc(), lanes.c.oldest)
        .limit(limit + len(shut))
        .with_for_update(skip_locked=True)
    )
    return dict(islice(((lane, head) for lane, head in found if lane not in shut), limit))


async def hold(
    connection: AsyncConnection, destinations: Sequence[Destination], until: datetime
) -> None:
    """Let nobody claim in these lanes before ``until``."""
    for piece in chunks(destinations, IDS):
        await connection.execute(
            update(lanes).where(lanes.c.destination.in_(piece)).values(due=until)
        )


async def let_go(
    connection: AsyncConnection, destination: Destination, lease: datetime, until: datetime
) -> None:
    """Let the lane be claimed from ``until`` on, if the claim until ``lease`` still holds it."""
    await connection.execute(
        update(lanes)
        .where(lanes.c.destination == destination, lanes.c.due == lease)
        .values(due=until)
    )
    await refresh(connection, [destination])


async def open_lane(connection: AsyncConnection, destination: Destination, now: datetime) -> None:
    """Make a lane for what was moved to ``destination``."""
    empty = {"destination": destination, "severity": None, "oldest": None, "due": now}
    await add_new(connection, lanes, [empty])
    await refresh(connection, [destination])


async def refresh(connection: AsyncConnection, stale: Sequence[Destination]) -> None:
    """Bring lanes in line with their deliveries."""
    head = deliveries.alias("head")
    ready = and_(deliveries.c.destination == lanes.c.destination, is_ready())
    for piece in chunks(stale, IDS):
        await connection.execute(
            update(lanes)
            .where(lanes.c.destination.in_(piece))
            .values(
                severity=select(func.max(deliveries.c.severity)).where(ready).scalar_subquery(),
                oldest=select(head.c.created)
                .where(head.c.id == _first(lanes.c.destination))
                .scalar_subquery(),
            )
        )


def _first(destination: ColumnElement[Destination]) -> ScalarSelect[DeliveryId]:
    """Give the id of a destination's oldest ready delivery."""
    turn = deliveries.alias("turn")
    return (
        select(func.min(turn.c.id))
        .where(turn.c.destination == destination, is_ready(turn))
        .scalar_subquery()
    )
