"""The store as subscribers and their rules need it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.feedback import Feedback, Offer
from bot.domain.question import Question
from bot.domain.rule import Rule, RuleId
from bot.domain.silence import Mute
from bot.domain.story import Separation
from bot.domain.subscriber import Subscriber, SubscriberId


class SubscriberStore(Protocol):
    """Subscribers and their rules."""

    async def subscribers(self) -> Sequence[Subscriber]:
        """Give the active ones."""
        ...

    async def subscriber(self, subscriber_id: SubscriberId) -> Subscriber | None:
        """Give one, active or not."""
        ...

    async def save_subscriber(self, subscriber: Subscriber) -> None:
        """Add or replace."""
        ...

    async def rules(self, owner: SubscriberId | None = None) -> Sequence[Rule]:
        """Give subscribers' rules, all or one owner's, by name."""
        ...

    async def save_rule(self, rule: Rule) -> None:
        """Add or replace by id."""
        ...

    async def delete_rule(self, rule_id: RuleId) -> bool:
        """Delete; False when there was none."""
        ...

    async def mutes(self, subscriber_id: SubscriberId | None = None) -> Sequence[Mute]:
        """Give what one subscriber has muted, or all have, oldest end first and endless last."""
        ...

    async def save_separation(self, separation: Separation) -> None:
        """Keep one person's word on an item and a story; the last one counts."""
        ...

    async def save_mute(self, mute: Mute) -> None:
        """Add, or replace the one of the same kind and key.

        What waits of a story that is muted now is not told any more.
        """
        ...

    async def delete_mute(self, mute: Mute) -> bool:
        """Delete the one of its kind and key; False when there was none."""
        ...

    async def feedback(self, subscriber_id: SubscriberId) -> Sequence[Feedback]:
        """Give a subscriber's thumbs on alerts that are still stored, the newest first."""
        ...

    async def save_feedback(self, feedback: Feedback) -> None:
        """Add or replace."""
        ...

    async def save_offer(self, offer: Offer) -> None:
        """Keep an offer."""
        ...

    async def offer(self, subscriber_id: SubscriberId, code: str) -> Offer | None:
        """Give the offer that was made to this subscriber under ``code``."""
        ...

    async def questions(self, since: datetime) -> Sequence[Question]:
        """Give the open questions asked since, the oldest first."""
        ...

    async def save_question(self, question: Question) -> None:
        """Keep a question, in place of the one the same person was asked in the same chat.

        One that expects nothing takes that away. In a chat of nobody who subscribed none is kept.
        """
        ...

    async def share(self, code: str, rule_id: RuleId) -> str:
        """Keep ``code`` for a rule, and give the code it has: an earlier one stays."""
        ...

    async def shared(self, code: str) -> Rule | None:
        """Give the rule that ``code`` was kept for, as it is now."""
        ...

    async def forget_subscriber(self, subscriber_id: SubscriberId) -> None:
        """Delete a person: rules, alerts, deliveries and all."""
        ...
