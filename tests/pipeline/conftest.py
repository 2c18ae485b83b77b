"""A flow over the real rooms and a database in memory; only the network and the clock are made up."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.feed import Feed, FeedId, FeedState, ParsedFeed, Tier
from bot.domain.item import Entry
from bot.domain.rule import PackId, Rule, RuleId, Severity
from bot.domain.subscriber import Destination, Subscriber, SubscriberId
from bot.domain.ticker import Basket, BasketEntry, Symbol
from bot.pipeline.analyst import Analyst
from bot.pipeline.bus import Bus
from bot.pipeline.ingest import Ingest
from bot.pipeline.ports import Store
from bot.pipeline.rulebook import RuleBook
from bot.query.parser import parse
from bot.storage.store import open_store
from bot.stories.index import StoryIndex
from bot.stories.shelves import Shelves
from bot.tickers.gazetteer import Gazetteer
from bot.tickers.tagger import Tagger

NOW = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)


@dataclass(slots=True)
class SetClock:
    """A clock that goes when it is told."""

    time: datetime = NOW

    def now(self) -> datetime:
        return self.time

    def forward(self, **by: float) -> None:
        self.time += timedelta(**by)


def rule(name: str, query: str, severity: Severity = Severity.MEDIUM, **more: object) -> Rule:
    fields = {"pack": PackId("tariffs"), **more}
    return Rule(id=RuleId(f"tariffs/{name}"), name=name, query=query, severity=severity, **fields)  # type: ignore[arg-type]


PACK_RULES = (
    rule(
        "announced", "(raise OR impose) NEAR/6 (tariff OR duty)", Severity.HIGH, baskets=("steel",)
    ),
    rule("talk", "tariff OR duty", Severity.LOW),
    rule("confirmed", "levy sources>=2", Severity.CRITICAL),
)
STEEL = Basket(
    id="steel",
    title="Steel",
    when="steel mill",
    entries=(BasketEntry(symbol=Symbol("NUE"), name="Nucor", reason="makes steel"),),
)


def feed(name: str, tier: Tier = Tier.PRESS) -> Feed:
    return Feed(
        id=FeedId(name), url=f"http://{name}.test/rss", title=name.title(), publisher=name.title(),
        tier=tier, interval=timedelta(seconds=60),
    )  # fmt: skip


def entry(title: str, *, at: datetime = NOW, **more: str) -> Entry:
    link = f"http://news.test/{abs(hash(title))}"
    return Entry(guid=title, title=title, url=link, published=at, **more)  # type: ignore[arg-type]


@dataclass(slots=True)
class Newsdesk:
    """The flow, fed by hand."""

    store: Store
    clock: SetClock
    rules: RuleBook
    ingest: Ingest
    states: dict[FeedId, FeedState] = field(default_factory=dict)

    async def subscribe(self, name: str = "ann", *topics: str) -> Subscriber:
        subscriber = Subscriber(
            id=SubscriberId(f"telegram:{name}"),
            destination=Destination(adapter="telegram", address=name),
            topics=frozenset(PackId(topic) for topic in topics or ("tariffs",)),
            since=self.clock.now(),
        )
        await self.store.save_subscriber(subscriber)
        self.rules.put_subscriber(subscriber)
        return subscriber

    async def learn(self, *feeds: Feed) -> None:
        for one in feeds:
            await self.read(one)

    async def read(self, source: Feed, *entries: Entry) -> int:
        """Take a document of ``source`` with these entries, as the poller would."""
        before = self.states.get(source.id, FeedState(feed_id=source.id))
        after = replace(before, learned=True, last_success=self.clock.now())
        new = await self.ingest.take(
            source, ParsedFeed(title=source.title, lang="en", entries=entries), before, after
        )
        self.states[source.id] = after
        return new

    async def restarted(self) -> "Newsdesk":
        """Give a flow that knows only what the store does."""
        fresh = newsdesk(self.store, self.clock)
        fresh.states = dict(await self.store.feed_states())
        for subscriber in await self.store.subscribers():
            fresh.rules.put_subscriber(subscriber)
        await fresh.ingest.restore()
        return fresh


def newsdesk(
    store: Store, clock: SetClock, stories: StoryIndex | Shelves | None = None
) -> Newsdesk:
    rules = RuleBook([(one, parse(one.query)) for one in PACK_RULES])
    ingest = Ingest(
        store=store,
        analyst=Analyst(Tagger(Gazetteer(names={}, symbols={})), [(STEEL, parse(STEEL.when))]),
        stories=stories or StoryIndex(),
        rules=rules,
        clock=clock,
        bus=Bus(),
    )
    return Newsdesk(store=store, clock=clock, rules=rules, ingest=ingest)


@pytest.fixture
async def desk() -> AsyncIterator[Newsdesk]:
    store = await open_store("sqlite://")
    yield newsdesk(store, SetClock())
    await store.close()
