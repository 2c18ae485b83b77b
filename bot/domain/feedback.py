"""A thumb up or down on an alert, and the quieter rule offered for it."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.alert import AlertId
from bot.domain.rule import RuleId
from bot.domain.subscriber import SubscriberId
from bot.domain.times import check_aware


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """A rule's query as it was when it was looked at, and as it could be."""

    rule_id: RuleId
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Quieter queries that were shown to a subscriber, kept until they say yes."""

    code: str
    """What the button sends back."""
    subscriber_id: SubscriberId
    rewrites: tuple[Rewrite, ...]
    created: datetime

    def __post_init__(self) -> None:
        """Refuse naive times."""
        check_aware(self, "created")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What a subscriber said of an alert; the last word counts."""

    alert_id: AlertId
    subscriber_id: SubscriberId
    good: bool
    at: datetime

    def __post_init__(self) -> None:
        """Refuse naive times."""
        check_aware(self, "at")
