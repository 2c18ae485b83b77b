"""What the queries share: inserts that know what is there already, and long lists in pieces."""

import importlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Generic, TypeAlias, TypeVar

from sqlalchemy import Connection, Dialect, Table

T = TypeVar("T")
Columns: TypeAlias = Mapping[str, Callable[[T], Any]]
"""How a value becomes a row: for each column, what gives it."""

IDS = 500
"""So many values in one ``IN``: far below every database's limit, and one cached statement."""
_WIDE = 400
"""So many rows in one INSERT: times 12 columns, far below the 32,766 values a statement may have."""


def chunks(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut ``values`` into lists of ``size``, the last one shorter."""
    rest = iter(values)
    while piece := list(islice(rest, size)):
        yield piece


class Upsert(Generic[T]):
    """An INSERT, and what becomes of rows whose keys are there: said once for both databases.

    The statement is made once, and its values go to the driver as it takes them, without SQLAlchemy's
    work on each: that takes longer than SQLite needs for a row. A hundred thousand rows go in
    statements of hundreds, filled column by column: so a fan-out is written in seconds, and the
    interpreter's lock is held no longer than one of them takes.
    """

    def __init__(
        self, table: Table, columns: Columns[T], on_conflict: Callable[[Any], Any]
    ) -> None:
        self._table = table
        self._columns = columns
        self._on_conflict = on_conflict
        self._made: dict[str, _Insert] = {}

    @classmethod
    def add_new(cls, table: Table, columns: Columns[T]) -> "Upsert[T]":
        """Leave rows that are there as they are."""
        return cls(table, columns, lambda insert: insert.on_conflict_do_nothing())

    @classmethod
    def replace(
        cls, table: Table, columns: Columns[T], *, only: Sequence[str] = (), newer: str = ""
    ) -> "Upsert[T]":
        """Bring rows that are there up to date.

        ``only`` names the columns that change, all by default; with ``newer``, a row is left alone
        where that column is less than it was.
        """
        keys = [column.name for column in table.primary_key]
        names = only or [name for name in columns if name not in keys]

        def on_conflict(insert: Any) -> Any:
            new = insert.excluded
            return insert.on_conflict_do_update(
                index_elements=keys,
                set_={name: new[name] for name in names},
                where=new[newer] >= table.c[newer] if newer else None,
            )

        return cls(table, columns, on_conflict)

    def run(self, connection: Connection, values: Iterable[T]) -> None:
        """Insert ``values``, no two of the same key."""
        for piece in chunks(values, _WIDE):
            self._insert(connection, piece)

    def _insert(self, connection: Connection, piece: Sequence[T]) -> None:
        name = connection.dialect.name
        if name not in self._made:
            # Its dialect is loaded already; the other's is megabytes that nobody asked for.
            dialect = importlib.import_module(f"sqlalchemy.dialects.{name}")
            statement = self._on_conflict(dialect.insert(self._table))
            names = list(self._columns)
            self._made[name] = _Insert(self._table, statement, names, connection.dialect)
        insert = self._made[name]
        rows = insert.rows({name: list(map(get, piece)) for name, get in self._columns.items()})
        if len(piece) == _WIDE:
            connection.exec_driver_sql(insert.wide, tuple(chain.from_iterable(rows)))
        else:
            connection.exec_driver_sql(insert.narrow, list(rows))


class _Insert:
    """An INSERT as the driver takes it: of a row, and of many."""

    def __init__(self, table: Table, statement: Any, names: list[str], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=names)
        self._names = compiled.positiontup
        self.narrow = str(compiled)
        self.wide = _VALUES.sub(_repeated, self.narrow, count=1)
        self._convert = [
            table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in self._names
        ]

    def rows(self, columns: Mapping[str, list[Any]]) -> Iterator[tuple[Any, ...]]:
        """Give the rows' values in the statement's order."""
        converted = [
            _converted(columns[name], convert)
            for name, convert in zip(self._names, self._convert, strict=True)
        ]
        return zip(*converted, strict=True)


_VALUES = re.compile(r"(?<= VALUES )\([^()]+\)")
_NUMBER = re.compile(r"(?<=\$)\d+")


def _repeated(group: re.Match[str]) -> str:
    """Give ``(?, ?)`` or ``($1, $2)`` for as many rows, with numbers that go on."""
    width = group[0].count(",") + 1

    def row(before: int) -> str:
        return _NUMBER.sub(lambda number: str(int(number[0]) + before), group[0])

    return ", ".join(row(before) for before in range(0, _WIDE * width, width))


def _converted(values: list[Any], convert: Callable[[Any], Any] | None) -> list[Any]:
    """Convert a column; where one value stands in all of it, once."""
    if convert is None:
        return values
    if values[0] == values[-1] and values.count(values[0]) == len(values):
        return [convert(values[0])] * len(values)
    return [convert(value) for value in values]
