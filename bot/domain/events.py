"""What happened, for whoever wants to be woken early or to count. Losing one costs latency only."""

from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.feed import FeedId
from bot.domain.item import ItemId
from bot.domain.story import StoryId


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPolled:
    """A feed was polled."""

    feed_id: FeedId
    outcome: str
    """``new``, ``unchanged``, ``failed``."""
    items: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsStored:
    """A transaction of the flow is committed."""

    items: tuple[ItemId, ...]
    stories: tuple[StoryId, ...]
    deliveries: int
    silenced: int
    """Items that joined a story already told and brought nothing new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryDue:
    """There is something in the outbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesChanged:
    """A rule, topic or watchlist changed: the next item meets the new ones."""


Event: TypeAlias = FeedPolled | ItemsStored | DeliveryDue | RulesChanged
