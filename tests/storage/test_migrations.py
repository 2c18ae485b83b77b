"""The migrations make exactly the tables the code works with, on every database."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select, text

from bot.domain.sentence import verbatim
from bot.domain.story import StoryId
from bot.storage import open_store
from bot.storage.address import parse
from bot.storage.database import Database
from bot.storage.migrate import SCRIPTS, create, revision, upgrade
from bot.storage.store import SqlStore
from bot.storage.tables import HEAD, deliveries, metadata
from tests.storage.backends import LASTING, POSTGRES
from tests.storage.making import changes


def differences(connection: Connection) -> list[object]:
    """Give what Alembic would change to get from the database to the tables."""
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "compare_server_default": True,
            "include_name": _drawn,
        },
    )
    return list(compare_metadata(context, metadata))


def _drawn(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out the full-text index over items, which is no table in either database's sense."""
    return kind != "table" or not str(name).startswith("item_search")


@pytest.fixture(params=[create, upgrade])
async def database(request: pytest.FixtureRequest, url: str) -> AsyncIterator[Database]:
    """Give a database whose tables were made at once, and one that the migrations made."""
    opened = Database(parse(url))
    await opened.write(request.param)
    yield opened
    await opened.close()


async def test_the_tables_are_as_they_are_defined(database: Database) -> None:
    """Columns, types, keys and indexes: nothing is left to add or to take away."""

    def compare(connection: Connection) -> tuple[str, list[object]]:
        return revision(connection), differences(connection)

    assert await database.read(compare) == (HEAD, [])


async def test_a_new_database_has_what_a_migrated_one_has(tmp_path: Path) -> None:
    """Also what Alembic does not compare: keys without rowid, unique constraints, the text index."""

    def schema(connection: Connection) -> dict[str, str]:
        found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql <> ''"))
        return {name: shape(statement) for name, statement in found}

    made = {}
    for make in (create, upgrade):
        opened = Database(parse(f"sqlite:///{tmp_path}/{make.__name__}.db"))
        await opened.write(make)
        made[make] = await opened.read(schema)
        await opened.close()
    assert made[create] == made[upgrade]


def shape(statement: str) -> str:
    """Give a definition without regard to the order of its parts, to quotes and to spaces."""
    unquoted = re.sub(r"'(\d+)'", r"\1", statement.replace('"', ""))
    return " ".join(sorted(re.findall(r"[\w.<>=']+", unquoted)))


async def test_partial_indexes_are_partial(database: Database) -> None:
    """Alembic does not compare their conditions, and the outbox's speed hangs on them."""

    def conditions(connection: Connection) -> dict[str, str]:
        if connection.dialect.name == "sqlite":
            query = (
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'"
            )
        else:
            query = "SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '% WHERE %'"
        found = connection.execute(text(query))
        return {name: definition.rpartition(" WHERE ")[2] for name, definition in found}

    found = await database.read(conditions)
    assert set(found) == {"ix_deliveries_held", "ix_deliveries_ready", "ix_lanes_urgent"}
    assert "'held'" in found["ix_deliveries_held"]
    assert "'ready'" in found["ix_deliveries_ready"]
    assert "severity IS NOT NULL" in found["ix_lanes_urgent"]


@pytest.mark.parametrize("url", [POSTGRES], indirect=True)
async def test_the_index_of_items_is_as_it_is_defined(database: Database) -> None:
    """On a server Alembic is not asked to compare it."""

    def shape(connection: Connection) -> tuple[object, ...]:
        found = inspect(connection)
        columns = found.get_columns("item_search")
        (key,) = found.get_foreign_keys("item_search")
        return (
            [(one["name"], str(one["type"]), one["nullable"]) for one in columns],
            found.get_pk_constraint("item_search")["name"],
            (key["name"], key["options"]),
            [one["name"] for one in found.get_indexes("item_search")],
        )

    assert await database.read(shape) == (
        [
            ("number", "BIGINT", False),
            ("seen", "BIGINT", False),
            ("story_id", "TEXT", False),
            ("feed_id", "TEXT", False),
            ("keys", "TSVECTOR", False),
        ],
        "item_search_pkey",
        ("item_search_number_fkey", {"ondelete": "CASCADE"}),
        ["item_search_keys"],
    )


