"""The tables, once for SQLite and PostgreSQL. The migrations build exactly these (a test compares).

    feeds       what is remembered of a feed between polls
    items       news as the flow decided it        ─ item_rules, item_waiting
    purged      ids of items deleted for their age: a feed that still lists them tells nothing new
    stories     items that tell the same
    separations who said that an item does not tell its story, and whether that was obeyed
    alerts      what one subscriber is told of one story
    deliveries  the outbox: messages on their way, and what came of them
    lanes       one row a destination: whether something is ready for it, how urgent, since when
    decisions   what kept an item from a subscriber, or put it off
    subscribers ─ topics, watchlist, mutes, feedback, offers, questions, rules ─ shares; user_feeds, stewards
    invites     codes that let somebody in, while they are good

``lanes`` is derived from ``deliveries`` (docs/decisions/0008-one-database-two-engines.md): a claim
reads the few most urgent lanes instead of sorting the outbox. A lane may promise more than there
is, never less; the claim that finds it empty corrects it.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    false,
    literal_column,
    or_,
    text,
)

from bot.storage.columns import Number, Place, Span, Time, Words
from bot.storage.sentences import Said

HEAD = "0010"
"""The schema this code works with: the newest migration."""

HELD = "held"
"""A pending delivery whose time has not come (quiet hours, a digest)."""
READY = "ready"
"""A pending delivery that waits for its turn only."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

