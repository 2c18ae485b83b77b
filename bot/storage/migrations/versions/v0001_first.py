"""The first schema. Drawn in bot/storage/tables.py; here it stands as it was released."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "deliveries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.Column("subscriber_id", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger()),
        sa.Column("novelty", sa.JSON(none_as_null=True)),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("lease", sa.BigInteger()),
        sa.Column("uncertain", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("message_id", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("sent_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint(
            "story_id", "subscriber_id", "fingerprint", name="uq_deliveries_story_id"
        ),
    )
    op.create_index(
        "ix_deliveries_held",
        "deliveries",
        ["not_before", "destination"],
        sqlite_where=sa.text("state = 'held'"),
        postgresql_where=sa.text("state = 'held'"),
    )
    op.create_index(
        "ix_deliveries_ready",
        "deliveries",
        ["destination", "id", "severity"],
        sqlite_where=sa.text("state = 'ready'"),
        postgresql_where=sa.text("state = 'ready'"),
    )
    op.create_table(
        "feeds",
        sa.Column("feed_id", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("last_modified", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.Text(), nullable=False),
        sa.Column("moved_to", sa.Text(), nullable=False),
        sa.Column("learned", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("last_success", sa.BigInteger()),
        sa.Column("last_attempt", sa.BigInteger()),
        sa.Column("next_poll", sa.BigInteger()),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("feed_id", name="pk_feeds"),
    )
    op.create_table(
        "lanes",
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("severity", sa.SmallInteger()),
        sa.Column("oldest", sa.BigInteger()),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("destination", name="pk_lanes"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_lanes_urgent",
        "lanes",
        [sa.text("severity DESC"), "oldest", "due"],
        sqlite_where=sa.text("severity IS NOT NULL"),
        postgresql_where=sa.text("severity IS NOT NULL"),
    )
    op.create_table(
        "purged",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name="pk_purged"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stories",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("opened", sa.BigInteger(), nullable=False),
        sa.Column("updated", sa.BigInteger(), nullable=False),
        sa.Column("reports", sa.JSON(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("severity", sa.SmallInteger()),
        sa.Column("related", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
    )
    op.create_index("ix_stories_updated", "stories", ["updated"])
    op.create_table(
        "subscribers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("since", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_subscribers"),
    )
    op.create_table(
        "alerts",
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.Column("subscriber_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_alerts_story_id"),
        sa.PrimaryKeyConstraint("story_id", "subscriber_id", name="pk_alerts"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alerts_subscriber_id", "alerts", ["subscriber_id", "created"])
    op.create_table(
        "items",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("feed_id", sa.Text(), nullable=False),
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.Column("why_story", sa.Text(), nullable=False),
        sa.Column("backlog", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("published", sa.BigInteger()),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("tier", sa.SmallInteger(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("tickers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_items_story_id"),
        sa.PrimaryKeyConstraint("number", name="pk_items"),
        sa.UniqueConstraint("id", name="uq_items_id"),
    )
    op.create_index("ix_items_feed_id", "items", ["feed_id", "seen"])
    op.create_index("ix_items_seen", "items", ["seen", "number"])
    op.create_index("ix_items_story_id", "items", ["story_id"])
    op.create_index("ix_items_url", "items", ["url"])
    op.create_table(
        "rules",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text()),
        sa.Column("pack", sa.Text()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("baskets", sa.JSON(), nullable=False),
        sa.Column("cooldown", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["owner"], ["subscribers.id"], name="fk_rules_owner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_rules"),
    )
    op.create_index("ix_rules_owner", "rules", ["owner"])
    op.create_table(
        "topics",
        sa.Column("subscriber_id", sa.Text(), nullable=False),
        sa.Column("pack_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"],
            ["subscribers.id"],
            name="fk_topics_subscriber_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subscriber_id", "pack_id", name="pk_topics"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "watchlist",
        sa.Column("subscriber_id", sa.Text(), nullable=False),
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"],
            ["subscribers.id"],
            name="fk_watchlist_subscriber_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subscriber_id", "symbol", name="pk_watchlist"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "item_rules",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name="fk_item_rules_item_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "rule_id", name="pk_item_rules"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "item_waiting",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name="fk_item_waiting_item_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "rule_id", name="pk_item_waiting"),
        sqlite_with_rowid=False,
    )
