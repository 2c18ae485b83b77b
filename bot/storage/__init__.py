"""SQLAlchemy Core tables and queries, Alembic migrations; SQLite and PostgreSQL from one definition."""
