"""The lanes: which destinations have something ready, how urgent, and who may be claimed now.

A lane is derived from the deliveries it stands for. It may promise more than there is, never less:
whoever adds something ready announces it, and a claim that finds less corrects the lane.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import groupby, islice
from operator import attrgetter, itemgetter
from typing import Any, Protocol, TypeAlias

from sqlalchemy import Connection, and_, bindparam, case, func, or_, select, update

from bot.domain.delivery import DeliveryId
from bot.domain.subscriber import Destination
from bot.storage.columns import Time
from bot.storage.statements import IDS, Columns, Upsert, chunks
from bot.storage.tables import HAS_READY, deliveries, is_ready, lanes

# Statements are made once: making one takes SQLAlchemy longer than SQLite takes to run it.
_TURN = deliveries.alias("turn")
_HEAD = deliveries.alias("head")
_FIRST = (
    select(func.min(_TURN.c.id))
    .where(_TURN.c.destination == lanes.c.destination, is_ready(_TURN))
    .correlate(lanes)
    .scalar_subquery()
)
"""The delivery whose turn it is in a lane."""
_TRUTH = {
    "severity": select(func.max(deliveries.c.severity))
    .where(deliveries.c.destination == lanes.c.destination, is_ready())
    .scalar_subquery(),
    "oldest": select(_HEAD.c.created).where(_HEAD.c.id == _FIRST).scalar_subquery(),
}
"""What a lane's deliveries say of it."""
_LISTED = lanes.c.destination.in_(bindparam("listed", expanding=True))
_FREE = (
    select(lanes.c.destination, _FIRST)
    .where(HAS_READY, lanes.c.due <= bindparam("now"))
    .order_by(lanes.c.severity.desc(), lanes.c.oldest)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_LOCK = select(lanes.c.due).where(_LISTED).order_by(lanes.c.destination).with_for_update()
_HOLD = update(lanes).where(_LISTED).values(due=bindparam("until"))
_REFRESH = update(lanes).where(_LISTED).values(**_TRUTH)
_WAITS = (
    select(_TURN.c.id)
    .where(_TURN.c.destination == lanes.c.destination, is_ready(_TURN))
    .where(_TURN.c.not_before == lanes.c.due)
    .correlate(lanes)
    .exists()
)
"""Whether it is the end of a backoff that a lane waits for; else it is that of a lease."""
_END_LEASES = (
    update(lanes).where(lanes.c.due > bindparam("now"), ~_WAITS).values(due=bindparam("now"))
)
_LET_GO = (
    update(lanes)
    .where(_LISTED)
    .values(
        due=case(
            (lanes.c.due == bindparam("ours"), bindparam("until", type_=Time)), else_=lanes.c.due
        ),
        **_TRUTH,
    )
)


def _more_urgent(insert: Any) -> Any:
    new, old, empty = insert.excluded, lanes.c, lanes.c.severity.is_(None)
    return insert.on_conflict_do_update(
        index_elements=["destination"],
        set_={
            "severity": case(
                (or_(empty, old.severity < new.severity), new.severity), else_=old.severity
            ),
            "oldest": case((or_(empty, old.oldest > new.oldest), new.oldest), else_=old.oldest),
            # Somebody's lease and a backoff stay as they are.
            "due": case((and_(empty, old.due < new.due), new.due), else_=old.due),
        },
    )


Lane: TypeAlias = tuple[Destination, int | None, datetime | None, datetime]
"""Destination, severity, oldest, due."""
_LANE: Columns[Lane] = {
    "destination": itemgetter(0),
    "severity": itemgetter(1),
    "oldest": itemgetter(2),
    "due": itemgetter(3),
}
_PLACE = attrgetter("destination.address", "destination.thread", "destination.adapter")
_ANNOUNCE = Upsert(lanes, _LANE, _more_urgent)
_OPEN = Upsert.add_new(lanes, _LANE)


class Ready(Protocol):
    """What a lane needs to know of a delivery: a new one, or a row of ``deliveries``."""

    @property
    def destination(self) -> Destination: ...  # noqa: D102  # as in the domain
    @property
    def severity(self) -> int: ...  # noqa: D102
    @property
    def created(self) -> datetime: ...  # noqa: D102
    @property
    def not_before(self) -> datetime: ...  # noqa: D102


def announce(connection: Connection, ready: Iterable[Ready]) -> None:
    """Say that deliveries are ready, given by destination: lanes become more urgent, never less."""
    _ANNOUNCE.run(connection, (_lane(*group) for _, group in groupby(ready, key=_PLACE)))


def _lane(first: Ready, *others: Ready) -> Lane:
    """Give the lane that these deliveries of one destination would make alone."""
    severity, oldest, due = first.severity, first.created, first.not_before
    for one in others:
        severity = max(severity, one.severity)
        oldest = min(oldest, one.created)
        due = min(due, one.not_before)
    return first.destination, severity, oldest, due


def lock(connection: Connection, destinations: Sequence[Destination]) -> None:
    """Keep other workers off lanes until the transaction ends; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK, {"listed": destinations})


def free(
    connection: Connection, now: datetime, limit: int, busy: Collection[Destination]
) -> dict[Destination, DeliveryId | None]:
    """Lock the most urgent lanes that nobody holds; give the delivery whose turn it is in each.

    None for a lane that promised more than there is.
    """
    shut = frozenset(busy)
    found = connection.execute(_FREE, {"now": now, "limit": limit + len(shut)})
    return dict(islice(((lane, head) for lane, head in found if lane not in shut), limit))


def hold(connection: Connection, destinations: Iterable[Destination], until: datetime) -> None:
    """Let nobody claim in these lanes before ``until``."""
    for piece in chunks(destinations, IDS):
        connection.execute(_HOLD, {"listed": piece, "until": until})


def end_leases(connection: Connection, now: datetime) -> None:
    """Let every lane be claimed that a lease holds; those at a backoff wait on."""
    connection.execute(_END_LEASES, {"now": now})


def let_go(
    connection: Connection,
    destinations: Sequence[Destination],
    lease: datetime,
    until: datetime,
) -> None:
    """Let lanes be claimed from ``until`` on, where the claim until ``lease`` still holds them."""
    connection.execute(_LET_GO, {"listed": destinations, "ours": lease, "until": until})


def open_lane(connection: Connection, destination: Destination, now: datetime) -> None:
    """Make a lane for what was moved to ``destination``."""
    _OPEN.run(connection, [(destination, None, None, now)])
    refresh(connection, [destination])


def refresh(connection: Connection, stale: Iterable[Destination]) -> None:
    """Bring lanes in line with their deliveries."""
    for piece in chunks(stale, IDS):
        connection.execute(_REFRESH, {"listed": piece})
