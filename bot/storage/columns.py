"""Column types: domain values on one side, what both databases store alike on the other."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote

from sqlalchemy import BigInteger, ColumnElement, Dialect, Integer, Text, and_, type_coerce
from sqlalchemy.types import TypeDecorator

from bot.domain.subscriber import Destination

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

Number = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit key the database counts up: SQLite counts only columns declared INTEGER."""


def to_micros(value: datetime) -> int:
    """Give an aware time as whole microseconds since 1970 in UTC."""
    return (value - EPOCH) // MICROSECOND


def from_micros(value: int) -> datetime:
    """Give the time in UTC that :func:`to_micros` stored."""
    return EPOCH + timedelta(microseconds=value)


@lru_cache(maxsize=1024)
def _escaped(part: str) -> str:
    return quote(part, safe="")


def destination_key(value: Destination) -> str:
    """Give a destination as one text, ``adapter:thread:address``, no two alike."""
    return f"{_escaped(value.adapter)}:{_escaped(value.thread)}:{value.address}"


def destination_of(key: str) -> Destination:
    """Give the destination that :func:`destination_key` wrote."""
    adapter, thread, address = key.split(":", 2)
    return Destination(adapter=unquote(adapter), thread=unquote(thread), address=address)


def at_address(column: ColumnElement[Any], adapter: str, address: str) -> ColumnElement[bool]:
    """Select destinations at an address, of any thread."""
    key = type_coerce(column, Text)
    of_adapter = destination_key(Destination(adapter=adapter, address=""))
    return and_(
        key.startswith(of_adapter[:-1], autoescape=True),
        key.endswith(f":{address}", autoescape=True),
    )


def storable(text: str) -> str:
    """Put U+FFFD for what a database refuses: NUL, and halves of surrogate pairs.

    One character for one, so that evidence keeps pointing at its words.
    """
    return _UNSTORABLE.sub("\ufffd", text)


class Time(TypeDecorator[datetime]):
    """A moment: an integer compares and sorts alike everywhere and has no zone to lose."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Store microseconds."""
        return None if value is None else to_micros(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Read an aware time."""
        return None if value is None else from_micros(value)


class Span(TypeDecorator[timedelta]):
    """A length of time, in microseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> Any:
        """Store microseconds."""
        return None if value is None else value // MICROSECOND

    def process_result_value(self, value: Any | None, dialect: Dialect) -> timedelta | None:
        """Read a timedelta."""
        return None if value is None else timedelta(microseconds=value)


class Place(TypeDecorator[Destination]):
    """A destination in one column, which a queue can be keyed by."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Destination | None, dialect: Dialect) -> Any:
        """Store the key."""
        return None if value is None else destination_key(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Destination | None:
        """Read the destination."""
        return None if value is None else destination_of(value)


class Words(TypeDecorator[str]):
    """Text from outside."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        """Store what both databases take."""
        return None if value is None else storable(value)
