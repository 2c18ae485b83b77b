"""What every action needs: the store, the rules in force, the packs, the reader of items, the time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.actions.hosting import Hosting
from bot.domain.errors import RefusedError
from bot.domain.rule import Pack, PackId
from bot.domain.subscriber import Subscriber, SubscriberId
from bot.pipeline.analyst import Analyst
from bot.pipeline.ports import Clock, HostStore, Outbox, ReadStore, SubscriberStore
from bot.pipeline.rulebook import RuleBook


class DeskStore(SubscriberStore, HostStore, ReadStore, Outbox, Protocol):
    """The part of a store that actions use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where actions are done. The store is written first, then the rules in force follow."""

    store: DeskStore
    rules: RuleBook
    packs: Mapping[PackId, Pack]
    analyst: Analyst
    clock: Clock
    hosting: Hosting = field(default_factory=Hosting)
    frequencies: Mapping[str, float] = field(default_factory=dict)
    """Share of all items, 0 to 1, that hold a stem: for warnings about queries."""

    async def subscriber(self, subscriber_id: SubscriberId) -> Subscriber:
        """Give an active subscriber.

        Raises:
            RefusedError: they never subscribed, or stopped.

        """
        subscriber = self.rules.find(subscriber_id)
        if subscriber is None:
            raise RefusedError("refused.not_subscribed")
        return subscriber

    async def keep(self, subscriber: Subscriber) -> Subscriber:
        """Store ``subscriber`` and let the next item meet the change."""
        await self.store.save_subscriber(subscriber)
        self.rules.put_subscriber(subscriber)
        return subscriber
