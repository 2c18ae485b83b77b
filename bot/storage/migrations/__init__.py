"""Alembic's scripts, run by :mod:`bot.storage.migrate` when a store is opened."""
