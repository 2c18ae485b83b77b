"""Hostile documents cost one sentence each: they are read in processes that can be killed."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import psutil
import pytest

from bot.domain.feed import Document, ParsedFeed
from bot.domain.sentence import Sentence, said
from bot.feeds.parser import parse_document
from bot.feeds.reader import RESIDENT_LIMIT
from bot.feeds.wire import framed, pack_request
from bot.feeds.worker import FEW, SMALL, ProcessParser
from bot.pipeline.ports import Clock

DATA = Path(__file__).parent / "data"


def feed(items: int) -> Document:
    """Give a feed that is left to a worker, for its DOCTYPE."""
    item = "<item><title>Story {0}</title><link>/{0}</link><description>{1}</description></item>"
    text = "".join(item.format(n, "words " * 30) for n in range(items))
    return document(
        f'<!DOCTYPE rss><rss version="2.0"><channel><title>t</title>{text}</channel></rss>'.encode()
    )


def document(body: bytes) -> Document:
    return Document(body=body, url="https://news.example/feed")


ORDINARY = feed(3)
# Each holds feedparser for the square of its length: 40 kB for ten seconds, 1 MB for hours.
QUADRATIC = document(b"<!-- -->" + b"\n" * 1_000_000 + b"<rss/>")
AUTHOR = document(b"<rss version='2.0'><channel><item><author>" + b"a" * 1_000_000 + b"</author>")
DEEP = document(b'<rss version="2.0"><channel><item><title>' + b"<a>" * 300_000)
LAUGHS = document(
    b'<!DOCTYPE z [<!ENTITY a "ha">'
    + b"".join(
        b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(98, 110)
    )
    + b']><rss version="2.0"><channel><item><title>&m;</title></item></channel></rss>'
)


@pytest.fixture
async def parser(clock: Clock) -> AsyncIterator[ProcessParser]:
    parser = ProcessParser(clock, time_limit=1.5)
    yield parser
    await parser.close()


def workers() -> list[psutil.Process]:
    mine = [each for each in psutil.Process().children() if each.status() != psutil.STATUS_ZOMBIE]
    return [child for child in mine if "bot.feeds.reader" in child.cmdline()]


async def entries(parser: ProcessParser, document: Document) -> int:
    parsed = await parser.parse(document)
    assert isinstance(parsed, ParsedFeed), parsed
    return len(parsed.entries)


@pytest.mark.parametrize(
    "name", ["rss-0.91", "atom-1.0", "media-only", "web-page", "relative-links", "truncated"]
)
async def test_a_worker_reads_what_the_parser_reads(
    name: str, parser: ProcessParser, now: datetime
) -> None:
    body = (DATA / f"{name}.xml").read_bytes()
    given = Document(body=body, url="https://news.example/feed", content_type="text/xml")

    assert await parser.parse(given) == parse_document(given, now)
    assert len(workers()) == 1


@pytest.mark.parametrize("name", ["rss-2.0", "gb18030", "empty-feed", "rtl"])
async def test_a_small_ordinary_feed_needs_no_worker(
    name: str, parser: ProcessParser, now: datetime
) -> None:
    body = (DATA / f"{name}.xml").read_bytes()
    given = Document(body=body, url="https://news.example/feed", content_type="text/xml")

    assert await parser.parse(given) == parse_document(given, now)
    assert workers() == []


@pytest.mark.parametrize("words", [SMALL, 0], ids=["long", "many"])
async def test_a_feed_that_would_hold_the_loop_is_read_by_a_worker(
    words: int, parser: ProcessParser
) -> None:
    items = "<item/>" * (3 if words else FEW + 1)
    text = f"<rss><channel><title>{'a' * words}</title>{items}</channel></rss>"

    assert await entries(parser, document(text.encode())) == items.count("<item/>")
    assert len(workers()) == 1


async def test_a_long_answer_comes_whole(parser: ProcessParser) -> None:
    assert await entries(parser, feed(200)) == 200


async def test_one_worker_serves_one_document_after_the_other(parser: ProcessParser) -> None:
    await entries(parser, ORDINARY)
    first = workers()
    await entries(parser, ORDINARY)

    assert len(first) == 1
    assert workers() == first


async def test_a_second_worker_starts_while_the_first_is_busy(clock: Clock) -> None:
    parser = ProcessParser(clock, workers=2)
    try:
        assert await asyncio.gather(*(entries(parser, ORDINARY) for _ in range(6))) == [3] * 6
        assert len(workers()) == 2
    finally:
        await parser.close()


@pytest.mark.parametrize("hostile", [QUADRATIC, AUTHOR, DEEP], ids=["blank", "author", "deep"])
async def test_a_hostile_document_costs_one_sentence_and_others_go_on(
    hostile: Document, parser: ProcessParser
) -> None:
    started = time.monotonic()
    problem, ordinary = await asyncio.gather(parser.parse(hostile), entries(parser, ORDINARY))

    assert isinstance(problem, Sentence)
    assert str(problem).startswith("it cannot be read within 1.5 s (")
    assert ordinary == 3
    assert time.monotonic() - started < 15
    assert await entries(parser, ORDINARY) == 3


async def test_the_loop_stays_free_while_a_worker_is_held(
    parser: ProcessParser, turns: list[float]
) -> None:
    assert isinstance(await parser.parse(QUADRATIC), Sentence)
    assert await entries(parser, feed(100)) == 100

    assert max(turns) < 0.05


async def test_entities_that_multiply_do_not(parser: ProcessParser) -> None:
    parsed = await parser.parse(LAUGHS)

    assert isinstance(parsed, ParsedFeed)
    assert len(parsed.entries[0].title) <= 500


async def test_a_document_that_takes_too_much_memory_is_said_so(clock: Clock) -> None:
    parser = ProcessParser(clock, memory_limit=64 * 1024 * 1024)
    try:
        problem = await parser.parse(feed(30_000))
        assert str(problem) == "it cannot be read within 64 MB of memory"
        assert await entries(parser, ORDINARY) == 3
    finally:
        await parser.close()


async def test_a_worker_that_grew_is_replaced(clock: Clock) -> None:
    parser = ProcessParser(clock, time_limit=60)
    try:
        await entries(parser, ORDINARY)
        grown = workers()
        await parser.parse(document(b"<html>" + b" " * (RESIDENT_LIMIT - 16 * 1024 * 1024)))
        await entries(parser, ORDINARY)
        assert set(grown).isdisjoint(workers())
    finally:
        await parser.close()


async def test_a_worker_killed_by_someone_else_is_replaced(parser: ProcessParser) -> None:
    await entries(parser, ORDINARY)
    (victim,) = workers()
    victim.kill()
    for _ in range(500):
        if not psutil.pid_exists(victim.pid):
            break
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)

    assert await entries(parser, ORDINARY) == 3


async def test_a_worker_that_dies_over_a_document_is_said_so(parser: ProcessParser) -> None:
    await entries(parser, ORDINARY)
    reading = asyncio.create_task(parser.parse(QUADRATIC))
    await asyncio.sleep(0.3)
    workers()[0].send_signal(signal.SIGSEGV)

    assert await reading == said("parse.ended", how="signal SIGSEGV")


async def test_a_parse_given_up_by_its_caller_leaves_no_worker_at_it(parser: ProcessParser) -> None:
    await entries(parser, ORDINARY)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await parser.parse(QUADRATIC)

    assert workers() == []
    assert await entries(parser, ORDINARY) == 3


async def test_close_ends_workers_at_work_too(clock: Clock) -> None:
    parser = ProcessParser(clock)
    await entries(parser, ORDINARY)
    reading = asyncio.create_task(parser.parse(QUADRATIC))
    await asyncio.sleep(0.2)

    await parser.close()

    assert isinstance(await reading, Sentence)
    assert workers() == []


async def test_a_worker_knows_no_secrets_and_is_small(
    parser: ProcessParser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123456:secret")
    await entries(parser, ORDINARY)
    (worker,) = workers()

    assert "TELEGRAM_BOT_TOKEN" not in worker.environ()
    assert worker.memory_info().rss < 40 * 1024 * 1024


async def test_a_machine_that_can_start_no_process_is_said_so(
    parser: ProcessParser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    assert "no process could be started" in str(await parser.parse(ORDINARY))


def test_a_worker_ends_with_its_parent(now: datetime) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-P", "-m", "bot.feeds.reader", str(512 * 1024 * 1024)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        assert worker.stdout.read(9) == framed(b"ready")
        worker.stdin.close()
        assert worker.wait(10) == 0


def test_a_worker_whose_parent_was_killed_says_nothing_of_it() -> None:
    """It may have been about to say that it is ready."""
    worker = subprocess.Popen(
        [sys.executable, "-P", "-m", "bot.feeds.reader", str(512 * 1024 * 1024)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with worker:
        assert worker.stdout is not None
        assert worker.stderr is not None
        worker.stdout.close()
        assert worker.stderr.read() == b""
    assert worker.returncode == 0


def test_a_worker_held_by_a_document_ends_itself(now: datetime) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-P", "-m", "bot.feeds.reader", str(512 * 1024 * 1024)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    with worker:
        request = pack_request(QUADRATIC, now, -4.5)  # its alarm is due in half a second
        worker.communicate(request + framed(QUADRATIC.body), timeout=30)

    assert worker.returncode == -signal.SIGALRM


def test_ctrl_c_is_for_the_parent(now: datetime) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-P", "-m", "bot.feeds.reader", str(512 * 1024 * 1024)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with worker:
        assert worker.stdout is not None
        worker.stdout.read(9)
        os.kill(worker.pid, signal.SIGINT)
        out, _ = worker.communicate(
            pack_request(ORDINARY, now, 9) + framed(ORDINARY.body), timeout=30
        )

    assert worker.returncode == 0
    assert b"Story 0" in out
