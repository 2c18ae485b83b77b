"""A stand-in, and the real client library in front of it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.demo.botapi import StandIn


@pytest.fixture
async def standin() -> AsyncIterator[StandIn]:
    """Give a stand-in without flood control that refuses unknown parameters."""
    async with await StandIn.start(strict=True) as started:
        yield started


@pytest.fixture
async def bot(standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    """Give the real client of the stand-in."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    async with Bot(
        standin.token,
        base_url=f"{standin.url}/bot",
        base_file_url=f"{standin.url}/file/bot",
        request=HTTPXRequest(read_timeout=2.0),
    ) as client:
        yield client


Call = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]


@pytest.fixture
async def call(standin: StandIn) -> AsyncIterator[Call]:
    """Give a bare call of a method: its HTTP status and its answer."""
    async with aiohttp.ClientSession() as session:

        async def ask(
            method: str, *, token: str = "", **values: object
        ) -> tuple[int, dict[str, Any]]:
            url = f"{standin.url}/bot{token or standin.token}/{method}"
            async with session.post(url, json=values) as answer:
                return answer.status, await answer.json()

        yield ask
