"""Stories of the feeds that subscribers named, apart from all others and from each other.

What a stranger writes into a feed of their own may not open a story that others read, join one, make
it "2 sources" or its title theirs. So each such feed has an index of its own, while it has items.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.domain.feed import FeedId
from bot.domain.item import Item, ItemId
from bot.domain.story import Placement, StoryId
from bot.domain.ticker import TickerTag
from bot.domain.user_feed import is_private
from bot.stories.index import StoryIndex


class Shelves:
    """Story indexes behind one: :class:`bot.stories.index.StoryIndex` by the item's feed."""

    def __init__(self, make: Callable[[], StoryIndex]) -> None:
        """``make`` gives a new, empty index."""
        self._make = make
        self._common = make()
        self._private: dict[FeedId, StoryIndex] = {}

    def place(self, item: Item, tags: Sequence[TickerTag] = ()) -> Placement:
        """See :meth:`StoryIndex.place`."""
        return self._of(item).place(item, tags)

    def add(self, item: Item, tags: Sequence[TickerTag], placement: Placement) -> None:
        """See :meth:`StoryIndex.add`."""
        self._of(item).add(item, tags, placement)

    def gist(self, item_id: ItemId) -> str:
        """See :meth:`StoryIndex.gist`."""
        found = (index.gist(item_id) for index in (self._common, *self._private.values()))
        return next(filter(None, found), "")

    def restore(
        self, item: Item, tags: Sequence[TickerTag], story: StoryId, gist: str = ""
    ) -> None:
        """See :meth:`StoryIndex.restore`."""
        self._of(item).restore(item, tags, story, gist)

    def separate(self, item: ItemId, story: StoryId) -> None:
        """See :meth:`StoryIndex.separate`."""
        for index in (self._common, *self._private.values()):
            index.separate(item, story)

    def remove(self, item_id: ItemId) -> None:
        """See :meth:`StoryIndex.remove`."""
        for index in (self._common, *self._private.values()):
            index.remove(item_id)

    def expire(self, now: datetime) -> int:
        """See :meth:`StoryIndex.expire`."""
        count = sum(index.expire(now) for index in (self._common, *self._private.values()))
        self._private = {feed: index for feed, index in self._private.items() if len(index)}
        return count

    def _of(self, item: Item) -> StoryIndex:
        feed_id = FeedId(item.feed_id)
        if not is_private(feed_id):
            return self._common
        if feed_id not in self._private:
            self._private[feed_id] = self._make()
        return self._private[feed_id]
