"""When somebody is told: never within their quiet hours, never later than they asked, never not."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.preferences import (
    DailyAt,
    DigestTime,
    Hourly,
    MarketTime,
    Preferences,
    QuietHours,
    Session,
)
from bot.domain.rule import Severity
from bot.domain.silence import Stage
from bot.pipeline.markets import EXCHANGES
from bot.pipeline.timing import hold, next_digest, quiet_until
from bot.pipeline.wallclock import moment, zone_of

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Africa/Casablanca",
)
NIGHT = QuietHours(start=time(22), end=time(7))
zones = st.sampled_from(ZONES)
walls = st.times().map(lambda wall: wall.replace(microsecond=0))
quiets = (
    st.tuples(walls, walls, st.booleans())
    .filter(lambda parts: parts[0] != parts[1])
    .map(lambda parts: QuietHours(start=parts[0], end=parts[1], spare_critical=parts[2]))
)
digests: st.SearchStrategy[DigestTime] = st.one_of(
    st.just(Hourly()),
    walls.map(lambda wall: DailyAt(at=wall)),
    st.builds(MarketTime, exchange=st.sampled_from(sorted(EXCHANGES)), at=st.sampled_from(Session)),
)
# Minutes around the nights on which clocks change, besides any minute of two years.
CHANGES = (
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 3, 8, 7, tzinfo=UTC),
    datetime(2026, 11, 1, 6, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),
    datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
)
moments = st.one_of(
    st.integers(0, 730 * 24 * 60).map(
        lambda minutes: datetime(2025, 6, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.builds(
        lambda change, minutes: change + timedelta(minutes=minutes),
        st.sampled_from(CHANGES),
        st.integers(-36 * 60, 36 * 60),
    ),
)


def on_the_wall(quiet: QuietHours, when: datetime, zone: str) -> bool:
    """Whether the subscriber's clock shows a time within ``quiet``."""
    wall = when.astimezone(ZoneInfo(zone)).time()
    if quiet.start < quiet.end:
        return quiet.start <= wall < quiet.end
    return wall >= quiet.start or wall < quiet.end


@given(now=moments, zone=zones, quiet=quiets, severity=st.sampled_from(Severity))
def test_nothing_comes_while_the_clock_shows_quiet_hours_but_what_is_spared(
    now: datetime, zone: str, quiet: QuietHours, severity: Severity
) -> None:
    wait = hold(Preferences(zone=zone, quiet=quiet), severity, now)
    if severity is Severity.CRITICAL and quiet.spare_critical:
        assert wait is None
        return
    told = wait.until if wait else now
    assert not on_the_wall(quiet, told, zone)


@given(now=moments, zone=zones, quiet=quiets)
def test_quiet_hours_end_within_a_day_and_an_hour(
    now: datetime, zone: str, quiet: QuietHours
) -> None:
    end = quiet_until(quiet, zone, now)
    if end is not None:
        assert now < end <= now + timedelta(hours=25)
        assert quiet_until(quiet, zone, end) is None


@settings(deadline=None)  # an exchange's days off are worked out once a year
@given(now=moments, zone=zones, quiet=st.none() | quiets, digest=digests)
def test_a_digest_comes_after_now_and_outside_quiet_hours(
    now: datetime, zone: str, quiet: QuietHours | None, digest: DigestTime
) -> None:
    wait = hold(Preferences(zone=zone, quiet=quiet, digest=digest), Severity.LOW, now)
    assert wait is not None
    assert wait.stage is Stage.DIGEST
    longest = timedelta(days=14) if isinstance(digest, MarketTime) else timedelta(hours=25)
    assert now < wait.until <= now + longest + timedelta(hours=25)
    assert quiet is None or not on_the_wall(quiet, wait.until, zone)


