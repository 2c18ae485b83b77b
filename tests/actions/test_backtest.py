"""One query against another on stored items."""

from datetime import date, timedelta

from bot.actions.backtest import backtest
from bot.actions.desk import Desk
from bot.query.parser import parse

from .conftest import NOW
from .test_preview import store

WEEK = timedelta(days=7)


async def test_it_says_what_is_gained_lost_and_kept(desk: Desk) -> None:
    await store(
        desk,
        ("Duty on steel rises", "steel", 3.0),
        ("Steel duty to rise, ministry says", "steel", 2.9),
        ("Tariff on copper", "copper", 2.0),
        ("Duty free shop opens", "shop", 1.0),
    )
    tested = await backtest(desk, parse("duty steel OR tariff"), parse("duty"), period=WEEK)
    assert [one.story_id for one in tested.gained] == ["copper"]
    assert [one.story_id for one in tested.lost] == ["shop"]
    assert [(one.story_id, one.title) for one in tested.kept] == [("steel", "Duty on steel rises")]
    assert (tested.per_day, tested.against_per_day) == (2 / 3, 2 / 3)
    assert tested.items == 4


async def test_every_day_from_the_first_item_on_is_counted(desk: Desk) -> None:
    await store(desk, ("Duty a", "a", 2.0), ("Duty b", "b", 2.0), ("Duty c", "c", 0.1))
    tested = await backtest(desk, parse("duty"), None, period=WEEK)
    assert tested.by_day() == (
        (date(2026, 3, 2), 2, 0, 0),
        (date(2026, 3, 3), 0, 0, 0),
        (date(2026, 3, 4), 1, 0, 0),
    )


async def test_what_is_older_than_the_period_does_not_count(desk: Desk) -> None:
    await store(desk, ("Duty long ago", "a", 8.0), ("Duty today", "b", 0.1))
    tested = await backtest(desk, parse("duty"), None, period=WEEK)
    assert [one.story_id for one in tested.gained] == ["b"]
    assert tested.since == NOW - timedelta(days=0.1)


async def test_nothing_stored_is_no_alert(desk: Desk) -> None:
    tested = await backtest(desk, parse("duty"), parse("steel"), period=WEEK)
    assert (tested.gained, tested.lost, tested.kept, tested.per_day) == ((), (), (), 0.0)


async def test_how_far_it_is_is_told_up_to_the_end(desk: Desk) -> None:
    await store(desk, *((f"Duty {n}", f"s{n}", 4.0 - n) for n in range(5)))
    told: list[float] = []
    await backtest(desk, parse("duty"), None, period=WEEK, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
