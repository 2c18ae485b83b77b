"""An inverted index over stored items: which of them a query can hold on, found without a scan.

``item_search`` has the keys (:func:`bot.query.narrow.keys`) of every item under its number: in SQLite
a full-text table (FTS5), in PostgreSQL a ``tsvector`` with a GIN index. Neither cuts or stems anything:
a key stands in them as it is. Rows are written in the transaction that writes the items.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    RowMapping,
    Select,
    Text,
    TextClause,
    column,
    func,
    select,
    table,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.story import StoryId
from bot.pipeline.ports import Found, StoredItem
from bot.query.document import analyse
from bot.query.narrow import EVERYTHING, AllOf, AnyOf, Begins, Has, Wanted, keys
from bot.storage.columns import storable
from bot.storage.database import OnDatabase
from bot.storage.flow_rows import item_of, tickers_of
from bot.storage.statements import chunks
from bot.storage.tables import items

_PAGE = 1000
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
    ) -> AsyncIterator[Found]:
        """See :meth:`bot.pipeline.ports.ReadStore.search`."""
        query = select(*_COLUMNS).where(items.c.seen >= since)
        if tagged:
            query = query.add_columns(items.c.tickers, items.c.baskets)
        page: Sequence[RowMapping] = ()
        while limit is None or limit > 0:
            size = _PAGE if limit is None else min(limit, _PAGE)
            before = page[-1]["number"] if page else None
            page = await self._database.read(found, query.limit(size), wanted, before)
            for row in page:
                yield _found(row)
            if len(page) < size:
                return
            limit = None if limit is None else limit - size

    async def stored_since(self, since: datetime) -> tuple[int, datetime | None]:
        """See :meth:`bot.pipeline.ports.ReadStore.stored_since`."""
        return await self._database.read(stored_since, since)


async def add(connection: AsyncConnection, stored: Iterable[StoredItem]) -> None:
    """Index items that were just inserted."""
    statement = _ADD[connection.dialect.name]
    for piece in chunks(stored, _ADDED_AT_ONCE):
        rows = [{"id": one.item.id, "keys": " ".join(sorted(_keys(one)))} for one in piece]
        await connection.execute(statement, rows)


async def forget(connection: AsyncConnection, numbers: Iterable[int]) -> None:
    """Take items that were just deleted out of the index."""
    rows = [{"number": number} for number in numbers]
    if rows and connection.dialect.name == "sqlite":
        await connection.execute(_FORGET, rows)


async def stored_since(connection: AsyncConnection, since: datetime) -> tuple[int, datetime | None]:
    """Count the items seen since, and give when the first of them was."""
    query = select(func.count(), func.min(items.c.seen)).where(items.c.seen >= since)
    count, first = (await connection.execute(query)).one()
    return count, first


async def found(
    connection: AsyncConnection, query: Select[Any], wanted: Wanted | None, before: int | None
) -> Sequence[RowMapping]:
    """Give the rows of ``query`` that have what is wanted, stored before that number, the last first."""
    number: Any = items.c.number
    if wanted is not None:
        dialect = connection.dialect.name
        index = _INDEX[dialect]
        number = index.c.rowid if dialect == "sqlite" else index.c.number
        query = query.select_from(index).where(items.c.number == number, _has(wanted, dialect))
    if before is not None:
        query = query.where(number < before)
    result = await connection.execute(query.order_by(number.desc()))
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
    document = analyse(item, tags=stored.tickers, baskets=baskets or frozenset())
    return keys(document, tagged=baskets is not None)


def _has(wanted: Wanted, dialect: str) -> TextClause:
    either = AnyOf((wanted, Has(EVERYTHING)))
    if dialect == "sqlite":
        return text("item_search MATCH :wanted").bindparams(wanted=fts5(either))
    matches = text("item_search.keys @@ CAST(:wanted AS tsquery)")
    return matches.bindparams(wanted=tsquery(either))


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


def _found(row: RowMapping) -> Found:
    tagged = "tickers" in row
    baskets = row["baskets"] if tagged else None
    return Found(
        item=item_of(row),
        story_id=StoryId(row["story_id"]),
        tickers=tickers_of(row["tickers"]) if tagged else (),
        baskets=None if baskets is None else frozenset(baskets),
    )
