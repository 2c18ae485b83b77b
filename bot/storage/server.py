"""PostgreSQL: transactions over a pool of connections that the event loop serves (asyncpg)."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.storage.address import Address
from bot.storage.faults import DRIVER_ERRORS, worth_repeating

T = TypeVar("T")

_CONNECTIONS = 10
"""To the server, one worker's."""
_CONNECT_SECONDS = 10
_ANSWER_SECONDS = 60
"""For the server to do what it was told; a cut network says nothing."""
_ATTEMPTS = 5
"""At a transaction that the server gives up for another's sake."""
_RESERVE = text("SELECT pg_try_advisory_lock(1952542821, hashtext(current_schema()))")


class Pooled:
    """Runs whole transactions, as many at once as there are connections."""

    def __init__(self, engine: AsyncEngine, turns: asyncio.Semaphore) -> None:
        self._engine = engine
        self._turns = turns

    def begin(self, work: Callable[[Connection], T]) -> asyncio.Future[T]:
        """Run ``work`` in a transaction, and give what it gives once that is committed."""
        return asyncio.create_task(self._run(work))

    async def close(self) -> None:
        """Close the connections; nothing may be under way."""
        await self._engine.dispose()

    async def _run(self, work: Callable[[Connection], T]) -> T:
        attempt = 1
        while True:
            try:
                async with self._turns, self._engine.begin() as connection:
                    return await connection.run_sync(work)
            except DRIVER_ERRORS as error:
                if attempt == _ATTEMPTS or not worth_repeating(error):
                    raise
            attempt += 1


def open_server(address: Address) -> tuple[Pooled, Pooled, "Reservation"]:
    """Give who writes, who reads, and who keeps others off; they share the connections."""
    engine = create_async_engine(
        address.url,
        pool_size=_CONNECTIONS + 1,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"timeout": _CONNECT_SECONDS, "command_timeout": _ANSWER_SECONDS},
    )
    reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    turns = asyncio.Semaphore(_CONNECTIONS)
    return Pooled(engine, turns), Pooled(reading, turns), Reservation(engine)


class Reservation:
    """Keeps a database for us alone, as long as we are connected; one schema counts as one database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._held: AsyncConnection | None = None

    async def take(self) -> bool:
        """Take it; False where another has it."""
        self._held = await self._engine.connect()
        await self._held.execution_options(isolation_level="AUTOCOMMIT")
        return bool(await self._held.scalar(_RESERVE))

    async def release(self) -> None:
        """Let go of it."""
        if self._held is not None:
            await self._held.close()
