"""Which rules hold on items whose stories are known, and who is told: match → policy.

Nothing is stored here. What is decided of one item counts for the next of its document.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.alert import Alert
from bot.domain.feed import FeedId, FeedState
from bot.domain.item import Item
from bot.domain.rule import Match, Rule
from bot.domain.story import Placement, Story, StoryId
from bot.domain.subscriber import SubscriberId
from bot.domain.ticker import TickerTag
from bot.domain.user_feed import is_private
from bot.pipeline.analyst import Analyst, Reading
from bot.pipeline.batch import Batch
from bot.pipeline.growth import grown, of_severity, opened
from bot.pipeline.ledger import Ledger
from bot.pipeline.listener import Memory
from bot.pipeline.policy import Decision, News, decided, is_old_news
from bot.pipeline.ports import FlowStore, Noted, StoredItem, Told
from bot.pipeline.rulebook import RuleBook
from bot.pipeline.wallclock import local_day
from bot.stories.index import StoryIndex
from bot.stories.shelves import Shelves
from bot.tickers.themes import theme_tags

_BREATH = 500
"""Subscribers decided on before others get a turn on the event loop."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An item, what was read in it and the story it belongs to."""

    item: Item
    reading: Reading
    placement: Placement


@dataclass(slots=True)
class _Known:
    """What is known of the stories of one document, growing item by item."""

    stories: dict[StoryId, Story]
    told: dict[StoryId, dict[SubscriberId, Told]]
    waiting: dict[StoryId, Sequence[StoredItem]]
    memory: Memory
    elsewhere: Mapping[StoryId, frozenset[SubscriberId]]
    """Who was told the same by a story of other feeds."""


class Judge:
    """Judges the items of one document in their order."""

    def __init__(
        self,
        *,
        store: FlowStore,
        analyst: Analyst,
        stories: StoryIndex | Shelves,
        rules: RuleBook,
    ) -> None:
        """``store`` is only read."""
        self._store = store
        self._analyst = analyst
        self._stories = stories
        self._rules = rules

    async def judge(
        self,
        placed: Sequence[Placed],
        feed: FeedState,
        now: datetime,
        ledger: Ledger,
        heard: Mapping[StoryId, frozenset[SubscriberId]] | None = None,
    ) -> Batch:
        """Decide on items whose stories are known; who ``heard`` of one before is not told."""
        batch = Batch()
        joined = {p.placement.story_id for p in placed if not p.placement.new}
        memory = Memory(self._rules.mutes, ledger)
        elsewhere = {**await self._told_elsewhere(placed), **(heard or {})}
        known = await self._look_up(joined, memory, elsewhere)
        for one in placed:
            if batch.items:
                await asyncio.sleep(0)
            await self._judge_item(one, feed, known, batch, now)
        return batch

    async def _told_elsewhere(
        self, placed: Sequence[Placed]
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
        self, one: Placed, feed: FeedState, known: _Known, batch: Batch, now: datetime
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

    async def _tell(self, news: News, known: _Known, batch: Batch, now: datetime) -> bool:
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
                self.note(ledger, alert)
                told[alert.subscriber_id] = Told(alert=alert, first_sent=False)
            else:
                told[alert.subscriber_id] = replace(earlier, alert=alert)
        for notice in decision.deliveries:
            if notice.rule_id is not None:
                day = self._day(notice.subscriber_id, now)
                ledger.note_spent(notice.subscriber_id, notice.rule_id, day)

    def note(self, ledger: Ledger, alert: Alert | Noted) -> None:
        """Let an alert count for what its subscriber is told the same day."""
        ledger.note(alert, self._day(alert.subscriber_id, alert.created))

    def _day(self, subscriber_id: SubscriberId, at: datetime) -> date:
        subscriber = self._rules.find(subscriber_id)
        return local_day(at, subscriber.preferences.zone if subscriber else "UTC")

    async def _judge_waiting(
        self, story: Story, known: _Known, batch: Batch, now: datetime
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
