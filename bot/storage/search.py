"""An inverted index over stored items: which of them a query can hold on, found without a scan.

``item_search`` has the keys (:func:`bot.query.keys.keys`) of every item under its number: in SQLite
a full-text table (FTS5), in PostgreSQL a ``tsvector`` with a GIN index. Neither cuts or stems anything:
a key stands in them as it is. Rows are written in the transaction that writes the items.
"""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    LargeBinary,
    RowMapping,
    Select,
    Text,
    TextClause,
    cast,
    column,
    func,
    or_,
    select,
    table,
    text,
    type_coerce,
)

from bot.domain.story import StoryId
from bot.pipeline.ports import Found, StoredItem, Trace
from bot.query.document import analyse, as_read
from bot.query.keys import EVERYTHING, keys
from bot.query.wanted import AllOf, AnyOf, Begins, Has, Wanted, Without
from bot.storage.columns import EPOCH, storable
from bot.storage.database import OnDatabase
from bot.storage.flow_rows import item_of, tickers_of
from bot.storage.statements import IDS, chunks
from bot.storage.tables import items

_PAGE = 1000
_DAY = 24 * 60 * 60 * 1_000_000
"""In microseconds, as times are stored."""
_ADDED_AT_ONCE = 100
_COLUMNS = (
    items.c.number, items.c.story_id, items.c.id, items.c.title, items.c.summary, items.c.url,
    items.c.source, items.c.author, items.c.published, items.c.seen, items.c.lang, items.c.tags,
    items.c.feed_id, items.c.tier, items.c.guid,
)  # fmt: skip
_ADD = {
    "sqlite": text(
        "INSERT OR REPLACE INTO item_search (rowid, keys)"
        " SELECT number, :keys FROM items WHERE id = :id"
    ),
    "postgresql": text(
        "INSERT INTO item_search (number, keys)"
        " SELECT number, array_to_tsvector(string_to_array(:keys, ' ')) FROM items WHERE id = :id"
        " ON CONFLICT DO NOTHING"
    ),
}
_CREATE = {
    "sqlite": [
        """CREATE VIRTUAL TABLE item_search USING fts5
        (keys, detail=none, columnsize=0, tokenize="ascii tokenchars '_'")"""
    ],
    "postgresql": [
        """CREATE TABLE item_search (number BIGINT PRIMARY KEY
        REFERENCES items (number) ON DELETE CASCADE, keys TSVECTOR NOT NULL)""",
        "CREATE INDEX item_search_keys ON item_search USING gin (keys)",
    ],
}
"""As the migrations make it."""
_FORGET = text("DELETE FROM item_search WHERE rowid = :number")
"""SQLite's; in PostgreSQL the rows go with their items."""
_INDEX = {
    "sqlite": table("item_search", column("rowid", BigInteger), column("keys", Text)),
    "postgresql": table("item_search", column("number", BigInteger), column("keys", Text)),
}


class SqlSearch(OnDatabase):
    """The part of a store that finds items by what a query wants of them."""

    async def search(
        self,
        since: datetime,
        wanted: Wanted | None = None,
        *,
        tagged: bool = True,
        limit: int | None = None,
        containing: Sequence[str] = (),
    ) -> AsyncIterator[Found]:
        """See :meth:`bot.pipeline.ports.ReadStore.search`."""
        query = _items(tagged=tagged).where(items.c.seen >= since)
        page: Sequence[RowMapping] = ()
        while limit is None or limit > 0:
            size = _PAGE if limit is None else min(limit, _PAGE)
            before = page[-1]["number"] if page else None
            page = await self._database.read(_page, query.limit(size), wanted, containing, before)
            for row in page:
                yield _found(row)
            if len(page) < size:
                return
            limit = None if limit is None else limit - size

    async def found(self, numbers: Collection[int], *, tagged: bool = True) -> Sequence[Found]:
        """See :meth:`bot.pipeline.ports.ReadStore.found`."""
        return await self._database.read(found, numbers, tagged=tagged)

    async def traces(
        self, since: datetime, wanted: Wanted | None = None, *, containing: Sequence[str] = ()
    ) -> Sequence[Trace]:
        """See :meth:`bot.pipeline.ports.ReadStore.traces`."""
        return await self._database.read(traces, since, wanted, containing)

    async def stored_since(self, since: datetime) -> tuple[int, datetime | None]:
        """See :meth:`bot.pipeline.ports.ReadStore.stored_since`."""
        return await self._database.read(stored_since, since)


