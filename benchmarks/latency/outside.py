"""What is outside of the bot, in a process of its own: feeds on loopback, and the Bot API's stand-in.

It writes the addresses of both as one line of JSON. ``POST /publish`` puts an item of the body's title
into a feed; every other answer is an honest 304 to who has seen the feed as it is.
"""

import asyncio
import json
import sys
from collections import defaultdict
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from aiohttp import web

from bot.demo.botapi.standin import StandIn
from bot.demo.botapi.world import Person

FIRST_PERSON = 5_000
TOKEN = "700000001:benchmark-token-that-opens-nothing-x"


class Newsstand:
    """Feeds that hold what was published in them, the newest of it."""

    def __init__(self, shown: int = 20) -> None:
        """``shown`` is how many entries a feed holds."""
        self._shown = shown
        self._entries: dict[str, list[str]] = defaultdict(list)

    async def feed(self, request: web.Request) -> web.Response:
        """Answer with a feed, or with 304."""
        entries = self._entries[request.match_info["name"]]
        etag = f'"{len(entries)}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        held = "".join(entries[-self._shown :])
        body = f'<rss version="2.0"><channel><title>x</title>{held}</channel></rss>'
        return web.Response(text=body, content_type="application/rss+xml", headers={"ETag": etag})

    async def publish(self, request: web.Request) -> web.Response:
        """Put an item into a feed."""
        told = await request.json()
        self.put(told["feed"], told["title"], told["summary"])
        return web.Response()

    def put(self, feed: str, title: str, summary: str, category: str = "news") -> None:
        """Put an item into a feed."""
        entries = self._entries[feed]
        entries.append(
            f"<item><guid>{feed}-{len(entries)}</guid><title>{escape(title)}</title>"
            f"<link>https://news.example/{feed}/{len(entries)}</link>"
            f"<description>{escape(summary)}</description><category>{category}</category>"
            f"<pubDate>{format_datetime(datetime.now(UTC), usegmt=True)}</pubDate></item>"
        )


async def serve(people: int) -> None:
    """Serve until standard input is closed."""
    stand = Newsstand()
    app = web.Application()
    app.add_routes([web.get("/{name}", stand.feed), web.post("/publish", stand.publish)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=2048).start()
    async with await StandIn.start(token=TOKEN) as telegram:
        for number in range(people):
            telegram.private(Person(id=FIRST_PERSON + number, first_name=f"Reader {number}"))
        addresses = {
            "feeds": f"http://127.0.0.1:{runner.addresses[0][1]}",
            "telegram": telegram.url,
            "token": TOKEN,
        }
        print(json.dumps(addresses), flush=True)
        await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
