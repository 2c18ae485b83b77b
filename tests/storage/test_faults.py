"""What an operator reads when the database cannot do its work: one sentence, and nothing lost."""

import os
import shutil
import socket
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url, text

from bot.domain.errors import StoreBusyError, StoreError
from bot.pipeline.ports import Store
from bot.storage import open_store
from bot.storage.store import SqlStore
from tests.storage.backends import LASTING, POSTGRES
from tests.storage.making import changes, delivery


@pytest.fixture
def mortal_folder() -> Iterator[Path]:
    """Give a folder that we may read and not write, also where the tests run as root."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR | stat.S_IROTH | stat.S_IXOTH)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    yield folder
    if root:
        os.seteuid(0)
    folder.chmod(stat.S_IRWXU)
    shutil.rmtree(folder)


async def refused(url: str) -> str:
    """Give the sentence with which opening fails; it is one, and a clear error."""
    with pytest.raises(StoreError) as caught:
        await open_store(url)
    assert "bug" not in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


async def test_a_folder_that_cannot_be_written(mortal_folder: Path) -> None:
    """The sentence names the database and what to change."""
    said = await refused(f"sqlite:///{mortal_folder}/tapewatch.db")
    assert said.startswith(f"{mortal_folder}/tapewatch.db cannot be opened: Permission denied")
    assert "let the user that runs Tapewatch write in that folder" in said


async def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    """A typing error in the path."""
    (tmp_path / "data").write_text("")
    assert "cannot be opened" in await refused(f"sqlite:///{tmp_path}/data/tapewatch.db")


async def test_a_folder_where_the_file_should_be(tmp_path: Path) -> None:
    """As a container's mount makes them."""
    (tmp_path / "tapewatch.db").mkdir()
    assert "cannot be opened" in await refused(f"sqlite:///{tmp_path}/tapewatch.db")


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    """It is left as it is."""
    file = tmp_path / "tapewatch.db"
    file.write_text("Dear diary, " * 1000)
    assert "is not a SQLite database" in await refused(f"sqlite:///{file}")
    assert file.read_text() == "Dear diary, " * 1000


async def test_a_damaged_file(tmp_path: Path) -> None:
    """Pages in the middle overwritten, as a dying disk does."""
    file = tmp_path / "tapewatch.db"
    await (await open_store(f"sqlite:///{file}")).close()
    whole = file.read_bytes()
    file.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
    assert "is damaged" in await refused(f"sqlite:///{file}")


@pytest.mark.parametrize("url", LASTING, indirect=True)
async def test_a_database_of_a_newer_tapewatch(store: Store, url: str) -> None:
    """It is not touched: an older program would break what it does not know."""
    assert isinstance(store, SqlStore)
    await store._database.write(_execute, "UPDATE alembic_version SET version_num = '9999'")
    await store.close()
    said = await refused(url)
    assert "was written by a newer Tapewatch (schema 9999; this one knows" in said


@pytest.mark.parametrize("url", LASTING, indirect=True)
async def test_a_second_instance_is_told_of_the_first(url: str) -> None:
    """Nothing of the first is disturbed, and when it is gone the database is free."""
    first = await open_store(url)
    with pytest.raises(StoreBusyError) as caught:
        await open_store(url)
    assert "Another Tapewatch" in str(caught.value)
    assert "stop it, or give this one a database of its own" in str(caught.value)
    if url.startswith("sqlite"):
        assert f"(process {os.getpid()})" in str(caught.value)
    await first.commit(changes(delivery()))
    await first.close()
    await (await open_store(url)).close()


async def test_a_failed_opening_leaves_the_database_free(tmp_path: Path) -> None:
    """Once the fault is put right, the next attempt works."""
    file = tmp_path / "tapewatch.db"
    file.write_text("Dear diary, " * 1000)
    await refused(f"sqlite:///{file}")
    file.unlink()
    store = await open_store(f"sqlite:///{file}")
    assert (await store.counts())["items"] == 0
    await store.close()


async def test_a_full_disk_keeps_what_was_stored_and_nothing_of_the_rest(tmp_path: Path) -> None:
    """And once there is space again, work goes on."""
    store = await open_store(f"sqlite:///{tmp_path}/tapewatch.db")
    assert isinstance(store, SqlStore)
    await store.commit(changes(delivery(), about="before"))
    pages = await store._database.write(_scalar, "PRAGMA page_count")
    await store._database.write(_execute, f"PRAGMA max_page_count = {pages}")
    too_much = changes(*(delivery(number) for number in range(1, 2_000)))
    with pytest.raises(StoreError, match="the disk is full: free some space; nothing of this was"):
        await store.commit(too_much)
    counted = await store.counts()
    assert (counted["items"], counted["alerts"], counted["pending"]) == (1, 1, 1)
    await store._database.write(_execute, "PRAGMA max_page_count = 1000000")
    await store.commit(too_much)
    assert (await store.counts())["alerts"] == 2_000
    await store.close()


async def test_a_database_that_another_program_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup tool, say. We wait for some seconds, then say so."""
    monkeypatch.setattr("bot.storage.sqlite._BUSY_SECONDS", 0.1)
    store = await open_store(f"sqlite:///{tmp_path}/tapewatch.db")
    with closing(sqlite3.connect(tmp_path / "tapewatch.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="is held by another program"):
            await store.commit(changes())
    await store.commit(changes())
    await store.close()


async def test_a_server_that_is_not_there() -> None:
    """The sentence says where, and not with which password."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        said = await refused(f"postgresql://tape:hidden@127.0.0.1:{port}/news")
    assert said.startswith(f"PostgreSQL database 'news' on 127.0.0.1:{port} cannot be reached")
    assert "hidden" not in said


@pytest.mark.parametrize("url", [POSTGRES], indirect=True)
async def test_a_server_that_refuses_us(url: str) -> None:
    """An unknown user (a server that trusts everybody asks no password), no such database."""
    good = make_url(url)
    wrong = good.set(username="nobody_here", password="hidden").render_as_string(
        hide_password=False
    )
    said = await refused(wrong)
    assert "refuses the user or the password" in said
    assert "hidden" not in said
    missing = good.set(database="no_such_database").render_as_string(hide_password=False)
    assert "does not exist: create it" in await refused(missing)


def _execute(connection: Connection, statement: str) -> None:
    connection.execute(text(statement))


def _scalar(connection: Connection, statement: str) -> object:
    return connection.scalar(text(statement))
