"""A question that the bot asked, and that the next text of the same person answers."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.subscriber import SubscriberId
from bot.domain.times import check_aware


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An open question: one a person in each chat."""

    subscriber_id: SubscriberId
    """The chat it was asked in."""
    person: str
    """The id of who was asked."""
    expects: str
    """``verb:words``: what the answer completes."""
    asked: datetime

    def __post_init__(self) -> None:
        """Refuse naive times."""
        check_aware(self, "asked")
