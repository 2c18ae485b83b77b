"""News for a desk: items through the real flow, decided and stored as they would be."""

from dataclasses import dataclass, field

from bot.actions.desk import Desk
from bot.domain.alert import AlertId, alert_id
from bot.domain.feed import Feed, FeedId, FeedState, ParsedFeed
from bot.domain.item import Entry, ItemId, item_id
from bot.domain.story import StoryId
from bot.domain.subscriber import SubscriberId
from bot.pipeline.bus import Bus
from bot.pipeline.ingest import Ingest
from bot.stories.index import StoryIndex


@dataclass(slots=True)
class Wire:
    """A feed whose entries the desk's flow takes one by one."""

    desk: Desk
    name: str = "press"
    ingest: Ingest = field(init=False)

    def __post_init__(self) -> None:
        self.ingest = Ingest(
            store=self.desk.store,  # type: ignore[arg-type] # a whole store
            analyst=self.desk.analyst,
            stories=StoryIndex(),
            rules=self.desk.rules,
            clock=self.desk.clock,
            bus=Bus(),
        )

    async def tell(self, title: str, *, summary: str = "", learned: bool = True) -> ItemId:
        """Bring an item into the flow, and give its id."""
        feed = Feed(
            id=FeedId(self.name), url=f"https://{self.name}.test/rss", title=self.name.title(),
            publisher=self.name.title(),
        )  # fmt: skip
        now = self.desk.clock.now()
        entry = Entry(
            guid=title,
            title=title,
            summary=summary,
            url=f"https://{self.name}.test/{abs(hash(title))}",
            published=now,
        )
        state = FeedState(feed_id=feed.id, learned=learned, last_success=now)
        parsed = ParsedFeed(title=feed.title, lang="en", entries=(entry,))
        await self.ingest.take(feed, parsed, state, state)
        return item_id(feed.id, title)


def alert_of(item: ItemId, subscriber: SubscriberId) -> AlertId:
    """Name the alert of the story that ``item`` opened."""
    return alert_id(StoryId(item), subscriber)
