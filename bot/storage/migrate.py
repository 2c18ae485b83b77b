"""Brings a database to the schema this code works with."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.domain.errors import StoreError
from bot.storage.item_search import create_index
from bot.storage.tables import HEAD, metadata

SCRIPTS = Path(__file__).parent / "migrations"
_VERSION = text(
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
    " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)
"""As Alembic makes it."""
_MIGRATING = 0x7461_7065
"""Key of the advisory lock under which one of several workers migrates and the others wait."""


def migrate(connection: Connection, place: str) -> None:
    """Make what is missing, within the caller's transaction.

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
    if not found:
        create(connection)
    elif found < HEAD:
        upgrade(connection)


def revision(connection: Connection) -> str:
    """Give the schema's number as Alembic keeps it, or nothing for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")


def create(connection: Connection) -> None:
    """Make in an empty database at once what all migrations would make of it (a test compares)."""
    metadata.create_all(connection)
    create_index(connection)
    connection.execute(_VERSION)
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing."""
    # Imported here: Alembic and Mako are 15 MB that a database of today, or a new one, never needs.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
