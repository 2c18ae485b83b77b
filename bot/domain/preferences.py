"""When and how a subscriber wants to be told."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import TypeAlias

from bot.domain.rule import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """From ``start`` until ``end`` on the subscriber's clock, across midnight where ``end`` is earlier.

    What is decided within them waits for their end.
    """

    start: time
    end: time
    spare_critical: bool = True
    """Critical alerts come all the same."""

    def __post_init__(self) -> None:
        """Refuse a span that would be empty or a whole day, and times with a zone of their own."""
        if self.start == self.end:
            raise ValueError(f"quiet hours begin and end at {self.start:%H:%M}; choose two times")
        if self.start.tzinfo or self.end.tzinfo:
            raise ValueError("quiet hours are times of the subscriber's clock, without a zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hourly:
    """A digest at every full hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyAt:
    """A digest every day at a time of the subscriber's clock."""

    at: time

    def __post_init__(self) -> None:
        """Refuse a time with a zone of its own."""
        if self.at.tzinfo:
            raise ValueError("a digest's time is one of the subscriber's clock, without a zone")


class Session(StrEnum):
    """A moment of an exchange's day."""

    OPEN = "open"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketTime:
    """A digest whenever an exchange opens or closes."""

    exchange: str
    """A key of :data:`bot.pipeline.markets.EXCHANGES`, like ``NYSE``."""
    at: Session


DigestTime: TypeAlias = Hourly | DailyAt | MarketTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What a subscriber chose; the defaults are what somebody has who chose nothing."""

    zone: str = "UTC"
    """Of the IANA time zone database, like ``Europe/Berlin``."""
    lang: str = ""
    """Chosen by the subscriber; empty follows their Telegram."""
    quiet: QuietHours | None = None
    digest: DigestTime | None = None
    digest_up_to: Severity = Severity.LOW
    """Alerts of this severity and below go to the digest, where one is set."""
    budget: int = 25
    """So many alerts a rule may send at once in a day; what comes over it goes to the digest."""
