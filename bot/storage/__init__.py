"""SQLAlchemy Core tables and queries, Alembic migrations; SQLite and PostgreSQL from one definition.

:func:`open_store` gives a :class:`bot.pipeline.ports.Store`; nothing else of this room is used
outside it. The tables are drawn in :mod:`bot.storage.tables`.
"""

from bot.storage.store import open_store

__all__ = ["open_store"]
