"""Numbers, sizes and spans of time as a query writes them: ``1.2b``, ``25%``, ``1h30m``."""

import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

_SCALES: Mapping[str, int] = {
    "": 0, "%": 0, "k": 3, "thousand": 3, "m": 6, "mn": 6, "mln": 6, "million": 6, "b": 9, "bn": 9,
    "bln": 9, "billion": 9, "t": 12, "tn": 12, "trn": 12, "trillion": 12,
}  # fmt: skip
"""Suffix → power of ten."""
SCALE_WORDS = frozenset(name for name in _SCALES if len(name) > 1)
_NUMBER = re.compile(r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(%|[a-z]*)", re.ASCII)
_LARGEST = Decimal(10) ** 18
_DURATION = re.compile(r"(?:\d+(?:\.\d+)?[smhdw]|\d+min)+", re.ASCII)
_PART = re.compile(r"(\d+(?:\.\d+)?)(min|[smhdw])", re.ASCII)
_SECONDS: Mapping[str, int] = {
    "s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400, "w": 604_800,
}  # fmt: skip
_LONGEST = timedelta(days=366)


def read_number(text: str) -> float | None:
    """Read ``1.2b``, ``400m``, ``1,200`` or ``25%``; None where it is no number or above 10^18."""
    found = _NUMBER.fullmatch(text.lower())
    if found is None or found[2] not in _SCALES:
        return None
    value = Decimal(found[1].replace(",", "")).scaleb(_SCALES[found[2]])
    return float(value) if value <= _LARGEST else None


def write_number(value: float) -> str:
    """Write ``value`` as briefly as :func:`read_number` reads it back."""
    exact = Decimal(repr(value))
    for suffix in ("t", "b", "m", "k"):
        scaled = exact.scaleb(-_SCALES[suffix]).normalize()
        digits = format(scaled, "f")
        if scaled >= 1 and len(digits) <= 7 and read_number(digits + suffix) == value:
            return digits + suffix
    return format(exact.normalize(), "f")


def read_duration(text: str) -> timedelta | None:
    """Read ``30m``, ``2h``, ``1d12h``; None where it is none, nothing at all, or above a year."""
    lowered = text.lower()
    if not _DURATION.fullmatch(lowered) or len(lowered) > 40:
        return None
    seconds = sum(float(part[1]) * _SECONDS[part[2]] for part in _PART.finditer(lowered))
    if not 1 <= seconds <= _LONGEST.total_seconds():
        return None
    return timedelta(seconds=round(seconds))


def write_duration(value: timedelta) -> str:
    """Write ``value`` as :func:`read_duration` reads it back."""
    rest = round(value.total_seconds())
    text = ""
    for unit in ("d", "h", "m", "s"):
        count, rest = divmod(rest, _SECONDS[unit])
        text += f"{count}{unit}" if count else ""
    return text
