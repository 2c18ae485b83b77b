"""Time: the machine's clock, and what is done every so often, by APScheduler behind plain coroutines."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Give the time in UTC."""
        return datetime.now(UTC)


class Scheduler:
    """Runs jobs on the event loop. A run that comes late is made up once, not as often as missed."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def every(self, interval: timedelta, name: str, job: Callable[[], Awaitable[None]]) -> None:
        """Run ``job`` every ``interval`` from the start on; an error of it is logged and it goes on."""
        self._scheduler.add_job(
            job, IntervalTrigger(seconds=interval.total_seconds(), timezone=UTC), id=name, name=name
        )

    def start(self) -> None:
        """Start; needs a running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Start no further run."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