def test_the_newest_migration_is_the_one_the_code_names() -> None:
    """Opening an up-to-date database does not even import Alembic, so it relies on the name."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


@pytest.mark.parametrize("url", LASTING, indirect=True)
async def test_opening_again_keeps_everything(url: str) -> None:
    """A restart."""
    first = await open_store(url)
    await first.commit(changes())
    await first.close()
    second = await open_store(url)
    assert (await second.counts())["items"] == 1
    await second.close()


async def test_the_folder_of_a_new_database_is_made(tmp_path: Path) -> None:
    """``data/`` need not be there on a bare machine."""
    store = await open_store(f"sqlite:///{tmp_path}/new/data/tapewatch.db")
    await store.close()
    assert (tmp_path / "new/data/tapewatch.db").exists()


@pytest.mark.parametrize("url", [POSTGRES], indirect=True)
async def test_workers_that_start_together_migrate_once(url: str) -> None:
    """One does, the others wait for it."""
    workers = await asyncio.gather(*(open_store(url, exclusive=False) for _ in range(4)))
    await workers[0].commit(changes())
    assert [(await worker.counts())["items"] for worker in workers] == [1] * 4
    for worker in workers:
        await worker.close()


@pytest.mark.parametrize("url", LASTING, indirect=True)
async def test_what_was_written_in_english_is_told_as_it_was(url: str) -> None:
    """A notice that waited when notices became keys and values; why an item joined, why a feed failed."""

    def older(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
        connection.execute(
            text(
                "INSERT INTO deliveries (story_id, subscriber_id, fingerprint, kind, destination, "
                "severity, state, created, not_before, text, reason) VALUES "
                "('', 'telegram:1', 7, 'notice', 'telegram::1', 2, 'ready', 1, 1, "
                """'The feed "wire" is dead.', 'slow down'), """
                "('', 'telegram:1', 8, 'digest', 'telegram::1', 2, 'ready', 1, 1, '', '')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO feeds (feed_id, etag, last_modified, body_hash, moved_to, learned,"
                " failures, last_error, gone) VALUES ('wire', '', '', '', '', true, 1,"
                " 'wire.example answered 503', false)"
            )
        )
        connection.execute(
            text(
                "INSERT INTO stories (id, title, opened, updated, reports, items)"
                " VALUES ('s', '', 1, 1, '[]', 1)"
            )
        )
        connection.execute(
            text(
                "INSERT INTO items (id, feed_id, story_id, why_story, backlog, title, summary, url,"
                " source, author, seen, lang, tags, tier, guid, tickers) VALUES ('i', 'wire', 's',"
                " 'same link as “Duty”', false, '', '', '', '', '', 1, 'en', '[]', 3, '', '[]')"
            )
        )

    database = Database(parse(url))
    await database.write(older)
    await database.close()
    store = await open_store(url)
    assert isinstance(store, SqlStore)
    query = select(deliveries.c.text, deliveries.c.reason).order_by(deliveries.c.fingerprint)

    def kept(connection: Connection) -> list[tuple[object, object]]:
        return [(row.text, row.reason) for row in connection.execute(query)]

    assert await store._database.read(kept) == [
        (verbatim('The feed "wire" is dead.'), verbatim("slow down")),
        (None, None),
    ]
    (feed,) = (await store.feed_states()).values()
    assert feed.last_error == verbatim("wire.example answered 503")
    (item,) = await store.story_items(StoryId("s"))
    assert item.why_story == verbatim("same link as “Duty”")
    await store.close()
