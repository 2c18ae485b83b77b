"""Our own limits."""

import heapq
import random
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from bot.notify.limiter import Limiter, Rate


class Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Give the time."""
        return self.now


def test_a_chat_takes_a_short_burst_and_then_one_a_second() -> None:
    """Three at once, the fourth when the first is three seconds old."""
    clock = Clock()
    limiter = Limiter(clock)
    assert [limiter.take("1001") for _ in range(4)] == [0.0, 0.0, 0.0, 3.0]
    clock.now += 3.0
    assert limiter.take("1001") == 0.0


def test_a_busy_chat_delays_no_other() -> None:
    """Asking in vain uses up nothing."""
    limiter = Limiter(Clock(), overall=Rate(10, 1.0))
    for _ in range(50):
        limiter.take("1001")
    assert limiter.take("1002") == 0.0


def test_a_group_takes_twenty_a_minute() -> None:
    """Groups and channels have negative ids or a name."""
    for chat in ("-1001", "@channel"):
        clock = Clock()
        limiter = Limiter(clock)
        sent = 0
        while clock.now < 159.0:
            if wait := limiter.take(chat):
                clock.now += wait
            else:
                sent += 1
        assert sent == 20


def test_a_chat_that_telegram_slowed_down_is_held() -> None:
    """Until then nothing is even tried."""
    clock = Clock()
    limiter = Limiter(clock)
    limiter.hold("1001", 30.0)
    limiter.hold("1001", 5.0)
    assert limiter.take("1001") == 30.0
    assert limiter.take("1002") == 0.0
    clock.now += 30.0
    assert limiter.take("1001") == 0.0


@given(st.lists(st.tuples(st.integers(1, 60), st.floats(0, 0.2), st.booleans()), max_size=300))
def test_the_overall_limit_is_never_passed(tries: list[tuple[int, float, bool]]) -> None:
    """No second ever holds more than the limit, and a wait given is long enough."""
    clock = Clock()
    limiter = Limiter(clock, overall=Rate(10, 1.0))
    sent: list[float] = []
    for chat, pause, urgent in tries:
        clock.now += pause
        while wait := limiter.take(str(chat), urgent=urgent):
            clock.now += wait
        sent.append(clock.now)
    assert all(
        later - earlier > 1.0 - 1e-9 for earlier, later in zip(sent, sent[10:], strict=False)
    )


def test_chats_of_long_ago_are_forgotten() -> None:
    """A hundred thousand subscribers are told in turn; only the last ones are kept in mind."""
    clock = Clock()
    limiter = Limiter(clock)
    for chat in range(5_000):
        assert limiter.take(str(chat)) == 0.0
        clock.now += 0.04
    assert len(limiter._chats) < 100


def busy(seconds: float, urgent_at: Sequence[float]) -> tuple[list[float], list[float]]:
    """Let sixteen senders with endless work, and now and then an urgent one, ask as they are told to.

    Each wakes up a little late. Gives when messages left, and how long the urgent ones waited.
    """
    clock, draw = Clock(), random.Random(7)
    limiter, begin = Limiter(clock), clock.now
    left: list[float] = []
    waited: list[float] = []
    due = [(begin, number, -1.0) for number in range(16)]
    due += [(begin + at, 100 + number, begin + at) for number, at in enumerate(urgent_at)]
    heapq.heapify(due)
    while due[0][0] < begin + seconds:
        clock.now, name, asked = heapq.heappop(due)
        wait = limiter.take(f"{name}-{len(left)}".replace("-", "0"), urgent=asked > 0)
        if not wait:
            left.append(clock.now)
            if asked > 0:
                waited.append(clock.now - asked)
                continue
            wait = 0.005  # the message is on its way
        heapq.heappush(due, (clock.now + wait + draw.uniform(0, 0.003), name, asked))
    return left, waited


def test_an_urgent_message_gets_a_place_at_once_however_many_others_wait() -> None:
    """Also right after a burst; two that come together follow each other."""
    times = [0.001, 0.3, 0.9, 1.2, 2.0, 2.0, *(3.0 + 1.37 * number for number in range(40))]
    left, waited = busy(60.0, times)
    assert len(waited) == len(times)
    assert max(waited) < 0.16
    assert sorted(waited)[len(waited) // 2] < 0.05
    assert all(
        later - earlier > 1.1 - 1e-9 for earlier, later in zip(left, left[30:], strict=False)
    )


def test_spreading_what_can_wait_wastes_none_of_the_limit() -> None:
    """99 % of what the window lets through leaves."""
    left, _ = busy(110.0, [])
    assert len(left) >= 0.99 * 110.0 / 1.1 * 30
