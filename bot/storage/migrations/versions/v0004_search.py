"""An inverted index over stored items, for previews; the themes an item was read to touch."""

import sqlalchemy as sa
from alembic import op

from bot.domain.item import Item, ItemId
from bot.query.document import analyse
from bot.query.narrow import keys

revision = "0004"
down_revision = "0003"

_AT_ONCE = 500
_ITEMS = sa.table(
    "items",
    sa.column("number", sa.BigInteger),
    sa.column("title", sa.Text),
    sa.column("summary", sa.Text),
    sa.column("url", sa.Text),
    sa.column("source", sa.Text),
    sa.column("author", sa.Text),
    sa.column("lang", sa.Text),
    sa.column("tags", sa.JSON),
)


def upgrade() -> None:
    """Make the index of the items there are; what themes they touch was not kept."""
    op.add_column("items", sa.Column("baskets", sa.JSON(none_as_null=True)))
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE item_search USING fts5"
            " (keys, detail=none, columnsize=0, tokenize=\"ascii tokenchars '_'\")"
        )
        insert = "INSERT INTO item_search (rowid, keys) VALUES (:number, :keys)"
    else:
        op.execute(
            "CREATE TABLE item_search (number BIGINT PRIMARY KEY"
            " REFERENCES items (number) ON DELETE CASCADE, keys TSVECTOR NOT NULL)"
        )
        op.execute("CREATE INDEX item_search_keys ON item_search USING gin (keys)")
        insert = (
            "INSERT INTO item_search (number, keys)"
            " VALUES (:number, array_to_tsvector(string_to_array(:keys, ' ')))"
        )
    _index(sa.text(insert))


def _index(insert: sa.TextClause) -> None:
    connection = op.get_bind()
    query = sa.select(_ITEMS).order_by(_ITEMS.c.number).limit(_AT_ONCE)
    last = -1
    while rows := connection.execute(query.where(_ITEMS.c.number > last)).mappings().all():
        values = [{"number": row["number"], "keys": " ".join(sorted(_keys(row)))} for row in rows]
        connection.execute(insert, values)
        last = rows[-1]["number"]


def _keys(row: sa.RowMapping) -> frozenset[str]:
    """Tickers are left open: what gave them was read with themes that are not known any more."""
    item = Item(
        id=ItemId(""),
        title=row["title"],
        summary=row["summary"],
        url=row["url"],
        source=row["source"],
        author=row["author"],
        lang=row["lang"],
        tags=tuple(row["tags"]),
    )
    return keys(analyse(item), tagged=False)
