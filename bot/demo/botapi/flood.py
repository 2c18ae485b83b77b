"""Telegram's flood control, as far as its documentation tells it.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

import math
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from bot.demo.botapi.refusal import too_many


@dataclass(frozen=True, slots=True, kw_only=True)
class FloodLimits:
    """How many messages in how many seconds."""

    overall: tuple[int, float] = (30, 1.0)
    chat: tuple[int, float] = (5, 5.0)
    group: tuple[int, float] = (20, 60.0)


class FloodControl:
    """Counts what was sent and refuses what comes too fast."""

    def __init__(self, limits: FloodLimits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._sent: dict[Hashable, deque[float]] = {}

    def check(self, chat_id: int) -> None:
        """Count a message to a chat.

        Raises:
            Refusal: 429 with the seconds to wait; the message is not counted.

        """
        now = self._clock()
        windows = [("overall", self._limits.overall), (chat_id, self._limits.chat)]
        if chat_id < 0:
            windows.append((("group", chat_id), self._limits.group))
        times = [
            (self._sent.setdefault(name, deque(maxlen=rate[0])), rate) for name, rate in windows
        ]
        wait = max(
            (sent[0] + seconds - now for sent, (most, seconds) in times if len(sent) == most),
            default=0.0,
        )
        if wait > 0:
            raise too_many(math.ceil(wait))
        for sent, _ in times:
            sent.append(now)
