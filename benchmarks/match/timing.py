"""How speed is taken: CPU time, the fastest round, as a machine that does other work only adds to it."""

from collections.abc import Callable, Sequence
from time import process_time
from typing import TypeVar

T = TypeVar("T")


def rate(work: Callable[[T], object], things: Sequence[T], seconds: float) -> float:
    """Give how many of ``things`` are worked on in a CPU second, of rounds that take ``seconds``."""
    best, spent = float("inf"), 0.0
    while spent < seconds:
        started = process_time()
        for thing in things:
            work(thing)
        took = process_time() - started
        best, spent = min(best, took), spent + took
    return len(things) / best
