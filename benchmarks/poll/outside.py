"""Feeds on loopback in a process of their own: quiet ones, and hostile ones.

It writes its port as one line. A quiet feed answers 304 to who has seen it, and closes the connection as
most servers have by the next minute.
"""

import asyncio
import gzip
import sys
from collections.abc import Callable
from functools import partial

from aiohttp import web

_HEAD = '<rss version="2.0"><channel><title>x</title>'
_ITEM = (
    "<item><guid>{0}</guid><title>Harbour levy number {0}</title><link>https://n.example/{0}</link>"
    "<description>{1}</description></item>"
)
_MEGABYTE = 1 << 20


def _feed(count: int, summary: str = "The port says so. " * 10) -> bytes:
    items = "".join(_ITEM.format(number, summary) for number in range(count))
    return f"{_HEAD}{items}</channel></rss>".encode()


def _laughs() -> bytes:
    lines = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
    return (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{lines}]>'
        f"<rss><channel><title>&l9;</title></channel></rss>"
    ).encode()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "4,000 entries": partial(_feed, 4_000),
    "a summary of 9 MB": partial(_feed, 1, "<b>levy</b> " * (9 * _MEGABYTE // 24)),
    "100,000 elements deep": (_HEAD + "<item>" * 100_000).encode,
    "9 MB of blanks": partial(bytes.rjust, _feed(1), 9 * _MEGABYTE),
    "a billion laughs": _laughs,
    "no XML at all": partial(bytes.ljust, b"\x00\xff<", 6 * _MEGABYTE, b"<"),
    "gzip that grows a thousandfold": partial(gzip.compress, bytes(200 * _MEGABYTE)),
}
"""What a server may answer, and what makes it; all but the first keep most readers busy for long."""


async def _quiet(request: web.Request) -> web.Response:
    headers = {"ETag": '"1"', "Connection": "close"}
    if request.headers.get("If-None-Match") == '"1"':
        return web.Response(status=304, headers=headers)
    return web.Response(body=_feed(0), content_type="application/rss+xml", headers=headers)


async def serve() -> None:
    """Serve until standard input is closed."""
    bodies = {name: make() for name, make in HOSTILE.items()}

    async def hostile(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        headers = {"Content-Encoding": "gzip"} if "gzip" in name else {}
        return web.Response(body=bodies[name], content_type="text/xml", headers=headers)

    app = web.Application()
    app.add_routes([web.get("/quiet/{name}", _quiet), web.get("/hostile/{name}", hostile)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 0, backlog=2048).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve())
