"""An entry as a feed holds it, and the item it becomes."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from bot.domain.times import check_aware

ItemId = NewType("ItemId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a parsed feed: plain text, no markup, entities decoded.

    A title is never empty: an entry without one takes the beginning of its summary or its link.
    """

    guid: str
    """As the feed gives it (RSS ``guid``, Atom ``id``); empty where it gives none."""
    title: str
    summary: str = ""
    url: str = ""
    author: str = ""
    published: datetime | None = None
    lang: str = ""
    tags: tuple[str, ...] = ()
    source: str = ""
    """The original publisher, where an aggregator names one (RSS ``source``)."""

    def __post_init__(self) -> None:
        """Refuse naive times."""
        check_aware(self, "published")

    @property
    def key(self) -> str:
        """What tells this entry from the others of its feed: guid, else link, else title."""
        return self.guid or self.url or self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A piece of news: an entry with its publisher, its language and the moment it was seen."""

    id: ItemId
    title: str
    summary: str = ""
    url: str = ""
    source: str = ""
    """The publisher's name as a reader would say it: ``USTR``, ``Reuters``."""
    author: str = ""
    published: datetime | None = None
    seen: datetime | None = None
    """When Tapewatch had it; None for items that came from a file."""
    lang: str = "en"
    tags: tuple[str, ...] = ()
    feed_id: str = ""
    tier: int = 3
    """:class:`bot.domain.feed.Tier` of its feed."""
    guid: str = ""

    def __post_init__(self) -> None:
        """Refuse naive times."""
        check_aware(self, "published", "seen")

    @property
    def when(self) -> datetime | None:
        """The time the news has: when it was published, else when it was seen."""
        return self.published or self.seen


def item_id(feed_id: str, key: str) -> ItemId:
    """Give the id of the entry ``key`` of a feed: 20 hex digits, the same on every machine."""
    return ItemId(hashlib.blake2b(f"{feed_id}\x00{key}".encode(), digest_size=10).hexdigest())
