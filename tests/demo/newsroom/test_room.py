"""The newsroom serves its feeds honestly and publishes in order."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import feedparser
import pytest

from bot.demo.newsroom import Newsroom
from bot.demo.newsroom.script import Script, Trouble, read_script

SCRIPT = """
outlets:
  - {id: a, publisher: A, tier: press, format: rss}
  - {id: b, publisher: B, tier: wire, format: atom, validators: etag}
  - {id: c, publisher: C, tier: official, format: rss, validators: modified}
  - {id: d, publisher: D, tier: blog, format: rss, validators: none}
  - {id: bad, publisher: Bad, tier: blog, format: rss, trouble: failing}
  - {id: odd, publisher: Odd, tier: blog, format: rss, trouble: malformed}
backlog:
  - {outlet: a, title: old, summary: long ago}
timeline:
  - {outlet: a, title: one, summary: "", story: x}
  - {outlet: b, title: two, summary: "", silent: noise}
  - {outlet: c, title: three, summary: "", story: x}
  - {outlet: d, title: four, summary: "", story: y}
  - {outlet: d, title: five, summary: "", silent: noise}
"""
CONDITIONS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}


class Clock:
    """A clock that stands still."""

    def now(self) -> datetime:
        """Give the time."""
        return datetime(2026, 3, 2, 14, 2, 5, 500_000, tzinfo=UTC)


@pytest.fixture
def script() -> Script:
    """Give a short script."""
    return read_script(SCRIPT)


@pytest.fixture
async def newsroom(script: Script) -> AsyncIterator[Newsroom]:
    """Give a newsroom with it."""
    async with Newsroom(Clock(), script, duration=timedelta(seconds=0.1)) as started:
        yield started


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    """Give a client."""
    async with aiohttp.ClientSession() as session:
        yield session


async def titles(client: aiohttp.ClientSession, newsroom: Newsroom, outlet: str) -> list[str]:
    """Give the titles a feed holds."""
    async with client.get(f"{newsroom.url}/{outlet}/feed") as answer:
        assert answer.status == 200
        return [str(entry.title) for entry in feedparser.parse(await answer.read()).entries]


async def test_pieces_appear_one_by_one(newsroom: Newsroom, client: aiohttp.ClientSession) -> None:
    """After the backlog, the newest first, until there are no more."""
    assert await titles(client, newsroom, "a") == ["old"]
    assert newsroom.publish_next()
    assert await titles(client, newsroom, "a") == ["one", "old"]
    assert newsroom.remaining == 4
    while newsroom.publish_next():
        pass
    assert await titles(client, newsroom, "d") == ["five", "four"]


@pytest.mark.parametrize("validators", ["both", "etag", "modified"])
async def test_who_has_it_is_told_so(client: aiohttp.ClientSession, validators: str) -> None:
    """304 without a body, until something is published; even twice within a second."""
    script = read_script(
        f"""
        outlets: [{{id: a, publisher: A, tier: press, format: rss, validators: {validators}}}]
        backlog: [{{outlet: a, title: old, summary: ""}}]
        timeline:
          - {{outlet: a, title: one, summary: "", story: x}}
          - {{outlet: a, title: two, summary: "", story: x}}
        """
    )
    async with Newsroom(Clock(), script) as newsroom:
        url = f"{newsroom.url}/a/feed"
        for _ in range(2):
            async with client.get(url) as first:
                told = first.headers
            condition = {asked: told[name] for name, asked in CONDITIONS.items() if name in told}
            async with client.get(url, headers=condition) as again:
                assert again.status == 304
                assert await again.read() == b""
            newsroom.publish_next()
            async with client.get(url, headers=condition) as changed:
                assert changed.status == 200


async def test_an_etag_counts_before_a_date(
    newsroom: Newsroom, client: aiohttp.ClientSession
) -> None:
    """RFC 9110 section 13.2.2; a date that is none is no condition."""
    url = f"{newsroom.url}/a/feed"
    later = {"If-None-Match": '"other"', "If-Modified-Since": "Mon, 02 Mar 2037 00:00:00 GMT"}
    for headers in (later, {"If-Modified-Since": "yesterday"}):
        async with client.get(url, headers=headers) as answer:
            assert answer.status == 200


async def test_a_failing_feed_fails_and_then_hangs(script: Script) -> None:
    """Whoever waits for it is let go when the newsroom closes."""
    async with Newsroom(Clock(), script) as newsroom, aiohttp.ClientSession() as client:
        url = f"{newsroom.url}/bad/feed"
        for _ in range(3):
            async with client.get(url) as answer:
                assert answer.status == 500
        with pytest.raises(TimeoutError):
            await client.get(url, timeout=aiohttp.ClientTimeout(total=0.1))


async def test_a_link_leads_to_what_was_published(
    newsroom: Newsroom, client: aiohttp.ClientSession
) -> None:
    """And to nothing before."""
    piece = newsroom.script.timeline[0]
    async with client.get(newsroom.link(piece)) as early:
        assert early.status == 404
    newsroom.publish_next()
    async with client.get(newsroom.link(piece)) as page:
        assert "<h1>one</h1>" in await page.text()
    async with client.get(f"{newsroom.url}/nobody/feed") as unknown:
        assert unknown.status == 404


async def test_a_batch_never_holds_two_pieces_of_a_story(newsroom: Newsroom) -> None:
    """What tells it next waits for the next batch; what tells another does not."""
    assert newsroom.publish_batch() == 4
    assert newsroom.publish_batch() == 1
    assert newsroom.publish_batch() == 0


async def test_at_once_means_as_fast_as_it_is_read(
    newsroom: Newsroom, client: aiohttp.ClientSession
) -> None:
    """Nothing appears before the backlog is learned, all is published when all was asked for again."""
    playing = asyncio.create_task(newsroom.play_at_once())
    await asyncio.sleep(0.01)
    assert newsroom.remaining == 5
    seen: dict[str, list[str]] = {}
    async with asyncio.timeout(10):
        while not playing.done():
            for outlet in "abcd":
                seen[outlet] = await titles(client, newsroom, outlet)
    assert seen == {"a": ["one", "old"], "b": ["two"], "c": ["three"], "d": ["five", "four"]}


async def test_at_a_pace_it_takes_the_time_given(
    newsroom: Newsroom, client: aiohttp.ClientSession
) -> None:
    """From the moment the backlog is learned."""
    playing = asyncio.create_task(newsroom.play())
    for outlet in "abcd":
        await titles(client, newsroom, outlet)
    async with asyncio.timeout(5):
        await playing
    assert newsroom.remaining == 0


async def test_its_feeds_are_feeds_to_poll(newsroom: Newsroom) -> None:
    """With publisher, tier and language, on loopback."""
    feed = newsroom.feeds()[2]
    assert (feed.id, feed.publisher, feed.tier, feed.lang) == ("c", "C", 1, "en")
    assert feed.url == f"{newsroom.url}/c/feed"
    trouble = [each.trouble for each in newsroom.script.outlets.values()]
    assert len(newsroom.feeds()) == len(trouble)
    assert Trouble.FAILING in trouble


async def test_what_must_come_of_it_is_told_by_address(newsroom: Newsroom) -> None:
    """Each story with the items that tell it; noise and backlog are silent."""
    one, two, three, four, five = map(newsroom.link, newsroom.script.timeline)
    (old,) = map(newsroom.link, newsroom.script.backlog)
    assert newsroom.expected.stories == {"x": {one, three}, "y": {four}}
    assert newsroom.expected.silent == {old, two, five}


async def test_a_taken_port_is_said(newsroom: Newsroom, script: Script) -> None:
    """By the system's error; nothing is left open."""
    port = int(newsroom.url.rpartition(":")[2])
    with pytest.raises(OSError, match="address already in use"):
        await Newsroom(Clock(), script).start(port)