def create_index(connection: Connection) -> None:
    """Make the index in a database that has the tables and no items."""
    for statement in _CREATE[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def add(connection: Connection, stored: Iterable[StoredItem]) -> None:
    """Index items that were just inserted."""
    statement = _ADD[connection.dialect.name]
    for piece in chunks(stored, _ADDED_AT_ONCE):
        rows = [{"id": one.item.id, "keys": " ".join(sorted(_keys(one)))} for one in piece]
        connection.execute(statement, rows)


def forget(connection: Connection, numbers: Iterable[int]) -> None:
    """Take items that were just deleted out of the index."""
    rows = [{"number": number} for number in numbers]
    if rows and connection.dialect.name == "sqlite":
        connection.execute(_FORGET, rows)


def stored_since(connection: Connection, since: datetime) -> tuple[int, datetime | None]:
    """Count the items seen since, and give when the first of them was."""
    query = select(func.count(), func.min(items.c.seen)).where(items.c.seen >= since)
    count, first = (connection.execute(query)).one()
    return count, first


def found(connection: Connection, numbers: Collection[int], *, tagged: bool) -> list[Found]:
    """Give the items of these numbers, the last stored first."""
    given: list[Found] = []
    for piece in chunks(sorted(numbers, reverse=True), IDS):
        query = _items(tagged=tagged).where(items.c.number.in_(piece))
        rows = connection.execute(query.order_by(items.c.number.desc()))
        given += map(_found, rows.mappings())
    return given


def traces(
    connection: Connection, since: datetime, wanted: Wanted | None, containing: Sequence[str]
) -> list[Trace]:
    """Give the items seen since that have what is wanted, the last stored first."""
    seen = type_coerce(items.c.seen, BigInteger)
    query = select(items.c.number, items.c.story_id, items.c.feed_id, seen // _DAY)
    query = query.where(items.c.seen >= since)
    number: Any = items.c.number
    dialect = connection.dialect.name
    if wanted is not None:
        query, number = _among(query, wanted, dialect)
    if containing:
        query = query.where(_contains(containing, dialect))
    rows = connection.execute(query.order_by(number.desc()))
    return [Trace(at, story, feed, _day(day)) for at, story, feed, day in rows]


@cache
def _day(number: int) -> date:
    """Give the day of that number since the epoch."""
    return date.fromordinal(EPOCH.toordinal() + number)


def _items(*, tagged: bool) -> Select[Any]:
    query = select(*_COLUMNS)
    return query.add_columns(items.c.tickers, items.c.baskets) if tagged else query


def _among(query: Select[Any], wanted: Wanted, dialect: str) -> tuple[Select[Any], Any]:
    """Restrict ``query`` to what is wanted; give it with the column of the items' numbers."""
    index = _INDEX[dialect]
    number = index.c.rowid if dialect == "sqlite" else index.c.number
    return query.select_from(index).where(items.c.number == number, _has(wanted, dialect)), number


def _contains(texts: Sequence[str], dialect: str) -> ColumnElement[bool]:
    """Select what holds one of some texts; beyond ASCII databases fold otherwise than we, so all of that."""
    whole = items.c.title + "\n" + items.c.summary
    small = func.lower(whole if dialect == "sqlite" else whole.collate("C"))
    size = (
        func.length(cast(whole, LargeBinary)) if dialect == "sqlite" else func.octet_length(whole)
    )
    found = (small.contains(one, autoescape=True) for one in texts)
    return or_(size > func.length(whole), *found)


def _page(
    connection: Connection,
    query: Select[Any],
    wanted: Wanted | None,
    containing: Sequence[str],
    before: int | None,
) -> Sequence[RowMapping]:
    """Give the rows of ``query`` that have what is wanted, stored before that number, the last first."""
    number: Any = items.c.number
    dialect = connection.dialect.name
    if wanted is not None:
        query, number = _among(query, AnyOf((wanted, Has(EVERYTHING))), dialect)
    if containing:
        query = query.where(_contains(containing, dialect))
    if before is not None:
        query = query.where(number < before)
    result = connection.execute(query.order_by(number.desc()))
    rows: Sequence[RowMapping] = result.mappings().all()
    return rows


def _keys(stored: StoredItem) -> frozenset[str]:
    """Give the keys of an item as it will be read again."""
    item = replace(
        stored.item,
        title=storable(stored.item.title),
        summary=storable(stored.item.summary),
        url=storable(stored.item.url),
        source=storable(stored.item.source),
        author=storable(stored.item.author),
        lang=storable(stored.item.lang),
    )
    baskets = stored.baskets
    if baskets is None:
        return keys(analyse(item), tagged=False)
    return keys(as_read(item, stored.tickers, baskets))


def _has(wanted: Wanted, dialect: str) -> TextClause:
    if dialect == "sqlite":
        return text("item_search MATCH :wanted").bindparams(wanted=fts5(wanted))
    matches = text("item_search.keys @@ CAST(:wanted AS tsquery)")
    return matches.bindparams(wanted=tsquery(wanted))


def fts5(wanted: Wanted) -> str:
    """Write what is wanted as SQLite's FTS5 reads it (sqlite.org/fts5.html, section 3)."""
    match wanted:
        case Has():
            return f'"{wanted.key}"'
        case Begins():
            return f'"{wanted.key}" *'
        case AllOf():
            return f"({' AND '.join(map(fts5, wanted.parts))})"
        case AnyOf():
            return f"({' OR '.join(map(fts5, wanted.parts))})"
        case Without():
            return f"({fts5(wanted.part)} NOT {fts5(wanted.excluded)})"


def tsquery(wanted: Wanted) -> str:
    """Write what is wanted as PostgreSQL reads a ``tsquery`` (its documentation, section 8.11)."""
    match wanted:
        case Has():
            return f"'{wanted.key}'"
        case Begins():
            return f"'{wanted.key}':*"
        case AllOf():
            return f"({' & '.join(map(tsquery, wanted.parts))})"
        case AnyOf():
            return f"({' | '.join(map(tsquery, wanted.parts))})"
        case Without():
            return f"({tsquery(wanted.part)} & !{tsquery(wanted.excluded)})"


def _found(row: RowMapping) -> Found:
    tagged = "tickers" in row
    baskets = row["baskets"] if tagged else None
    return Found(
        number=row["number"],
        item=item_of(row),
        story_id=StoryId(row["story_id"]),
        tickers=tickers_of(row["tickers"]) if tagged else (),
        baskets=None if baskets is None else frozenset(baskets),
    )
