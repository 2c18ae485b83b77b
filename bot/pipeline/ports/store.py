"""The store as a whole."""

from datetime import datetime
from typing import Protocol

from bot.pipeline.ports.flow import FlowStore
from bot.pipeline.ports.hosts import HostStore
from bot.pipeline.ports.outbox import Outbox
from bot.pipeline.ports.reading import ReadStore
from bot.pipeline.ports.subscribers import SubscriberStore


class Store(FlowStore, Outbox, SubscriberStore, HostStore, ReadStore, Protocol):
    """A whole backend."""

    async def purge(self, before: datetime) -> int:
        """Delete stories that last grew before ``before`` and all that hangs on them; count the items.

        Stories with pending deliveries stay. A purged item stays seen: a feed that still lists it
        brings nothing new.
        """
        ...

    async def close(self) -> None:
        """Let go of the database."""
        ...
