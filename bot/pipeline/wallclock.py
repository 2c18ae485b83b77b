"""Clocks on walls: what moment a local time is, also where a clock is put forward or back. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

_SECOND = timedelta(seconds=1)


@cache
def zone_of(name: str) -> ZoneInfo:
    """Give the time zone called ``name``; UTC where this machine's data no longer knows it."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return ZoneInfo("UTC")


@lru_cache(maxsize=1024)
def local_day(now: datetime, zone: str) -> date:
    """Give the date on the wall."""
    return now.astimezone(zone_of(zone)).date()


def moment(day: date, at: time, zone: ZoneInfo, *, last: bool = False) -> datetime:
    """Give when it is ``at`` on ``day``, in UTC.

    A time that comes twice is the first of the two, or the ``last``. A time that is skipped is the
    moment at which the clock is put forward.
    """
    early, late = (
        datetime.combine(day, at, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1)
    )
    if early <= late:
        return late if last else early
    # Skipped: read with the offset of before and of after, the two lie around the change.
    early, late = late, early
    changed = zone.utcoffset(late.astimezone(zone))
    while late - early > _SECOND:
        middle = early + (late - early) // 2
        if zone.utcoffset(middle.astimezone(zone)) == changed:
            late = middle
        else:
            early = middle
    return late.replace(microsecond=0)
