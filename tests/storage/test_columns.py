"""What both databases store alike."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.subscriber import Destination
from bot.storage.columns import (
    destination_key,
    destination_of,
    from_micros,
    storable,
    to_micros,
)

anything = st.text(st.characters(codec=None, exclude_categories=()))


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_time_survives_to_the_microsecond(moment: datetime) -> None:
    """In any year there is."""
    assert from_micros(to_micros(moment)) == moment


def test_a_time_of_another_zone_is_the_same_moment() -> None:
    """Everything is UTC inside."""
    there = datetime(2026, 3, 2, 20, tzinfo=timezone(timedelta(hours=8)))
    assert from_micros(to_micros(there)) == datetime(2026, 3, 2, 12, tzinfo=UTC)


@given(anything, anything, anything)
def test_no_two_destinations_have_one_key(adapter: str, thread: str, address: str) -> None:
    """Whatever characters an adapter writes its addresses in."""
    place = Destination(
        adapter=storable(adapter), thread=storable(thread), address=storable(address)
    )
    assert destination_of(destination_key(place)) == place


@given(anything)
def test_text_keeps_its_length_and_can_be_encoded(text: str) -> None:
    """Or evidence would point at other words."""
    clean = storable(text)
    assert len(clean) == len(text)
    assert "\x00" not in clean
    clean.encode()
    assert storable(clean) == clean
