"""How many feeds are dealt with at once, from the question to the document that was read."""

import asyncio
from types import TracebackType
from typing import Self


class Places:
    """So many places, one for each feed that is being asked or read."""

    def __init__(self, number: int) -> None:
        self._free = asyncio.Semaphore(number)

    def place(self) -> "Place":
        """Give a place that is not taken yet; leave it by leaving its ``with``."""
        return Place(self._free)


class Place:
    """A place, held from :meth:`take` to :meth:`leave`; both may be called again at any time.

    Whoever waits for a slow host takes none: the hosts that answer get their turn meanwhile. Whoever
    holds one waits for no host's turn, so that nobody waits in a circle.
    """

    def __init__(self, free: asyncio.Semaphore) -> None:
        self._free = free
        self._taken = False

    async def take(self) -> None:
        """Take the place as soon as one is free."""
        if not self._taken:
            await self._free.acquire()
            self._taken = True

    def leave(self) -> None:
        """Give the place back, where it was taken."""
        if self._taken:
            self._taken = False
            self._free.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.leave()
