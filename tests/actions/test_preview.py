"""How often a query would have fired on what is stored."""

import random
from asyncio import Runner
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from bot.actions.desk import Desk
from bot.actions.preview import preview
from bot.actions.sampling import BUDGET
from bot.domain.feed import FeedId, FeedState
from bot.domain.item import Item, ItemId
from bot.domain.sentence import verbatim
from bot.domain.story import Report, Story, StoryId
from bot.domain.ticker import Symbol, TickerTag, Via
from bot.pipeline.ports import Changes, StoredItem
from bot.query.errors import QueryError
from bot.storage.store import SqlStore, open_store

from .conftest import NOW, desk_over


async def store(desk: Desk, *news: tuple[str, str, float]) -> None:
    """Store items: title, story, days ago."""
    items, stories = [], {}
    for number, (title, story, days) in enumerate(news):
        at = NOW - timedelta(days=days)
        item = Item(id=ItemId(f"i{number}"), title=title, source="Press", published=at, seen=at)
        items.append(StoredItem(item=item, story_id=StoryId(story), why_story=verbatim("")))
        reports = (Report(source="Press", at=at, tier=3),)
        stories[story] = Story(
            id=StoryId(story), title=title, opened=at, updated=at, reports=reports
        )
    assert isinstance(desk.store, SqlStore)
    await desk.store.commit(
        Changes(
            feed_state=FeedState(feed_id=FeedId("press")),
            items=tuple(items),
            stories=tuple(stories.values()),
        )
    )


async def test_it_counts_stories_not_items(desk: Desk) -> None:
    await store(
        desk,
        ("Duty on steel rises", "a", 3.0),
        ("Steel duty to rise, ministry says", "a", 2.9),
        ("Steel mill closes", "b", 1.0),
        ("Copper duty is dropped", "c", 0.5),
    )
    shown = await preview(desk, "steel AND duty")
    assert (shown.stories, shown.items, shown.judged) == (1, 2, 4)
    assert [hit.item.title for hit in shown.last] == ["Steel duty to rise, ministry says"]
    assert {piece.text for piece in shown.last[0].match.evidence} == {"Steel", "duty"}


async def test_the_rate_is_over_the_days_there_are_items_for(desk: Desk) -> None:
    await store(desk, *((f"Duty number {n}", f"s{n}", n / 4) for n in range(8)))
    shown = await preview(desk, "duty")
    assert shown.stories == 8
    assert shown.days == pytest.approx(1.75)
    assert shown.per_day == pytest.approx(8 / 1.75)
    assert sum(count for _, count in shown.by_day) == 8


async def test_what_is_older_than_the_period_does_not_count(desk: Desk) -> None:
    await store(desk, ("Duty long ago", "a", 8.0), ("Duty today", "b", 0.1))
    assert (await preview(desk, "duty")).stories == 1


async def test_nothing_stored_is_no_error(desk: Desk) -> None:
    assert (await preview(desk, "duty")).stories == 0


async def test_a_query_that_does_not_parse_is_told(desk: Desk) -> None:
    with pytest.raises(QueryError):
        await preview(desk, "duty AND")


async def test_near_misses_say_the_one_thing_they_lacked(desk: Desk) -> None:
    await store(
        desk,
        ("Steel mill closes", "a", 1.0),
        ("Duty on steel rises", "b", 0.9),
        ("Quiet day at the port", "c", 0.5),
    )
    shown = await preview(desk, "duty steel")
    assert [(miss.item.title, miss.lacked) for miss in shown.near] == [
        ("Steel mill closes", "duty")
    ]


async def test_words_that_are_too_far_apart_are_near_misses_with_their_distance(desk: Desk) -> None:
    await store(desk, ("Duty free shop sells knives of stainless steel", "a", 1.0))
    (miss,) = (await preview(desk, "duty NEAR/3 steel")).near
    assert str(miss.near) == "both are found, 7 words apart"


async def test_a_story_that_waits_for_a_second_source_is_a_near_miss(desk: Desk) -> None:
    await store(desk, ("Duty on steel", "a", 1.0))
    shown = await preview(desk, "duty sources>=2")
    assert shown.stories == 0
    assert [(miss.lacked, str(miss.near)) for miss in shown.near] == [
        ("sources>=2", "1 source so far")
    ]


