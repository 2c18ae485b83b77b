"""What happened, for whoever wants to be woken early or to count. Losing one costs latency only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from bot.domain.alert import AlertContent
from bot.domain.delivery import Delivery, Outcome
from bot.domain.feed import FeedId
from bot.domain.item import ItemId
from bot.domain.story import StoryId
from bot.domain.times import check_aware


class PollOutcome(StrEnum):
    """What came of asking a feed."""

    NEW = "new"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    """The server, the network or the document."""
    NOT_STORED = "not stored"
    """Ours: the database refused; the same document is asked for again."""
    BUG = "bug"
    """Ours: an error nobody foresaw; the reason is its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPolled:
    """A feed was polled."""

    feed_id: FeedId
    outcome: PollOutcome
    items: int = 0
    reason: str = ""
    """Why it failed, in a sentence for the operator."""
    failures: int = 0
    """In a row, this one counted."""


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
class DeliverySent:
    """A destination has a message."""

    delivery: Delivery
    content: AlertContent | None
    """What it was made of; None for a NOTICE."""
    at: datetime

    def __post_init__(self) -> None:
        """Refuse naive times."""
        check_aware(self, "at")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFailed:
    """A message did not go out this time, or never will."""

    reason: str
    """In an English sentence, without secrets."""
    delivery: Delivery | None = None
    outcome: Outcome | None = None
    """What the destination answered; None where the database failed."""


Event: TypeAlias = FeedPolled | ItemsStored | DeliveryDue | DeliverySent | DeliveryFailed
