"""Our own limits."""

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
    limiter = Limiter(Clock(), overall=Rate(5, 1.0))
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


@given(st.lists(st.tuples(st.integers(1, 60), st.floats(0, 0.2)), max_size=300))
def test_the_overall_limit_is_never_passed(tries: list[tuple[int, float]]) -> None:
    """No second ever holds more than the limit, and a wait given is long enough."""
    clock = Clock()
    limiter = Limiter(clock, overall=Rate(10, 1.0))
    sent: list[float] = []
    for chat, pause in tries:
        clock.now += pause
        while wait := limiter.take(str(chat)):
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
