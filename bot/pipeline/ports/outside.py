"""Time, feeds and messages: what is done outside of the bot."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.alert import AlertContent
from bot.domain.delivery import (
    Delivery,
    Outcome,
)
from bot.domain.feed import Document, Feed, FeedState, Fetched, ParsedFeed
from bot.domain.sentence import Sentence
from bot.pipeline.places import Place


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """Give the time, aware, in UTC."""
        ...


class Fetcher(Protocol):
    """Gets a feed's body over HTTP."""

    async def fetch(self, feed: Feed, state: FeedState, place: Place | None = None) -> Fetched:
        """Ask for the feed as it is newer than ``state`` (conditional GET, RFC 9110 section 13).

        ``place`` is taken once it is the host's turn, and is still held when this returns.

        Never raises for what a server or the network does: that is a :class:`Failed`.
        """
        ...


class Parser(Protocol):
    """Turns a body into entries, where no body can hold or kill the bot."""

    async def parse(self, document: Document) -> ParsedFeed | Sentence:
        """Give the entries, or a sentence saying why this body cannot be read."""
        ...


class Notifier(Protocol):
    """Sends one rendered message to one adapter's destinations."""

    adapter: str

    async def send(self, delivery: Delivery, content: AlertContent | None) -> Outcome:
        """Render and send.

        ``content`` is None for a NOTICE, whose text the delivery holds; an EDIT or a REPLY refers to
        ``content.alert.message_id``. Never raises for what the destination does.
        """
        ...

    async def send_digest(self, delivery: Delivery, contents: Sequence[AlertContent]) -> Outcome:
        """Render all of ``contents``, never none, as one message, and send it like any other."""
        ...
