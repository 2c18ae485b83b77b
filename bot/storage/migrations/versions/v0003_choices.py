"""What subscribers choose: when they are told, what they mute, what they think of an alert."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add columns and tables; nobody has chosen anything yet."""
    op.add_column("alerts", sa.Column("destination", sa.Text()))
    op.add_column("alerts", sa.Column("held_until", sa.BigInteger()))
    op.add_column("alerts", sa.Column("digest", sa.BigInteger()))
    op.add_column("deliveries", sa.Column("rule_id", sa.Text()))
    op.add_column("subscribers", sa.Column("preferences", sa.JSON(none_as_null=True)))
    op.add_column("rules", sa.Column("tickers", sa.JSON(none_as_null=True)))
    for switch in ("paused", "digest"):
        op.add_column(
            "rules",
            sa.Column(switch, sa.Boolean(), server_default=sa.false(), nullable=False),
        )
    op.add_column("rules", sa.Column("destination", sa.Text()))
    op.create_table(
        "shares",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["rules.id"], name="fk_shares_rule_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code", name="pk_shares"),
        sa.UniqueConstraint("rule_id", name="uq_shares_rule_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mutes",
        sa.Column("subscriber_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger()),
        _of_subscriber("mutes"),
        sa.PrimaryKeyConstraint("subscriber_id", "kind", "key", name="pk_mutes"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "feedback",
        sa.Column("subscriber_id", sa.Text(), nullable=False),
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.Column("good", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _of_subscriber("feedback"),
        sa.ForeignKeyConstraint(
            ["story_id"], ["stories.id"], name="fk_feedback_story_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("subscriber_id", "story_id", name="pk_feedback"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_feedback_story_id", "feedback", ["story_id"])
    op.create_table(
        "offers",
        sa.Column("subscriber_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("rewrites", sa.JSON(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        _of_subscriber("offers"),
        sa.PrimaryKeyConstraint("subscriber_id", "code", name="pk_offers"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "decisions",
        sa.Column("subscriber_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger()),
        _of_subscriber("decisions"),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name="fk_decisions_item_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("subscriber_id", "item_id", "stage", name="pk_decisions"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_decisions_item_id", "decisions", ["item_id"])


def _of_subscriber(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["subscriber_id"],
        ["subscribers.id"],
        name=f"fk_{table}_subscriber_id",
        ondelete="CASCADE",
    )
