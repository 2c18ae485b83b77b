"""What the flow and its stores hand each other."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from bot.domain.alert import Alert, AlertContent
from bot.domain.delivery import Delivery, NewDelivery, Outcome
from bot.domain.feed import FeedId, FeedState
from bot.domain.item import Item
from bot.domain.rule import Match, RuleId
from bot.domain.sentence import Sentence
from bot.domain.silence import Stop
from bot.domain.story import Separation, Story, StoryId
from bot.domain.subscriber import SubscriberId
from bot.domain.ticker import TickerTag


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredItem:
    """An item as the flow decided it."""

    item: Item
    story_id: StoryId
    why_story: Sentence
    """:attr:`bot.domain.story.Placement.why`."""
    tickers: tuple[TickerTag, ...] = ()
    matches: tuple[Match, ...] = ()
    waiting: tuple[RuleId, ...] = ()
    """Rules whose words hold and whose story conditions do not yet."""
    backlog: bool = False
    """Of a feed's first fetch: stored, matched for previews, alerts nobody."""
    gist: str = ""
    """:meth:`bot.stories.index.StoryIndex.gist`; empty where the index did not have the item."""
    baskets: frozenset[str] | None = None
    """Themes it was read to touch, and those of companies it mentions; None where that was not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A stored item as the story index takes it up again."""

    item: Item
    """Without its author and tags, which tell no story from another."""
    story_id: StoryId
    tickers: tuple[TickerTag, ...] = ()
    gist: str = ""
    """:attr:`StoredItem.gist`."""


@dataclass(frozen=True, slots=True)
class Noted:
    """An alert as budgets and cooldowns count it."""

    subscriber_id: SubscriberId
    rules: tuple[RuleId, ...]
    created: datetime
    held_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A stored item that a query may hold on, with what it takes to judge that."""

    number: int
    """Of its storing: later ones have higher."""
    item: Item
    """Without its guid, which no query asks for."""
    story_id: StoryId
    tickers: tuple[TickerTag, ...] = ()
    baskets: frozenset[str] | None = None
    """:attr:`StoredItem.baskets`."""


class Trace(NamedTuple):
    """A stored item that a query holds on, without its text."""

    number: int
    story_id: StoryId
    feed_id: FeedId
    day: date
    """When it was seen, in UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """All that one document led to. Stored whole or not at all."""

    feed_state: FeedState | None = None
    """None: nothing was fetched, an item stored before was judged anew."""
    items: tuple[StoredItem, ...] = ()
    stories: tuple[Story, ...] = ()
    """New ones and those that grew, as they stand now."""
    alerts: tuple[Alert, ...] = ()
    """New ones, and those whose rules or severity changed; ``message_id`` is never overwritten."""
    deliveries: tuple[NewDelivery, ...] = ()
    rematched: tuple[StoredItem, ...] = ()
    """Items stored before, whose waiting rules hold now, or which lead a story of their own now."""
    stops: tuple[Stop, ...] = ()
    """What did not reach somebody at once, for ``/why``."""
    separations: tuple[Separation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An alert of a story that exists already."""

    alert: Alert
    first_sent: bool
    """Its first message has left; until then an edit is not needed, the first will be rendered new."""
    digested: bool = False
    """A digest told it, or is about to: there is no message of its own to edit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A delivery to send now, with what its message is made of as its story stands."""

    delivery: Delivery
    content: AlertContent | None
    """None for what tells no one alert, and where its subscriber was forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of sending a claimed delivery."""

    delivery: Delivery
    outcome: Outcome
    at: datetime
    """When that was known."""
    retry_at: datetime | None = None
    """When a Retry is due, where not after what the destination asked for."""
    aside: bool = False
    """What else goes to the destination of a Retry does not wait with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueState:
    """How the outbox stands."""

    pending: int
    oldest: datetime | None
    sent: int
    rejected: int
    doubtful: int
    """Sent again after an answer was lost: possible doubles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """A feed for the dashboard."""

    state: FeedState
    items: int
    newest: datetime | None
