"""When exchanges open and close. Pure; docs/decisions/0010-market-hours.md says what is left out.

Days off and short days come from the ``holidays`` package, hours are written down here.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from bot.domain.preferences import Session
from bot.pipeline.wallclock import moment, zone_of

_SATURDAY = 5
_LONGEST_CLOSURE = 30
"""Days within which every exchange opens again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """An exchange's regular session, on its own clock."""

    name: str
    calendar: str
    """ISO 10383 code, as the ``holidays`` package knows its days off."""
    zone: str
    opens: time
    closes: time
    short: time | None = None
    """When it closes on its short days, where it has any."""


_HOURS = (
    ("NYSE", "New York", "XNYS", "America/New_York", "09:30", "16:00", "13:00"),
    ("NASDAQ", "Nasdaq", "XNAS", "America/New_York", "09:30", "16:00", "13:00"),
    ("TSX", "Toronto", "XTSE", "America/Toronto", "09:30", "16:00", "13:00"),
    ("LSE", "London", "XLON", "Europe/London", "08:00", "16:30", "12:30"),
    ("XETRA", "Frankfurt", "XETR", "Europe/Berlin", "09:00", "17:30", ""),
    ("EURONEXT", "Paris", "XPAR", "Europe/Paris", "09:00", "17:30", "14:05"),
    ("SIX", "Zurich", "XSWX", "Europe/Zurich", "09:00", "17:30", ""),
    ("NSE", "Mumbai", "XNSE", "Asia/Kolkata", "09:15", "15:30", ""),
    ("SGX", "Singapore", "XSES", "Asia/Singapore", "09:00", "17:00", "12:00"),
    ("HKEX", "Hong Kong", "XHKG", "Asia/Hong_Kong", "09:30", "16:00", "12:00"),
    ("SSE", "Shanghai", "XSHG", "Asia/Shanghai", "09:30", "15:00", ""),
    ("KRX", "Seoul", "XKRX", "Asia/Seoul", "09:00", "15:30", ""),
    ("TSE", "Tokyo", "XJPX", "Asia/Tokyo", "09:00", "15:30", ""),
    ("ASX", "Sydney", "XASX", "Australia/Sydney", "10:00", "16:00", "14:10"),
)
"""Key, name, calendar, zone, opening, close, close of a short day."""

EXCHANGES = {
    key: Exchange(
        name=name,
        calendar=calendar,
        zone=zone,
        opens=time.fromisoformat(opens),
        closes=time.fromisoformat(closes),
        short=time.fromisoformat(short) if short else None,
    )
    for key, name, calendar, zone, opens, closes, short in _HOURS
}
"""By the name a subscriber writes."""


def next_session(exchange: str, at: Session, after: datetime) -> datetime:
    """Give the first opening or close of ``exchange`` later than ``after``.

    Raises:
        KeyError: there is no such exchange.

    """
    market = EXCHANGES[exchange]
    zone = zone_of(market.zone)
    for day in _trading_days(market, after.astimezone(zone).date()):
        when = moment(day, _time(market, day, at), zone)
        if when > after:
            return when
    raise ValueError(f"{exchange} does not open within {_LONGEST_CLOSURE} days of {after}")


def _trading_days(market: Exchange, first: date) -> Iterator[date]:
    closed = _days(market.calendar, "public")
    for number in range(_LONGEST_CLOSURE):
        day = first + timedelta(days=number)
        if day.weekday() < _SATURDAY and day not in closed:
            yield day


def _time(market: Exchange, day: date, at: Session) -> time:
    if at is Session.OPEN:
        return market.opens
    if market.short is not None and day in _days(market.calendar, "half_day"):
        return market.short
    return market.closes


@cache
def _days(calendar: str, category: str) -> Container[date]:
    """Give a calendar's days; it works out each year when it is first asked of it."""
    # Imported here: 5 MB that only who asks for market hours needs.
    from holidays import financial_holidays  # noqa: PLC0415

    return financial_holidays(calendar, categories=category)
