"""Who is told what happened, at once and in process. Losing an event costs latency, never an alert."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from bot.domain.events import Event

E = TypeVar("E")
Listener = Callable[[Event], None]


class Bus:
    """Hands each event to every listener, in the order they came.

    A listener must be quick and must not raise; one that raises is reported to ``on_error`` and
    never stops the others, nor the flow that published.
    """

    def __init__(self, on_error: Callable[[Event, Exception], None] | None = None) -> None:
        self._listeners: list[Listener] = []
        self._on_error = on_error

    def listen(self, listener: Listener) -> None:
        """Hand ``listener`` every event from now on."""
        self._listeners.append(listener)

    def listen_for(self, kind: type[E], listener: Callable[[E], None]) -> None:
        """Hand ``listener`` the events of one kind."""

        def only(event: Event) -> None:
            if isinstance(event, kind):
                listener(event)

        self.listen(only)

    def publish(self, event: Event) -> None:
        """Tell everybody."""
        for listener in self._listeners:
            try:
                listener(event)
            except Exception as error:  # noqa: BLE001 - one listener's bug must not stop the flow
                if self._on_error is not None:
                    self._on_error(event, error)


class Wakeup:
    """A stage sleeps on it until somebody rings or the time for a sweep has come."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake the sleeper, or let its next sleep end at once."""
        self._event.set()

    async def sleep(self, seconds: float) -> bool:
        """Sleep until rung or for ``seconds`` at most; give whether it was rung."""
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                await self._event.wait()
        except TimeoutError:
            return False
        finally:
            self._event.clear()
        return True
