"""Publication times as publishers write them: RFC 5322, ISO 8601, and what they write instead."""

import re
from datetime import UTC, datetime, timedelta, timezone

OLDEST_YEAR = 1990
"""Earlier ones are defaults of some program (1970, 0001), not times of publication."""
FAR_FUTURE = timedelta(days=1)
"""A wrong time zone is worth up to 14 hours; what is further ahead is no time of publication."""

# Month names by their first letters, in the languages feeds are seen in (English, German, French,
# Spanish, Italian, Portuguese, Dutch).
_MONTHS = {
    "jan": 1, "ene": 1, "gen": 1, "feb": 2, "fev": 2, "fév": 2, "mar": 3, "mär": 3, "mrz": 3, "maa": 3,
    "apr": 4, "abr": 4, "avr": 4, "may": 5, "mai": 5, "mag": 5, "maj": 5, "mei": 5, "jun": 6, "juin": 6,
    "giu": 6, "jul": 7, "juil": 7, "lug": 7, "aug": 8, "ago": 8, "aoû": 8, "aou": 8, "sep": 9, "set": 9,
    "oct": 10, "okt": 10, "ott": 10, "out": 10, "nov": 11, "dec": 12, "dez": 12, "dic": 12, "déc": 12,
}  # fmt: skip
# Hours from UTC. RFC 5322 section 4.3 names the American ones; the others as markets use them.
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "mez": 1, "cest": 2,
    "mesz": 2, "eet": 2, "eest": 3, "msk": 3, "ist": 5.5, "wib": 7, "ict": 7, "sgt": 8, "hkt": 8,
    "awst": 8, "jst": 9, "kst": 9, "acst": 9.5, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
    "brt": -3, "edt": -4, "est": -5, "et": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7,
    "pst": -8, "akst": -9, "hst": -10,
}  # fmt: skip

# The two forms of nearly all feeds, as RFC 5322 and RFC 3339 have them; what follows is for all others.
_RFC_5322 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d\d?) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d) ([+-]\d{4}|GMT|UTC)",
    re.ASCII,
)
_RFC_3339 = re.compile(
    r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:\.\d{1,7})?(Z|[+-]\d\d:\d\d)", re.ASCII
)

_EPOCH = re.compile(r"\d{10}(?:\d{3})?$")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(?!\d)|(?!\d))")
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+(?:de\s+)?([^\W\d_]{3,})[.,]?[\s-]+(?:de\s+)?"
    r"(\d{4}|\d\d)(?![\d:])",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    r"(?<![^\W\d_])([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?![\d:]),?(?:\s+[\d:]{5,8})?"
    r"(?:\s+(?:[a-z]{2,5}|[+-]\d{4}))?\s+(\d{4})(?!\d)",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)")
_TIME = re.compile(
    r"(?<![\d:+-])(\d{1,2})[:h时時](\d\d)(?::(\d\d)(?:[.,]\d+)?)?(?!\d)(?:\s*([ap])\.?m\b\.?)?",
    re.IGNORECASE,
)
# Without a sign ("14:05 08:00": a "+" lost in some URL) it is an offset only where it has a colon.
_OFFSET = re.compile(
    r"^\s*(?:GMT|UTC)?\s*(?:([+\-−])(\d\d?)(?::?(\d\d))?|(\d\d):(\d\d))(?!\d)", re.IGNORECASE
)
_ZONE_NAME = re.compile(r"^\s*\(?([a-z]{1,4})\b", re.IGNORECASE)


def published_at(text: str, now: datetime) -> datetime | None:
    """Give the time ``text`` names, in UTC, or None where it names none that can be right at ``now``.

    Without a zone it is taken as UTC; with a day only, as its midnight.
    """
    found = parse_time(text)
    if found is None or found.year < OLDEST_YEAR or found > now + FAR_FUTURE:
        return None
    return found


def parse_time(text: str) -> datetime | None:
    """Give the time ``text`` names, in UTC, or None where none can be made out."""
    try:
        if usual := _usual(text):
            return usual
        text = " ".join(text[:100].split())
        if _EPOCH.match(text):
            return datetime.fromtimestamp(int(text[:10]), UTC)
        if compact := _COMPACT.search(text):
            clock = compact.groups()[3:] if compact[4] else None
            return _moment(compact.groups()[:3], clock, "", text[compact.end() :])
        dated = _date(text)
        if dated is None:
            return None
        date, rest = dated
        time = _TIME.search(rest)
        if time is None:
            return _moment(date, None, "", "")
        return _moment(date, time.groups()[:3], time[4] or "", rest[time.end() :])
    except (ValueError, OverflowError):  # the 31st of February, the year 0, hour 25
        return None


def _usual(text: str) -> datetime | None:
    """Give the time of a text in one of the two usual forms."""
    if found := _RFC_5322.fullmatch(text):
        day, name, year, clock, zone = found.groups()
        text = f"{year}-{_MONTHS.get(name.lower(), 0):02}-{day:0>2}T{clock}"
    elif found := _RFC_3339.fullmatch(text):
        text, zone = found.groups()
    else:
        return None
    try:
        moment = datetime.fromisoformat(text + (zone if zone[0] in "+-" else "Z"))
    except ValueError:  # the 60th second and the 24th hour are no mistakes
        return None
    return moment.astimezone(UTC)


def _date(text: str) -> tuple[tuple[str, str, str], str] | None:
    """Give year, month, day as written, and the text in which the time is to be looked for."""
    if found := _YEAR_FIRST.search(text):
        return (found[1], found[2], found[3]), _without(text, found)
    if (found := _DAY_FIRST.search(text)) and (month := _month(found[2])):
        return (found[3], month, found[1]), _without(text, found)
    if (found := _MONTH_FIRST.search(text)) and (month := _month(found[1])):
        # The time may stand between day and year, its zone behind the year.
        return (found[3], month, found[2]), text[: found.start(3)] + text[found.end(3) :]
    if found := _NUMBERS.search(text):
        first, separator, second, year = found.groups()
        if separator == "." or int(first) > 12:
            return (year, second, first), _without(text, found)
        if int(second) > 12:
            return (year, first, second), _without(text, found)
    return None  # 03/04/2025 is two days: nobody knows which


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _month(name: str) -> str:
    lowered = name.lower()
    return str(_MONTHS.get(lowered[:4]) or _MONTHS.get(lowered[:3]) or "")


def _moment(
    date: tuple[str, ...], clock: tuple[str | None, ...] | None, half: str, rest: str
) -> datetime:
    year, month, day = (int(part) for part in date)
    if len(date[0]) == 2:
        year += 2000 if year < 70 else 1900
    hour, minute, second = (int(part or 0) for part in clock or ("0", "0", "0"))
    if half:
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    if hour == 24 and minute == 0:  # ISO 8601 allows it for midnight
        return _moment(date, ("0", "0", "0"), "", rest) + timedelta(days=1)
    zone = _zone(rest) if clock else UTC
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone).astimezone(UTC)


def _zone(rest: str) -> timezone:
    if found := _OFFSET.match(rest):
        hours, minutes = found[2] or found[4], found[3] or found[5] or 0
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone(-offset if found[1] in {"-", "−"} else offset)
    if found := _ZONE_NAME.match(rest):
        return timezone(timedelta(hours=_ZONES.get(found[1].lower(), 0.0)))
    return UTC
