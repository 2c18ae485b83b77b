"""An inverted index over stored items, for previews; the themes an item was read to touch."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the index, which a later migration fills; what themes items touch was not kept."""
    op.add_column("items", sa.Column("baskets", sa.JSON(none_as_null=True)))
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE item_search USING fts5"
            " (keys, detail=none, columnsize=0, tokenize=\"ascii tokenchars '_'\")"
        )
    else:
        op.execute(
            "CREATE TABLE item_search (number BIGINT PRIMARY KEY"
            " REFERENCES items (number) ON DELETE CASCADE, keys TSVECTOR NOT NULL)"
        )
        op.execute("CREATE INDEX item_search_keys ON item_search USING gin (keys)")
