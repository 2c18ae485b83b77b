"""What the tests of getting and reading feeds share."""

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
