"""One feed over HTTP: what it holds, what a client has of it, and what a request is answered.

Conditional requests follow RFC 9110 section 13: If-None-Match counts before If-Modified-Since.
"""

import hashlib
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from aiohttp import web

from bot.demo.newsroom.documents import Published, content_type, feed_document
from bot.demo.newsroom.script import Outlet, Piece, Trouble, Validators

_SHOWN = 20
"""The newest entries; older ones fall out of the feed."""


@dataclass(slots=True, kw_only=True)
class Channel:
    """A feed as it stands."""

    outlet: Outlet
    entries: deque[Published] = field(default_factory=lambda: deque(maxlen=_SHOWN))
    modified: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    version: int = 0
    requests: int = 0
    _served: int = -1
    _absorbed: int = -1

    def publish(self, piece: Piece, at: datetime) -> None:
        """Add a piece, dated ``at``."""
        self.entries.appendleft(Published(piece=piece, at=at))
        # Last-Modified has whole seconds; two pieces of one second must not look like one.
        second = at.replace(microsecond=0)
        self.modified = max(second, self.modified + timedelta(seconds=1))
        self.version += 1

    @property
    def learned(self) -> bool:
        """Whether what was there at first was fetched."""
        return self._served >= 0 or self.outlet.trouble is not Trouble.NONE

    @property
    def absorbed(self) -> bool:
        """Whether the newest state was fetched and asked for again since.

        A client that polls a feed in turn has dealt with the answer before by then.
        """
        return self._absorbed == self.version or self.outlet.trouble is not Trouble.NONE

    def answer(self, request: web.Request, base: str) -> web.Response:
        """Answer a request with the feed, or with 304 where the client has it."""
        self.requests += 1
        self._absorbed = self._served
        self._served = self.version
        body = feed_document(self.outlet, tuple(self.entries), base)
        headers = self._validators(body)
        if _has_it(request, headers):
            return web.Response(status=304, headers=headers)
        return web.Response(
            body=body, headers=headers | {"Content-Type": content_type(self.outlet)}
        )

    def _validators(self, body: bytes) -> dict[str, str]:
        etag = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
        modified = format_datetime(self.modified, usegmt=True)
        match self.outlet.validators:
            case Validators.BOTH:
                return {"ETag": etag, "Last-Modified": modified}
            case Validators.ETAG:
                return {"ETag": f"W/{etag}"}
            case Validators.MODIFIED:
                return {"Last-Modified": modified}
            case Validators.NONE:
                return {}


def _has_it(request: web.Request, headers: dict[str, str]) -> bool:
    """Tell whether the client's condition says that it holds what ``headers`` describe."""
    known = request.headers.get("If-None-Match")
    if known is not None and "ETag" in headers:
        # Weakly compared: W/"x" and "x" are the same.
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        return "*" in tags or headers["ETag"].removeprefix("W/") in tags
    since = request.headers.get("If-Modified-Since")
    if since is None or "Last-Modified" not in headers:
        return False
    try:
        return parsedate_to_datetime(headers["Last-Modified"]) <= parsedate_to_datetime(since)
    except ValueError:
        return False
