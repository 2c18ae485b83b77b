"""What it takes to read stored rules at start and match them: from the file to the index."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from sqlalchemy import Connection, create_engine, insert

from bot.domain.destination import Destination
from bot.domain.rule import RuleId
from bot.domain.subscriber import Subscriber, SubscriberId
from bot.pipeline.rulebook import RuleBook
from bot.query.errors import QueryError
from bot.query.format import format_query
from bot.query.parser import parse
from bot.query.tree import Node
from bot.storage import open_store
from bot.storage.tables import rules as table

_OF_EACH = 100
"""Rules of a subscriber."""
_BATCH = 10_000


def load_seconds(rules: Iterable[tuple[RuleId, Node]], count: int) -> float:
    """Give the CPU seconds from opening a SQLite file that holds ``count`` of ``rules`` to matching."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "tapewatch.db")
        asyncio.run(_make(file, count))
        with create_engine(f"sqlite:///{file}").begin() as connection:
            _write(connection, rules, count)
        started = process_time()
        asyncio.run(_load(file, count))
        return process_time() - started


async def _make(file: Path, count: int) -> None:
    store = await open_store(f"sqlite:///{file}")
    for number in range(-(-count // _OF_EACH)):
        await store.save_subscriber(
            Subscriber(
                id=SubscriberId(str(number)),
                destination=Destination(adapter="telegram", address=str(number)),
                since=datetime.now(UTC),
            )
        )
    await store.close()


def _write(connection: Connection, rules: Iterable[tuple[RuleId, Node]], count: int) -> None:
    typed = enumerate(islice((text for _, query in rules if (text := _typed(query))), count))
    while batch := list(islice(typed, _BATCH)):
        values = [
            {
                "id": f"@{number // _OF_EACH}/rule-{number}",
                "owner": str(number // _OF_EACH),
                "name": f"rule-{number}",
                "query": text,
                "severity": 2,
                "title": "",
                "baskets": [],
            }
            for number, text in batch
        ]
        connection.execute(insert(table), values)


def _typed(query: Node) -> str:
    """Write a query as its author would, nothing for one that nobody can: figures make short prefixes."""
    text = format_query(query)
    try:
        parse(text)
    except QueryError:
        return ""
    return text


async def _load(file: Path, count: int) -> None:
    store = await open_store(f"sqlite:///{file}")
    book = RuleBook([])
    for subscriber in await store.subscribers():
        book.put_subscriber(subscriber)
    book.restore(await store.rules())
    assert len(book) == count, "every stored rule is matched"
    await store.close()
