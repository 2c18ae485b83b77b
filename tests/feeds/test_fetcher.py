"""Feeds over real HTTP on loopback: servers that answer well, oddly, too much, or never."""

import asyncio
import gzip
import socket
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

import pytest
from aiohttp import web

from bot.domain.feed import Document, Failed, Feed, FeedId, FeedState, Fetched, Tier, Unchanged
from bot.feeds.fetcher import FetchLimits, HttpFetcher
from bot.pipeline.places import Places
from bot.pipeline.ports import Clock

BODY = b"<rss version='2.0'><channel><title>t</title></channel></rss>"
BOMB = gzip.compress(b"0" * 50_000_000)
LIMITS = FetchLimits(total=1.0, connect=0.5, silence=0.3, max_bytes=1024 * 1024, redirects=5)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Serve(Protocol):
    """Starts an HTTP server and gives the address of its feed."""

    async def __call__(self, handler: Handler) -> str: ...


class ServeBytes(Protocol):
    """Starts a server that says what it likes."""

    async def __call__(self, talk: Talk) -> str: ...


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    runners = list[web.AppRunner]()

    async def start(handler: Handler) -> str:
        app = web.Application()
        app.router.add_get("/{path:.*}", handler)
        runners.append(runner := web.AppRunner(app))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        return f"http://{host}:{port}/feed"

    yield start
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
async def serve_bytes() -> AsyncIterator[ServeBytes]:
    servers = list[asyncio.Server]()
    writers = list[asyncio.StreamWriter]()

    async def start(talk: Talk) -> str:
        async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writers.append(writer)
            await reader.readuntil(b"\r\n\r\n")
            try:
                await talk(reader, writer)
            except ConnectionError:
                return

        servers.append(server := await asyncio.start_server(serve_one, "127.0.0.1", 0))
        return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/feed"

    yield start
    for writer in writers:
        writer.close()
    for server in servers:
        server.close()


@pytest.fixture
async def fetcher(clock: Clock) -> AsyncIterator[HttpFetcher]:
    fetcher = HttpFetcher(clock, limits=LIMITS)
    yield fetcher
    await fetcher.close()


def feed(url: str, *, contact: bool = False) -> Feed:
    return Feed(id=FeedId("f"), url=url, title="F", publisher="F", tier=Tier.PRESS, contact=contact)


def state(
    etag: str = "", last_modified: str = "", body_hash: str = "", moved_to: str = ""
) -> FeedState:
    return FeedState(
        feed_id=FeedId("f"),
        etag=etag,
        last_modified=last_modified,
        body_hash=body_hash,
        moved_to=moved_to,
    )


def answer(
    body: bytes = BODY, status: int = 200, headers: Mapping[str, str] | None = None
) -> Handler:
    async def handle(_request: web.Request) -> web.Response:
        return web.Response(status=status, body=body, headers=headers)

    return handle


async def fetch(fetcher: HttpFetcher, url: str, **known: str) -> Document | Unchanged | Failed:
    return await fetcher.fetch(feed(url), state(**known))


def why(fetched: object) -> str:
    return str(failed(fetched).reason)


def failed(fetched: object) -> Failed:
    assert isinstance(fetched, Failed), fetched
    return fetched


def document(fetched: object) -> Document:
    assert isinstance(fetched, Document), fetched
    return fetched


async def test_a_new_body_comes_with_what_its_answer_says(
    serve: Serve, fetcher: HttpFetcher
) -> None:
    url = await serve(
        answer(
            headers={
                "Content-Type": "application/rss+xml; charset=utf-8",
                "ETag": 'W/"7"',
                "Last-Modified": "Mon, 02 Mar 2026 11:00:00 GMT",
                "Cache-Control": "public, max-age=300",
                "Age": "20",
            }
        )
    )

    got = document(await fetch(fetcher, url))

    assert (got.body, got.url, got.moved_to) == (BODY, url, "")
    assert got.content_type == "application/rss+xml; charset=utf-8"
    assert (got.etag, got.last_modified) == ('W/"7"', "Mon, 02 Mar 2026 11:00:00 GMT")
    assert got.max_age == timedelta(seconds=280)
    assert got.body_hash


