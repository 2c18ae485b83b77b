"""From parsed entries to what is stored and who is told: unseen → tag → story → match → policy → save.

One document at a time, in the order they come: stories are decided in order, and a decision is
remembered by the index only as long as its transaction is.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.domain.alert import Alert, AlertId
from bot.domain.delivery import DeliveryKind, NewDelivery
from bot.domain.events import DeliveryDue, ItemsStored
from bot.domain.feed import Feed, FeedId, FeedState, ParsedFeed
from bot.domain.item import Entry, Item, ItemId, item_id
from bot.domain.rule import Match, Rule
from bot.domain.sentence import said
from bot.domain.silence import Stage, Stop
from bot.domain.story import Placement, Separation, Story, StoryId, story_id
from bot.domain.subscriber import SubscriberId
from bot.domain.ticker import TickerTag
from bot.domain.user_feed import is_private
from bot.pipeline.analyst import Analyst, Reading
from bot.pipeline.bus import Bus
from bot.pipeline.growth import grown, of_severity, opened, without
from bot.pipeline.ledger import REMEMBERED, Ledger
from bot.pipeline.listener import Memory
from bot.pipeline.policy import Decision, News, decided, is_old_news
from bot.pipeline.ports import Changes, Clock, FlowStore, Noted, StoredItem, Told
from bot.pipeline.rulebook import RuleBook
from bot.pipeline.wallclock import local_day
from bot.stories.index import StoryIndex
from bot.stories.shelves import Shelves
from bot.tickers.themes import theme_tags

WINDOW = timedelta(hours=72)
_BREATH = 500
"""Subscribers decided on before others get a turn on the event loop."""


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


@dataclass(slots=True)
class _Known:
    """What is known of the stories of one document, growing item by item."""

    stories: dict[StoryId, Story]
    told: dict[StoryId, dict[SubscriberId, Told]]
    waiting: dict[StoryId, Sequence[StoredItem]]
    memory: Memory
    elsewhere: Mapping[StoryId, frozenset[SubscriberId]]
    """Who was told the same by a story of other feeds."""


@dataclass(slots=True)
class _Batch:
    """What one document leads to, collected item by item."""

    items: list[StoredItem] = field(default_factory=list)
    rematched: list[StoredItem] = field(default_factory=list)
    stories: dict[StoryId, Story] = field(default_factory=dict)
    alerts: dict[AlertId, Alert] = field(default_factory=dict)
    deliveries: dict[object, NewDelivery] = field(default_factory=dict)
    """In order; an edit by its alert, so that a later one takes its place."""
    stops: dict[tuple[ItemId, SubscriberId, Stage], Stop] = field(default_factory=dict)
    silenced: int = 0

    def keep_judged(self, judged: StoredItem) -> None:
        """Collect an item on which more rules hold now, of this document or stored before."""
        for position, stored in enumerate(self.items):
            if stored.item.id == judged.item.id:
                self.items[position] = judged
                return
        self.rematched = [
            *(stored for stored in self.rematched if stored.item.id != judged.item.id),
            judged,
        ]

    def changes(self, feed: FeedState | None) -> Changes:
        """Give all that is to be stored, with the feed's state where one was fetched."""
        return Changes(
            feed_state=feed,
            items=tuple(self.items),
            stories=tuple(self.stories.values()),
            alerts=tuple(self.alerts.values()),
            deliveries=tuple(self.deliveries.values()),
            rematched=tuple(self.rematched),
            stops=tuple(self.stops.values()),
        )

    def keep(self, decision: Decision) -> None:
        """Collect what policy decided; a later edit of a message takes an earlier one's place."""
        self.alerts.update((alert.id, alert) for alert in decision.alerts)
        for stop in decision.stops:
            self.stops[stop.item_id, stop.subscriber_id, stop.stage] = stop
        for delivery in decision.deliveries:
            is_edit = delivery.kind is DeliveryKind.EDIT
            key: object = delivery.alert_id if is_edit else len(self.deliveries)
            self.deliveries.pop(key, None)
            self.deliveries[key] = delivery


