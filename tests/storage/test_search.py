"""The index of stored items gives all that a query can hold on, on every backend."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from bot.domain.feed import FeedState
from bot.domain.item import Item, ItemId
from bot.domain.story import StoryId
from bot.domain.ticker import Symbol, TickerTag, Via
from bot.pipeline.ports import Changes, Store, StoredItem
from bot.query.document import as_read
from bot.query.narrow import narrow, surely
from bot.query.oracle import judge
from bot.query.parser import parse
from bot.storage import address, open_store
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.storage.migrate import SCRIPTS
from tests.storage.backends import LASTING
from tests.storage.making import FEED, MINUTE, NOON, changes, item, stored, story

WORDS = [
    "tariff", "tariffs", "duty", "duties", "steel", "US", "us", "China's", "rare", "earth",
    "rare-earth", "F-35", "$4.5bn", "25%", "关税", "稀土", "Zölle", "тарифы", "at&t", "don't", "S&P",
    "\x00", "\ud800", "naïve",
]  # fmt: skip
CLAUSES = [
    "tariff", '"rare earth"', "tar*", "=US", "US", "us", '"duty on steel"', "pct>=20", "usd>=1b",
    "title:steel", "body:duty", "关税", "=China", "Zoll", "source:reuters", "tag:trade", "lang:de",
    "url:example", "$LMT", "basket:defense", "sources>=2", "at&t",
]  # fmt: skip


def random_item(number: int, draw: random.Random) -> StoredItem:
    news = Item(
        id=ItemId(f"i{number}"),
        title=" ".join(draw.choices(WORDS, k=5)),
        summary=" ".join(draw.choices(WORDS, k=draw.randrange(8))),
        url=f"https://{draw.choice(['example', 'other'])}.org/{number}",
        source=draw.choice(["Reuters", "USTR"]),
        lang=draw.choice(["en", "de", "zh"]),
        tags=("trade",) if number % 3 == 0 else (),
        feed_id=FEED,
        seen=NOON + number * MINUTE,
    )
    mention = TickerTag(symbol=Symbol("LMT"), name="Lockheed Martin", via=Via.NAME, why="")
    known = draw.random() < 0.8
    return replace(
        stored(news, "steel"),
        tickers=(mention,) if draw.random() < 0.3 else (),
        baskets=frozenset(draw.sample(["defense", "steel"], 1)) if known else None,
    )


def random_query(draw: random.Random) -> str:
    clauses = [
        draw.choice(["", "", "-"]) + clause
        for clause in draw.choices(CLAUSES, k=draw.randint(1, 3))
    ]
    return draw.choice([" ", " OR "]).join(clauses)


def all_of(*given: StoredItem) -> Changes:
    return Changes(feed_state=FeedState(feed_id=FEED), items=given, stories=(story(),))


async def test_what_a_query_holds_on_is_found(store: Store) -> None:
    draw = random.Random(5)
    news = [random_item(number, draw) for number in range(150)]
    await store.commit(all_of(*news))
    kept = [one async for one in store.search(NOON)]
    assert [one.item.id for one in kept] == [one.item.id for one in reversed(news)]
    for _ in range(150):
        query = random_query(draw)
        node = parse(query)
        found = [one.item.id async for one in store.search(NOON, narrow(node))]
        held = [
            one.item.id
            for one in kept
            for verdict in (judge(node, as_read(one.item, one.tickers, one.baskets or frozenset())),)
            if verdict.holds or verdict.waiting
        ]  # fmt: skip
        assert set(held) <= set(found), query
        if (wanted := surely(node)) is not None:
            sure = {trace.number for trace in await store.traces(NOON, wanted)}
            assert {one.item.id for one in kept if one.number in sure} <= set(held), query
        assert found == [one.item.id for one in kept if one.item.id in found], "the last first"


async def test_what_is_found_has_all_it_takes_to_judge_it(store: Store) -> None:
    await store.commit(all_of(replace(stored(item()), baskets=frozenset({"steel"}))))
    (found,) = [one async for one in store.search(NOON, narrow(parse("steel")))]
    assert found.item == replace(item(), guid=found.item.guid)
    assert found.story_id == "steel"
    assert found.tickers == stored(item()).tickers
    assert found.baskets == frozenset({"steel"})
    (bare,) = [one async for one in store.search(NOON, narrow(parse("steel")), tagged=False)]
    assert (bare.tickers, bare.baskets) == ((), None)


async def test_traces_say_which_story_an_item_tells_and_when_it_was_seen(store: Store) -> None:
    news = [stored(item(f"i{n}", seen=NOON + n * timedelta(days=1)), "steel") for n in range(3)]
    await store.commit(all_of(*news))
    wanted = surely(parse("steel"))
    assert wanted is not None
    traces = await store.traces(NOON + MINUTE, wanted)
    assert {(one.story_id, one.feed_id, one.day) for one in traces} == {
        ("steel", FEED, (NOON + n * timedelta(days=1)).date()) for n in (1, 2)
    }
    found = await store.found([one.number for one in traces])
    assert [one.item.id for one in found] == ["i2", "i1"]
    assert await store.found([10_000]) == []


async def test_traces_say_which_story_an_item_tells_by_now(store: Store) -> None:
    """A report that does not tell its story is taken out of it, and counts for another from then on."""
    twin = stored(item("twin"), "steel")
    await store.commit(all_of(stored(item()), twin))
    alone = replace(twin, story_id=StoryId("twin"))
    await store.commit(Changes(stories=(story("twin"), story()), rematched=(alone,)))
    for wanted in (None, surely(parse("steel"))):
        assert [one.story_id for one in await store.traces(NOON, wanted)] == ["twin", "steel"]


async def test_what_is_wanted_and_contained_is_found_together(store: Store) -> None:
    news = [
        stored(item(f"i{n}", title=title), "steel") for n, title in enumerate(("Tin", "Copper"))
    ]
    await store.commit(all_of(*news))
    wanted = surely(parse("duties"))
    traces = await store.traces(NOON, wanted, containing=("opp",))
    (found,) = [one async for one in store.search(NOON, wanted, containing=("opp",), limit=1)]
    assert ([one.number for one in traces], found.item.title) == ([found.number], "Copper")


async def test_texts_are_looked_for_as_regular_expressions_fold_them(store: Store) -> None:
    """ASCII letters in any case, and the two signs that RE2 takes for some; others as they stand."""
    titles = (
        "TARIFFS rise", "A quiet\\day", "100%_\u017fure", "Kelvin \u212aelp", "duty", "提高关税", "ZÖLLE",
    )  # fmt: skip
    news = [stored(item(f"i{n}", title=title), "steel") for n, title in enumerate(titles)]
    await store.commit(all_of(*(replace(one, item=replace(one.item, summary="")) for one in news)))
    for texts, expected in (
        (("tarif",), {0}), (("et\\d",), {1}), (("0%_s",), {2}), (("kelp",), {3}), (("高关",), {5}),
        (("duty", "ari"), {0, 4}), (("zölle",), set()), (("zÖlle",), {6}), (("no such",), {2}),
    ):  # fmt: skip
        found = [one async for one in store.search(NOON, containing=texts)]
        assert {one.item.title for one in found} == {titles[n] for n in expected}
        traces = await store.traces(NOON, containing=texts)
        assert [one.number for one in traces] == [one.number for one in found]


async def test_only_the_period_and_only_as_many_as_asked(store: Store) -> None:
    news = [stored(item(f"i{n}", seen=NOON + n * MINUTE), "steel") for n in range(5)]
    await store.commit(all_of(*news))
    wanted = narrow(parse("steel"))
    some = [one.item.id async for one in store.search(NOON + 2 * MINUTE, wanted)]
    assert some == ["i4", "i3", "i2"]
    assert [one.item.id async for one in store.search(NOON, wanted, limit=2)] == ["i4", "i3"]
    assert await store.stored_since(NOON + 2 * MINUTE) == (3, NOON + 2 * MINUTE)
    assert await store.stored_since(NOON + 9 * MINUTE) == (0, None)


async def test_more_than_a_page_is_found_whole(store: Store) -> None:
    news = [stored(item(f"i{n}", seen=NOON + n * MINUTE), "steel") for n in range(2_100)]
    await store.commit(all_of(*news))
    found = [one.item.id async for one in store.search(NOON, narrow(parse("steel dut*")))]
    assert found == [one.item.id for one in reversed(news)]


async def test_what_is_purged_is_not_found_any_more(store: Store) -> None:
    await store.commit(changes())
    await store.purge(NOON + timedelta(days=1))
    assert [one async for one in store.search(NOON, narrow(parse("steel")))] == []
    new = replace(item("new", title="Copper"), summary="")
    await store.commit(all_of(stored(new, "steel")))
    assert [one async for one in store.search(NOON, narrow(parse("duties")))] == []


async def test_storing_again_what_is_stored_changes_nothing(store: Store) -> None:
    await store.commit(changes())
    await store.commit(changes())
    assert len([one async for one in store.search(NOON, narrow(parse("steel")))]) == 1


@pytest.mark.parametrize("url", LASTING, indirect=True)
async def test_items_stored_before_there_was_an_index_are_found(url: str) -> None:
    await _make_old(url)
    store = await open_store(url)
    for query, count in (("steel", 1), ("copper", 0), ("$NUE", 1), ("basket:steel", 1)):
        found = [one async for one in store.search(NOON, narrow(parse(query)))]
        assert len(found) == count, query
        assert all(one.baskets is None for one in found), "whatever it was then"
    await store.close()


@pytest.mark.parametrize("url", LASTING, indirect=True)
async def test_items_indexed_before_the_index_told_their_stories_are_counted(url: str) -> None:
    await _make_old(url, index="0009")
    store = await open_store(url)
    (trace,) = await store.traces(NOON, narrow(parse("steel")))
    assert (trace.story_id, trace.feed_id, trace.day) == ("s", "f", NOON.date())
    assert await store.traces(NOON + MINUTE, narrow(parse("steel"))) == []
    await store.purge(NOON + timedelta(days=1))
    assert await store.traces(NOON, narrow(parse("steel"))) == []
    await store.close()


async def _make_old(url: str, *, index: str = "") -> None:
    """Make a database as it was before the index, with an item in it; or with that schema's index."""
    database = Database(address.parse(url))
    await database.write(_fill_old)
    if index:
        await database.write(_upgrade, index)
    await database.close()


def _upgrade(connection: Connection, schema: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, schema)


def _fill_old(connection: Connection) -> None:
    _upgrade(connection, "0003")
    at = to_micros(NOON)
    connection.execute(
        text(
            "INSERT INTO stories (id, title, opened, updated, reports, items)"
            f" VALUES ('s', '', {at}, {at}, '[]', 1)"
        )
    )
    connection.execute(
        text(
            "INSERT INTO items (id, feed_id, story_id, why_story, backlog, title, summary, url, source,"
            " author, seen, lang, tags, tier, guid, tickers)"
            f" VALUES ('i', 'f', 's', '', false, 'Duty on steel', '', '', '', '', {at}, 'en', '[]', 3,"
            " '', '[]')"
        )
    )
