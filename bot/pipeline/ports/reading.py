"""The store as those who only look need it."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.alert import AlertContent, AlertId
from bot.domain.delivery import (
    Delivery,
    DeliveryState,
)
from bot.domain.item import ItemId
from bot.domain.rule import PackId, RuleId
from bot.domain.sentence import Sentence
from bot.domain.silence import Stop
from bot.domain.story import Separation, Story, StoryId
from bot.domain.subscriber import Destination, SubscriberId
from bot.pipeline.ports.values import (
    FeedHealth,
    Found,
    StoredItem,
    Trace,
)
from bot.query.wanted import Wanted


class ReadStore(Protocol):
    """What previews, pages and commands read."""

    def recent_items(
        self, since: datetime, *, limit: int | None = None
    ) -> AsyncIterator[StoredItem]:
        """Go through items, the newest first."""
        ...

    async def story_items(self, story: StoryId) -> Sequence[StoredItem]:
        """See :meth:`FlowStore.story_items`."""
        ...

    async def separations(self, since: datetime) -> Sequence[Separation]:
        """See :meth:`FlowStore.separations`."""
        ...

    async def told_of(self, story: StoryId) -> Collection[SubscriberId]:
        """Give whom an alert of the story exists for."""
        ...

    async def find_items(self, link: str) -> Sequence[StoredItem]:
        """Give the items with this id or URL."""
        ...

    def search(
        self,
        since: datetime,
        wanted: Wanted | None = None,
        *,
        tagged: bool = True,
        limit: int | None = None,
        containing: Sequence[str] = (),
    ) -> AsyncIterator[Found]:
        """Go through items seen since, the last stored first: all that a query can hold on.

        ``wanted`` is :func:`bot.query.narrow.narrow` of the query; others may be among them. Without
        it all items come. With ``containing``, texts without large ASCII letters, those are left out whose
        title and summary hold none of them, ASCII letters in any case; where one has an ``s`` or a ``k``,
        U+017F or U+212A may stand for it. Tickers and themes are read only where they are asked for (``tagged``).
        """
        ...

    async def found(self, numbers: Collection[int], *, tagged: bool = True) -> Sequence[Found]:
        """Give the items of these numbers that there are, the last stored first."""
        ...

    async def traces(
        self, since: datetime, wanted: Wanted | None = None, *, containing: Sequence[str] = ()
    ) -> Sequence[Trace]:
        """Give the items seen since that have just what is ``wanted``, the last stored first.

        ``containing`` is that of :meth:`search`.
        """
        ...

    async def stories(self, ids: Collection[StoryId]) -> Mapping[StoryId, Story]:
        """See :meth:`FlowStore.stories`."""
        ...

    async def stored_since(self, since: datetime) -> tuple[int, datetime | None]:
        """Count the items seen since, and say when the first of them was."""
        ...

    async def recent_alerts(
        self, subscriber: SubscriberId | None = None, *, limit: int = 10
    ) -> Sequence[AlertContent]:
        """Give the latest alerts, of one subscriber or all."""
        ...

    async def story(self, story: StoryId) -> Story | None:
        """Give one story."""
        ...

    async def alert(self, alert: AlertId) -> AlertContent | None:
        """Give one alert."""
        ...

    async def alert_by_message(
        self, subscriber: SubscriberId, destination: Destination, message_id: str
    ) -> AlertId | None:
        """Name the subscriber's alert that this message at a destination told, itself or a reply to it."""
        ...

    async def stops(self, subscriber: SubscriberId, items: Collection[ItemId]) -> Sequence[Stop]:
        """Give what kept these items from the subscriber, or put them off."""
        ...

    def matched_items(
        self, rules: Collection[RuleId], since: datetime
    ) -> AsyncIterator[StoredItem]:
        """Go through items that any of ``rules`` held on, the newest first."""
        ...

    async def pack_stories(self, since: datetime) -> tuple[Mapping[PackId, int], datetime | None]:
        """Count the stories seen since that each pack's rules held on; with the oldest item's time.

        What only feeds of subscribers brought counts for nobody.
        """
        ...

    async def alert_deliveries(
        self, alert: AlertId
    ) -> Sequence[tuple[Delivery, DeliveryState, Sentence | None, datetime | None]]:
        """Give an alert's deliveries, the digest that tells it as well, with state, reason, time sent."""
        ...

    async def feed_health(self) -> Sequence[FeedHealth]:
        """Give every feed ever polled."""
        ...

    async def counts(self) -> Mapping[str, int]:
        """Count items, stories, alerts, subscribers, rules, and deliveries by state."""
        ...
