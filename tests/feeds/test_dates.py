"""Times as publishers write them."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds import dates
from bot.feeds.dates import parse_time, published_at

TIMES = st.datetimes(
    min_value=datetime(1990, 1, 2),  # noqa: DTZ001 - hypothesis wants bounds without a zone
    max_value=datetime(2068, 12, 30),  # noqa: DTZ001
    timezones=st.integers(min_value=-12 * 4, max_value=14 * 4).map(
        lambda quarters: timezone(timedelta(minutes=15 * quarters))
    ),
).map(lambda time: time.replace(microsecond=0))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Mon, 03 Mar 2025 14:05:00 GMT", "2025-03-03T14:05:00"),
        ("Mon, 03 Mar 25 14:05 EST", "2025-03-03T19:05:00"),
        ("Mon,3 Mar 2025 14:05:00 -0500 (EST)", "2025-03-03T19:05:00"),
        ("Mon, 3 Mar 2025 02:05 PM EDT", "2025-03-03T18:05:00"),
        ("Mon, 3 Mar 2025 14:05:00 GMT+8", "2025-03-03T06:05:00"),
        ("Mon, 3 Sept 2025 14:05:00 CEST", "2025-09-03T12:05:00"),
        ("Mon Mar  3 14:05:00 2025", "2025-03-03T14:05:00"),
        ("Mon Mar 03 14:05:00 +0100 2025", "2025-03-03T13:05:00"),
        ("2025-03-03T14:05:00.123Z", "2025-03-03T14:05:00"),
        ("2025-03-03T14:05:00+0530", "2025-03-03T08:35:00"),
        ("2025-03-03T14:05:00−05:00", "2025-03-03T19:05:00"),
        ("2025-03-03T14:05:00 08:00", "2025-03-03T06:05:00"),
        ("2025-03-03T24:00:00Z", "2025-03-04T00:00:00"),
        ("2025-03-03T23:59:60Z", "2025-03-03T23:59:59"),
        ("2025-03-03 14:05:00 UTC", "2025-03-03T14:05:00"),
        ("2025-3-3 4:05", "2025-03-03T04:05:00"),
        ("2025/03/03 14:05:00", "2025-03-03T14:05:00"),
        ("20250303T140500Z", "2025-03-03T14:05:00"),
        ("20250303140500", "2025-03-03T14:05:00"),
        ("20250303", "2025-03-03T00:00:00"),
        ("2025年3月3日 14:05", "2025-03-03T14:05:00"),
        ("2025年03月03日 14时05分", "2025-03-03T14:05:00"),
        ("03.03.2025 14:05", "2025-03-03T14:05:00"),
        ("13/04/2025 14:05", "2025-04-13T14:05:00"),
        ("04/13/2025 2:05 p.m. ET", "2025-04-13T19:05:00"),
        ("March 3rd, 2025 at 12:30 AM PST", "2025-03-03T08:30:00"),
        ("3. März 2025, 14:05 Uhr", "2025-03-03T14:05:00"),
        ("3 de marzo de 2025 14:05", "2025-03-03T14:05:00"),
        ("lun, 03 mars 2025 14:05:00 +0100", "2025-03-03T13:05:00"),
        ("12:30 3 March 2025", "2025-03-03T12:30:00"),
        ("1 May 2025", "2025-05-01T00:00:00"),
        ("1741010700", "2025-03-03T14:05:00"),
        ("1741010700123", "2025-03-03T14:05:00"),
    ],
)
def test_a_time_is_understood_as_it_is_written(text: str, iso: str) -> None:
    assert parse_time(text) == datetime.fromisoformat(iso).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "03/04/2025", "31 Feb 2025", "2025-03", "2025-W10-1", "99:99", "2025-13-01",
     "Mon, 03 Mar 2025 25:00:00 GMT", "0000-00-00T00:00:00Z", "2025-03-03T14:05:00+99:99"],
)  # fmt: skip
def test_what_is_no_time_or_two_is_none(text: str) -> None:
    assert parse_time(text) is None


def test_a_time_that_cannot_be_one_of_publication_is_none(now: datetime) -> None:
    assert published_at("Thu, 01 Jan 1970 00:00:00 GMT", now) is None
    assert published_at("0001-01-01T00:00:00Z", now) is None
    assert published_at((now + timedelta(days=2)).isoformat(), now) is None


def test_a_time_some_hours_ahead_is_kept(now: datetime) -> None:
    soon = now + timedelta(hours=8)

    assert published_at(soon.isoformat(), now) == soon


@given(TIMES)
def test_what_is_written_by_the_standards_is_read_back(time: datetime) -> None:
    assert parse_time(time.isoformat()) == time
    assert parse_time(format_datetime(time)) == time
    assert parse_time(time.strftime("%a %b %d %H:%M:%S %Y %z")) == time
    assert parse_time(time.strftime("%B %d, %Y %I:%M:%S %p %z")) == time


@given(st.text() | st.text(alphabet="0123456789-+:/. TZMarAPMGEST,年月日"))
def test_any_text_gives_a_time_in_utc_or_none(text: str) -> None:
    found = parse_time(text)

    assert found is None or found.utcoffset() == timedelta(0)


USUAL = st.tuples(
    st.sampled_from(["Mon", "Xyz"]),
    st.sampled_from(["2025", "0001", "9999", "0000"]),
    st.sampled_from(["Mar", "Mai", "Xyz"]),
    st.sampled_from(["1", "01", "31", "32", "00"]),
    st.sampled_from(["00:00:00", "23:59:59", "24:00:00", "12:00:60", "12:60:00", "25:00:00"]),
    st.sampled_from(["GMT", "UTC", "Z", "+0530", "-05:00", "+9999", "-2500", "EST", ""]),
    st.sampled_from(["03", "13"]),
    st.sampled_from(["", ".5", ".1234567", ".12345678"]),
)


@given(
    st.sampled_from(["{0}, {3} {2} {1} {4} {5}", "{3} {2} {1} {4} {5}", "{1}-{6}-{3}T{4}{7}{5}"]),
    USUAL,
)
def test_a_time_of_usual_form_is_read_as_all_others(form: str, parts: tuple[str, ...]) -> None:
    text = form.format(*parts)
    with mock.patch.object(dates, "_usual", return_value=None):
        as_others = parse_time(text)

    assert parse_time(text) == as_others
