"""One Tapewatch a database: two would poll every feed twice and tell everything twice."""

import fcntl
import os
from pathlib import Path
from typing import TextIO

from bot.domain.errors import StoreBusyError, StoreError


class FileLock:
    """An exclusive lock on a file beside the database, let go by the kernel when we die."""

    def __init__(self, held: TextIO) -> None:
        self._held = held

    @classmethod
    def take(cls, database: Path) -> "FileLock":
        """Lock ``<database>.lock``, creating it and its folder.

        Raises:
            StoreBusyError: another process holds it.
            StoreError: it cannot be created.

        """
        file = database.with_name(f"{database.name}.lock")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            held = file.open("a+", encoding="ascii", errors="replace")
        except OSError as error:
            raise StoreError(
                f"{database} cannot be opened: {error.strerror} for {error.filename};"
                " let the user that runs Tapewatch write in that folder, or give another."
            ) from error
        held.seek(0)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = held.read(32).strip()
            held.close()
            raise StoreBusyError(
                f"Another Tapewatch{f' (process {holder})' if holder else ''} already works on"
                f" {database}; stop it, or give this one a database of its own."
            ) from error
        held.truncate()
        held.write(f"{os.getpid()}\n")
        held.flush()
        return cls(held)

    def release(self) -> None:
        """Let go. The file stays: deleting it could delete another's lock."""
        self._held.close()