async def test_what_is_known_is_sent_back_and_304_is_unchanged(
    serve: Serve, fetcher: HttpFetcher
) -> None:
    asked = list[tuple[str, str]]()

    async def handle(request: web.Request) -> web.Response:
        asked.append((request.headers["If-None-Match"], request.headers["If-Modified-Since"]))
        return web.Response(status=304, headers={"Cache-Control": "max-age=60"})

    url = await serve(handle)

    got = await fetch(fetcher, url, etag='"7"', last_modified="Mon, 02 Mar 2026 11:00:00 GMT")

    assert got == Unchanged(max_age=timedelta(seconds=60))
    assert asked == [('"7"', "Mon, 02 Mar 2026 11:00:00 GMT")]


async def test_the_same_bytes_without_validators_are_unchanged(
    serve: Serve, fetcher: HttpFetcher
) -> None:
    url = await serve(answer())
    first = document(await fetch(fetcher, url))

    assert await fetch(fetcher, url, body_hash=first.body_hash) == Unchanged()


async def test_a_validator_that_cannot_be_sent_back_is_forgotten(
    serve_bytes: ServeBytes, fetcher: HttpFetcher
) -> None:
    async def talk(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b'HTTP/1.1 200 OK\r\nETag: "\xff\xfe"\r\nContent-Length: 1\r\n\r\nx')

    assert document(await fetch(fetcher, await serve_bytes(talk))).etag == ""


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate", "raw deflate", "none", "members"])
async def test_compressed_bodies_are_decompressed(
    coding: str, serve: Serve, fetcher: HttpFetcher
) -> None:
    raw = zlib.compressobj(wbits=-15)
    body, header = {
        "gzip": (gzip.compress(BODY), "gzip"),
        "x-gzip": (gzip.compress(BODY) + b"trailing nothing", "x-gzip"),
        "deflate": (zlib.compress(BODY), "deflate"),
        "raw deflate": (raw.compress(BODY) + raw.flush(), "deflate"),
        "none": (gzip.compress(BODY), ""),
        "members": (gzip.compress(BODY[:20]) + gzip.compress(BODY[20:]), "gzip"),
    }[coding]
    headers = {"Content-Encoding": header} if header else {}

    url = await serve(answer(body, headers=headers))

    assert document(await fetch(fetcher, url)).body == BODY


@pytest.mark.parametrize(
    ("body", "header", "reason"),
    [
        (b"no gzip at all", "gzip", "its gzip is damaged"),
        (gzip.compress(BODY)[:-12], "gzip", "was cut off"),
        (b"anything", "br", "compressed with 'br', which was not asked for"),
        (BOMB, "gzip", "larger than 1 MB"),
        (b"x" * 2_000_000, "", "larger than 1 MB"),
    ],
    ids=["no gzip", "cut", "brotli", "bomb", "huge"],
)
async def test_a_body_that_cannot_be_taken_is_said_so(
    body: bytes, header: str, reason: str, serve: Serve, fetcher: HttpFetcher
) -> None:
    headers = {"Content-Encoding": header} if header else {}

    got = failed(await fetch(fetcher, await serve(answer(body, headers=headers))))

    assert str(got.reason).startswith("127.0.0.1 sent a body that cannot be taken: ")
    assert reason in str(got.reason)


