"""Where the database is: a URL as an operator writes it, checked before anything is opened."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.domain.errors import ConfigurationError, Problem

_FORMS = "sqlite:///data/tapewatch.db, or postgresql://user:password@host/database"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A database to open."""

    url: URL
    """With the driver's name; holds the password, so it is never shown."""
    file: Path | None = None
    """Of SQLite; None in memory and for PostgreSQL."""

    @property
    def postgres(self) -> bool:
        """Whether a server holds it."""
        return self.url.get_backend_name() == "postgresql"

    @property
    def place(self) -> str:
        """What to call it in a message: no user, no password."""
        if self.file is not None:
            return str(self.file)
        if not self.postgres:
            return "the database in memory"
        host = self.url.host or "the local socket"
        port = f":{self.url.port}" if self.url.port else ""
        return f"PostgreSQL database {self.url.database!r} on {host}{port}"


def parse(text: str) -> Address:
    """Read a database URL.

    Raises:
        ConfigurationError: it is none, or names a database Tapewatch does not work with. The URL
            is not repeated: it may hold a password.

    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise _fault(f"the database URL cannot be read; write {_FORMS}") from None
    if url.drivername in {"sqlite", "sqlite+pysqlite"}:
        return _sqlite(url)
    if url.drivername in {"postgresql", "postgres", "postgresql+asyncpg"}:
        return _postgres(url)
    raise _fault(f"the database URL begins with {url.drivername}://; write {_FORMS}")


def _sqlite(url: URL) -> Address:
    if url.host:
        raise _fault(
            f"the database URL names a host, {url.host!r}; a path has three slashes, or four"
            " when it is absolute: sqlite:///data/tapewatch.db, sqlite:////srv/tapewatch.db"
        )
    if url.query:
        raise _fault("the database URL has options after '?'; SQLite takes none here")
    file = None if url.database in {None, "", ":memory:"} else Path(str(url.database)).expanduser()
    database = ":memory:" if file is None else str(file)
    return Address(url=URL.create("sqlite", database=database), file=file)


def _postgres(url: URL) -> Address:
    if find_spec("asyncpg") is None:
        raise _fault(
            "PostgreSQL needs its driver; install it with: pip install 'tapewatch[postgres]'"
        )
    if not url.database:
        raise _fault(
            "the database URL names no database; write postgresql://user:password@host/database"
        )
    unknown = sorted(set(url.query) - {"ssl", "sslmode"})
    if unknown:
        raise _fault(f"the database URL has the option {unknown[0]!r}; sslmode is the only one")
    ssl = url.query.get("sslmode") or url.query.get("ssl")  # libpq says sslmode, asyncpg ssl
    return Address(url=url.set(drivername="postgresql+asyncpg", query={"ssl": ssl} if ssl else {}))


def _fault(message: str) -> ConfigurationError:
    return ConfigurationError([Problem(message=message)])
