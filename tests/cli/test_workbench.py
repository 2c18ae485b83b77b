"""Rules tried on what has been, from the command line."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.storage import open_store
from tests.storage.making import changes, item, stored

ITEMS: list[dict[str, object]] = [
    {"id": "1", "title": "Ministry raises duty on imported steel to 50%", "source": "Gazette",
     "published": "2026-03-01T10:00:00Z", "wanted": True},
    {"id": "2", "title": "Ministry raises duty on imported steel to 50%, mills cheer",
     "source": "Courier", "published": "2026-03-01T10:30:00Z", "wanted": True},
    {"id": "3", "title": "Duty free shop opens at the airport", "source": "Travel",
     "published": "2026-03-03T10:00:00Z", "wanted": False},
    {"id": "4", "title": "Perfume maker plans duty free counters in Lisbon harbour", "source": "Travel",
     "published": "2026-03-03T11:00:00Z"},
]  # fmt: skip


def tapewatch(
    *arguments: str, given: list[dict[str, object]] | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input="".join(json.dumps(item) + "\n" for item in given or ITEMS),
        capture_output=True, text=True, check=False, timeout=100, env=environment or None,
    )  # fmt: skip


def test_backtest_counts_stories_and_shows_a_bar_a_day() -> None:
    done = tapewatch("backtest", "duty steel", "--against", "duty", "--items", "-")
    assert done.returncode == 0, done.stderr
    first, other, gained, *rest = done.stdout.splitlines()
    assert first == "4 items in 2.0 days: 1 alert, 0.5 a day"
    assert other == "the other: 3 alerts, 1.5 a day"
    assert gained.startswith("gained 0, lost 2, kept 1")
    days = [line.split() for line in rest if line.startswith("2026-03-0")]
    assert days == [
        ["2026-03-01", "█", "1"],
        ["2026-03-02", "0"],
        ["2026-03-03", "--", "0", "(+0", "-2)"],
    ]
    assert "Perfume maker plans duty free counters in Lisbon harbour" in done.stdout


def test_backtest_writes_json_for_a_pack_rule() -> None:
    done = tapewatch("backtest", "tariffs/announced", "--items", "-", "--json", "--against", "duty")
    assert done.returncode == 0, done.stderr
    tested = json.loads(done.stdout)
    assert tested["items"] == 4
    assert {story["title"] for story in tested["lost"]} == {ITEMS[2]["title"], ITEMS[3]["title"]}
    assert tested["by_day"]["2026-03-02"] == {"gained": 0, "lost": 0, "kept": 0}


def test_backtest_of_a_rule_that_is_not_there_names_the_near_one() -> None:
    done = tapewatch("backtest", "tariffs/anounced", "--items", "-")
    assert done.returncode == 1
    assert "did you mean tariffs/announced?" in done.stderr


async def test_backtest_looks_into_the_configured_database_beside_the_bot(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/tapewatch.db"
    running = await open_store(url)
    await running.commit(changes())
    done = tapewatch("backtest", "duties", "--days", "3650", "--json", TAPEWATCH_DATABASE=url)
    await running.close()
    assert done.returncode == 0, done.stderr
    assert [story["title"] for story in json.loads(done.stdout)["stories"]] == ["Duties on steel"]


def test_without_a_database_backtest_says_how_to_get_one(tmp_path: Path) -> None:
    done = tapewatch("backtest", "duty", TAPEWATCH_DATABASE=f"sqlite:///{tmp_path}/none.db")
    assert done.returncode == 1
    assert "tapewatch run" in done.stderr
    assert not list(tmp_path.iterdir())


def test_explain_says_what_held_and_how_near_the_rest_came() -> None:
    done = tapewatch("explain", "duty pct>=60", "--items", "-")
    assert done.stdout.startswith(
        "1: Ministry raises duty on imported steel to 50%\n"
        '✗ all of\n  ✓ duty: "duty" in the title\n  ✗ pct>=60: named: 50%\n'
    )


def test_explain_writes_the_tree_as_json() -> None:
    first, *_ = tapewatch("explain", "duty steel", "--items", "-", "--json").stdout.splitlines()
    explained = json.loads(first)
    assert (explained["item"], explained["held"]) == ("1", True)
    assert [part["clause"] for part in explained["parts"]] == ["duty", "steel"]


def test_tune_proposes_a_quieter_query_and_what_else_it_drops() -> None:
    done = tapewatch("tune", "duty", "--items", "-", "--json")
    assert done.returncode == 0, done.stderr
    proposed = {one["query"]: one for one in map(json.loads, done.stdout.splitlines())}
    assert [lost["item"] for lost in proposed['duty -"duty free"']["drops"]] == ["4"]
    assert "drops 1 of the other items" in tapewatch("tune", "duty", "--items", "-").stdout


async def test_tune_shows_what_else_goes_of_the_stored_items(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/tapewatch.db"
    running = await open_store(url)
    seen = datetime.now(UTC) - timedelta(days=3)
    news = stored(item(seen=seen, title="Duty free shop opens at the airport again"), "steel")
    await running.commit(replace(changes(), items=(news,)))
    done = tapewatch("tune", "duty", "--items", "-", "--json", TAPEWATCH_DATABASE=url)
    await running.close()
    assert done.returncode == 0, done.stderr
    proposed = {one["query"]: one for one in map(json.loads, done.stdout.splitlines())}
    assert "Duty free shop opens at the airport again" in {
        lost["title"] for one in proposed.values() for lost in one["drops"]
    }


@pytest.mark.parametrize(
    ("mark", "said"), [(True, "nothing to drop"), ("no", '"wanted" is "no"; it must be true or')]
)
def test_tune_says_why_it_proposes_nothing(mark: object, said: str) -> None:
    done = tapewatch("tune", "duty", "--items", "-", given=[{**ITEMS[0], "wanted": mark}])
    assert done.returncode == 1
    assert said in done.stderr
