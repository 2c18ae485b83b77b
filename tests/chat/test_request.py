"""Requests to the Bot API over aiohttp: what they carry, and how they fail."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram import Bot, InputFile
from telegram.error import BadRequest, NetworkError, TimedOut

from bot.chat.request import AiohttpRequest

TOKEN = "7:secret"


@dataclass(slots=True)
class Api:
    """What a server was asked, and what it does."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    connections: set[Any] = field(default_factory=set)
    fault: str = ""
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    """The test is over, and no answer is waited for."""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        self.asked.append({name: _value(value) for name, value in form.items()})
        self.connections.add(request.transport)
        if self.fault == "hang":
            await request.content.read()
            await self.gone.wait()
        if self.fault == "cut":
            assert request.transport is not None
            request.transport.close()
        if self.fault == "refuse":
            told = {"ok": False, "error_code": 400, "description": "Bad Request: no such chat"}
            return web.json_response(told, status=400)
        chat = {"id": 5, "type": "private", "first_name": "Ann"}
        return web.json_response(
            {"ok": True, "result": {"message_id": 3, "date": 1, "chat": chat, "text": "x"}}
        )


def _value(value: object) -> object:
    if isinstance(value, web.FileField):
        return value.filename, value.content_type, value.file.read()
    return value


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    told = Api()
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", told.handle)
    async with TestServer(app) as server:
        told.url = str(server.make_url("/bot"))
        yield told
        told.gone.set()


@pytest.fixture
async def bot(api: Api) -> AsyncIterator[Bot]:
    async with (
        AiohttpRequest(connections=4, connect=1.0, read=0.2) as request,
        AiohttpRequest(connections=1, connect=1.0, read=0.2) as updates,
    ):
        yield Bot(TOKEN, base_url=api.url, request=request, get_updates_request=updates)


async def test_parameters_arrive_as_telegram_reads_them_over_one_connection(
    api: Api, bot: Bot
) -> None:
    for text in ("Duty & levy <b>关税</b>", "again"):
        sent = await bot.send_message(5, text, parse_mode="HTML", disable_notification=True)
        assert sent.message_id == 3
    assert api.asked[0] == {
        "chat_id": "5", "text": "Duty & levy <b>关税</b>", "parse_mode": "HTML",
        "disable_notification": "true",
    }  # fmt: skip
    assert len(api.connections) == 1, "an idle connection is used again"


async def test_files_are_uploaded(api: Api, bot: Bot) -> None:
    await bot.send_document(5, InputFile(b"<opml/>", filename="feeds.opml"), caption="Yours")
    (asked,) = api.asked
    assert asked["caption"] == "Yours"
    assert ("feeds.opml", b"<opml/>") in [
        (one[0], one[2]) for one in asked.values() if isinstance(one, tuple)
    ]


async def test_a_refusal_is_python_telegram_bots_own_error(api: Api, bot: Bot) -> None:
    api.fault = "refuse"
    with pytest.raises(BadRequest, match="No such chat"):
        await bot.send_message(5, "x")


async def test_a_server_that_is_silent_is_waited_for_as_long_as_was_said(
    api: Api, bot: Bot
) -> None:
    api.fault = "hang"
    with pytest.raises(TimedOut) as caught:
        await bot.send_message(5, "x")
    assert isinstance(caught.value.__cause__, aiohttp.SocketTimeoutError)


async def test_a_cut_line_is_told_without_the_address_that_holds_the_token(
    api: Api, bot: Bot
) -> None:
    api.fault = "cut"
    with pytest.raises(NetworkError) as caught:
        await bot.send_message(5, "x")
    assert TOKEN not in str(caught.value)
    assert isinstance(caught.value.__cause__, aiohttp.ServerDisconnectedError)


async def test_nobody_there_is_known_to_be_nobody(bot: Bot) -> None:
    async with AiohttpRequest(connections=1, connect=1.0, read=0.2) as request:
        there = Bot(TOKEN, base_url="http://127.0.0.1:9/bot", request=request)
        with pytest.raises(NetworkError) as caught:
            await there.send_message(5, "x")
    assert isinstance(caught.value.__cause__, aiohttp.ClientConnectorError)
