"""SQLite: transactions in threads of their own, one that writes and some that read beside it.

A transaction is one hop to a thread and back, however many statements it has. With a hop for each
statement (aiosqlite) every one of them waits until the event loop comes round again, which is busy
when news comes in: docs/decisions/0008.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from bot.storage.address import Address

T = TypeVar("T")

_READERS = 4
_BUSY_SECONDS = 10
"""For SQLite's lock, which another program may hold."""
_STATEMENTS = 512
"""So many does each connection keep compiled; a list in an ``IN`` is another for each length."""


class Threads:
    """Runs whole transactions, each in one of a few threads, in the order they come."""

    def __init__(self, engine: Engine, number: int, name: str) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(number, thread_name_prefix=name)

    def begin(self, work: Callable[[Connection], T]) -> asyncio.Future[T]:
        """Run ``work`` in a transaction, and give what it gives once that is committed."""
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(self._threads, self._transact, work)

    async def close(self) -> None:
        """Finish what is under way and close the connections."""
        await asyncio.to_thread(self._threads.shutdown)
        await asyncio.to_thread(self._engine.dispose)

    def _transact(self, work: Callable[[Connection], T]) -> T:
        with self._engine.begin() as connection:
            return work(connection)


def open_sqlite(address: Address) -> tuple[Threads, Threads]:
    """Give who writes and who reads; in memory, where there is one connection only, the same."""
    writer = Threads(_engine(address, "BEGIN IMMEDIATE", size=1), 1, "writer")
    if address.file is None:
        return writer, writer
    engine = _engine(address, "BEGIN", "PRAGMA query_only = ON", size=_READERS)
    return writer, Threads(engine, _READERS, "reader")


def _engine(address: Address, begin: str, *pragmas: str, size: int) -> Engine:
    """Make an engine whose transactions start with ``begin``, as we say and not as sqlite3 guesses."""
    pool: dict[str, Any] = {"poolclass": StaticPool}
    if address.file is not None:
        pool = {"pool_size": size, "max_overflow": 0}
    engine = create_engine(
        address.url,
        hide_parameters=True,
        connect_args={
            "timeout": _BUSY_SECONDS,
            "check_same_thread": False,  # the pool lets one thread have it at a time
            "cached_statements": _STATEMENTS,
        },
        **pool,
    )

    @event.listens_for(engine, "connect")
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

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
