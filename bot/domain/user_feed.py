"""Feeds that subscribers name: what they bring is for those who follow them, and for nobody else."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.domain.feed import Feed, FeedId, Tier
from bot.domain.subscriber import SubscriberId
from bot.domain.times import check_aware

PRIVATE = "~"
"""No feed list can name a feed so."""
INTERVAL = timedelta(minutes=5)


def user_feed_id(url: str) -> FeedId:
    """Name the feed at ``url``: one feed, however many follow it."""
    return FeedId(PRIVATE + hashlib.blake2b(url.encode(), digest_size=8).hexdigest())


def is_private(feed_id: FeedId) -> bool:
    """Tell whether a feed is one that subscribers named."""
    return feed_id.startswith(PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFeed:
    """A subscriber follows a feed."""

    subscriber_id: SubscriberId
    url: str
    title: str
    since: datetime

    def __post_init__(self) -> None:
        """Refuse naive times."""
        check_aware(self, "since")

    @property
    def feed_id(self) -> FeedId:
        """The feed's name."""
        return user_feed_id(self.url)

    def feed(self) -> Feed:
        """Give the feed as it is polled: nobody knows who writes it, so it counts for least."""
        host = urlsplit(self.url).hostname or self.url
        return Feed(
            id=self.feed_id,
            url=self.url,
            title=self.title or host,
            publisher=host.removeprefix("www."),
            tier=Tier.BLOG,
            interval=INTERVAL,
        )
