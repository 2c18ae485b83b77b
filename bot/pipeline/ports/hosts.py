"""The store as groups, feeds of subscribers and operators need it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.delivery import (
    NewDelivery,
)
from bot.domain.rule import RuleId
from bot.domain.subscriber import Subscriber, SubscriberId
from bot.domain.user_feed import UserFeed


class HostStore(Protocol):
    """What belongs to keeping a bot for others: their feeds, their groups, who is let in."""

    async def user_feeds(self, subscriber_id: SubscriberId | None = None) -> Sequence[UserFeed]:
        """Give the feeds one subscriber follows, or all follow, the oldest first."""
        ...

    async def save_user_feeds(self, feeds: Sequence[UserFeed]) -> None:
        """Add or replace, by subscriber and address."""
        ...

    async def delete_user_feed(self, feed: UserFeed) -> bool:
        """Delete; False when there was none."""
        ...

    async def places(self, adapter: str, address: str) -> Sequence[Subscriber]:
        """Give who is told at this address, in any topic of it, active or not."""
        ...

    async def move_places(self, adapter: str, before: str, after: str, now: datetime) -> None:
        """Let all that goes to an address, in any topic of it, go to another from now on.

        Subscribers, rules, and what is on its way there. What was sent there can be neither edited
        nor answered any more.
        """
        ...

    async def stewarded(self, person: str) -> Sequence[Subscriber]:
        """Give the active groups, channels and topics that a person set up."""
        ...

    async def steward(self, subscriber_id: SubscriberId) -> str:
        """Give the address of the person who set up a group, empty where nobody is known."""
        ...

    async def save_steward(self, subscriber_id: SubscriberId, person: str) -> None:
        """Remember who set up a group."""
        ...

    async def add_invites(self, codes: Sequence[str], created: datetime) -> None:
        """Keep codes that let somebody in, each once."""
        ...

    async def take_invite(self, code: str) -> bool:
        """Use a code up; False when it is none, or was used."""
        ...

    async def open_invites(self) -> Sequence[str]:
        """Give the codes nobody used, the oldest first."""
        ...

    async def post_notices(self, notices: Sequence[NewDelivery]) -> None:
        """Put messages of ours into the outbox."""
        ...

    async def loudest_rules(self, since: datetime, *, limit: int) -> Sequence[tuple[RuleId, int]]:
        """Give the rules that held on most items seen since, with how many."""
        ...
