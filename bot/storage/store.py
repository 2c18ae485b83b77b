"""A whole backend, and how it is opened."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection

from bot.domain.errors import StoreError
from bot.domain.rule import Pack, PackId
from bot.pipeline.ports import Store
from bot.storage.address import parse
from bot.storage.choices import SqlChoices
from bot.storage.database import Database
from bot.storage.flow import SqlFlow
from bot.storage.hosts import SqlHosts
from bot.storage.lock import FileLock
from bot.storage.migrate import migrate, revision
from bot.storage.outbox import SqlOutbox
from bot.storage.purge import purge_choices, purge_notices, purge_stories
from bot.storage.reading import SqlReading
from bot.storage.search import SqlSearch
from bot.storage.subscribers import SqlSubscribers
from bot.storage.tables import HEAD

_NO_PACKS: Mapping[PackId, Pack] = MappingProxyType({})


async def open_store(
    url: str, *, packs: Mapping[PackId, Pack] = _NO_PACKS, exclusive: bool = True
) -> Store:
    """Open a database, bring it to today's schema, and keep others off it.

    ``url`` is ``sqlite:///data/tapewatch.db`` (created with its folder where it is missing),
    ``sqlite://`` for one in memory, or ``postgresql://user:password@host/database``. ``packs`` says
    how pack rules are called in an alert's content; it may change while the store is open. Only
    workers that share a PostgreSQL database open it with ``exclusive=False``.

    Raises:
        ConfigurationError: the URL is wrong.
        StoreBusyError: another Tapewatch has this database.
        StoreError: it cannot be opened, with the reason; a password is never shown.

    """
    address = parse(url)
    lock = FileLock.take(address.file) if address.file else None
    database = Database(address)
    try:
        if exclusive:
            await database.reserve()
        await database.write(migrate, address.place)
    except BaseException:
        await database.close()
        if lock:
            lock.release()
        raise
    return SqlStore(database, packs, lock)


async def open_to_read(url: str, *, packs: Mapping[PackId, Pack] = _NO_PACKS) -> Store:
    """Open a database to look into it, beside the Tapewatch that may be working on it.

    Only what reads can be asked of it; ``url`` and ``packs`` are those of :func:`open_store`.

    Raises:
        ConfigurationError: the URL is wrong.
        StoreError: there is none, it is of another schema, or it cannot be opened.

    """
    address = parse(url)
    place = address.place
    if address.file is not None and not address.file.exists():
        raise StoreError(f"There is no database {place} yet; start the bot first: tapewatch run")
    database = Database(address)
    try:
        await database.read(_up_to_date, place)
    except BaseException:
        await database.close()
        raise
    return SqlStore(database, packs, None)


class SqlStore(SqlHosts, SqlReading, SqlSearch, SqlFlow, SqlOutbox, SqlSubscribers, SqlChoices):
    """:class:`bot.pipeline.ports.Store` over SQLAlchemy."""

    def __init__(
        self, database: Database, packs: Mapping[PackId, Pack], lock: FileLock | None
    ) -> None:
        super().__init__(database, packs)
        self._lock = lock

    async def purge(self, before: datetime) -> int:
        """See :meth:`bot.pipeline.ports.Store.purge`."""
        await self._database.write(purge_notices, before)
        await self._database.write(purge_choices, before)
        deleted = 0
        while (piece := await self._database.write(purge_stories, before)) is not None:
            deleted += piece
        return deleted

    async def close(self) -> None:
        """See :meth:`bot.pipeline.ports.Store.close`."""
        await self._database.close()
        if self._lock:
            self._lock.release()


def _up_to_date(connection: Connection, place: str) -> None:
    found = revision(connection)
    if found != HEAD:
        raise StoreError(
            f"{place} has schema {found or 'none'} and this Tapewatch works with {HEAD};"
            " start the bot once to bring it up to date: tapewatch run"
        )
