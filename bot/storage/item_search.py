"""An inverted index over stored items: made, kept, and asked in the language of each database.

``item_search`` has the keys (:func:`bot.query.keys.keys`) of every item under its number: in SQLite
a full-text table (FTS5), in PostgreSQL a ``tsvector`` with a GIN index. Neither cuts or stems anything:
a key stands in them as it is. Rows are written in the transaction that writes the items. PostgreSQL's
also say whose story an item tells, of which feed, and when it was seen, so that counting reads no item.
"""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import BigInteger, Connection, Text, TextClause, column, table, text

from bot.pipeline.ports import StoredItem
from bot.query.document import analyse, as_read
from bot.query.keys import keys
from bot.query.wanted import AllOf, AnyOf, Begins, Has, Wanted, Without
from bot.storage.columns import Time, storable
from bot.storage.statements import chunks

_ADDED_AT_ONCE = 100
_CREATE = {
    "sqlite": [
        """CREATE VIRTUAL TABLE item_search USING fts5
        (keys, detail=none, columnsize=0, tokenize="ascii tokenchars '_'")"""
    ],
    "postgresql": [
        """CREATE TABLE item_search (number BIGINT PRIMARY KEY
        REFERENCES items (number) ON DELETE CASCADE, seen BIGINT NOT NULL, story_id TEXT NOT NULL,
        feed_id TEXT NOT NULL, keys TSVECTOR NOT NULL)""",
        "CREATE INDEX item_search_keys ON item_search USING gin (keys)",
    ],
}
"""As the migrations make it."""
_ADD = {
    "sqlite": text(
        "INSERT OR REPLACE INTO item_search (rowid, keys)"
        " SELECT number, :keys FROM items WHERE id = :id"
    ),
    "postgresql": text(
        "INSERT INTO item_search (number, seen, story_id, feed_id, keys)"
        " SELECT number, seen, story_id, feed_id, array_to_tsvector(string_to_array(:keys, ' '))"
        " FROM items WHERE id = :id ON CONFLICT DO NOTHING"
    ),
}
_FORGET = text("DELETE FROM item_search WHERE rowid = :number")
"""SQLite's; in PostgreSQL the rows go with their items."""
_MOVE = text(
    "UPDATE item_search SET story_id = items.story_id FROM items WHERE items.id = :id"
    " AND item_search.number = items.number AND item_search.story_id <> items.story_id"
)
"""PostgreSQL's; in SQLite the items say it themselves."""
BY_ROWID = table("item_search", column("rowid", BigInteger), column("keys", Text))
"""SQLite's."""
WITH_STORIES = table(
    "item_search",
    column("number", BigInteger),
    column("seen", Time),
    column("story_id", Text),
    column("feed_id", Text),
    column("keys", Text),
)
"""PostgreSQL's."""


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


def move(connection: Connection, stored: Iterable[StoredItem]) -> None:
    """Take note of stories that items which are there tell by now."""
    rows = [{"id": one.item.id} for one in stored]
    if rows and connection.dialect.name == "postgresql":
        connection.execute(_MOVE, rows)


def forget(connection: Connection, numbers: Iterable[int]) -> None:
    """Take items that were just deleted out of the index."""
    rows = [{"number": number} for number in numbers]
    if rows and connection.dialect.name == "sqlite":
        connection.execute(_FORGET, rows)


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


def has(wanted: Wanted, *, server: bool) -> TextClause:
    """Select what has all that is wanted, in PostgreSQL or in SQLite."""
    if server:
        matches = text("item_search.keys @@ CAST(:wanted AS tsquery)")
        return matches.bindparams(wanted=tsquery(wanted))
    return text("item_search MATCH :wanted").bindparams(wanted=fts5(wanted))


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
