"""How long a failed delivery waits before it is tried again."""

from collections.abc import Callable
from datetime import timedelta

FIRST = timedelta(seconds=1)
LONGEST = timedelta(minutes=5)


def backoff(attempts: int, asked: timedelta | None, draw: Callable[[], float]) -> timedelta:
    """Give the wait after the ``attempts``-th try failed.

    What the destination asked for is obeyed; else the wait doubles from one second to five minutes,
    each with full jitter over its upper half so that a fleet does not come back at once.
    ``draw`` gives numbers in [0, 1).
    """
    if asked is not None:
        return asked
    wait = min(FIRST * (1 << min(attempts - 1, 20)), LONGEST)
    return wait * (0.5 + 0.5 * draw())