async def test_story_conditions_are_judged_as_the_story_grew(desk: Desk) -> None:
    at = NOW - timedelta(days=1)
    item = Item(id=ItemId("i"), title="Duty on steel", source="Press", published=at, seen=at)
    reports = (
        Report(source="Press", at=at, tier=3),
        Report(source="Ministry", at=at + timedelta(hours=3), tier=1),
    )
    story = Story(id=StoryId("s"), title="", opened=at, updated=NOW, reports=reports)
    assert isinstance(desk.store, SqlStore)
    await desk.store.commit(
        Changes(
            feed_state=FeedState(feed_id=FeedId("press")),
            items=(StoredItem(item=item, story_id=StoryId("s"), why_story=verbatim("")),),
            stories=(story,),
        )
    )
    for query, stories in {
        "duty sources>=2": 1,
        "duty sources>=2 within:1h": 0,
        "duty official:yes age<4h": 1,
        "duty official:yes age<2h": 0,
        "duty age<10m": 1,
    }.items():
        assert (await preview(desk, query)).stories == stories, query


@pytest.mark.parametrize(
    ("query", "stories"),
    [
        ("/steel/i", 2), ("/steel/", 0), ("/kelvin/i", 1), ("/Straße/", 1), ("/strasse/i", 1),
        ("/straße/i", 2), ("/稀土.?出口/", 1), ("/STRASSE/", 1), ("/ZÖLLE/i", 1), ("/zöll/", 0),
    ],
)  # fmt: skip
async def test_expressions_find_what_they_match_and_not_what_folds_alike(
    desk: Desk, query: str, stories: int
) -> None:
    """Their letters are looked for in the database, which folds less than RE2 and other than Python."""
    titles = (
        "STEEL",
        "\u017fteel",
        "\u212aelvin",
        "Straße",
        "STRAẞE",
        "STRASSE",
        "稀土 出口",
        "ZÖLLE",
    )
    await store(desk, *((title, title, 1.0) for title in titles))
    by_index, scanned = await preview(desk, query), await preview(desk, query, scan=True)
    assert (by_index.stories, by_index) == (stories, scanned)


async def test_it_warns_of_what_is_probably_not_meant(desk: Desk) -> None:
    shown = await preview(desk, "rare earth -earth")
    assert shown.advice[0].message.startswith("this can never match")


async def test_an_index_that_says_otherwise_than_the_item_is_not_believed(desk: Desk) -> None:
    """What is shown is judged; where the index was wrong of it, everything is."""
    await store(desk, ("Steel mill closes", "a", 1.0), ("Steel duty", "b", 0.5), ("Duty", "c", 0.2))
    assert isinstance(desk.store, SqlStore)
    await desk.store._database.write(_retitle)
    shown = await preview(desk, "steel")
    assert (shown.stories, [hit.item.title for hit in shown.last]) == (1, ["Steel mill closes"])


def _retitle(connection: Connection) -> None:
    connection.execute(text("UPDATE items SET title = 'Copper duty' WHERE title = 'Steel duty'"))


CLAUSES = st.sampled_from(
    ["duty", "steel", "ste*", '"duty on"', "duty NEAR/2 steel", "title:copper", "rises", "pct>=10",
     "sources>=2", "$NUE", "basket:steel", "age<1h", "/duty|STEEL/i", "/[Cc]opper/", "/r.ses/"]
)  # fmt: skip


