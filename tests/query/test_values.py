"""Numbers and spans of time are read as they are written, and written as briefly as they are read."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.query.values import read_duration, read_number, write_duration, write_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25", 25),
        ("25%", 25),
        (".5", 0.5),
        ("1,200", 1200),
        ("1.2b", 1.2e9),
        ("400m", 4e8),
        ("2TN", 2e12),
        ("5k", 5e3),
        ("-5", None),
        ("5x", None),
        ("1.2.3", None),
        ("", None),
        ("nan", None),
        ("99999999t", None),
    ],
)
def test_numbers_are_read_with_their_scale(text: str, value: float | None) -> None:
    assert read_number(text) == value


@given(st.integers(min_value=0, max_value=10**17), st.integers(min_value=0, max_value=6))
def test_a_number_is_written_as_it_is_read_back(digits: int, places: int) -> None:
    value = digits / 10**places
    assert read_number(write_number(value)) == value


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30m", 1800),
        ("90min", 5400),
        ("1h30m", 5400),
        ("2d", 172_800),
        ("1.5h", 5400),
        ("0s", None),
        ("400d", None),
        ("2", None),
        ("soon", None),
        ("1m" * 30, None),
    ],
)
def test_spans_of_time_are_read(text: str, seconds: int | None) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert read_duration(text) == expected


@given(st.integers(min_value=1, max_value=366 * 86_400))
def test_a_span_of_time_is_written_as_it_is_read_back(seconds: int) -> None:
    span = timedelta(seconds=seconds)
    assert read_duration(write_duration(span)) == span
