"""A look into the bot's database, as a kill left it or beside the bot that works on it."""

import asyncio
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, func, select

from benchmarks.promise.verdict import Key
from bot.storage.address import parse
from bot.storage.database import Database
from bot.storage.tables import alerts, feeds, items

T = TypeVar("T")


async def look(url: str, work: Callable[[Connection], T]) -> T:
    """Give what ``work`` reads."""
    database = Database(parse(url))
    try:
        return await database.read(work)
    finally:
        await database.close()


async def look_at_copy(url: str, work: Callable[[Connection], T]) -> tuple[T, str]:
    """Give what ``work`` reads in a database nobody works on, and SQLite's word on its pages.

    Of a file a copy is opened: what a kill left is for the bot itself to put in order.
    """
    file = parse(url).file
    if file is None:
        return await look(url, work), "ok"
    with tempfile.TemporaryDirectory(prefix="tapewatch-bench-") as folder:
        copy = Path(folder) / file.name
        for name in (file.name, f"{file.name}-wal"):
            if file.with_name(name).exists():
                shutil.copyfile(file.with_name(name), copy.with_name(name))
        found = await look(f"sqlite:///{copy}", work)
        return found, await asyncio.to_thread(_integrity, copy)


def told(connection: Connection) -> list[tuple[Key, bool]]:
    """Give every alert there is, and whether its message is known to have been sent."""
    found = connection.execute(
        select(items.c.title, alerts.c.subscriber_id, alerts.c.message_id).join_from(
            alerts, items, items.c.id == alerts.c.item_id
        )
    )
    return [
        (Key(title.split()[0], subscriber.removeprefix("telegram:")), message != "")
        for title, subscriber, message in found
    ]


def none(_: Connection) -> list[tuple[Key, bool]]:
    """Give the alerts of a database that has no tables yet."""
    return []


def learned(connection: Connection) -> int:
    """Count the feeds whose next entries are news."""
    return connection.scalar(select(func.count()).where(feeds.c.learned)) or 0


def _integrity(file: Path) -> str:
    connection = sqlite3.connect(file)
    try:
        (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        dangling = connection.execute("PRAGMA foreign_key_check").fetchone()
    finally:
        connection.close()
    return str(said) if dangling is None else f"a row of {dangling[0]} refers to none"
