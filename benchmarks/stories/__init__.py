"""How well and how fast reports of one event are put together, beside two simple ways.

``python -m benchmarks stories FILE.json ...`` measures with labelled files, a list of rows
``{"id", "ts", "title", "lead", "pub", "story"}`` (``ts`` in seconds UTC); all files at the one setting
that ships. Without a file the pairs of the tests are measured. Then speed and memory, on a made-up
tape, for each window of ``--windows``. ``--fit`` fits the weights of the clues to the files anew.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any

from benchmarks.stories.baseline import BASELINES
from benchmarks.stories.fit import fitted
from benchmarks.stories.score import Score, score
from benchmarks.stories.speed import measure_window
from bot.domain.item import Item, ItemId
from bot.domain.ticker import TickerTag
from bot.packs.library import load_library
from bot.packs.location import default_rules
from bot.stories.frequencies import Frequencies
from bot.stories.index import StoryIndex
from bot.tickers.tagger import Tagger

PAIRS = Path("tests/stories/pairs.jsonl")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A tape whose stories people named, in order of time."""

    name: str
    items: tuple[Item, ...]
    tags: tuple[tuple[TickerTag, ...], ...]
    stories: tuple[str, ...]


def main(args: Sequence[str] = ()) -> int:
    """Print the tables, and return 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks stories")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--windows", nargs="*", type=int, default=[10_000])
    parser.add_argument("--fit", action="store_true", help="fit the weights of the clues")
    options = parser.parse_args(list(args))
    library = load_library(default_rules())
    tagger = Tagger(library.gazetteer)
    tapes = [read(file, tagger) for file in options.files or [PAIRS]]
    if options.fit:
        tape_of = {tape.name: (tape.items, tape.tags, tape.stories) for tape in tapes}
        print(fitted(tape_of.values(), library.frequencies))
        return 0
    scores = [measure(tape, library.frequencies) for tape in tapes]
    if len(scores) > 1:
        print(_mean(scores))
    for size in options.windows:
        print(measure_window(size, library.frequencies))
    return 0


def read(file: Path, tagger: Tagger) -> Labelled:
    """Read a labelled tape, or the pairs of the tests, whose stories are the pairs."""
    text = file.read_text(encoding="utf-8")
    rows = json.loads(text) if text.startswith("[") else _rows_of_pairs(text)
    told = sorted(((row["ts"], _item(row), str(row["story"])) for row in rows), key=_when)
    items = tuple(item for _, item, _ in told)
    tags = tuple(tagger.tag(item) for item in items)
    return Labelled(file.name, items, tags, tuple(story for _, _, story in told))


def _when(told: tuple[float, Item, str]) -> float:
    return told[0]


def measure(tape: Labelled, frequencies: Frequencies) -> Score:
    """Print a table of all methods on one tape; gives our score."""
    print(f"{tape.name}: {len(tape.items)} items, {len(set(tape.stories))} stories")
    print(
        f"{'':14}{'B3 prec.':>10}{'B3 rec.':>9}{'B3 F1':>8}{'repeated':>10}{'swallowed':>11}{'CPU/item':>11}"
    )
    methods: dict[str, Callable[[Sequence[Item]], list[str]]] = {
        "Tapewatch": lambda items: _cluster(items, tape.tags, frequencies),
        **BASELINES,
    }
    ours: Score | None = None
    for name, method in methods.items():
        started = process_time()
        stories = method(tape.items)
        micros = (process_time() - started) / len(tape.items) * 1e6
        result = score(tape.stories, stories)
        ours = ours or result
        print(
            f"{name:14}{result.precision:10.3f}{result.recall:9.3f}{result.f1:8.3f}"
            f"{result.repeated:10.1%}{result.swallowed:11.1%}{micros:8.0f} µs"
        )
    print()
    assert ours is not None
    return ours


def _cluster(
    items: Sequence[Item], tags: Sequence[tuple[TickerTag, ...]], frequencies: Frequencies
) -> list[str]:
    index = StoryIndex(frequencies)
    stories: list[str] = []
    for item, tagged in zip(items, tags, strict=True):
        placement = index.place(item, tagged)
        index.add(item, tagged, placement)
        stories.append(placement.story_id)
    return stories


def _mean(scores: Sequence[Score]) -> str:
    repeated = sum(one.repeated for one in scores) / len(scores)
    swallowed = sum(one.swallowed for one in scores) / len(scores)
    return f"mean of the files: {repeated:.1%} repeated, {swallowed:.1%} swallowed\n"


def _item(row: dict[str, Any]) -> Item:
    return Item(
        id=ItemId(row["id"]),
        title=row["title"],
        summary=row.get("lead") or "",
        source=row.get("pub") or "",
        lang=row.get("lang") or "en",
        published=datetime.fromtimestamp(row["ts"], UTC),
    )


def _rows_of_pairs(text: str) -> list[dict[str, Any]]:
    return [
        {
            "id": f"{number} {part}",
            "ts": hours * 3600,
            "title": case[part]["title"],
            "lead": case[part].get("summary"),
            "pub": case[part]["source"],
            "lang": case[part].get("lang"),
            "story": number if case["same"] else f"{number} {part}",
        }
        for number, case in enumerate(map(json.loads, text.splitlines()))
        for part, hours in (("first", 0), ("second", case["hours"]))
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
