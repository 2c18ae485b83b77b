"""How often we may send: our own limits, kept below Telegram's. State only; the clock is given.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this: about 30 messages a
second overall, one a second in a chat with short bursts, 20 a minute in a group.
"""

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``count`` messages in any ``seconds``."""

    count: int
    seconds: float


OVERALL = Rate(30, 1.1)
"""A tenth slower than Telegram allows: messages that leave evenly arrive in bunches."""
_BOOKED = 0.1
"""Seconds that an urgent message's place is kept free after its time, for it to wake up."""


class _Window:
    """When the last messages left, as many as count."""

    __slots__ = ("_rate", "_times")

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._times: deque[float] = deque(maxlen=rate.count)

    def free_at(self) -> float:
        """Give when the next message may leave."""
        full = len(self._times) == self._rate.count
        return self._times[0] + self._rate.seconds if full else float("-inf")

    def take(self, now: float) -> None:
        """Count a message that leaves now."""
        self._times.append(now)

    def spread(self, now: float) -> float:
        """Give when a message that can wait may leave, where not as soon as there is a place.

        Half of the places are for bursts. Those behind them are spread until the next one is free
        anyway, so that whatever is urgent never finds all of them taken for long.
        """
        count, seconds = self._rate.count, self._rate.seconds
        used = [time for time in self._times if time > now - seconds]
        if len(used) < count / 2:
            return now
        until_free = used[0] + seconds - used[-1]
        return used[-1] + max(seconds / count, until_free / (count - len(used) + 1))

    def idle(self, now: float) -> bool:
        """Tell whether no message counts any more."""
        return not self._times or self._times[-1] + self._rate.seconds <= now


class Limiter:
    """Tells how long to wait before a message to a chat may leave.

    Memory is of the chats written to within the last minute, not of all there ever were.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        overall: Rate = OVERALL,
        chat: Rate = Rate(3, 3.0),
        group: Rate = Rate(20, 60.0),
    ) -> None:
        """Take ``clock`` as the source of seconds that never go back (``time.monotonic``)."""
        self._clock = clock
        self._chat_rate = chat
        self._group_rate = group
        self._overall = _Window(overall)
        self._chats: OrderedDict[str, tuple[_Window, ...]] = OrderedDict()
        self._held: dict[str, float] = {}
        self._booked = float("-inf")
        """Until then nobody who can wait takes a place: somebody who cannot is about to."""

    def take(self, chat: str, *, urgent: bool = False) -> float:
        """Let a message to ``chat`` (a Telegram chat id or @name) leave now, or say when to ask again.

        What is ``urgent`` gets the next place there is, before all that is not.

        Returns 0.0 when it may leave, and counts it; otherwise the seconds to wait, and counts nothing.
        """
        now = self._clock()
        self._forget(now)
        windows = self._chats.get(chat) or self._windows(chat)
        held = self._held.get(chat, now)
        of_chat = max(now, held, *(window.free_at() for window in windows))
        free = max(of_chat, self._overall.free_at())
        if not urgent:
            free = max(free, self._overall.spread(now), self._booked)
        if free > now:
            if urgent and of_chat <= now:
                self._booked = free + _BOOKED
            return free - now
        if urgent:
            self._booked = now
        self._overall.take(now)
        for window in windows:
            window.take(now)
        self._chats[chat] = windows
        self._chats.move_to_end(chat)
        return 0.0

    def hold(self, chat: str, seconds: float) -> None:
        """Let nothing leave to ``chat`` for so long: Telegram asked for it."""
        self._held[chat] = max(self._held.get(chat, 0.0), self._clock() + seconds)

    def held(self) -> tuple[int, float]:
        """Give how many chats Telegram asked us to wait for, and the longest of the waits in seconds."""
        now = self._clock()
        left = [until - now for until in self._held.values() if until > now]
        return len(left), max(left, default=0.0)

    def _windows(self, chat: str) -> tuple[_Window, ...]:
        # Groups, supergroups and channels have negative ids or, public ones, a name.
        if chat.startswith(("-", "@")):
            return _Window(self._chat_rate), _Window(self._group_rate)
        return (_Window(self._chat_rate),)

    def _forget(self, now: float) -> None:
        """Let go of chats, the longest unused first, until one still counts."""
        while self._chats:
            chat, windows = next(iter(self._chats.items()))
            if not all(window.idle(now) for window in windows):
                break
            del self._chats[chat]
        for chat in [chat for chat, until in self._held.items() if until <= now]:
            del self._held[chat]
