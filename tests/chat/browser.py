"""Chromium driven over its DevTools protocol: as much of it as a chat page needs."""

import asyncio
import base64
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
_LISTENING = re.compile(rb"DevTools listening on ws://([\d.]+:\d+)/")


class Page:
    """A tab."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = count(1)

    async def call(self, method: str, **values: object) -> dict[str, Any]:
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": values})
        async for message in self._socket:
            answer: dict[str, Any] = message.json()
            if answer.get("id") == number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result
        raise ConnectionError("the browser has gone")

    async def run(self, script: str) -> Any:
        """Run a script in the page, and give its value."""
        answer = await self.call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    async def until(self, script: str, within: float = 20.0) -> None:
        """Wait until a script gives something true."""
        async with asyncio.timeout(within):
            while not await self.run(script):  # noqa: ASYNC110 - the page tells nobody
                await asyncio.sleep(0.05)

    async def write(self, text: str) -> None:
        """Write into the chat, and send."""
        await self.run("document.getElementById('text').focus()")
        await self.call("Input.insertText", text=text)
        await self.run("document.getElementById('form').requestSubmit()")

    async def read(self, text: str) -> None:
        """Wait until the chat shows a text."""
        await self.until(f"document.getElementById('list').innerText.includes({text!r})")

    async def tap(self, label: str) -> None:
        """Tap the last button with this text."""
        found = f"[...document.querySelectorAll('#list button')].filter(b => b.innerText.startsWith({label!r})).at(-1)"
        await self.until(f"Boolean({found})")
        await self.run(f"{found}.click()")

    async def photograph(self, path: Path) -> None:
        picture = await self.call("Page.captureScreenshot", format="png")
        await asyncio.to_thread(path.write_bytes, base64.b64decode(picture["data"]))


@asynccontextmanager
async def browser(url: str, folder: Path) -> AsyncIterator[Page]:
    """Open ``url`` in a browser without a window."""
    process = await asyncio.create_subprocess_exec(
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
        "--window-size=760,1120", "--hide-scrollbars", "--force-color-profile=srgb",
        f"--user-data-dir={folder}", "about:blank",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stderr is not None
        async with asyncio.timeout(40):
            while (found := _LISTENING.search(await process.stderr.readline())) is None:
                assert process.returncode is None, "the browser did not start"
        async with aiohttp.ClientSession() as session:
            address = f"http://{found[1].decode()}/json/new?{url}"
            async with session.put(address) as answer:
                tab = await answer.json()
            async with session.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                yield Page(socket)
    finally:
        process.kill()
        await process.communicate()
