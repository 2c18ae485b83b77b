"""From parsed entries to what is stored and who is told: unseen → tag → story → match → policy → save.

One document at a time, in the order they come: stories are decided in order, and a decision is
remembered by the index only as long as its transaction is.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.events import DeliveryDue, ItemsStored
from bot.domain.feed import Feed, FeedId, FeedState, ParsedFeed
from bot.domain.item import Entry, Item, ItemId, item_id
from bot.domain.sentence import said
from bot.domain.story import Placement, Separation, story_id
from bot.pipeline.analyst import Analyst
from bot.pipeline.bus import Bus
from bot.pipeline.growth import opened, without
from bot.pipeline.judging import Judge, Placed
from bot.pipeline.ledger import REMEMBERED, Ledger
from bot.pipeline.ports import Changes, Clock, FlowStore
from bot.pipeline.rulebook import RuleBook
from bot.stories.index import StoryIndex
from bot.stories.shelves import Shelves

WINDOW = timedelta(hours=72)
_BREATH = 500
"""Entries looked at before others get a turn on the event loop."""


def item_of(entry: Entry, feed: Feed, seen: datetime | None) -> Item:
    """Give the item that ``entry`` of ``feed`` is."""
    return Item(
        id=item_id(feed.id, entry.key),
        title=entry.title,
        summary=entry.summary,
        url=entry.url,
        source=entry.source or feed.publisher,
        author=entry.author,
        published=entry.published,
        seen=seen,
        lang=entry.lang or feed.lang,
        tags=entry.tags,
        feed_id=feed.id,
        tier=feed.tier,
        guid=entry.guid,
    )


class Ingest:
    """Takes documents one after another. Safe to call from many tasks."""

    def __init__(
        self,
        *,
        store: FlowStore,
        analyst: Analyst,
        stories: StoryIndex | Shelves,
        rules: RuleBook,
        clock: Clock,
        bus: Bus,
    ) -> None:
        self._store = store
        self._analyst = analyst
        self._stories = stories
        self._rules = rules
        self._judge = Judge(store=store, analyst=analyst, stories=stories, rules=rules)
        self._clock = clock
        self._bus = bus
        self._turn = asyncio.Lock()
        self._ledger = Ledger()

    async def separate(self, separation: Separation) -> None:
        """Obey that an item does not tell its story: it leads one of its own from now on.

        That story is told like any other, but to nobody who was told the old one by this very item.
        Nothing happens where the item does not belong to the story, or opened it.

        Raises:
            StoreError: nothing was kept.

        """
        async with self._turn:
            now = self._clock.now()
            there = await self._store.story_items(separation.story_id)
            left = [stored.item for stored in there if stored.item.id != separation.item_id]
            leaves = next((one for one in there if one.item.id == separation.item_id), None)
            if leaves is None or story_id(leaves.item.id) == separation.story_id:
                return
            before = (await self._store.stories([separation.story_id]))[separation.story_id]
            alone = Placed(
                item=leaves.item,
                reading=self._analyst.read(leaves.item),
                placement=Placement(
                    story_id=story_id(leaves.item.id),
                    new=True,
                    why=said("placed.separated", title=before.title),
                    related=before.id,
                ),
            )
            state = FeedState(
                feed_id=FeedId(leaves.item.feed_id), learned=not leaves.backlog, last_success=now
            )
            told = (await self._store.told([before.id])).get(before.id, ())
            heard = frozenset(
                one.alert.subscriber_id for one in told if one.alert.item_id == leaves.item.id
            )
            ledger = self._ledger.draft()
            batch = await self._judge.judge(
                [alone], state, now, ledger, {alone.placement.story_id: heard}
            )
            batch.stories[before.id] = without(before, left, now)
            changes = replace(
                batch.changes(None),
                items=(),
                rematched=(*batch.items, *batch.rematched),
                separations=(separation,),
            )
            await self._store.commit(changes)
            self._ledger.absorb(ledger)
            self._stories.separate(separation.item_id, separation.story_id)
        self._announce(changes, batch.silenced)

    async def restore(self) -> int:
        """Rebuild the story index of what is stored, and give how many items it holds."""
        count = 0
        async for stored in self._store.window(self._clock.now() - WINDOW):
            self._stories.restore(stored.item, stored.tickers, stored.story_id, stored.gist)
            count += 1
        for told in await self._store.separations(self._clock.now() - WINDOW):
            if told.obeyed:
                self._stories.separate(told.item_id, told.story_id)
        count -= self._stories.expire(self._clock.now())  # seen since, and old news already then
        async for alert in self._store.alerts_since(self._clock.now() - REMEMBERED):
            self._judge.note(self._ledger, alert)
        return count

    def rehearse(self, langs: Iterable[str]) -> None:
        """Go through an item in each of these languages, and keep nothing of it.

        What is made when it is first needed (a language's stems of every rule's words, the companies'
        names by their beginnings) takes a quarter of a second with 10,000 rules: the first news after
        a start does not wait for it.
        """
        now = self._clock.now()
        for lang in langs:
            item = Item(id=ItemId("rehearsal"), title="Rehearsal", seen=now, lang=lang)
            reading = self._analyst.read(item)
            story = opened(item, self._stories.place(item, reading.tags), now)
            self._rules.match(reading.document, story.facts(now))

    def expire(self) -> int:
        """Drop from the story index what left its window."""
        self._ledger.expire(self._clock.now())
        return self._stories.expire(self._clock.now())

    async def take(
        self, feed: Feed, parsed: ParsedFeed, before: FeedState, after: FeedState
    ) -> int:
        """Store what ``parsed`` brings and decide who is told; give how many items were new.

        ``before`` is the feed's state when it was asked, ``after`` the state to store with the items,
        which were seen when it answered. No two documents of a feed are taken at the same time.

        Raises:
            StoreError: nothing was kept; the same document can be taken again.

        """
        seen = after.last_success or self._clock.now()
        fresh = await self._unseen(feed, parsed, seen)
        async with self._turn:
            now = self._clock.now()
            placed: list[Placed] = []
            try:
                for item in fresh:
                    if placed:
                        await asyncio.sleep(0)  # a long backlog must not hold the loop
                    placed.append(self._place(item))
                ledger = self._ledger.draft()
                batch = await self._judge.judge(placed, before, now, ledger)
                changes = batch.changes(after)
                if fresh or not before.learned:
                    await self._store.commit(changes)
                    self._ledger.absorb(ledger)
            except BaseException:
                for done in placed:
                    self._stories.remove(done.item.id)
                raise
        self._announce(changes, batch.silenced)
        return len(fresh)

    async def _unseen(self, feed: Feed, parsed: ParsedFeed, seen: datetime) -> list[Item]:
        """Give the items never seen on this feed, the oldest first."""
        items: dict[ItemId, Item] = {}
        for number, entry in enumerate(parsed.entries, 1):
            item = item_of(entry, feed, seen)
            items[item.id] = item
            if number % _BREATH == 0:
                await asyncio.sleep(0)
        unseen = await self._store.unseen(feed.id, list(items))
        fresh = [item for item in reversed(items.values()) if item.id in unseen]
        return sorted(fresh, key=lambda item: item.published or seen)

    def _place(self, item: Item) -> Placed:
        reading = self._analyst.read(item)
        placement = self._stories.place(item, reading.tags)
        self._stories.add(item, reading.tags, placement)
        return Placed(item=item, reading=reading, placement=placement)

    def _announce(self, changes: Changes, silenced: int) -> None:
        if changes.items:
            self._bus.publish(
                ItemsStored(
                    items=tuple(stored.item.id for stored in changes.items),
                    stories=tuple(story.id for story in changes.stories),
                    deliveries=len(changes.deliveries),
                    silenced=silenced,
                )
            )
        if changes.deliveries:
            self._bus.publish(DeliveryDue())
