"""What a driver raises, said in a sentence for the person who can act on it.

Only codes are read, never a driver's text: it may hold statements with what people wrote.
Codes: https://www.sqlite.org/rescode.html and appendix A of the PostgreSQL manual.
"""

import sqlite3

from sqlalchemy.exc import DBAPIError

from bot.domain.errors import StoreError
from bot.domain.sentence import Sentence, Value, said

_SQLITE = {
    "FULL": said("database.full"),
    "READONLY": said("database.read_only"),
    "CANTOPEN": said("database.not_opened"),
    "PERM": said("database.not_permitted"),
    "CORRUPT": said("database.damaged"),
    "NOTADB": said("database.not_sqlite"),
    "BUSY": said("database.busy"),
    "LOCKED": said("database.busy"),
    "IOERR": said("database.disk"),
    "CONSTRAINT": said("database.misfit"),
}
"""By the primary code's name, the SQLITE_ cut off."""

_POSTGRES = {
    "08": said("database.no_server"),
    "28": said("database.password"),
    "3D": said("database.missing"),
    "53100": said("database.server_full"),
    "53300": said("database.connections"),
    "53": said("database.resources"),
    "57P03": said("database.starting"),
    "57": said("database.shut_down"),
    "25006": said("database.replica"),
    "42501": said("database.grant"),
    "23": said("database.misfit"),
}
"""By the longest prefix of SQLSTATE."""

DRIVER_ERRORS = (DBAPIError, sqlite3.Error, OSError)
"""What comes out of a driver, wrapped or not. TimeoutError and refused connections are OSErrors."""


def store_error(error: BaseException, place: str) -> StoreError:
    """Give the error to raise for what a driver raised on the database called ``place``."""
    return StoreError(said("database.failed", place=place, fault=_sentence(error)))


def worth_repeating(error: BaseException) -> bool:
    """Whether PostgreSQL gave a transaction up for another's sake: a deadlock, a serialization."""
    return isinstance(error, DBAPIError) and _sqlstate(error) in {"40001", "40P01"}


def _sentence(error: BaseException) -> Sentence:
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        name = getattr(cause, "sqlite_errorname", "").removeprefix("SQLITE_")
        known = _SQLITE.get(name.split("_")[0])
        return known or said("database.bug", error=name or type(cause).__name__)
    state = _sqlstate(error)
    for length in (5, 2):
        if state[:length] in _POSTGRES:
            return _POSTGRES[state[:length]]
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return _POSTGRES["08"]
    if isinstance(cause, OSError):
        return said("database.unreachable", why=_network(cause))
    return said("database.bug", error=state or type(cause).__name__)


def _network(error: OSError) -> Value:
    if isinstance(error, TimeoutError):
        return said("database.slow")
    return error.strerror or said("database.cut")


def _sqlstate(error: BaseException) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return str(getattr(cause, "sqlstate", None) or "")
