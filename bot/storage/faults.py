"""What a driver raises, said in a sentence for the person who can act on it.

Only codes are read, never a driver's text: it may hold statements with what people wrote.
Codes: https://www.sqlite.org/rescode.html and appendix A of the PostgreSQL manual.
"""

import sqlite3

from sqlalchemy.exc import DBAPIError

from bot.domain.errors import StoreError

_SQLITE = {
    "FULL": "the disk is full: free some space; nothing of this was stored, and all that was before is safe",
    "READONLY": "cannot be written: let the user that runs Tapewatch write the file and its folder",
    "CANTOPEN": "cannot be opened: check that the folder exists and that the user that runs Tapewatch may write in it",
    "PERM": "cannot be opened: let the user that runs Tapewatch read and write the file",
    "CORRUPT": "is damaged: stop Tapewatch and put a backup in its place, or recover it with sqlite3's .recover",
    "NOTADB": "is not a SQLite database: give another file, or put a backup in its place",
    "BUSY": "is held by another program for too long: close whatever else has it open",
    "LOCKED": "is held by another program for too long: close whatever else has it open",
    "IOERR": "cannot be read or written: the disk reports an error; check it, and that it has space",
    "CONSTRAINT": "refused what does not fit what is stored (a rule of nobody, an item of no story); this is a bug, please report it",
}
"""By the primary code's name, the SQLITE_ cut off."""

_POSTGRES = {
    "08": "cannot be reached: check that the server runs and that the network lets us through",
    "28": "refuses the user or the password: check both in the database URL",
    "3D": "does not exist: create it, or correct its name in the database URL",
    "53100": "has no disk space left: free some; nothing of this was stored, and all that was before is safe",
    "53300": "has no connections left: raise max_connections or close other clients",
    "53": "has no resources left; see the server's log",
    "57P03": "is starting up; try again in a moment",
    "57": "was shut down or cut the connection; see the server's log",
    "25006": "is read-only: connect to the primary server",
    "42501": "does not let this user create or change tables: grant it CREATE on the schema",
    "23": "refused what does not fit what is stored (a rule of nobody, an item of no story); this is a bug, please report it",
}
"""By the longest prefix of SQLSTATE."""

DRIVER_ERRORS = (DBAPIError, sqlite3.Error, OSError)
"""What comes out of a driver, wrapped or not. TimeoutError and refused connections are OSErrors."""


def store_error(error: BaseException, place: str) -> StoreError:
    """Give the error to raise for what a driver raised on the database called ``place``."""
    return StoreError(f"{place} {_sentence(error)}.")


def worth_repeating(error: BaseException) -> bool:
    """Whether PostgreSQL gave a transaction up for another's sake: a deadlock, a serialization."""
    return isinstance(error, DBAPIError) and _sqlstate(error) in {"40001", "40P01"}


def _sentence(error: BaseException) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        name = getattr(cause, "sqlite_errorname", "").removeprefix("SQLITE_")
        known = _SQLITE.get(name.split("_")[0])
        return known or f"failed ({name or type(cause).__name__}); this is a bug, please report it"
    state = _sqlstate(error)
    for length in (5, 2):
        if state[:length] in _POSTGRES:
            return _POSTGRES[state[:length]]
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return _POSTGRES["08"]
    if isinstance(cause, OSError):
        return f"cannot be reached: {_network(cause)}; check host and port in the database URL"
    return f"failed ({state or type(cause).__name__}); this is a bug, please report it"


def _network(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return "it does not answer in time"
    return error.strerror or "it cuts the connection (it may not take sslmode)"


def _sqlstate(error: BaseException) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return str(getattr(cause, "sqlstate", None) or "")