feeds = Table(
    "feeds",
    metadata,
    Column("feed_id", Text, primary_key=True),
    Column("etag", Words, nullable=False),
    Column("last_modified", Words, nullable=False),
    Column("body_hash", Text, nullable=False),
    Column("moved_to", Words, nullable=False),
    Column("learned", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("last_error", Said, nullable=False),
    Column("last_success", Time),
    Column("last_attempt", Time),
    Column("next_poll", Time),
    Column("gone", Boolean, nullable=False),
    Column("url", Words, nullable=False, server_default=text("''")),
)

stories = Table(
    "stories",
    metadata,
    Column("id", Text, primary_key=True),
    Column("title", Words, nullable=False),
    Column("opened", Time, nullable=False),
    Column("updated", Time, nullable=False, index=True),
    Column("reports", JSON, nullable=False),
    Column("items", Integer, nullable=False),
    Column("severity", SmallInteger),
    Column("related", Text),
)

items = Table(
    "items",
    metadata,
    Column("number", Number, primary_key=True),  # the order of storing; what a text index refers to
    Column("id", Text, nullable=False, unique=True),
    Column("feed_id", Text, nullable=False),
    Column("story_id", ForeignKey(stories.c.id), nullable=False, index=True),
    Column("why_story", Said, nullable=False),
    Column("backlog", Boolean, nullable=False),
    Column("title", Words, nullable=False),
    Column("summary", Words, nullable=False),
    Column("url", Words, nullable=False, index=True),
    Column("source", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("published", Time),
    Column("seen", Time, nullable=False),
    Column("lang", Words, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("tier", SmallInteger, nullable=False),
    Column("guid", Words, nullable=False),
    Column("tickers", JSON, nullable=False),
    Column("baskets", JSON(none_as_null=True)),
    Column("gist", Words, nullable=False, server_default=text("''")),
    Index("ix_items_seen", "seen", "number"),
    Index("ix_items_feed_id", "feed_id", "seen"),
)

item_rules = Table(
    "item_rules",
    metadata,
    Column("item_id", ForeignKey(items.c.id, ondelete="CASCADE"), primary_key=True),
    Column("rule_id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("evidence", JSON, nullable=False),
    sqlite_with_rowid=False,
)

item_waiting = Table(
    "item_waiting",
    metadata,
    Column("item_id", ForeignKey(items.c.id, ondelete="CASCADE"), primary_key=True),
    Column("rule_id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    sqlite_with_rowid=False,
)

purged = Table(
    "purged",
    metadata,
    Column("item_id", Text, primary_key=True),
    sqlite_with_rowid=False,
)

separations = Table(
    "separations",
    metadata,
    Column("item_id", ForeignKey(items.c.id, ondelete="CASCADE"), primary_key=True),
    Column("story_id", Text, primary_key=True),
    Column("subscriber_id", Text, primary_key=True),  # what was obeyed stays when they leave
    Column("at", Time, nullable=False, index=True),
    Column("obeyed", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

alerts = Table(
    "alerts",
    metadata,
    Column("story_id", ForeignKey(stories.c.id), primary_key=True),
    Column("subscriber_id", Text, primary_key=True),
    Column("item_id", Text, nullable=False),
    Column("rules", JSON, nullable=False),
    Column("severity", SmallInteger, nullable=False),
    Column("created", Time, nullable=False),
    Column("message_id", Text, nullable=False, server_default=text("''")),
    Column("destination", Place),
    Column("held_until", Time),
    Column("digest", BigInteger),  # the delivery that tells it with others
    Index("ix_alerts_subscriber_id", "subscriber_id", "created"),
    sqlite_with_rowid=False,
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Number, primary_key=True),  # the order within a destination
    Column("story_id", Text, nullable=False),  # with the subscriber, the alert; "" for no alert
    Column("subscriber_id", Text, nullable=False),
    Column("fingerprint", BigInteger, nullable=False),  # 0 for FIRST: one an alert
    Column("kind", Text, nullable=False),
    Column("destination", Place, nullable=False),
    Column("severity", SmallInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("created", Time, nullable=False),
    Column("not_before", Time, nullable=False),
    Column("expires", Time),
    Column("novelty", JSON(none_as_null=True)),
    Column("text", Said, nullable=False),
    # What becomes of it, so that adding 100,000 says nothing 100,000 times:
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("lease", Time),
    Column("uncertain", Boolean, nullable=False, server_default=false()),  # an answer was lost
    Column("reason", Said, nullable=False, server_default=text("''")),
    Column("message_id", Text, nullable=False, server_default=text("''")),
    Column("sent_at", Time),
    Column("rule_id", Text),
    Column("failures", SmallInteger, nullable=False, server_default="0"),
    UniqueConstraint("story_id", "subscriber_id", "fingerprint"),
)


def is_ready(table: FromClause = deliveries) -> ColumnElement[bool]:
    """Select what waits for its turn only.

    The state is written out, not a parameter: only so do both databases see that the partial index
    serves.
    """
    return table.c.state == literal_column(f"'{READY}'", Text)


def is_held(table: FromClause = deliveries) -> ColumnElement[bool]:
    """Select what waits for its time."""
    return table.c.state == literal_column(f"'{HELD}'", Text)


def is_pending() -> ColumnElement[bool]:
    """Select what is still to be sent."""
    return or_(is_ready(), is_held())


Index(
    "ix_deliveries_ready",
    deliveries.c.destination,
    deliveries.c.id,
    deliveries.c.severity,
    sqlite_where=is_ready(),
    postgresql_where=is_ready(),
)
Index(
    "ix_deliveries_held",
    deliveries.c.not_before,
    deliveries.c.destination,
    sqlite_where=is_held(),
    postgresql_where=is_held(),
)

lanes = Table(
    "lanes",
    metadata,
    Column("destination", Place, primary_key=True),
    Column("severity", SmallInteger),  # of the most urgent that is ready; NULL when nothing is
    Column("oldest", Time),  # when the one whose turn it is was created
    Column("due", Time, nullable=False),  # free from then on: end of a lease, or of a backoff
    sqlite_with_rowid=False,
)
HAS_READY = lanes.c.severity.is_not(None)
Index(
    "ix_lanes_urgent",
    lanes.c.severity.desc(),
    lanes.c.oldest,
    lanes.c.due,
    sqlite_where=HAS_READY,
    postgresql_where=HAS_READY,
)

subscribers = Table(
    "subscribers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("destination", Place, nullable=False),
    Column("name", Words, nullable=False),
    Column("lang", Words, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("since", Time),
    Column("preferences", JSON(none_as_null=True)),  # NULL: chose nothing
)

topics = Table(
    "topics",
    metadata,
    Column("subscriber_id", ForeignKey(subscribers.c.id, ondelete="CASCADE"), primary_key=True),
    Column("pack_id", Text, primary_key=True),
    sqlite_with_rowid=False,
)

watchlist = Table(
    "watchlist",
    metadata,
    Column("subscriber_id", ForeignKey(subscribers.c.id, ondelete="CASCADE"), primary_key=True),
    Column("symbol", Text, primary_key=True),
    sqlite_with_rowid=False,
)

user_feeds = Table(
    "user_feeds",
    metadata,
    Column("subscriber_id", ForeignKey(subscribers.c.id, ondelete="CASCADE"), primary_key=True),
    Column("feed_id", Text, primary_key=True),
    Column("url", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("since", Time, nullable=False),
)

stewards = Table(
    "stewards",
    metadata,
    Column("subscriber_id", ForeignKey(subscribers.c.id, ondelete="CASCADE"), primary_key=True),
    Column("person", Text, nullable=False),  # who set up this group, channel or topic
)

invites = Table(
    "invites",
    metadata,
    Column("code", Text, primary_key=True),
    Column("created", Time, nullable=False),
)

rules = Table(
    "rules",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner", ForeignKey(subscribers.c.id, ondelete="CASCADE"), index=True),
    Column("pack", Text),
    Column("name", Words, nullable=False),
    Column("query", Words, nullable=False),
    Column("severity", SmallInteger, nullable=False),
    Column("title", Words, nullable=False),
    Column("baskets", JSON, nullable=False),
    Column("cooldown", Span),
    Column("tickers", JSON(none_as_null=True)),
    Column("paused", Boolean, nullable=False, server_default=false()),
    Column("digest", Boolean, nullable=False, server_default=false()),
    Column("destination", Place),
)

shares = Table(
    "shares",
    metadata,
    Column("code", Text, primary_key=True),
    Column("rule_id", ForeignKey(rules.c.id, ondelete="CASCADE"), nullable=False, unique=True),
    sqlite_with_rowid=False,
)

questions = Table(
    "questions",
    metadata,
    Column("subscriber_id", ForeignKey(subscribers.c.id, ondelete="CASCADE"), primary_key=True),
    Column("person", Text, primary_key=True),
    Column("expects", Words, nullable=False),
    Column("asked", Time, nullable=False),
    sqlite_with_rowid=False,
)

mutes = Table(
    "mutes",
    metadata,
    Column("subscriber_id", ForeignKey(subscribers.c.id, ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("key", Words, primary_key=True),
    Column("until", Time),
    sqlite_with_rowid=False,
)

feedback = Table(
    "feedback",
    metadata,
    Column("subscriber_id", ForeignKey(subscribers.c.id, ondelete="CASCADE"), primary_key=True),
    Column("story_id", ForeignKey(stories.c.id, ondelete="CASCADE"), primary_key=True, index=True),
    Column("good", Boolean, nullable=False),
    Column("at", Time, nullable=False),
    sqlite_with_rowid=False,
)

offers = Table(
    "offers",
    metadata,
    Column("subscriber_id", ForeignKey(subscribers.c.id, ondelete="CASCADE"), primary_key=True),
    Column("code", Text, primary_key=True),
    Column("rewrites", JSON, nullable=False),
    Column("created", Time, nullable=False),
    sqlite_with_rowid=False,
)

decisions = Table(
    "decisions",
    metadata,
    Column("subscriber_id", ForeignKey(subscribers.c.id, ondelete="CASCADE"), primary_key=True),
    Column("item_id", ForeignKey(items.c.id, ondelete="CASCADE"), primary_key=True, index=True),
    Column("stage", Text, primary_key=True),
    Column("detail", Words, nullable=False),
    Column("until", Time),
    sqlite_with_rowid=False,
)
