"""When a subscriber is told: at once, after their quiet hours, or with a digest. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.domain.preferences import (
    DailyAt,
    DigestTime,
    Hourly,
    MarketTime,
    Preferences,
    QuietHours,
)
from bot.domain.rule import Severity
from bot.domain.silence import Stage
from bot.pipeline.markets import next_session
from bot.pipeline.wallclock import moment, zone_of

DAY = timedelta(days=1)
UNCHOSEN = Hourly()
"""The digest of whoever has chosen none, for rules over their budget."""


@dataclass(frozen=True, slots=True)
class Hold:
    """An alert waits."""

    until: datetime
    stage: Stage
    """For what."""


def hold(
    preferences: Preferences, severity: Severity, now: datetime, *, digest: bool = False
) -> Hold | None:
    """Say until when what is decided ``now`` waits, None where it goes at once.

    ``digest`` sends it to the digest whatever its severity. A digest that would come within quiet
    hours comes at their end.
    """
    quiet = preferences.quiet
    chosen = preferences.digest is not None and severity <= preferences.digest_up_to
    if digest or chosen:
        due = next_digest(preferences.digest or UNCHOSEN, zone_of(preferences.zone), now)
        return Hold(quiet_until(quiet, preferences.zone, due) or due, Stage.DIGEST)
    if quiet is None or (severity is Severity.CRITICAL and quiet.spare_critical):
        return None
    end = quiet_until(quiet, preferences.zone, now)
    return Hold(end, Stage.QUIET_HOURS) if end else None


def quiet_until(quiet: QuietHours | None, zone: str, now: datetime) -> datetime | None:
    """Give the end of the quiet hours that ``now`` is in, None where it is in none.

    Where a clock is put back they last from the first ``start`` to the last ``end``; a start or an
    end that is skipped is the moment the clock is put forward.
    """
    if quiet is None:
        return None
    place = zone_of(zone)
    today = now.astimezone(place).date()
    over_midnight = DAY if quiet.end < quiet.start else timedelta()
    for day in (today - DAY, today, today + DAY):
        begins = moment(day, quiet.start, place)
        ends = moment(day + over_midnight, quiet.end, place, last=True)
        if begins <= now < ends:
            return ends
    return None


def next_digest(digest: DigestTime, zone: ZoneInfo, now: datetime) -> datetime:
    """Give the first time of ``digest`` later than ``now``."""
    match digest:
        case Hourly():
            wall = now.astimezone(zone)
            past = timedelta(
                minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond
            )
            return now - past + timedelta(hours=1)
        case DailyAt(at=at):
            today = now.astimezone(zone).date()
            times = (moment(today + number * DAY, at, zone) for number in (0, 1, 2))
            return next(time for time in times if time > now)
        case MarketTime(exchange=exchange, at=session):
            return next_session(exchange, session, now)
        case _:
            assert_never(digest)
