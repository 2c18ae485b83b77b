"""A thumb up or down on an alert."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.alert import AlertId
from bot.domain.subscriber import SubscriberId
from bot.domain.times import check_aware


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
