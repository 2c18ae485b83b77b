"""Every backend, empty, for every test of the contract."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.pipeline.ports import Store
from bot.storage import open_store
from tests.storage.backends import ALL, SERVER


@pytest.fixture(params=ALL)
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """Give the URL of an empty database, on every backend in turn."""
    match request.param:
        case "memory":
            yield "sqlite://"
        case "file":
            yield f"sqlite:///{tmp_path}/tapewatch.db"
        case _:
            name = f"tapewatch_{uuid.uuid4().hex[:12]}"
            await _on_server(f'CREATE DATABASE "{name}"')
            try:
                yield make_url(SERVER).set(database=name).render_as_string(hide_password=False)
            finally:
                await _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """Give an open store."""
    opened = await open_store(url)
    yield opened
    await opened.close()


async def _on_server(statement: str) -> None:
    admin = make_url(SERVER).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(admin, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()
