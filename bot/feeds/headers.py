"""What the headers of an answer say about polling (RFC 9110, RFC 9111). Pure."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.feeds.dates import parse_time

_MAX_AGE = re.compile(r"""(?:^|[\s,])max-age\s*=\s*"?(\d{1,9})\b""", re.IGNORECASE)
_SECONDS = re.compile(r"\d{1,9}")
_VALIDATOR_LIMIT = 1_000
"""Characters; what is longer is not remembered, and the body asked for again."""


def max_age(headers: Mapping[str, str]) -> timedelta | None:
    """Give for how long the answer stays fresh (Cache-Control, less its Age), None where unsaid."""
    found = _MAX_AGE.search(headers.get("Cache-Control", ""))
    if found is None:
        return None
    age = headers.get("Age", "").strip()
    passed = int(age) if _SECONDS.fullmatch(age) else 0
    return timedelta(seconds=max(0, int(found[1]) - passed))


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Give how long the server asks us to wait: seconds, or the time until a date."""
    text = headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(text):
        return timedelta(seconds=int(text))
    when = parse_time(text)
    return max(when - now, timedelta(0)) if when else None


def validator(headers: Mapping[str, str], name: str) -> str:
    """Give an ``ETag`` or ``Last-Modified`` that can be sent back as it came, or nothing."""
    text = headers.get(name, "").strip()
    return text if text.isascii() and text.isprintable() and len(text) <= _VALIDATOR_LIMIT else ""
