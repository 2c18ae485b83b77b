"""What it costs to make entries of a document: ordinary feeds, and the peer that reads all others.

The peer is feedparser, twice: as the bot reads with it what is not ordinary, its cleaning switched off and
ours behind it, which gives the same entries (checked here); and by itself with its defaults, which cleans
HTML in its own way. All read the same bytes in turn, and the least CPU time of each counts.

Then how long the worst documents hold the event loop that are short enough to be read in place, and how
many of the captured documents of the tests are ordinary.

``python -m benchmarks parse --rounds 7``, with ``--folder`` also over feeds of your own.
"""

import argparse
import io
import json
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import feedparser

from benchmarks.parse.kinds import KINDS, WORST
from bot.domain.feed import Document
from bot.feeds.ordinary import read_ordinary
from bot.feeds.parser import parse_with_feedparser
from bot.feeds.worker import FEW, SMALL

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ASKED = 30
CAPTURED = Path(__file__).parents[2] / "tests" / "feeds" / "data"


def main(args: Sequence[str] = ()) -> int:
    """Print the figures, and return 0; 1 where an ordinary feed's entries are not feedparser's."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks parse")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--folder", type=Path, help="of feeds to measure as well, name.xml")
    options = parser.parse_args(list(args))
    feeds = [(name, make()) for name, make in KINDS.items()]
    agreed = _compare("ordinary feeds", feeds, options.rounds)
    if options.folder:
        files = sorted(options.folder.glob("*.xml"))
        own = [(file.stem, file.read_bytes()) for file in files]
        agreed = _compare(str(options.folder), own, options.rounds) and agreed
    _print_worst()
    _print_share()
    return 0 if agreed else 1


def _compare(title: str, feeds: Iterable[tuple[str, bytes]], rounds: int) -> bool:
    print(f"{title:34}{'':17}CPU ms a feed{'':13}× feedparser (asked: {ASKED})")
    print(f"{'':32}kB entries    ours  the bot's by feedparser  by itself   the bot's  by itself")
    agreed, sums = True, [0.0, 0.0, 0.0]
    for name, body in feeds:
        given = Document(body=body, url="https://news.example/dir/feed")
        read = read_ordinary(given, NOW)
        if read is None:
            print(f"{name[:30]:30}{len(body) / 1000:6.0f}    not ordinary")
            continue
        agreed = agreed and read == parse_with_feedparser(given, NOW)
        ours, bots, own = took = _least(
            rounds,
            partial(read_ordinary, given, NOW),
            partial(parse_with_feedparser, given, NOW),
            partial(_feedparser, body),
        )
        sums = [one + other for one, other in zip(sums, took, strict=True)]
        print(
            f"{name[:30]:30}{len(body) / 1000:6.0f}{len(read.entries):6}{ours * 1e3:10.2f}"
            f"{bots * 1e3:18.1f}{own * 1e3:16.1f}{bots / ours:11.1f}{own / ours:11.1f}"
        )
    ours, bots, own = sums
    if ours:
        print(
            f"{'all':42}{ours * 1e3:10.2f}{bots * 1e3:18.1f}{own * 1e3:16.1f}{bots / ours:11.1f}{own / ours:11.1f}"
        )
    if not agreed:
        print("the entries are not the same")
    print()
    return agreed


def _feedparser(body: bytes) -> None:
    feedparser.parse(io.BytesIO(body))


def _least(rounds: int, *works: Callable[[], object]) -> list[float]:
    """Give the least CPU time each of ``works`` takes, in seconds; they take turns."""
    least = [float("inf")] * len(works)
    for _ in range(rounds):
        for number, work in enumerate(works):
            # What takes long is measured as it is, what does not until the clock can tell.
            for _ in range(1 if number else 5):
                started = time.process_time()
                work()
                least[number] = min(least[number], time.process_time() - started)
    return least


def _print_worst() -> None:
    print(f"the worst of {SMALL // 1024} kB, read in place: held the loop, CPU ms   (held to 50)")
    for name, make in WORST.items():
        given = Document(body=make(), url="https://news.example/feed")
        (took,) = _least(3, partial(read_ordinary, given, NOW, most=FEW))
        print(f"  {name:36}{took * 1e3:8.1f}")
    print()


def _print_share() -> None:
    files = sorted(CAPTURED.glob("*.xml"))
    ordinary = 0
    for file in files:
        beside = json.loads(file.with_suffix(".expected.json").read_text(encoding="utf-8"))
        given = Document(body=file.read_bytes(), **beside["given"])
        ordinary += read_ordinary(given, NOW) is not None
    print(
        f"captured for being unusual, or no feeds: {ordinary} of {len(files)} ({ordinary / len(files):.0%}) "
        "are read without feedparser"
    )
