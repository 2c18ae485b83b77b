"""The stand-in on the wire: addresses, tokens, ordered faults, answers.

https://core.telegram.org/bots/api#making-requests
"""

import asyncio
import contextlib
import inspect
import re
from collections import deque
from dataclasses import dataclass, field
from typing import assert_never

from aiohttp import web

from bot.demo.botapi.backend import Backend
from bot.demo.botapi.faults import AnswerLost, Faults, Hang, Refused, ServerError
from bot.demo.botapi.methods import METHODS, checked
from bot.demo.botapi.params import Call, read_raw
from bot.demo.botapi.refusal import Refusal

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
_REMEMBERED = 10_000


@dataclass(slots=True, kw_only=True)
class BotApi:
    """Answers the bot's calls."""

    backend: Backend
    token: str
    strict: bool
    faults: Faults = field(default_factory=Faults)
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    """Those that were understood, the newest last."""
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    def routes(self) -> list[web.RouteDef]:
        """Give the addresses the Bot API has."""
        return [
            web.get("/bot{token}/{method}", self.answer),
            web.post("/bot{token}/{method}", self.answer),
            web.get("/file/bot{token}/documents/{file}", self.download, allow_head=False),
        ]

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one call, unless a fault is ordered for it."""
        method = request.match_info["method"]
        try:
            self._check_token(request)
            fault = self.faults.take(method)
            if fault is not None and not isinstance(fault, AnswerLost):
                return await self._fail(request, fault)
            result = await self._run(request, method)
        except Refusal as refusal:
            return _refused(refusal)
        if fault is not None:
            await self._keep_waiting(fault.seconds)
            return _cut(request)
        return web.json_response({"ok": True, "result": result})

    async def download(self, request: web.Request) -> web.Response:
        """Give a file, https://core.telegram.org/bots/api#file."""
        try:
            self._check_token(request)
        except Refusal as refusal:
            return _refused(refusal)
        file = self.backend.world.files.get(request.match_info["file"])
        if file is None:
            return _refused(Refusal(404, "Not Found"))
        return web.Response(body=file.content, content_type="application/octet-stream")

    async def _run(self, request: web.Request, method: str) -> object:
        raw, uploads = await read_raw(request)
        call = checked(method, raw, uploads, strict=self.strict)
        self.calls.append(call)
        result = METHODS[call.method].run(self.backend, call)
        return await result if inspect.isawaitable(result) else result

    def _check_token(self, request: web.Request) -> None:
        given = request.match_info["token"]
        if not _TOKEN.fullmatch(given):
            raise Refusal(404, "Not Found")
        if given != self.token:
            raise Refusal(401, "Unauthorized")

    async def _fail(
        self, request: web.Request, fault: ServerError | Hang | Refused
    ) -> web.Response:
        match fault:
            case ServerError(status=status, json=True):
                return _refused(Refusal(status, "Internal Server Error"))
            case ServerError(status=status):
                page = f"<html><h1>{status}</h1></html>"
                return web.Response(status=status, text=page, content_type="text/html")
            case Refused(code=code, description=words, retry_after=seconds):
                return _refused(Refusal(code, words, {"retry_after": seconds} if seconds else None))
            case Hang(seconds=seconds):
                await self._keep_waiting(seconds)
                return _cut(request)
            case _:
                assert_never(fault)

    async def _keep_waiting(self, seconds: float) -> None:
        """Answer nothing for so long, or until the server is closed."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.closing.wait()


def _cut(request: web.Request) -> web.Response:
    """Cut the connection; the response is for nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _refused(refusal: Refusal) -> web.Response:
    body: dict[str, object] = {
        "ok": False,
        "error_code": refusal.code,
        "description": refusal.description,
    }
    if refusal.parameters:
        body["parameters"] = dict(refusal.parameters)
    return web.json_response(body, status=refusal.code)
