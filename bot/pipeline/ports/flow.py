"""The store as the flow from a document to its alerts needs it."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.feed import FeedId, FeedState
from bot.domain.item import ItemId
from bot.domain.story import Separation, Story, StoryId
from bot.pipeline.ports.values import (
    Changes,
    Noted,
    Remembered,
    StoredItem,
    Told,
)


class FlowStore(Protocol):
    """What ingest reads and writes."""

    async def feed_states(self) -> Mapping[FeedId, FeedState]:
        """Give all that is remembered of feeds."""
        ...

    async def save_feed_states(self, states: Sequence[FeedState]) -> None:
        """Remember states alone, of one feed each: a failure, what is known when we stop."""
        ...

    async def unseen(self, feed_id: FeedId, ids: Sequence[ItemId]) -> frozenset[ItemId]:
        """Give those of ``ids`` that are not stored."""
        ...

    async def told(self, stories: Collection[StoryId]) -> Mapping[StoryId, Sequence[Told]]:
        """Give the alerts that exist for these stories."""
        ...

    def alerts_since(self, since: datetime) -> AsyncIterator[Noted]:
        """Go through all alerts created since: budgets and cooldowns are taken up from them."""
        ...

    async def retold(
        self, addresses: Mapping[StoryId, Collection[str]], *, private: bool
    ) -> Mapping[StoryId, Collection[StoryId]]:
        """Give for stories those of other feeds that hold an item of the same address.

        For stories of a feed that subscribers named (``private``) any other, else only stories of
        such feeds. ``addresses`` are those of items not stored yet, by story. An address that
        leads several stories names no item, and an empty one neither.
        """
        ...

    async def commit(self, changes: Changes) -> None:
        """Store all of ``changes`` in one transaction.

        Storing the same changes again changes nothing: items, alerts (by story and subscriber),
        first deliveries (by alert) and notices on a rule's budget (by their text) exist once. A
        pending EDIT of the same alert becomes SUPERSEDED by a newer one, as does a DIGEST that waits
        for the same time and destination.

        Raises:
            StoreError: nothing was kept; the message says why (a full disk, a lost server).

        """
        ...

    async def stories(self, ids: Collection[StoryId]) -> Mapping[StoryId, Story]:
        """Give these stories as they are stored."""
        ...

    async def waiting(self, story: StoryId) -> Sequence[StoredItem]:
        """Give the story's items that have waiting rules."""
        ...

    async def story_items(self, story: StoryId) -> Sequence[StoredItem]:
        """Give all items of a story, in the order they were stored."""
        ...

    async def separations(self, since: datetime) -> Sequence[Separation]:
        """Give what was said since to be not one story, the oldest first."""
        ...

    def window(self, since: datetime) -> AsyncIterator[Remembered]:
        """Go through the items seen since, the oldest first: the story index is rebuilt of them."""
        ...
