"""What the tests of getting and reading feeds share."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass
class StoppedClock:
    """A clock that shows one time."""

    time: datetime = NOW

    def now(self) -> datetime:
        return self.time


@pytest.fixture
def now() -> datetime:
    """Give the time these tests play at."""
    return NOW


@pytest.fixture
def clock() -> StoppedClock:
    """Give a clock that shows :func:`now`."""
    return StoppedClock()


@pytest.fixture
async def turns() -> AsyncIterator[list[float]]:
    """Give how long each turn of the event loop worked, in seconds of CPU of its thread.

    Not how late it was: other processes share the machine, and what they take is no fault of ours.
    """
    worked = list[float]()

    async def watch() -> None:
        while True:
            before = time.thread_time()
            await asyncio.sleep(0.001)
            worked.append(time.thread_time() - before)

    watching = asyncio.create_task(watch())
    yield worked
    watching.cancel()
