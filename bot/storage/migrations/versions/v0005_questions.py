"""Questions that wait for an answer in a chat; how often a message failed by its own fault."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add a table and a column; nothing that waits has failed yet."""
    op.add_column(
        "deliveries",
        sa.Column("failures", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
    )
    op.create_table(
        "questions",
        sa.Column("subscriber_id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("expects", sa.Text(), nullable=False),
        sa.Column("asked", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"],
            ["subscribers.id"],
            name="fk_questions_subscriber_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subscriber_id", "person", name="pk_questions"),
        sqlite_with_rowid=False,
    )
