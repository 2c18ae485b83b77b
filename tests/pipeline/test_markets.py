"""When exchanges open and close."""

from datetime import datetime

import pytest

from bot.domain.preferences import Session
from bot.pipeline.markets import EXCHANGES, next_session


@pytest.mark.parametrize(
    ("exchange", "at", "after", "expected"),
    [
        ("NYSE", Session.OPEN, "2026-03-06T08:00-05:00", "2026-03-06T09:30-05:00"),
        ("NYSE", Session.OPEN, "2026-03-06T09:30-05:00", "2026-03-09T09:30-04:00"),
        ("NYSE", Session.CLOSE, "2026-11-27T10:00-05:00", "2026-11-27T13:00-05:00"),
        ("NYSE", Session.CLOSE, "2026-07-02T17:00-04:00", "2026-07-06T16:00-04:00"),
        ("LSE", Session.OPEN, "2026-12-24T09:00+00:00", "2026-12-29T08:00+00:00"),
        ("LSE", Session.CLOSE, "2026-12-24T09:00+00:00", "2026-12-24T12:30+00:00"),
        ("XETRA", Session.OPEN, "2026-04-02T18:00+02:00", "2026-04-07T09:00+02:00"),
        ("TSE", Session.CLOSE, "2026-12-30T16:00+09:00", "2027-01-04T15:30+09:00"),
        ("HKEX", Session.OPEN, "2026-02-16T17:00+08:00", "2026-02-20T09:30+08:00"),
        ("SSE", Session.OPEN, "2026-09-30T16:00+08:00", "2026-10-08T09:30+08:00"),
    ],
    ids=[
        "today", "after a weekend and a clock change", "short day", "over a holiday",
        "christmas in london", "short christmas eve", "easter", "new year in tokyo",
        "lunar new year", "golden week",
    ],
)  # fmt: skip
def test_the_next_opening_or_close(exchange: str, at: Session, after: str, expected: str) -> None:
    found = next_session(exchange, at, datetime.fromisoformat(after))
    assert found == datetime.fromisoformat(expected)


@pytest.mark.parametrize("exchange", sorted(EXCHANGES))
def test_every_exchange_has_days_off_and_hours(exchange: str) -> None:
    new_year = datetime.fromisoformat("2026-12-31T23:59+14:00")
    opens = next_session(exchange, Session.OPEN, new_year)
    assert opens < next_session(exchange, Session.CLOSE, opens)
    assert (opens - new_year).days <= 7
