"""Keys of stored items that tell more of them: titles, whole words, sizes of amounts, other languages."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.domain.item import Item, ItemId
from bot.query.document import analyse, as_read
from bot.query.keys import keys
from bot.storage.flow_rows import tickers_of

revision = "0006"
down_revision = "0005"

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
    sa.column("tickers", sa.JSON),
    sa.column("baskets", sa.JSON),
)
_INSERT = {
    "sqlite": sa.text("INSERT INTO item_search (rowid, keys) VALUES (:number, :keys)"),
    "postgresql": sa.text(
        "INSERT INTO item_search (number, keys)"
        " VALUES (:number, array_to_tsvector(string_to_array(:keys, ' ')))"
    ),
}


def upgrade() -> None:
    """Make the keys of all items anew."""
    connection = op.get_bind()
    connection.execute(sa.text("DELETE FROM item_search"))
    query = sa.select(_ITEMS).order_by(_ITEMS.c.number).limit(_AT_ONCE)
    last = -1
    while rows := connection.execute(query.where(_ITEMS.c.number > last)).mappings().all():
        values = [{"number": row["number"], "keys": " ".join(sorted(_keys(row)))} for row in rows]
        connection.execute(_INSERT[connection.dialect.name], values)
        last = rows[-1]["number"]


def _keys(row: Mapping[Any, Any]) -> frozenset[str]:
    """Give the keys of an item; where its themes were not kept, its tickers are left open too."""
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
    if row["baskets"] is None:
        return keys(analyse(item), tagged=False)
    return keys(as_read(item, tickers_of(row["tickers"]), frozenset(row["baskets"])))
