"""Items to look back on: of the configured database, or of a file as the bot would have stored them."""

import contextlib
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.actions.desk import Desk
from bot.actions.judging import document_of, judged
from bot.cli.offline import watched
from bot.domain.errors import RefusedError
from bot.domain.feed import FeedId, FeedState
from bot.domain.item import Item
from bot.domain.rule import RuleId
from bot.domain.story import Story, StoryId
from bot.domain.subscriber import SubscriberId
from bot.domain.ticker import Symbol
from bot.packs.library import Library
from bot.pipeline.analyst import Analyst
from bot.pipeline.growth import grown, opened
from bot.pipeline.ports import Changes, Store, StoredItem
from bot.pipeline.rulebook import RuleBook
from bot.query.document import Document
from bot.query.errors import QueryError
from bot.query.reader import did_you_mean
from bot.query.tree import Node
from bot.scheduler import SystemClock
from bot.settings import load_settings
from bot.storage import open_store
from bot.storage.store import open_to_read
from bot.stories.index import StoryIndex
from bot.tickers.tagger import Tagger

_AT_ONCE = 500
_FILE = FeedState(feed_id=FeedId("file"), learned=True)


@dataclass(frozen=True, slots=True)
class StoppedClock:
    """The time at which the items end."""

    at: datetime

    def now(self) -> datetime:
        """Give it."""
        return self.at


@contextlib.asynccontextmanager
async def of_database(library: Library) -> AsyncIterator[Desk]:
    """Give a desk over the configured database, beside the bot that may be running on it."""
    packs = {pack.id: pack for pack in library.packs}
    store = await open_to_read(load_settings().database, packs=packs)
    try:
        desk = _desk(library, store, SystemClock().now())
        for subscriber in await store.subscribers():
            desk.rules.put_subscriber(subscriber)
        for rule in await store.rules():
            if rule.owner is not None and desk.rules.find(SubscriberId(rule.owner)) is not None:
                with contextlib.suppress(QueryError):  # the bot says so when it starts
                    desk.rules.put_rule(rule)
        yield desk
    finally:
        await store.close()


async def hits(library: Library, node: Node, period: timedelta) -> list[Document]:
    """Give what a query holds on of the configured database's items of the last ``period``.

    Raises:
        StoreError: there is no database, or it cannot be read.

    """
    async with of_database(library) as desk:
        since = desk.clock.now() - period
        return [
            document_of(desk.analyst, one.found, tagged=True)
            async for one in judged(desk, {RuleId("tuned"): node}, since, with_tickers=True)
        ]


@contextlib.asynccontextmanager
async def of_items(library: Library, items: Iterable[Item]) -> AsyncIterator[Desk]:
    """Give a desk over ``items``, in stories as the bot would have put them together."""
    started = datetime.now(UTC)
    given = [replace(item, seen=item.when or started) for item in items]
    given.sort(key=lambda item: item.seen or started)
    store = await open_store("sqlite://")
    try:
        desk = _desk(library, store, (given[-1].seen if given else None) or started)
        for changes in _stored(desk.analyst, StoryIndex(library.frequencies), watched(given)):
            await store.commit(changes)
        yield desk
    finally:
        await store.close()


def _desk(library: Library, store: Store, now: datetime) -> Desk:
    return Desk(
        store=store,
        rules=RuleBook(
            library.rules,
            library.queries,
            lambda symbol: library.gazetteer.listings(Symbol(symbol)),
        ),
        packs={pack.id: pack for pack in library.packs},
        analyst=Analyst(Tagger(library.gazetteer), library.baskets),
        clock=StoppedClock(now),
        frequencies=library.frequencies.shares(),
    )


def _stored(analyst: Analyst, index: StoryIndex, items: Iterable[Item]) -> Iterator[Changes]:
    """Tag items and put them into stories, in their order; no rule is asked."""
    stories: dict[StoryId, Story] = {}
    batch: dict[str, StoredItem] = {}
    for item in items:
        at = item.seen
        assert at is not None
        reading = analyst.read(item)
        placement = index.place(item, reading.tags)
        index.add(item, reading.tags, placement)
        before = stories.get(placement.story_id)
        stories[placement.story_id] = (
            grown(before, item, at) if before else opened(item, placement, at)
        )
        batch[item.id] = StoredItem(
            item=item,
            story_id=placement.story_id,
            why_story=placement.why,
            tickers=reading.tags,
            baskets=reading.document.baskets,
        )
        if len(batch) == _AT_ONCE:
            yield _changes(batch, stories)
            batch = {}
    if batch:
        yield _changes(batch, stories)


def _changes(batch: Mapping[str, StoredItem], stories: Mapping[StoryId, Story]) -> Changes:
    touched = {stored.story_id: stories[stored.story_id] for stored in batch.values()}
    return Changes(feed_state=_FILE, items=tuple(batch.values()), stories=tuple(touched.values()))


def query_of(library: Library, desk: Desk, named: str) -> Node:
    """Give the query of a rule by its id, ``tariffs/announced`` or ``@telegram:1/mine``, or of a text.

    Raises:
        RefusedError: it looks like the id of a rule that is not there.
        QueryError: it is a text and no query.

    """
    for pack_rule, node in library.rules:
        if pack_rule.id == named:
            return node
    rule = desk.rules.rule(RuleId(named))
    if rule is not None and rule.owner is not None:
        return desk.rules.compile(rule.query, desk.rules.find(SubscriberId(rule.owner)))
    if "/" in named and " " not in named and not named.startswith("/"):
        known = tuple(one.id for one, _ in library.rules)
        meant = did_you_mean(named, known)
        if meant:
            raise RefusedError("refused.rule_id_meant", name=named, meant=meant)
        raise RefusedError("refused.rule_id", name=named)
    return desk.rules.compile(named, None)