@dataclass(frozen=True, slots=True)
class _Placed:
    item: Item
    reading: Reading
    placement: Placement


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
            alone = _Placed(
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
            batch = await self._judge(
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
            self._note(self._ledger, alert)
        return count

    def expire(self) -> int:
        """Drop from the story index what left its window."""
        self._ledger.expire(self._clock.now())
        return self._stories.expire(self._clock.now())

    async def take(
        self, feed: Feed, parsed: ParsedFeed, before: FeedState, after: FeedState
    ) -> int:
        """Store what ``parsed`` brings and decide who is told; give how many items were new.

        ``before`` is the feed's state when it was asked, ``after`` the state to store with the items.

        Raises:
            StoreError: nothing was kept; the same document can be taken again.

        """
        async with self._turn:
            now = self._clock.now()
            fresh = await self._unseen(feed, parsed, now)
            placed: list[_Placed] = []
            try:
                for item in fresh:
                    placed.append(self._place(item))
                    await asyncio.sleep(0)  # a long backlog must not hold the loop
                ledger = self._ledger.draft()
                batch = await self._judge(placed, before, now, ledger)
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

    async def _unseen(self, feed: Feed, parsed: ParsedFeed, now: datetime) -> list[Item]:
        """Give the items never seen on this feed, the oldest first."""
        items = {item.id: item for item in (item_of(entry, feed, now) for entry in parsed.entries)}
        unseen = await self._store.unseen(feed.id, list(items))
        fresh = [item for item in reversed(items.values()) if item.id in unseen]
        return sorted(fresh, key=lambda item: item.published or now)

    def _place(self, item: Item) -> _Placed:
        reading = self._analyst.read(item)
        placement = self._stories.place(item, reading.tags)
        self._stories.add(item, reading.tags, placement)
        return _Placed(item=item, reading=reading, placement=placement)

    async def _judge(
        self,
        placed: Sequence[_Placed],
        feed: FeedState,
        now: datetime,
        ledger: Ledger,
        heard: Mapping[StoryId, frozenset[SubscriberId]] | None = None,
    ) -> _Batch:
        """Decide on items whose stories are known; who ``heard`` of one before is not told."""
        batch = _Batch()
        joined = {p.placement.story_id for p in placed if not p.placement.new}
        memory = Memory(self._rules.mutes, ledger)
        elsewhere = {**await self._told_elsewhere(placed), **(heard or {})}
        known = await self._look_up(joined, memory, elsewhere)
        for one in placed:
            await self._judge_item(one, feed, known, batch, now)
            await asyncio.sleep(0)
        return batch

    async def _told_elsewhere(
        self, placed: Sequence[_Placed]
    ) -> Mapping[StoryId, frozenset[SubscriberId]]:
        """Find who was told by a feed of their own what all feeds bring now, or the other way round."""
        if not placed or not self._rules.followers:
            return {}
        addresses: dict[StoryId, set[str]] = {}
        for one in placed:
            addresses.setdefault(one.placement.story_id, set()).add(one.item.url)
        private = is_private(FeedId(placed[0].item.feed_id))
        retold = await self._store.retold(addresses, private=private)
        told = await self._store.told({other for others in retold.values() for other in others})
        return {
            story: frozenset(
                one.alert.subscriber_id for other in others for one in told.get(other, ())
            )
            for story, others in retold.items()
        }

    async def _look_up(
        self,
        joined: set[StoryId],
        memory: Memory,
        elsewhere: Mapping[StoryId, frozenset[SubscriberId]],
    ) -> _Known:
        if not joined:
            return _Known(stories={}, told={}, waiting={}, memory=memory, elsewhere=elsewhere)
        told = await self._store.told(joined)
        return _Known(
            stories=dict(await self._store.stories(joined)),
            told={
                story: {one.alert.subscriber_id: one for one in alerts}
                for story, alerts in told.items()
            },
            waiting={story: await self._store.waiting(story) for story in joined},
            memory=memory,
            elsewhere=elsewhere,
        )

    async def _judge_item(
        self, one: _Placed, feed: FeedState, known: _Known, batch: _Batch, now: datetime
    ) -> None:
        item, placement = one.item, one.placement
        before = known.stories.get(placement.story_id)
        story = grown(before, item, now) if before else opened(item, placement, now)
        matches = self._rules.match(one.reading.document, story.facts(now))
        held = self._held(matches.held)
        story = of_severity(story, held)
        silent = not feed.learned or is_old_news(item, feed.last_success, now)
        stored = StoredItem(
            item=item,
            story_id=story.id,
            why_story=placement.why,
            gist=self._stories.gist(item.id),
            tickers=self._tags(one.reading, matches.held),
            matches=matches.held,
            waiting=tuple(matches.waiting),
            backlog=silent,
            baskets=one.reading.document.baskets,
        )
        batch.items.append(stored)
        if not silent:
            news = News(
                item=item,
                story=story,
                before=before,
                held=held,
                novelties=placement.novelties,
                tickers=stored.tickers,
            )
            heard = await self._tell(news, known, batch, now)
            batch.silenced += bool(held) and not heard
            story = await self._judge_waiting(story, known, batch, now)
        known.stories[story.id] = batch.stories[story.id] = story
        if matches.waiting and not silent:
            known.waiting[story.id] = [*known.waiting.get(story.id, ()), stored]

    async def _tell(self, news: News, known: _Known, batch: _Batch, now: datetime) -> bool:
        """Decide who is told of an item, and collect it; False where nobody gets a new message."""
        told = known.told.setdefault(news.story.id, {})
        audience = self._rules.followers.among(self._rules, FeedId(news.item.feed_id))
        elsewhere = known.elsewhere.get(news.story.id, frozenset())
        heard = False
        decisions = decided(news, audience, told, now, known.memory, elsewhere=elsewhere)
        for number, decision in enumerate(decisions, 1):
            batch.keep(decision)
            self._remember(decision, told, known.memory.ledger, now)
            heard = heard or not decision.silent
            if number % _BREATH == 0:
                await asyncio.sleep(0)
        return heard

    def _remember(
        self, decision: Decision, told: dict[SubscriberId, Told], ledger: Ledger, now: datetime
    ) -> None:
        """Let what was decided of one subscriber count for what comes next."""
        for alert in decision.alerts:
            earlier = told.get(alert.subscriber_id)
            if earlier is None:
                self._note(ledger, alert)
                told[alert.subscriber_id] = Told(alert=alert, first_sent=False)
            else:
                told[alert.subscriber_id] = replace(earlier, alert=alert)
        for notice in decision.deliveries:
            if notice.rule_id is not None:
                day = self._day(notice.subscriber_id, now)
                ledger.note_spent(notice.subscriber_id, notice.rule_id, day)

    def _note(self, ledger: Ledger, alert: Alert | Noted) -> None:
        ledger.note(alert, self._day(alert.subscriber_id, alert.created))

    def _day(self, subscriber_id: SubscriberId, at: datetime) -> date:
        subscriber = self._rules.find(subscriber_id)
        return local_day(at, subscriber.preferences.zone if subscriber else "UTC")

    async def _judge_waiting(
        self, story: Story, known: _Known, batch: _Batch, now: datetime
    ) -> Story:
        """Judge again the rules whose words held on earlier items and whose story has grown now."""
        still: list[StoredItem] = []
        for stored in known.waiting.get(story.id, ()):
            document = self._analyst.read(stored.item).document
            matches = self._rules.recheck(document, story.facts(now), stored.waiting)
            judged = replace(
                stored, matches=stored.matches + matches.held, waiting=tuple(matches.waiting)
            )
            if matches.held:
                held = self._held(matches.held)
                story = of_severity(story, held)
                news = News(
                    item=stored.item,
                    story=story,
                    before=story,
                    held=held,
                    tickers=stored.tickers,
                )
                await self._tell(news, known, batch, now)
                batch.keep_judged(judged)
            if judged.waiting:
                still.append(judged)
        known.waiting[story.id] = still
        return story

    def _held(self, matches: Iterable[Match]) -> tuple[Rule, ...]:
        rules = (self._rules.rule(match.rule_id) for match in matches)
        return tuple(rule for rule in rules if rule is not None)

    def _tags(self, reading: Reading, matches: Iterable[Match]) -> tuple[TickerTag, ...]:
        """Give the item's tags with those of the baskets that the rules which held name."""
        themes = [
            tag
            for match in matches
            if (rule := self._rules.rule(match.rule_id)) is not None
            for basket in self._analyst.baskets(rule.baskets)
            for tag in theme_tags(basket, match)
        ]
        return self._analyst.add_themes(reading.tags, themes) if themes else reading.tags

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
