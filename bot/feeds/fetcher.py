"""Getting feeds over HTTP: politely, conditionally, and within bounds whatever a server does."""

import asyncio
import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final
from weakref import WeakValueDictionary

import aiohttp
from yarl import URL

from bot import __version__
from bot.domain.feed import Document, Failed, Feed, FeedState, Fetched, Unchanged
from bot.domain.sentence import said
from bot.domain.urls import redact_url
from bot.feeds.body import ACCEPTED, BodyError, Decompressor
from bot.feeds.failures import explain_error, explain_status
from bot.feeds.guard import public_socket
from bot.feeds.headers import max_age, retry_after, validator
from bot.pipeline.places import Place
from bot.pipeline.ports import Clock

USER_AGENT: Final = f"Tapewatch/{__version__} (+https://github.com/tapewatch/tapewatch)"

_ACCEPT: Final = "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"
_PERMANENT: Final = frozenset({301, 308})
_REDIRECTS: Final = _PERMANENT | {302, 303, 307}
_CHUNK: Final = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """What a server may cost us."""

    total: float = 30.0
    """Seconds for everything, redirects and a dripping body included; waiting for our turn is not."""
    connect: float = 10.0
    """Seconds until there is a connection."""
    silence: float = 15.0
    """Seconds without a byte."""
    max_bytes: int = 10 * 1024 * 1024
    """Of a body, as it comes and as it is decompressed."""
    redirects: int = 5
    at_once_per_host: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Redirect:
    target: str
    permanent: bool


class HttpFetcher:
    """A :class:`bot.pipeline.ports.Fetcher` on aiohttp. Must be closed."""

    def __init__(
        self,
        clock: Clock,
        *,
        contact: str = "",
        user_agent: str = USER_AGENT,
        limits: FetchLimits | None = None,
        public_only: bool = False,
    ) -> None:
        """``contact`` is told to publishers who demand it, and to no other.

        ``public_only`` refuses hosts on private networks: for feeds that subscribers name.
        """
        self._clock = clock
        self._contact = contact
        self._user_agent = user_agent
        self._limits = limits or FetchLimits()
        self._public_only = public_only
        self._session: aiohttp.ClientSession | None = None
        self._hosts = WeakValueDictionary[str, asyncio.Semaphore]()

    async def fetch(self, feed: Feed, state: FeedState, place: Place | None = None) -> Fetched:
        """Ask for the feed as it is newer than ``state`` (conditional GET, RFC 9110 section 13).

        ``place`` is taken once it is the host's turn, and is still held when this returns.

        Never raises for what a server or the network does: that is a :class:`Failed`.
        """
        if feed.contact and not self._contact:
            return Failed(reason=said("fetch.contact"))
        headers = self._headers(feed, state)
        target, moved, left = state.moved_to or feed.url, True, self._limits.total
        for hop in range(self._limits.redirects + 1):
            url = _web_address(target)
            if url is None:
                return Failed(reason=said("fetch.address", url=redact_url(target[:200])))
            async with self._turn(url):
                if place is not None:
                    await place.take()
                started = time.monotonic()
                answer = await self._ask(url, headers, state, left)
                left -= time.monotonic() - started
            if not isinstance(answer, _Redirect):
                if isinstance(answer, Document) and hop and moved:
                    return replace(answer, moved_to=str(url))
                return answer
            if place is not None:
                place.leave()  # another host's turn is to be waited for
            target, moved = answer.target, moved and answer.permanent
        last = redact_url(target[:200])
        return Failed(reason=said("fetch.redirects", most=self._limits.redirects, url=last))

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    async def _ask(
        self, url: URL, headers: Mapping[str, str], state: FeedState, seconds: float
    ) -> Fetched | _Redirect:
        """Ask one address, once."""
        limits = self._limits
        timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=limits.connect, sock_read=limits.silence
        )
        try:
            async with (
                asyncio.timeout(seconds),
                self._open_session().get(
                    url, headers=headers, allow_redirects=False, timeout=timeout
                ) as response,
            ):
                return await self._answer(url, response, state)
        # ValueError: yarl's and idna's on hosts that cannot be; OSError: a socket's before aiohttp's.
        except (aiohttp.ClientError, BodyError, OSError, ValueError) as error:
            return Failed(reason=explain_error(_host(url), error))

    async def _answer(
        self, url: URL, response: aiohttp.ClientResponse, state: FeedState
    ) -> Fetched | _Redirect:
        status, headers = response.status, response.headers
        if status == HTTPStatus.NOT_MODIFIED:
            return Unchanged(max_age=max_age(headers))
        if status in _REDIRECTS and "Location" in headers:
            target = _redirected(url, headers["Location"])
            return _Redirect(target=target, permanent=status in _PERMANENT)
        if not 200 <= status < 300:
            return Failed(
                reason=explain_status(_host(url), status),
                retry_after=retry_after(headers, self._clock.now()),
                gone=status == HTTPStatus.GONE,
            )
        body = await self._body(response)
        if not body:
            return Failed(reason=said("fetch.empty", host=_host(url)))
        body_hash = hashlib.blake2b(body, digest_size=16).hexdigest()
        if body_hash == state.body_hash:
            return Unchanged(max_age=max_age(headers))
        return Document(
            body=body,
            url=str(response.url),
            content_type=headers.get("Content-Type", ""),
            etag=validator(headers, "ETag"),
            last_modified=validator(headers, "Last-Modified"),
            max_age=max_age(headers),
            body_hash=body_hash,
        )

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        decompressor = Decompressor(
            response.headers.get("Content-Encoding", ""), self._limits.max_bytes
        )
        parts = list[bytes]()
        async for chunk in response.content.iter_chunked(_CHUNK):
            for piece in decompressor.feed(chunk):
                parts.append(piece)
                await asyncio.sleep(0)  # a bomb is many pieces of one chunk: others take their turn
        decompressor.finish()
        return b"".join(parts)

    def _turn(self, url: URL) -> asyncio.Semaphore:
        """Give what is held while a host is asked: so many at once, and no more."""
        gate = asyncio.Semaphore(self._limits.at_once_per_host)
        return self._hosts.setdefault(_host(url), gate)

    def _headers(self, feed: Feed, state: FeedState) -> dict[str, str]:
        agent = f"{self._user_agent} {self._contact}" if feed.contact else self._user_agent
        headers = {"User-Agent": agent, "Accept": _ACCEPT, "Accept-Encoding": ACCEPTED}
        if state.etag:
            headers["If-None-Match"] = state.etag
        if state.last_modified:
            headers["If-Modified-Since"] = state.last_modified
        return headers

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                # How many are asked at once is decided by who asks.
                connector=aiohttp.TCPConnector(
                    limit=0,
                    ttl_dns_cache=60,
                    socket_factory=public_socket if self._public_only else None,
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
            )
        return self._session


def _web_address(text: str) -> URL | None:
    try:
        url = URL(text.strip())
    except ValueError:
        return None
    return url.with_fragment(None) if url.scheme in {"http", "https"} and url.host else None


def _redirected(url: URL, location: str) -> str:
    """Give where ``location`` leads from ``url``, whose credentials are for its own host only."""
    try:
        target = url.join(URL(location))
        if target.origin() == url.origin():
            target = target.with_user(url.user).with_password(url.password)
    except ValueError:  # no address, or none with a host: refused when it is asked
        return location
    return str(target)


def _host(url: URL) -> str:
    return url.host or ""
