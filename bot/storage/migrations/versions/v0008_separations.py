"""Items that were said not to tell their story."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add a table; nothing was said yet."""
    op.create_table(
        "separations",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.Column("subscriber_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("obeyed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name="fk_separations_item_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "story_id", "subscriber_id", name="pk_separations"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_separations_at", "separations", ["at"])