@pytest.mark.parametrize("body", [b"", gzip.compress(b"") * 20_000], ids=["none", "empty members"])
async def test_an_empty_body_is_a_failure(body: bytes, serve: Serve, fetcher: HttpFetcher) -> None:
    assert "nothing in it" in why(await fetch(fetcher, await serve(answer(body))))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "user name and password"),
        (403, "refuses this machine's address"),
        (404, "look for its new one"),
        (429, "give the feed a longer interval"),
        (418, "check the feed's address"),
        (503, "asked again later"),
        (599, "127.0.0.1 answered 599: its server is in trouble"),
    ],
)
async def test_a_status_is_explained_with_what_to_do(
    status: int, words: str, serve: Serve, fetcher: HttpFetcher
) -> None:
    got = failed(await fetch(fetcher, await serve(answer(b"<html>", status))))

    assert str(got.reason).startswith(f"127.0.0.1 answered {status}")
    assert words in str(got.reason)
    assert not got.gone


async def test_410_is_for_good(serve: Serve, fetcher: HttpFetcher) -> None:
    assert failed(await fetch(fetcher, await serve(answer(b"", 410)))).gone


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("Mon, 02 Mar 2026 12:05:00 GMT", timedelta(minutes=5)),
        ("Mon, 02 Mar 2026 11:00:00 GMT", timedelta(0)),
        ("later", None),
    ],
)
async def test_the_wait_a_server_asks_for_is_passed_on(
    header: str, wait: timedelta | None, serve: Serve, fetcher: HttpFetcher
) -> None:
    url = await serve(answer(b"", 503, {"Retry-After": header}))

    assert failed(await fetch(fetcher, url)).retry_after == wait


def hops(*statuses: int) -> Handler:
    """Redirect from /feed to /1, /2, … with these statuses, then answer."""

    async def handle(request: web.Request) -> web.Response:
        step = int(request.path.lstrip("/")) if request.path != "/feed" else 0
        if step == len(statuses):
            return web.Response(body=BODY)
        return web.Response(status=statuses[step], headers={"Location": f"/{step + 1}"})

    return handle


async def test_permanent_redirects_are_remembered(serve: Serve, fetcher: HttpFetcher) -> None:
    url = await serve(hops(301, 308))

    got = document(await fetch(fetcher, url))

    assert got.url == got.moved_to == url.replace("/feed", "/2")


async def test_one_temporary_redirect_on_the_way_keeps_the_old_address(
    serve: Serve, fetcher: HttpFetcher
) -> None:
    got = document(await fetch(fetcher, await serve(hops(301, 302, 307, 303, 308))))

    assert got.url.endswith("/5")
    assert got.moved_to == ""


async def test_a_feed_that_moved_is_asked_at_its_new_address(
    serve: Serve, fetcher: HttpFetcher
) -> None:
    url = await serve(answer())

    got = document(await fetch(fetcher, "http://127.0.0.1:1/old", moved_to=url))

    assert got.url == url


async def test_a_redirect_loop_ends(serve: Serve, fetcher: HttpFetcher) -> None:
    async def handle(request: web.Request) -> web.Response:
        return web.Response(status=301, headers={"Location": request.path})

    got = failed(await fetch(fetcher, await serve(handle)))

    assert "redirects more than 5 times, last to http://127.0.0.1" in str(got.reason)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://x.example/a", "//["])
