"""A feed, what is remembered of it, and what came of polling it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import NewType, TypeAlias

from bot.domain.item import Entry
from bot.domain.sentence import Sentence
from bot.domain.times import check_aware

FeedId = NewType("FeedId", str)
"""A short name of lower-case words, ``white-house-actions``; stable over address changes."""


class Tier(IntEnum):
    """Who publishes, the most authoritative first: ``tier<=2`` reads as it is meant."""

    OFFICIAL = 1
    WIRE = 2
    PRESS = 3
    TRADE = 4
    BLOG = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed to poll, as a feed list or a subscriber names it."""

    id: FeedId
    url: str
    title: str
    publisher: str
    tier: Tier = Tier.PRESS
    lang: str = "en"
    """BCP 47 tag of the language its items are written in, where they say nothing themselves."""
    themes: frozenset[str] = frozenset()
    interval: timedelta = timedelta(seconds=60)
    """How often it is polled while it answers."""
    contact: bool = False
    """The publisher demands a User-Agent with a contact address (SEC)."""
    enabled: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What is remembered of a feed between polls; ``FeedState(feed_id=…)`` is a feed never polled."""

    feed_id: FeedId
    url: str = ""
    """The feed's address that all this was learned of; of another address nothing of it is true."""
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    """Of the last body that was stored: servers without validators repeat themselves."""
    moved_to: str = ""
    """Where a permanent redirect sent us; polled in place of the feed's own address."""
    learned: bool = False
    """False until the first fetch is stored: that backlog alerts nobody."""
    failures: int = 0
    """In a row; 0 after any answer."""
    last_error: Sentence | None = None
    last_success: datetime | None = None
    last_attempt: datetime | None = None
    next_poll: datetime | None = None
    """None means now."""
    gone: bool = False
    """The server said 410: polled no more until an operator says otherwise."""

    def __post_init__(self) -> None:
        """Refuse naive times."""
        check_aware(self, "last_success", "last_attempt", "next_poll")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A new body, with what its answer said."""

    body: bytes
    url: str
    """The address that answered, after redirects."""
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    moved_to: str = ""
    """Set when every redirect on the way was permanent (301, 308)."""
    max_age: timedelta | None = None
    """Of Cache-Control, where given: no use asking sooner."""
    body_hash: str = ""
    """What :attr:`FeedState.body_hash` becomes once this document is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """304 Not Modified, or the same bytes as last time."""

    max_age: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Nothing usable came, and why, in a sentence for the operator without secrets."""

    reason: Sentence
    retry_after: timedelta | None = None
    """What the server asked for (Retry-After of 429 and 503)."""
    gone: bool = False
    """410: it will not come back."""


Fetched: TypeAlias = Document | Unchanged | Failed


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """What a parser found in a document, entries in the order they stand."""

    title: str
    lang: str
    entries: tuple[Entry, ...]
    hub: str = ""
    """WebSub hub, where the feed names one."""
    complaint: str = ""
    """What was malformed but could be read over, or nothing."""
