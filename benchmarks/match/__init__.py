"""Many rules against one item: our index beside Lucene Monitor's figures, Mokaccino and a plain loop.

Rules and items are made from seeds (corpus, rules). Each size runs in a process of its own, so that
memory is its own; within it all are given the same rules and items and have to agree on what they find.
Lucene Monitor's figures were taken once on a two-core machine like the one this is meant for, with its
fastest configuration; they are not measured here, so that no Java is needed.
"""

import argparse
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from benchmarks.match.corpus import Newswire
from benchmarks.match.regexes import RULES, regex_cost
from benchmarks.match.speed import FULL, QUICK, Run, Scale, Speed, run

SIZES = (1_000, 100_000, 1_000_000)
_LUCENE = {
    (40, 1_000): 11_600, (40, 100_000): 1_700, (40, 1_000_000): 350,
    (130, 1_000): 6_600, (130, 100_000): 630, (130, 1_000_000): 82,
}  # fmt: skip
"""Items a CPU second, by words of an item and rules."""
_HELD_TO = {1_000: (2.5, 5.0), 100_000: (8.0, 15.0), 1_000_000: (15.0, 40.0)}
"""Of Lucene's speed: what is needed, what is aimed at."""


def main(args: Sequence[str] = ()) -> int:
    """Print the tables; return 0, or 1 where a peer found other rules than we did."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks match")
    parser.add_argument("--quick", action="store_true", help="1,000 and 20,000 rules, fewer items")
    parser.add_argument("--rules", type=int, nargs="+", help="sizes, instead of 1,000 to 1,000,000")
    options = parser.parse_args(list(args))
    scale = QUICK if options.quick else FULL
    sizes = options.rules or ((1_000, 20_000) if options.quick else SIZES)
    runs = [_alone(size, scale) for size in sizes]
    for length in (40, 130):
        print(_speeds(length, runs))
    print(_costs(runs))
    print(_regexes())
    disagreements = sum(speed.disagreements for each in runs for speed in each.speeds)
    print(f"items on which a peer found other rules: {disagreements}")
    return int(disagreements > 0)


def _alone(size: int, scale: Scale) -> Run:
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as process:
        return process.submit(run, size, scale).result()


def _speeds(length: int, runs: Sequence[Run]) -> str:
    columns = (
        f"{'rules':>10} {'matches':>8} {'ours':>8} {'evidence':>8} {'Lucene':>8} {'ours/L':>7} {'held to':>9}"
        f" {'Mokaccino':>10} {'ours/M':>7} {'loop':>7} {'ours/loop':>9}"
    )
    lines = [f"items of about {length} words, items a CPU second", columns]
    lines += [
        _speed(each.rules, speed)
        for each in runs
        for speed in each.speeds
        if speed.length == length
    ]
    return "\n".join((*lines, ""))


def _speed(rules: int, speed: Speed) -> str:
    lucene = _LUCENE.get((speed.length, rules))
    needed, aimed = _HELD_TO.get(rules, (0.0, 0.0))
    known = (
        f" {lucene:8,} {speed.ours / lucene:6.1f}x {needed:4.1f}/{aimed:.0f}x"
        if lucene
        else " " * 27
    )
    looped = f" {speed.loop:7.1f} {speed.ours / speed.loop:8.0f}x" if speed.loop else ""
    return (
        f"{rules:10,} {speed.matches:8.1f} {speed.ours:8,.0f} {speed.with_evidence:8,.0f}{known}"
        f" {speed.mokaccino:10,.0f} {speed.ours / speed.mokaccino:6.1f}x{looped}"
    )


def _costs(runs: Sequence[Run]) -> str:
    title = "what rules cost (resident memory; CPU time; an item between changes, every fourth with new words)"
    columns = (
        f"{'rules':>10} {'bytes each':>10} {'indexed in':>10} {'read in':>8}"
        f" {'added, median':>14} {'worst':>8} {'removed, median':>16} {'worst':>8}"
    )
    lines = [title, columns]
    lines += [
        f"{each.rules:10,} {each.bytes_per_rule:10,.0f} {each.load:8.1f} s {each.stored:6.1f} s"
        f" {each.added.median:11.0f} µs {each.added.worst:5.0f} µs"
        f" {each.removed.median:13.0f} µs {each.removed.worst:5.0f} µs"
        for each in runs
    ]
    return "\n".join((*lines, ""))


def _regexes() -> str:
    ours, looped, matches = regex_cost(Newswire(0), 40)
    return (
        f"{RULES:,} RE2 rules, items of about 40 words: {ours:.0f} µs of CPU an item ({matches:.2f} rules hold);"
        f" every program in turn {looped:.0f} µs, {looped / ours:.0f} times as much\n"
    )
