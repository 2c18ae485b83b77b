"""One Tapewatch a database: two would poll every feed twice and tell everything twice."""

import fcntl
import os
from pathlib import Path

from bot.domain.errors import StoreBusyError, StoreError


class FileLock:
    """An exclusive lock on a file beside the database, let go by the kernel when we die."""

    def __init__(self, file: Path, descriptor: int) -> None:
        self._file = file
        self._descriptor = descriptor

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
            descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StoreError(
                f"{database} cannot be opened: {error.strerror} for {error.filename};"
                " let the user that runs Tapewatch write in that folder, or give another."
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise StoreBusyError(
                f"Another Tapewatch{f' (process {holder})' if holder else ''} already works on"
                f" {database}; stop it, or give this one a database of its own."
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        return cls(file, descriptor)

    def release(self) -> None:
        """Let go. The file stays: deleting it could delete another's lock."""
        os.close(self._descriptor)
