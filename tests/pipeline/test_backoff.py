"""How long a failed delivery waits."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.pipeline.backoff import FIRST, LONGEST, backoff


def test_what_the_destination_asks_for_is_obeyed() -> None:
    assert backoff(5, timedelta(seconds=17), lambda: 0.5) == timedelta(seconds=17)


def test_the_wait_doubles_from_a_second_to_five_minutes() -> None:
    waits = [backoff(attempts, None, lambda: 1.0) for attempts in range(1, 12)]
    assert waits[:4] == [FIRST, FIRST * 2, FIRST * 4, FIRST * 8]
    assert waits[-1] == LONGEST


@given(st.integers(min_value=1, max_value=10_000), st.floats(0, 1, exclude_max=True))
def test_any_wait_is_at_least_half_a_second_and_at_most_the_longest(
    attempts: int, draw: float
) -> None:
    assert FIRST / 2 <= backoff(attempts, None, lambda: draw) <= LONGEST
