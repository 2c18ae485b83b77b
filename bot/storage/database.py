"""Transactions, whatever database they run on."""

import asyncio
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection

from bot.domain.errors import StoreBusyError
from bot.storage.address import Address
from bot.storage.faults import DRIVER_ERRORS, store_error
from bot.storage.sqlite import open_sqlite

P = ParamSpec("P")
T = TypeVar("T")
Work = Callable[Concatenate[Connection, P], T]
"""What is done within one transaction, from its first statement to its last without letting go of it.

It reads whatever it gives back to the end. After a deadlock it runs again.
"""


class Transactions(Protocol):
    """Where transactions run: those that write, or those that only read."""

    def begin(self, work: Callable[[Connection], T]) -> asyncio.Future[T]:
        """Run ``work`` in a transaction, and give what it gives once that is committed."""
        ...

    async def close(self) -> None:
        """Close the connections; nothing may be under way."""
        ...


class Reservation(Protocol):
    """What keeps others off a database."""

    async def take(self) -> bool:
        """Take it; False where another has it."""
        ...

    async def release(self) -> None:
        """Let go of it."""
        ...


class Database:
    """Runs work in transactions, and says in a sentence why one failed.

    A transaction once begun is finished even when whoever waits for it is cancelled: its outcome is
    not left to chance, and its connection comes back.
    """

    def __init__(self, address: Address) -> None:
        self.place = address.place
        self._begun: set[asyncio.Future[Any]] = set()
        self._writer: Transactions
        self._reader: Transactions
        self._reservation: Reservation | None = None
        if address.postgres:
            # Imported here: asyncpg and what it takes to drive it are nothing that SQLite needs.
            from bot.storage.server import open_server  # noqa: PLC0415

            self._writer, self._reader, self._reservation = open_server(address)
        else:
            self._writer, self._reader = open_sqlite(address)

    async def write(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``work`` in a transaction that is committed as a whole, or not at all.

        Raises:
            StoreError: nothing was kept, and why.

        """
        return await self._finish(
            self._writer, lambda connection: work(connection, *args, **kwargs)
        )

    async def read(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``work``, which only reads: one state of the database, beside whoever writes.

        Raises:
            StoreError: it cannot be read, and why.

        """
        return await self._finish(
            self._reader, lambda connection: work(connection, *args, **kwargs)
        )

    async def reserve(self) -> None:
        """Take a database on a server for us alone, as long as we are connected.

        Raises:
            StoreBusyError: another has it; one schema counts as one database.
            StoreError: the server cannot be reached.

        """
        if self._reservation is None:
            return
        try:
            ours = await self._reservation.take()
        except DRIVER_ERRORS as error:
            raise store_error(error, self.place) from error
        if not ours:
            raise StoreBusyError(
                f"Another Tapewatch already works on {self.place}; stop it, or give this one a"
                " database of its own."
            )

    async def close(self) -> None:
        """Finish what was begun, then let go of all connections."""
        await asyncio.gather(*self._begun, return_exceptions=True)
        if self._reservation is not None:
            await self._reservation.release()
        await self._writer.close()
        if self._reader is not self._writer:
            await self._reader.close()

    async def _finish(self, where: Transactions, work: Callable[[Connection], T]) -> T:
        begun = where.begin(work)
        self._begun.add(begun)
        begun.add_done_callback(self._done)
        try:
            return await asyncio.shield(begun)
        except DRIVER_ERRORS as error:
            raise store_error(error, self.place) from error

    def _done(self, begun: asyncio.Future[Any]) -> None:
        self._begun.discard(begun)
        if not begun.cancelled():
            begun.exception()  # seen: where the waiter is gone, nobody else asks


class OnDatabase:
    """A part of a store: methods that run queries on its database."""

    def __init__(self, database: Database) -> None:
        self._database = database
