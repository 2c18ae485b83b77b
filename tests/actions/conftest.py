"""A desk over the shipped packs' names, a database in memory and a clock that stands."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.actions import subscriptions
from bot.actions.desk import Desk
from bot.domain.rule import Pack, PackId, Rule, RuleId
from bot.domain.subscriber import Destination, SubscriberId
from bot.pipeline.analyst import Analyst
from bot.pipeline.ports import Store
from bot.pipeline.rulebook import RuleBook
from bot.query.parser import parse
from bot.storage.store import open_store
from bot.tickers.gazetteer import Gazetteer
from bot.tickers.tagger import Tagger

NOW = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)
ANN = SubscriberId("telegram:ann")


class StillClock:
    """The time stands."""

    def now(self) -> datetime:
        return NOW


def topic(name: str) -> Pack:
    rule = Rule(id=RuleId(f"{name}/any"), name="any", query=name, pack=PackId(name))
    return Pack(id=PackId(name), title=name.title(), description="", emoji="📦", rules=(rule,))


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    store = await open_store("sqlite://")
    yield desk_over(store)
    await store.close()


def desk_over(store: Store) -> Desk:
    packs = [topic("tariffs"), topic("summits")]
    return Desk(
        store=store,
        rules=RuleBook(
            [(rule, parse(rule.query)) for pack in packs for rule in pack.rules],
            {"tariffs.levy": "tariff OR duty OR levy"},
        ),
        packs={pack.id: pack for pack in packs},
        analyst=Analyst(Tagger(Gazetteer(names={}, symbols={})), []),
        clock=StillClock(),
    )


@pytest.fixture
async def ann(desk: Desk) -> SubscriberId:
    destination = Destination(adapter="telegram", address="ann")
    await subscriptions.subscribe(desk, ANN, destination, name="Ann", lang="en")
    return ANN
