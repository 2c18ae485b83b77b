"""The offline commands as people script them: JSON Lines in, JSON Lines out, one clear sentence else."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.domain.item import Item, ItemId

FEED = """<?xml version="1.0"?>
<rss version="2.0"><channel><title>Harbour Gazette</title><language>en</language>
<item><guid>1</guid><title>Port fees rise &amp; ships wait</title><link>https://gazette.example/1</link>
<description>&lt;p&gt;Fees at the port rise.&lt;/p&gt;</description>
<pubDate>Wed, 04 Mar 2026 14:02:00 GMT</pubDate><category>shipping</category></item>
<item><guid>2</guid><title>Quay closed</title></item>
</channel></rss>"""
DUTY = {"id": "1", "title": "Ministry raises duty on imported steel to 50%", "source": "Gazette",
        "published": "2026-03-04T14:02:00Z"}  # fmt: skip
SAME = {**DUTY, "id": "2", "source": "Courier", "published": "2026-03-04T14:05:00Z"}
OTHER = {"id": "3", "title": "Lockheed Martin (NYSE: LMT) opens a museum"}


def tapewatch(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=given, capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip


def lines(*values: object) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def read(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_parse_writes_every_entry_as_an_item(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(FEED)
    first, second = read(tapewatch("parse", str(file)))
    assert list(first) == [
        "id", "title", "summary", "url", "source", "author", "published", "lang", "tags",
    ]  # fmt: skip
    assert first["title"] == "Port fees rise & ships wait"
    assert first["summary"] == "Fees at the port rise."
    assert first["published"] == "2026-03-04T14:02:00Z"
    assert (first["source"], first["tags"]) == ("Harbour Gazette", ["shipping"])
    assert second["published"] is None


def test_parse_reads_standard_input_and_tells_what_is_no_feed() -> None:
    assert len(read(tapewatch("parse", "-", given=FEED))) == 2
    done = tapewatch("parse", "-", given="<html><body>hello</body></html>")
    assert done.returncode == 1
    assert "feed" in done.stderr
    assert "Traceback" not in done.stderr


def test_match_judges_every_item_in_order_with_exact_words(tmp_path: Path) -> None:
    rules = tmp_path / "rules.jsonl"
    rules.write_text(
        lines({"id": "steel", "query": "duty NEAR/4 steel"}, {"id": "r", "query": "museum"})
    )
    found = read(
        tapewatch("match", "--rules", str(rules), "--items", "-", given=lines(DUTY, OTHER, SAME))
    )
    assert [one["item"] for one in found] == ["1", "3", "2"]
    assert found[0]["rules"] == [
        {"id": "steel", "evidence": [
            {"field": "title", "start": 16, "end": 20, "text": "duty"},
            {"field": "title", "start": 33, "end": 38, "text": "steel"},
        ]}
    ]  # fmt: skip
    assert [rule["id"] for rule in found[1]["rules"]] == ["r"]  # type: ignore[attr-defined]


def test_match_judges_a_story_condition_on_the_item_alone(tmp_path: Path) -> None:
    rules = tmp_path / "rules.jsonl"
    rules.write_text(
        lines(
            {"id": "two", "query": "duty sources>=2"},
            {"id": "official", "query": "duty official:yes"},
        )
    )
    given = lines({**DUTY, "tier": "official"})
    (found,) = read(tapewatch("match", "--rules", str(rules), "--items", "-", given=given))
    assert [rule["id"] for rule in found["rules"]] == ["official"]  # type: ignore[attr-defined]


def test_a_query_that_does_not_parse_stops_match_before_the_first_item(tmp_path: Path) -> None:
    rules = tmp_path / "rules.jsonl"
    rules.write_text(
        lines({"id": "fine", "query": "steel"}, {"id": "bad", "query": "steel AND (duty"})
    )
    done = tapewatch("match", "--rules", str(rules), "--items", "-", given=lines(DUTY))
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"{rules}:2:" in done.stderr
    assert "steel AND (duty" in done.stderr
    assert any(set(line.strip()) == {"^"} for line in done.stderr.splitlines())


def test_match_takes_the_shipped_packs() -> None:
    given = lines(
        {"id": "1", "title": "US imposes 25% tariff on imported graphite, White House says"}
    )
    (found,) = read(tapewatch("match", "--rules", "rules/packs", "--items", "-", given=given))
    assert "tariffs/announced" in [rule["id"] for rule in found["rules"]]  # type: ignore[attr-defined]


def test_tag_says_which_tickers_and_why() -> None:
    _, museum = read(tapewatch("tag", "--items", "-", given=lines(DUTY, OTHER)))
    tickers = museum["tickers"]
    assert isinstance(tickers, list)
    (ticker,) = tickers
    assert ticker["symbol"] == "LMT"
    assert ticker["via"] == "explicit"
    assert "NYSE: LMT" in ticker["why"]
    assert all(
        OTHER["title"][piece["start"] : piece["end"]] == piece["text"]
        for piece in ticker["evidence"]
    )


def test_cluster_puts_reports_of_one_event_into_one_story() -> None:
    found = read(tapewatch("cluster", "--items", "-", given=lines(DUTY, SAME, OTHER)))
    assert [(one["item"], one["new"]) for one in found] == [("1", True), ("2", False), ("3", True)]
    assert found[0]["story"] == found[1]["story"] != found[2]["story"]


def test_try_writes_the_hits_and_says_how_many() -> None:
    done = tapewatch("try", "duty pct>=25", "--items", "-", given=lines(DUTY, OTHER))
    (hit,) = read(done)
    assert hit["item"] == "1"
    assert done.stderr.startswith("1 of 2 items, 50 %")
    assert "[duty]" in done.stderr


def test_try_shows_a_caret_under_the_fault() -> None:
    done = tapewatch("try", "duty OR", "--items", "-", given=lines(DUTY))
    assert done.returncode == 1
    assert "duty OR" in done.stderr
    assert "^" in done.stderr


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "is no JSON"),
        ('["1"]', "is no object"),
        ('{"id": "1"}', 'has no "title"'),
        ('{"id": "1", "title": "x", "published": "yesterday"}', "ISO 8601"),
        ('{"id": "1", "title": "x", "summary": 3}', "must be text"),
        ('{"id": "1", "title": "x", "tier": "gossip"}', "must be one of official"),
    ],
)
def test_a_line_that_is_no_item_is_told_with_its_number(line: str, said: str) -> None:
    done = tapewatch("tag", "--items", "-", given=lines(DUTY) + line + "\n")
    assert done.returncode == 1
    assert done.stderr.startswith("<stdin>:2:1: ")
    assert said in done.stderr
    assert len(done.stdout.splitlines()) == 1, "what came before is judged"


def test_a_file_that_is_not_there_is_told() -> None:
    done = tapewatch("tag", "--items", "no-such-file.jsonl")
    assert done.returncode == 1
    assert done.stderr.strip() == "no-such-file.jsonl: cannot be read: No such file or directory"


def test_check_passes_what_is_shipped_and_tells_each_fault_at_its_place(tmp_path: Path) -> None:
    broken = tmp_path / "packs"
    broken.mkdir()
    pack = broken / "broken.yaml"
    pack.write_text(
        "id: broken\ntitle: Broken\nemoji: x\ndescription: d\nrules:\n  - id: a\n    querry: x\n"
    )
    done = tapewatch("check", str(broken))
    assert done.returncode == 1
    assert f"{pack}:7:5: " in done.stdout + done.stderr


def test_it_says_its_version_and_lists_its_commands() -> None:
    assert tapewatch("--version").stdout.startswith("tapewatch ")
    helped = tapewatch("--help").stdout
    for command in ("run", "demo", "parse", "match", "tag", "cluster", "try", "check", "health"):
        assert command in helped


def test_items_are_read_as_they_are_written() -> None:
    from bot.cli.jsonl import item_fields

    item = Item(id=ItemId("1"), title="Title", tags=("a",))
    assert item_fields(item)["tags"] == ["a"]
