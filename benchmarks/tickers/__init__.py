"""How well and how fast items are tagged, beside the simple way: every name found is a company.

The simple way is measured twice: with the gazetteer alone, as one would write it in an afternoon,
and with our aliases too, which shows what they give and what judging names gives.

``python -m benchmarks tickers FILE.json ...`` measures with labelled files, a list of rows
``{"id", "text", "gold": [["LMT"], ["BABA", "9988.HK"]], "optional": [...]}``: each company with all
symbols that count as right. Without a file, the cases of the tests are measured.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from benchmarks.tickers.baseline import WordBoundary
from benchmarks.tickers.score import Row, Score, score
from bot.domain.item import Item, ItemId
from bot.packs.library import load_library
from bot.packs.location import default_rules
from bot.packs.tables import GAZETTEER
from bot.tickers.gazetteer import Gazetteer
from bot.tickers.tagger import Tagger

CASES = Path("tests/tickers/cases.jsonl")
ROUNDS = 5
"""Each method tags all rows so many times; the fastest round counts."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One method on one file."""

    method: str
    score: Score
    microseconds: float
    """CPU per item."""


def main(args: Sequence[str] = ()) -> int:
    """Print a table for each file, and return 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks tickers")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--errors", type=int, default=0, help="show so many of our errors")
    options = parser.parse_args(list(args))
    library = load_library(default_rules())
    tagger = Tagger(library.gazetteer)
    plain = Gazetteer.from_bytes((default_rules() / GAZETTEER).read_bytes())
    methods: dict[str, Callable[[Item], Sequence[str]]] = {
        "Tapewatch": lambda item: [tag.symbol for tag in tagger.tag(item)],
        "word boundaries": WordBoundary(plain).tag,
        "... with aliases": WordBoundary(library.gazetteer).tag,
    }
    for file in options.files or [CASES]:
        rows = read(file)
        measured = [measure(name, tag, rows) for name, tag in methods.items()]
        print(table(file, rows, measured))
        for line in measured[0].score.errors[: options.errors]:
            print(f"  {line}")
    return 0


def read(file: Path) -> list[Row]:
    """Read labelled rows, of a JSON list or of one object a line."""
    text = file.read_text(encoding="utf-8")
    raw = json.loads(text) if text.lstrip().startswith("[") else map(json.loads, text.splitlines())
    return [Row.of(row) for row in raw]


def measure(method: str, tag: Callable[[Item], Sequence[str]], rows: Sequence[Row]) -> Measured:
    """Tag all rows, score the tags, and take the time."""
    items = [Item(id=ItemId(row.id), title=row.text, summary=row.summary) for row in rows]
    fastest = float("inf")
    found: list[Sequence[str]] = []
    for _ in range(ROUNDS):
        started = process_time()
        found = [tag(item) for item in items]
        fastest = min(fastest, process_time() - started)
    return Measured(method, score(rows, found), fastest / len(items) * 1e6)


def table(file: Path, rows: Sequence[Row], measured: Sequence[Measured]) -> str:
    """Lay the results out."""
    named = sum(bool(row.gold) for row in rows)
    lines = [
        f"{file.name}: {len(rows)} items, {named} name a company",
        f"{'':18}{'precision':>10}{'recall':>8}{'F1':>8}{'false tags':>12}{'CPU/item':>11}",
    ]
    lines += [
        f"{m.method:18}{m.score.precision:10.3f}{m.score.recall:8.3f}{m.score.f1:8.3f}"
        f"{m.score.false_tags:12.1%}{m.microseconds:8.0f} µs"
        for m in measured
    ]
    ours, theirs = measured[0], measured[1]
    lines.append(
        f"errors left of the simple way's: {(1 - ours.score.f1) / max(1 - theirs.score.f1, 1e-9):.0%}"
        f" at {ours.microseconds / theirs.microseconds:.1f} times its CPU"
    )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
