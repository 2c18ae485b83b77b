"""Brings a database to the schema this code works with."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.domain.errors import StoreError
from bot.storage.tables import HEAD

SCRIPTS = Path(__file__).parent / "migrations"
_MIGRATING = 0x7461_7065
"""Key of the advisory lock under which one of several workers migrates and the others wait."""


def migrate(connection: Connection, place: str) -> None:
    """Run the migrations that are missing, within the caller's transaction.

    Raises:
        StoreError: a newer Tapewatch wrote this database.

    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING})"))
    found = revision(connection)
    if found > HEAD:
        raise StoreError(
            f"{place} was written by a newer Tapewatch (schema {found}; this one knows {HEAD});"
            " install that version again, or give this one another database."
        )
    if found < HEAD:
        _upgrade(connection)


def revision(connection: Connection) -> str:
    """Give the schema's number as Alembic keeps it, or nothing for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")


def _upgrade(connection: Connection) -> None:
    # Imported here: Alembic and Mako are 15 MB that a database of today never needs.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
