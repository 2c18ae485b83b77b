"""What is at an address that a person pasted: a feed, or a web page that names some."""

from collections.abc import Sequence

from bot.actions.hosting import NamedFeed
from bot.domain.errors import RefusedError
from bot.domain.feed import Document, Failed, Feed, FeedState
from bot.domain.sentence import Sentence
from bot.domain.user_feed import user_feed_id
from bot.feeds.charset import to_text
from bot.feeds.discovery import find_feeds, is_page
from bot.pipeline.ports import Fetcher, Parser

_MOST = 8
_LOOKED_AT = 500_000
"""Bytes of a page; feeds are named in its head."""


class WebFinder:
    """A :class:`bot.actions.hosting.Finder` over the network.

    Give a fetcher that may go to public addresses only, and that does not wait long.
    """

    def __init__(self, fetcher: Fetcher, parser: Parser) -> None:
        self._fetcher = fetcher
        self._parser = parser

    async def find(self, url: str) -> Sequence[NamedFeed]:
        """See :meth:`bot.actions.hosting.Finder.find`."""
        document = await self._get(url)
        text = to_text(document.body[:_LOOKED_AT], document.content_type)
        if not is_page(text):
            return [await self._read(url, document)]
        named = find_feeds(text, document.url)
        if not named:
            raise RefusedError("refused.page_without_feed")
        if len(named) == 1:
            return [await self._read(named[0].url, await self._get(named[0].url))]
        return [NamedFeed(url=feed.url, title=feed.title) for feed in named[:_MOST]]

    async def _get(self, url: str) -> Document:
        feed = Feed(id=user_feed_id(url), url=url, title="", publisher="")
        fetched = await self._fetcher.fetch(feed, FeedState(feed_id=feed.id))
        if isinstance(fetched, Document):
            return fetched
        if isinstance(fetched, Failed):
            raise RefusedError("refused.page_unread", reason=fetched.reason)
        raise RefusedError("refused.page_silent")

    async def _read(self, url: str, document: Document) -> NamedFeed:
        parsed = await self._parser.parse(document)
        if isinstance(parsed, Sentence):
            raise RefusedError("refused.no_feed", reason=parsed)
        return NamedFeed(url=document.moved_to or url, title=parsed.title)
