"""What the queries share: upserts for both databases, and long lists in pieces."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.rows import Row

T = TypeVar("T")

IDS = 500
"""So many values in one ``IN``: far below every database's limit, and one cached statement."""
ROWS = 2_000
"""So many rows at once: what stands between two breaths of the event loop, about 10 ms."""


def chunks(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut ``values`` into lists of ``size``, the last one shorter."""
    rest = iter(values)
    while piece := list(islice(rest, size)):
        yield piece


def insert(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Give an INSERT that can say ``on_conflict_do_…``."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    return make(table)


async def add_new(connection: AsyncConnection, table: Table, rows: Iterable[Row]) -> None:
    """Insert the rows whose keys are not there yet."""
    await many(connection, insert(connection, table).on_conflict_do_nothing(), rows)


async def replace(
    connection: AsyncConnection,
    table: Table,
    rows: Iterable[Row],
    *,
    only: Sequence[str] = (),
    newer: str = "",
) -> None:
    """Insert rows, or bring those of the same key up to date.

    ``only`` names the columns that change, all by default; with ``newer``, a row is left alone
    where that column is less than it was.
    """
    statement = insert(connection, table)
    new = statement.excluded
    keys = [column.name for column in table.primary_key]
    names = only or [column.name for column in table.c if column.name not in keys]
    await many(
        connection,
        statement.on_conflict_do_update(
            index_elements=keys,
            set_={name: new[name] for name in names},
            where=new[newer] >= table.c[newer] if newer else None,
        ),
        rows,
    )


async def many(connection: AsyncConnection, statement: Any, rows: Iterable[Row]) -> None:
    """Run ``statement`` for each of ``rows``, piece by piece."""
    for piece in chunks(rows, ROWS):
        await connection.execute(statement, piece)