@settings(deadline=None)
@given(now=moments, zone=zones, digest=digests)
def test_the_times_of_a_digest_do_not_depend_on_when_they_are_asked_for(
    now: datetime, zone: str, digest: DigestTime
) -> None:
    due = next_digest(digest, zone_of(zone), now)
    almost = due - timedelta(microseconds=1)
    assert next_digest(digest, zone_of(zone), max(now, almost)) == due


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-03-28T23:00+01:00", "2026-03-29T07:00+02:00"),
        ("2026-10-24T23:00+02:00", "2026-10-25T07:00+01:00"),
        ("2026-03-05T06:59+01:00", "2026-03-05T07:00+01:00"),
        ("2026-03-05T22:00+01:00", "2026-03-06T07:00+01:00"),
        ("2026-03-05T07:00+01:00", None),
        ("2026-03-05T21:59+01:00", None),
    ],
    ids=["clock put forward", "clock put back", "last minute", "first", "over", "not yet"],
)
def test_a_night_in_berlin(now: str, end: str | None) -> None:
    found = quiet_until(NIGHT, "Europe/Berlin", datetime.fromisoformat(now))
    assert found == (datetime.fromisoformat(end) if end else None)


def test_an_end_that_comes_twice_is_the_later_and_one_that_is_skipped_is_when_the_clock_jumps() -> (
    None
):
    until_half_past_two = QuietHours(start=time(22), end=time(2, 30))
    back = datetime.fromisoformat("2026-10-24T23:00+02:00")
    forward = datetime.fromisoformat("2026-03-28T23:00+01:00")
    assert quiet_until(until_half_past_two, "Europe/Berlin", back) == datetime.fromisoformat(
        "2026-10-25T02:30+01:00"
    )
    assert quiet_until(until_half_past_two, "Europe/Berlin", forward) == datetime.fromisoformat(
        "2026-03-29T03:00+02:00"
    )


def test_a_daily_digest_keeps_its_time_on_the_wall() -> None:
    daily = DailyAt(at=time(18))
    berlin = zone_of("Europe/Berlin")
    winter = next_digest(daily, berlin, datetime(2026, 3, 28, 12, tzinfo=UTC))
    summer = next_digest(daily, berlin, winter)
    assert (winter, summer) == (
        datetime(2026, 3, 28, 17, tzinfo=UTC),
        datetime(2026, 3, 29, 16, tzinfo=UTC),
    )


def test_an_hourly_digest_comes_at_full_hours_of_the_wall() -> None:
    now = datetime(2026, 3, 4, 14, 2, 5, 7, tzinfo=UTC)
    assert next_digest(Hourly(), zone_of("Asia/Kathmandu"), now) == datetime(
        2026, 3, 4, 14, 15, tzinfo=UTC
    )


def test_a_digest_of_its_own_or_of_its_severity_and_nothing_else_waits() -> None:
    now = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)
    chosen = Preferences(digest=DailyAt(at=time(18)), digest_up_to=Severity.MEDIUM)
    assert hold(Preferences(), Severity.LOW, now) is None
    assert hold(chosen, Severity.HIGH, now) is None
    for wait in (
        hold(chosen, Severity.MEDIUM, now),
        hold(chosen, Severity.CRITICAL, now, digest=True),
    ):
        assert wait is not None
        assert wait.until == datetime(2026, 3, 4, 18, tzinfo=UTC)
    unchosen = hold(Preferences(), Severity.HIGH, now, digest=True)
    assert unchosen is not None
    assert unchosen.until == datetime(2026, 3, 4, 15, tzinfo=UTC)


def test_a_moment_of_a_day_that_was_skipped_is_when_the_clock_jumped() -> None:
    apia = zone_of("Pacific/Apia")
    jump = datetime(2011, 12, 30, 10, tzinfo=UTC)
    assert moment(date(2011, 12, 30), time(12), apia) == jump


def test_a_zone_nobody_knows_is_utc() -> None:
    assert zone_of("Mars/Olympus").key == "UTC"


def test_quiet_hours_that_are_no_span_are_refused() -> None:
    with pytest.raises(ValueError, match="choose two times"):
        QuietHours(start=time(7), end=time(7))
