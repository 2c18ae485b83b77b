"""The chat of the demo's visitor, for a browser.

The page gets the whole chat anew over server-sent events whenever something changed: it is short, and
whatever was missed is made good by the next one.
"""

import asyncio
import base64
import contextlib
import json
import secrets
from importlib import resources
from typing import Any

from aiohttp import web

from bot.demo.botapi import wire
from bot.demo.botapi.params import is_object
from bot.demo.botapi.people import People
from bot.demo.botapi.world import CallbackAnswer, Json, Person, World

_SHOWN = 300
"""The newest messages of the chat."""
_PAUSE = 0.05
"""Seconds between two states sent: a burst of messages is one change of the page."""
_QUIET = 15.0
"""Seconds after which an unchanged state is sent again, to notice a page that was closed."""
_ANSWER_WITHIN = 10.0
_LONGEST_NAME = 200
_LOCAL = frozenset({"127.0.0.1", "localhost", "[::1]"})


class ChatPage:
    """Serves the page and does what is done on it."""

    def __init__(
        self, people: People, world: World, visitor: Person, closing: asyncio.Event
    ) -> None:
        self._people = people
        self._world = world
        self._visitor = visitor
        self._closing = closing
        self._html = resources.files(__package__).joinpath("chat.html").read_text("utf-8")

    def routes(self) -> list[web.RouteDef]:
        """Give the page's addresses."""
        return [
            web.get("/", self.show),
            web.get("/chat/events", self.events),
            web.post("/chat/say", self.say),
            web.post("/chat/tap", self.tap),
            web.post("/chat/files", self.send_file),
            web.get("/chat/files/{file}", self.file),
        ]

    async def show(self, request: web.Request) -> web.Response:
        """Give the page. Only its own script runs, so nothing in a message can."""
        _check_local(request)
        nonce = secrets.token_urlsafe(16)
        policy = (
            f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}';"
            " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        return web.Response(
            text=self._html.replace("{{nonce}}", nonce),
            content_type="text/html",
            headers={
                "Content-Security-Policy": policy,
                "Referrer-Policy": "no-referrer",
                "Cache-Control": "no-store",
            },
        )

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Send the chat's state, and again whenever it changes."""
        _check_local(request)
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        with contextlib.suppress(ConnectionResetError):  # the page was closed
            while not self._closing.is_set():
                changed = self._world.changed
                await response.write(f"data: {json.dumps(self._state())}\n\n".encode())
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_QUIET):
                        await changed.wait()
                await asyncio.sleep(_PAUSE)
        return response

    async def say(self, request: web.Request) -> web.Response:
        """Write what the visitor typed."""
        text = str((await _asked(request)).get("text", "")).strip()
        if text:
            self._people.say(self._people.private(self._visitor), text)
        return web.json_response({})

    async def send_file(self, request: web.Request) -> web.Response:
        """Send a file that the visitor chose; its bytes come in Base64."""
        asked = await _asked(request)
        try:
            content = base64.b64decode(str(asked.get("content", "")), validate=True)
        except ValueError:
            raise web.HTTPBadRequest from None
        name = str(asked.get("name", ""))[:_LONGEST_NAME]
        if not name or not content:
            raise web.HTTPBadRequest
        self._people.send_file(self._people.private(self._visitor), name, content)
        return web.json_response({})

    async def tap(self, request: web.Request) -> web.Response:
        """Tap a button for the visitor, and give what the bot answers."""
        asked = await _asked(request)
        message = asked.get("message")
        if not isinstance(message, int):
            raise web.HTTPBadRequest
        try:
            tap = self._people.tap(message, str(asked.get("data", "")))
            answer = await self._world.until(lambda: self._world.callbacks[tap], _ANSWER_WITHIN)
        except LookupError:
            answer = CallbackAnswer(text="This button is no more.")
        except TimeoutError:
            answer = CallbackAnswer()
        return web.json_response({"text": answer.text, "alert": answer.alert})

    async def file(self, request: web.Request) -> web.Response:
        """Give a document of the chat."""
        _check_local(request)
        file = self._world.files.get(request.match_info["file"])
        if file is None:
            raise web.HTTPNotFound
        return web.Response(
            body=file.content,
            content_type="application/octet-stream",
            headers={"Content-Disposition": "attachment"},
        )

    def _state(self) -> Json:
        chat = self._people.private(self._visitor)
        messages = [
            {
                **wire.message(self._world, message, answered=False),
                "mine": not message.by_bot,
                "answers": message.reply_to,
                "version": message.edits,
            }
            for message in self._people.messages(chat)[-_SHOWN:]
        ]
        return {
            "bot": self._world.bot.first_name,
            "commands": self._world.commands("all_private_chats") or self._world.commands(),
            "messages": messages,
        }


async def _asked(request: web.Request) -> dict[str, Any]:
    """Read what the page sends.

    Only JSON is taken: no other site can make a browser send that here without asking first.
    """
    _check_local(request)
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        body = await request.json()
    except ValueError:
        raise web.HTTPBadRequest from None
    if not is_object(body):
        raise web.HTTPBadRequest
    return body


def _check_local(request: web.Request) -> None:
    """Refuse a name that merely leads here: another site could have made it do so."""
    if request.host.rpartition(":")[0] not in _LOCAL and request.host not in _LOCAL:
        raise web.HTTPForbidden
