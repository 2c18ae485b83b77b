"""Connections: one writer at a time on SQLite, readers beside it, a pool on PostgreSQL."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.domain.errors import StoreBusyError
from bot.storage.address import Address
from bot.storage.faults import DRIVER_ERRORS, store_error, worth_repeating

P = ParamSpec("P")
T = TypeVar("T")
Work = Callable[Concatenate[AsyncConnection, P], Awaitable[T]]
"""What is done within one transaction. After a deadlock it runs again."""

_READERS = 4
_CONNECTIONS = 10
"""To a PostgreSQL server, one worker's."""
_ATTEMPTS = 5
"""At a transaction that PostgreSQL gives up for another's sake."""
_BUSY_SECONDS = 10
"""For SQLite's lock, which another program may hold."""
_CONNECT_SECONDS = 10
_ANSWER_SECONDS = 60
"""For PostgreSQL to do what it was told; a cut network says nothing."""
_RESERVE = text("SELECT pg_try_advisory_lock(1952542821, hashtext(current_schema()))")


def check_file(address: Address) -> None:
    """Open a SQLite file once and close it again.

    Where that fails aiosqlite would leave a thread that answers to the event loop, which may be closed
    by then: https://github.com/omnilib/aiosqlite/blob/v0.22.1/aiosqlite/core.py, ``_connect``.

    Raises:
        StoreError: it cannot be opened, and why.

    """
    if address.file is None:
        return
    try:
        with closing(sqlite3.connect(address.file)):
            pass
    except DRIVER_ERRORS as error:
        raise store_error(error, address.place) from error


class Database:
    """Runs work in transactions, and says in a sentence why one failed.

    A transaction once begun is finished even when whoever waits for it is cancelled: cut off in
    the middle, it would take its connection along, and with it a database in memory.
    """

    def __init__(self, address: Address) -> None:
        self.place = address.place
        self._tasks: set[asyncio.Task[Any]] = set()
        self._reserved: AsyncConnection | None = None
        if address.postgres:
            self._writer = create_async_engine(
                address.url,
                pool_size=_CONNECTIONS + 1,
                max_overflow=0,
                pool_pre_ping=True,
                hide_parameters=True,
                connect_args={"timeout": _CONNECT_SECONDS, "command_timeout": _ANSWER_SECONDS},
            )
            self._reader = self._writer.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            self._writers = self._readers = asyncio.Semaphore(_CONNECTIONS)
            return
        self._writer = _sqlite_engine(address, "BEGIN IMMEDIATE")
        self._writers = asyncio.Semaphore(1)
        if address.file is None:
            self._reader, self._readers = self._writer, self._writers
        else:
            self._reader = _sqlite_engine(address, "BEGIN", "PRAGMA query_only = ON")
            self._readers = asyncio.Semaphore(_READERS)

    async def write(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``work`` in a transaction that is committed as a whole, or not at all.

        Raises:
            StoreError: nothing was kept, and why.

        """
        return await self._finish(
            self._writer, self._writers, lambda connection: work(connection, *args, **kwargs)
        )

    async def read(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``work``, which only reads: one state of the database, beside whoever writes.

        Raises:
            StoreError: it cannot be read, and why.

        """
        return await self._finish(
            self._reader, self._readers, lambda connection: work(connection, *args, **kwargs)
        )

    async def reserve(self) -> None:
        """Take a PostgreSQL database for us alone, as long as we are connected.

        Raises:
            StoreBusyError: another has it; one schema counts as one database.
            StoreError: the server cannot be reached.

        """
        try:
            self._reserved = await self._writer.connect()
            await self._reserved.execution_options(isolation_level="AUTOCOMMIT")
            ours = await self._reserved.scalar(_RESERVE)
        except DRIVER_ERRORS as error:
            raise store_error(error, self.place) from error
        if not ours:
            raise StoreBusyError(
                f"Another Tapewatch already works on {self.place}; stop it, or give this one a"
                " database of its own."
            )

    async def close(self) -> None:
        """Finish what was begun, then let go of all connections."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._reserved is not None:
            await self._reserved.close()
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()

    async def _finish(
        self,
        engine: AsyncEngine,
        turns: asyncio.Semaphore,
        work: Callable[[AsyncConnection], Awaitable[T]],
    ) -> T:
        task = asyncio.create_task(self._run(engine, turns, work))
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return await asyncio.shield(task)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # seen: where the waiter is gone, nobody else asks

    async def _run(
        self,
        engine: AsyncEngine,
        turns: asyncio.Semaphore,
        work: Callable[[AsyncConnection], Awaitable[T]],
    ) -> T:
        attempt = 1
        while True:
            try:
                async with turns, engine.begin() as connection:
                    return await work(connection)
            except DRIVER_ERRORS as error:
                if attempt == _ATTEMPTS or not worth_repeating(error):
                    raise store_error(error, self.place) from error
            attempt += 1


class OnDatabase:
    """A part of a store: methods that run queries on its database."""

    def __init__(self, database: Database) -> None:
        self._database = database


def _sqlite_engine(address: Address, begin: str, *pragmas: str) -> AsyncEngine:
    """Make an engine whose transactions start with ``begin``, as we say and not as sqlite3 guesses."""
    engine = create_async_engine(
        address.url,
        hide_parameters=True,
        connect_args={"timeout": _BUSY_SECONDS},
        **({} if address.file is None else {"pool_size": _READERS, "max_overflow": 0}),
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",  # docs/decisions/0008
            "PRAGMA foreign_keys = ON",
            "PRAGMA journal_size_limit = 67108864",  # what a fan-out blew up is given back
            "PRAGMA cache_size = -16000",  # kB: the indexes that a fan-out grows
            *pragmas,
        ):
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