async def test_a_redirect_leads_nowhere_but_to_the_web(
    target: str, serve: Serve, fetcher: HttpFetcher
) -> None:
    async def handle(_request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": target})

    got = failed(await fetch(fetcher, await serve(handle)))

    assert str(got.reason) == f"{target} is no http or https address"


@pytest.mark.parametrize(
    "url", ["feed://x.example/a", "x.example/feed", "", "http://[", "https://"]
)
async def test_an_address_that_is_none_is_said_so(url: str, fetcher: HttpFetcher) -> None:
    assert "is no http or https address" in why(await fetch(fetcher, url))


async def test_credentials_are_sent_and_never_shown(serve: Serve, fetcher: HttpFetcher) -> None:
    seen = list[str | None]()

    async def handle(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Authorization"))
        return web.Response(
            status=302, headers={"Location": str(request.url.with_query(token="s3cret"))}
        )

    url = (await serve(handle)).replace("http://", "http://me:s3cret@")

    got = failed(await fetch(fetcher, url))

    assert seen == ["Basic bWU6czNjcmV0"] * 6
    assert "s3cret" not in str(got.reason)


async def test_credentials_do_not_follow_a_redirect_to_another_host(
    serve: Serve, fetcher: HttpFetcher
) -> None:
    seen = list[str | None]()

    async def elsewhere(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Authorization"))
        return web.Response(body=BODY)

    other = await serve(elsewhere)

    async def handle(_request: web.Request) -> web.Response:
        return web.Response(status=301, headers={"Location": other})

    url = (await serve(handle)).replace("http://", "http://me:s3cret@")

    assert document(await fetch(fetcher, url)).moved_to == other
    assert seen == [None]


async def test_credentials_move_with_a_feed_on_its_host(serve: Serve, fetcher: HttpFetcher) -> None:
    url = (await serve(hops(301))).replace("http://", "http://me:s3cret@")

    got = document(await fetch(fetcher, url))

    assert got.moved_to == url.replace("/feed", "/1")
    assert "s3cret" not in got.url


async def test_the_contact_is_told_only_to_who_demands_it(serve: Serve, clock: Clock) -> None:
    agents = list[str]()

    async def handle(request: web.Request) -> web.Response:
        agents.append(request.headers["User-Agent"])
        return web.Response(body=BODY)

    url = await serve(handle)
    fetcher = HttpFetcher(clock, contact="desk@news.example", limits=LIMITS)
    await fetcher.fetch(feed(url, contact=True), state())
    await fetcher.fetch(feed(url), state())
    await fetcher.close()

    assert agents[0] == f"{agents[1]} desk@news.example"
    assert agents[1].startswith("Tapewatch/")


async def test_a_publisher_who_demands_a_contact_is_not_asked_without(fetcher: HttpFetcher) -> None:
    got = failed(await fetcher.fetch(feed("http://127.0.0.1:1/", contact=True), state()))

    assert "TAPEWATCH_CONTACT" in str(got.reason)


async def test_a_server_that_hangs_is_given_up(
    serve_bytes: ServeBytes, fetcher: HttpFetcher
) -> None:
    async def talk(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)

    got = failed(await fetch(fetcher, await serve_bytes(talk)))

    assert str(got.reason) == "127.0.0.1 took our request and then fell silent"


async def test_a_body_that_drips_forever_is_cut(
    serve_bytes: ServeBytes, fetcher: HttpFetcher
) -> None:
    async def talk(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.05)

    started = time.monotonic()
    got = failed(await fetch(fetcher, await serve_bytes(talk)))

    assert str(got.reason) == "127.0.0.1 did not finish its answer in time"
    assert time.monotonic() - started < 5


async def test_redirects_do_not_renew_the_time(serve: Serve, clock: Clock) -> None:
    """A chain of answers, each in time, is cut off where all of them took too long."""

    async def handle(request: web.Request) -> web.Response:
        await asyncio.sleep(0.05)
        return web.Response(status=302, headers={"Location": request.path})

    patient = replace(LIMITS, silence=30.0, redirects=1_000)
    fetcher = HttpFetcher(clock, limits=patient)
    got = failed(await fetch(fetcher, await serve(handle)))
    await fetcher.close()

    assert str(got.reason) == "127.0.0.1 did not finish its answer in time"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (b"", "127.0.0.1 broke the connection off"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf",
            "broke its answer off in the middle",
        ),
        (b"220 mail.example ESMTP\r\n\r\n", "127.0.0.1 does not answer in HTTP: "),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000, "127.0.0.1 does not answer in HTTP: "),
    ],
    ids=["silence", "half", "another protocol", "endless header"],
)
async def test_a_broken_answer_is_explained(
    said: bytes, reason: str, serve_bytes: ServeBytes, fetcher: HttpFetcher
) -> None:
    async def talk(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        writer.close()

    assert reason in why(await fetch(fetcher, await serve_bytes(talk)))


async def test_a_reset_is_explained(serve_bytes: ServeBytes, fetcher: HttpFetcher) -> None:
    async def talk(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf")
        await writer.drain()
        writer.transport.abort()

    assert "broke" in why(await fetch(fetcher, await serve_bytes(talk)))


async def test_a_refused_connection_is_explained(fetcher: HttpFetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    got = failed(await fetch(fetcher, f"http://127.0.0.1:{port}/feed"))

    assert str(got.reason).startswith("no connection to 127.0.0.1 came about")


async def test_a_server_without_tls_is_explained(serve: Serve, fetcher: HttpFetcher) -> None:
    url = (await serve(answer())).replace("http:", "https:")

    assert "no secure connection to 127.0.0.1" in why(await fetch(fetcher, url))


async def test_an_unknown_name_is_explained(
    fetcher: HttpFetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unknown(*_args: object, **_more: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)

    got = failed(await fetch(fetcher, "http://nowhere.example/feed"))

    assert str(got.reason).startswith("the name nowhere.example cannot be resolved")


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "xn--\u00e4.example", "a..b", "%00"])
async def test_a_name_that_cannot_be_one_is_explained(host: str, fetcher: HttpFetcher) -> None:
    assert why(await fetch(fetcher, f"http://{host}/feed"))


async def test_a_host_is_asked_by_so_many_at_once(serve: Serve, fetcher: HttpFetcher) -> None:
    now, most = 0, 0

    async def handle(_request: web.Request) -> web.Response:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.02)
        now -= 1
        return web.Response(body=BODY)

    url = await serve(handle)

    await asyncio.gather(*(fetch(fetcher, f"{url}?{n}") for n in range(8)))

    assert most == LIMITS.at_once_per_host


async def test_a_place_is_taken_with_the_turn_and_not_while_waiting_for_it(
    serve: Serve, fetcher: HttpFetcher
) -> None:
    free = asyncio.Event()

    async def handle(request: web.Request) -> web.Response:
        if "slow" in request.query:
            await free.wait()
        return web.Response(body=BODY)

    url = await serve(handle)
    places = Places(LIMITS.at_once_per_host + 1)

    async def ask(address: str) -> Fetched:
        with places.place() as place:
            return await fetcher.fetch(feed(address), state(), place)

    slow = [asyncio.create_task(ask(f"{url}?slow={n}")) for n in range(8)]
    await asyncio.sleep(0.05)
    other = url.replace("127.0.0.1", "localhost")
    assert isinstance(await asyncio.wait_for(ask(other), 5), Document)
    free.set()
    assert all(isinstance(each, Document) for each in await asyncio.gather(*slow))


async def test_waiting_for_a_turn_is_not_counted(serve: Serve, fetcher: HttpFetcher) -> None:
    async def handle(_request: web.Request) -> web.Response:
        await asyncio.sleep(0.2)
        return web.Response(body=BODY)

    url = await serve(handle)

    got = await asyncio.gather(*(fetch(fetcher, f"{url}?{n}") for n in range(14)))

    assert all(isinstance(each, Document) for each in got)


async def test_a_bomb_leaves_the_loop_free(serve: Serve, clock: Clock, turns: list[float]) -> None:
    url = await serve(answer(BOMB, headers={"Content-Encoding": "gzip"}))
    fetcher = HttpFetcher(clock)

    assert "larger than 10 MB" in why(await fetch(fetcher, url))
    await fetcher.close()

    assert max(turns) < 0.05


async def test_a_subscribers_feed_may_not_lead_into_the_private_network(
    serve: Serve, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def private(*_args: object, **_more: object) -> object:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    url = await serve(answer())
    port = int(url.rsplit(":", 1)[1].split("/")[0])
    fetcher = HttpFetcher(clock, limits=LIMITS, public_only=True)
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", private)

    reasons = [
        why(await fetch(fetcher, address))
        for address in (url, f"http://innocent.example:{port}/feed", f"http://0x7f.1:{port}/")
    ]
    await fetcher.close()

    assert all("is on a private network" in reason for reason in reasons)
