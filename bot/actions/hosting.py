"""What an operator allows, and what actions need of the rooms above them to do it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from bot.actions.health import Pulse
from bot.domain.errors import RefusedError
from bot.domain.feed import Feed, FeedId
from bot.domain.preferences import Preferences
from bot.domain.rule import Rule
from bot.domain.story import Separation


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFeed:
    """A feed as somebody names it, in a file or on a page."""

    url: str
    title: str = ""


class Finder(Protocol):
    """Looks at an address that a person pasted."""

    async def find(self, url: str) -> Sequence[NamedFeed]:
        """Give the feed that is there, or those that the web page there names; never none.

        Raises:
            RefusedError: there is neither, and why.

        """
        ...


class Polling(Protocol):
    """The running poller."""

    @property
    def feeds(self) -> Mapping[FeedId, Feed]:
        """The feeds that are polled."""
        ...

    def add(self, feed: Feed) -> None:
        """Poll it from now on."""
        ...

    def remove(self, feed_id: FeedId) -> None:
        """Poll it no more."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedService:
    """Feeds for users."""

    finder: Finder
    polling: Polling
    quota: int
    """So many feeds a subscriber may follow; 0 allows none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongings:
    """What a subscriber wrote and chose, as it goes into a file and comes out of one."""

    topics: tuple[str, ...] = ()
    watchlist: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    """Their ids and owners say nothing here."""
    feeds: tuple[NamedFeed, ...] = ()
    preferences: Preferences | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """How files are written and read.

    The readers raise RefusedError or ConfigurationError, with what is wrong and where.
    """

    write_opml: Callable[[Iterable[NamedFeed]], bytes]
    read_opml: Callable[[bytes], tuple[NamedFeed, ...]]
    write_belongings: Callable[[Belongings], bytes]
    read_belongings: Callable[[bytes], Belongings]


class AccessMode(StrEnum):
    """Who may subscribe."""

    OPEN = "open"
    INVITE = "invite"
    """Whoever has a code."""
    ALLOW_LIST = "allow-list"
    """Whom the operator named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may do what. People and chats by their address at the service, a Telegram id."""

    mode: AccessMode = AccessMode.OPEN
    admins: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruments:
    """What the running bot shows of itself."""

    pulse: Pulse
    took: Callable[[], Mapping[FeedId, timedelta]]
    """How long each feed's last answer took, waiting for the host's turn included."""
    flood: Callable[[], tuple[int, timedelta]]
    """How many chats we are asked to wait for, and the longest of these waits."""


async def _not_running(_: Separation) -> None:
    raise RefusedError("refused.not_running")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosting:
    """What one bot offers to those who use it."""

    feeds: FeedService | None = None
    files: Files | None = None
    access: Access = field(default_factory=Access)
    instruments: Instruments | None = None
    separate: Callable[[Separation], Awaitable[None]] = _not_running
    """Obeys a separation: see :meth:`bot.pipeline.ingest.Ingest.separate`."""
    wake: Callable[[], None] = lambda: None
    """Says that there is something in the outbox, so that it leaves at once."""
