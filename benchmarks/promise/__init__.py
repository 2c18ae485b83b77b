"""What becomes of alerts when the bot is killed with ``kill -9``, hundreds of times: none may be lost.

The bot runs as a process on a database of its own. Feeds on loopback publish all the time, also while it
is down; 60 people hold a rule each. It is killed while it makes the database, while it starts, polls,
commits, sends, while an answer of the Bot API is held back whose message is in the chat already, or
whenever; then it starts again on what is left. In half of its lives it may catch up first. In the end it
runs until its outbox is empty.

Every piece on which a rule holds must have been told once. Twice is allowed only where a kill came after
the message was taken and before that was recorded, which is looked up in the database after each kill.

``python -m benchmarks promise --kills 200 --seed 1``, ``--database postgresql://…`` for an empty database
on PostgreSQL. Status 1 where the promise is broken.
"""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from statistics import median
from time import monotonic

from benchmarks.promise.lives import BrokenError
from benchmarks.promise.trial import Phase, Trial
from benchmarks.promise.verdict import Verdict

_SHOWN = 20
"""Faults that are told one by one."""


def main(args: Sequence[str] = ()) -> int:
    """Print what came of it, and return 0; 1 where the promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks promise")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="", help="an empty one; a file by default")
    options = parser.parse_args(list(args))
    began = monotonic()
    trial = Trial(options.kills, options.seed, options.database, progress=_progress)
    again = (
        f"again with: python -m benchmarks promise --kills {options.kills} --seed {options.seed}"
    )
    try:
        verdict = asyncio.run(trial.run())
    except BrokenError as error:
        number = len(trial.killed) + 1
        print(f"\nbroken at kill {number}: {error}\n{trial.complaints}\n{again}", file=sys.stderr)
        return 1
    print(file=sys.stderr)
    _report(trial, verdict, monotonic() - began)
    for fault in verdict.faults[:_SHOWN]:
        print(f"broken: {fault}", file=sys.stderr)
    if verdict.faults:
        print(f"{len(verdict.faults)} faults; {again}", file=sys.stderr)
    return bool(verdict.faults)


def _progress(said: str) -> None:
    print(f"\r{said}", end="", file=sys.stderr, flush=True)


def _report(trial: Trial, verdict: Verdict, took: float) -> None:
    kills = Counter(killed.phase for killed in trial.killed.values())
    print(f"{len(trial.killed)} kills in {took:.0f} s, seed {trial.seed}")
    for phase in Phase:
        _print(f"  {phase}", kills[phase])
    _print("alerts committed", verdict.committed)
    _print("received", verdict.received)
    _print("lost", verdict.lost)
    _print("taken, and the answer hidden", verdict.hidden)
    _print("doubled", verdict.doubled)
    if trial.caught_up:
        usual, worst = median(trial.caught_up), max(trial.caught_up)
        print(f"{'caught up after a start, s':30}{usual:8.1f}   worst {worst:.1f}")


def _print(name: str, count: int) -> None:
    print(f"{name:30}{count:8,}")
