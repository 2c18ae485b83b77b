"""Feeds of the operator's lists and feeds that subscribers named are asked by different fetchers."""

from dataclasses import dataclass

from bot.domain.feed import Feed, FeedState, Fetched
from bot.domain.user_feed import is_private
from bot.pipeline.places import Place
from bot.pipeline.ports import Fetcher


@dataclass(frozen=True, slots=True, kw_only=True)
class FetcherByTrust:
    """A :class:`bot.pipeline.ports.Fetcher` over two."""

    listed: Fetcher
    """For what the operator chose."""
    named: Fetcher
    """For what subscribers named: it must go to public addresses only."""

    async def fetch(self, feed: Feed, state: FeedState, place: Place | None = None) -> Fetched:
        """See :meth:`bot.pipeline.ports.Fetcher.fetch`."""
        fetcher = self.named if is_private(feed.id) else self.listed
        return await fetcher.fetch(feed, state, place)