@pytest.fixture(scope="module")
def filled() -> Iterator[tuple[Runner, Desk]]:
    """Give a desk over a hundred items of few words, in stories of three, with tickers and without."""
    draw = random.Random(3)
    words = ["duty", "duties", "on", "steel", "copper", "rises", "mill", "25%", "free"]
    nucor = TickerTag(symbol=Symbol("NUE"), name="Nucor", via=Via.NAME, why="")
    items, stories = [], {}
    for number in range(100):
        at = NOW - timedelta(hours=number)
        item = Item(
            id=ItemId(f"i{number}"), title=" ".join(draw.choices(words, k=4)), seen=at,
            summary=" ".join(draw.choices(words, k=3)), feed_id="press",
        )  # fmt: skip
        name = StoryId(f"s{number // 3}")
        items.append(
            StoredItem(
                item=item, story_id=name, why_story=verbatim(""),
                tickers=(nucor,) if number % 4 == 0 else (),
                baskets=(None, frozenset[str](), frozenset({"steel"}))[number % 3],
            )
        )  # fmt: skip
        reports = tuple(
            Report(source=f"Press {n}", at=at + n * timedelta(minutes=40), tier=3)
            for n in range(number % 3 + 1)
        )
        stories[name] = Story(id=name, title="", opened=at, updated=NOW, reports=reports)
    changes = Changes(
        feed_state=FeedState(feed_id=FeedId("press")),
        items=tuple(items),
        stories=tuple(stories.values()),
    )
    with Runner() as runner:
        store = runner.run(open_store("sqlite://"))
        runner.run(store.commit(changes))
        yield runner, desk_over(store)
        runner.run(store.close())


QUERIES = st.builds(
    lambda clauses, joined, excluded: joined.join(clauses) + (f" -{excluded}" if excluded else ""),
    st.lists(CLAUSES, min_size=1, max_size=3, unique=True),
    st.sampled_from([" ", " OR "]),
    st.sampled_from(["", "", "copper", "steel"]),
)


@settings(max_examples=40, deadline=None)
@given(QUERIES)
def test_the_index_and_a_scan_show_the_same(filled: tuple[Runner, Desk], query: str) -> None:
    runner, desk = filled
    by_index = runner.run(preview(desk, query))
    assert runner.run(preview(desk, query, scan=True)) == by_index


COMMON, RARE = ("Duty on steel rises", "Steel free of duty")


async def test_up_to_the_budget_everything_is_judged(desk: Desk) -> None:
    await store(desk, *((COMMON, f"s{n}", n / 200) for n in range(BUDGET)))
    shown = await preview(desk, '"duty on steel"')
    assert (shown.stories, shown.items, shown.estimated) == (BUDGET, BUDGET, False)


async def test_beyond_the_budget_the_counts_are_estimated_and_it_is_said(desk: Desk) -> None:
    """About right, the same every time; what is shown are the newest; a scan still counts all."""
    draw = random.Random(4)
    titles = [draw.choices((COMMON, RARE), (3, 7))[0] for _ in range(6_000)]
    # Stored in the order they were seen, as they are; two and two tell one story.
    news = [(title, f"s{n // 2}", 6 - n / 1_000) for n, title in enumerate(titles)]
    await store(desk, *news)
    query = '"duty on steel"'
    scan = await preview(desk, query, scan=True)
    shown = await preview(desk, query)
    assert (scan.estimated, shown.estimated) == (False, True)
    assert scan.items == titles.count(COMMON)
    assert shown.stories == sum(count for _, count in shown.by_day)
    assert shown.stories == pytest.approx(scan.stories, rel=0.15)
    assert shown.items == pytest.approx(scan.items, rel=0.15)
    exact = dict(scan.by_day)
    assert dict(shown.by_day).keys() == exact.keys()
    assert all(abs(count - exact[day]) < 150 for day, count in shown.by_day)
    assert (shown.last, shown.near) == (scan.last, scan.near)
    assert await preview(desk, query) == shown


async def test_stories_the_index_is_sure_of_are_counted_once_beside_an_estimate(desk: Desk) -> None:
    """What is estimated adds to what is known, and never takes from it."""
    titles = [("Copper", "Duty on copper")[n % 2] for n in range(4_000)]
    await store(desk, *((title, f"s{n // 2}", 4 - n / 1_000) for n, title in enumerate(titles)))
    shown = await preview(desk, 'copper OR "duty on"')
    assert (shown.stories, shown.items, shown.estimated) == (2_000, 4_000, False)
    shown = await preview(desk, 'title:copper -duty OR "duty on copper"')
    assert (shown.stories, shown.estimated) == (2_000, True)
