"""Each feed when it is due, none twice at once, none forgotten."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import StoreError
from bot.domain.events import Event, FeedPolled, PollOutcome
from bot.domain.feed import (
    Document,
    Failed,
    Feed,
    FeedState,
    Fetched,
    ParsedFeed,
    Unchanged,
)
from bot.pipeline.bus import Bus
from bot.pipeline.cadence import Jitter
from bot.pipeline.poll import Poller
from bot.pipeline.ports import Changes

from .conftest import Newsdesk, entry, feed

PRESS, WIRE = feed("press"), feed("wire")
BODY = Document(body=b"", url="http://press.test/rss", etag='"1"')


class Web:
    """A fetcher that answers what the test says."""

    def __init__(self, answer: Callable[[Feed], Fetched | Exception]) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str]] = []
        self.gate: asyncio.Event | None = None

    async def fetch(self, feed: Feed, state: FeedState) -> Fetched:
        self.asked.append((feed.id, state.etag))
        if self.gate is not None:
            await self.gate.wait()
        answer = self.answer(feed)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Reader:
    """A parser that knows one document."""

    def __init__(self, parsed: ParsedFeed | str) -> None:
        self.parsed = parsed

    async def parse(self, document: Document) -> ParsedFeed | str:
        return self.parsed


NEWS = ParsedFeed(title="Press", lang="en", entries=(entry("Duty on steel is to rise"),))


def poller(
    desk: Newsdesk, web: Web, *feeds: Feed, parsed: ParsedFeed | str = NEWS, at_once: int = 64
) -> tuple[Poller, list[Event]]:
    heard = list[Event]()
    bus = Bus()
    bus.listen(heard.append)
    made = Poller(
        feeds=feeds, store=desk.store, fetcher=web, parser=Reader(parsed), ingest=desk.ingest,
        clock=desk.clock, bus=bus, jitter=Jitter(draw=lambda: 0.0), at_once=at_once,
    )  # fmt: skip
    return made, heard


def outcomes(heard: list[Event]) -> list[PollOutcome]:
    return [event.outcome for event in heard if isinstance(event, FeedPolled)]


async def turn(made: Poller) -> int:
    started = made.tick()
    await made.drain()
    return started


async def test_every_feed_is_asked_at_once_and_then_at_its_interval(desk: Newsdesk) -> None:
    web = Web(lambda _: Unchanged())
    made, heard = poller(desk, web, PRESS, WIRE)
    await made.restore()
    assert await turn(made) == 2
    assert await turn(made) == 0
    desk.clock.forward(seconds=60)
    assert await turn(made) == 2
    assert outcomes(heard) == [PollOutcome.UNCHANGED] * 4


async def test_what_was_stored_is_asked_for_with_its_validator(desk: Newsdesk) -> None:
    web = Web(lambda _: BODY)
    made, heard = poller(desk, web, PRESS)
    await made.restore()
    await turn(made)
    desk.clock.forward(seconds=60)
    await turn(made)
    assert web.asked == [("press", ""), ("press", '"1"')]
    assert outcomes(heard) == [PollOutcome.NEW, PollOutcome.UNCHANGED]
    assert (await desk.store.feed_states())[PRESS.id].learned


async def test_a_feed_that_is_not_enabled_is_never_asked(desk: Newsdesk) -> None:
    web = Web(lambda _: Unchanged())
    made, _ = poller(desk, web, replace(PRESS, enabled=False))
    await made.restore()
    assert await turn(made) == 0


async def test_a_feed_under_way_is_not_asked_a_second_time(desk: Newsdesk) -> None:
    web = Web(lambda _: Unchanged())
    web.gate = asyncio.Event()
    made, _ = poller(desk, web, PRESS)
    await made.restore()
    assert made.tick() == 1
    await asyncio.sleep(0)
    desk.clock.forward(minutes=10)
    assert made.tick() == 0
    web.gate.set()
    await made.drain()
    assert len(web.asked) == 1


async def test_a_failure_is_told_kept_and_asked_again_later(desk: Newsdesk) -> None:
    web = Web(lambda _: Failed(reason="press.test cannot be reached"))
    made, heard = poller(desk, web, PRESS)
    await made.restore()
    await turn(made)
    (event,) = heard
    assert event == FeedPolled(
        feed_id=PRESS.id, outcome=PollOutcome.FAILED, reason="press.test cannot be reached", failures=1
    )  # fmt: skip
    assert (await desk.store.feed_states())[PRESS.id].last_error == "press.test cannot be reached"
    desk.clock.forward(seconds=60)
    assert await turn(made) == 0
    desk.clock.forward(seconds=60)
    assert await turn(made) == 1


async def test_a_document_that_cannot_be_read_is_a_failure_of_the_feed(desk: Newsdesk) -> None:
    made, heard = poller(desk, Web(lambda _: BODY), PRESS, parsed="this is a web page, not a feed")
    await made.restore()
    await turn(made)
    assert outcomes(heard) == [PollOutcome.FAILED]
    assert not (await desk.store.feed_states())[PRESS.id].learned


async def test_a_feed_that_is_gone_is_asked_no_more(desk: Newsdesk) -> None:
    web = Web(lambda _: Failed(reason="gone for good", gone=True))
    made, _ = poller(desk, web, PRESS)
    await made.restore()
    await turn(made)
    desk.clock.forward(days=30)
    assert await turn(made) == 0


@pytest.mark.parametrize("error", [RuntimeError("a bug"), OSError("no file")])
async def test_a_bug_met_on_one_feed_does_not_end_it_or_the_others(
    desk: Newsdesk, error: Exception
) -> None:
    web = Web(lambda one: error if one.id == PRESS.id else Unchanged())
    made, heard = poller(desk, web, PRESS, WIRE)
    await made.restore()
    await turn(made)
    assert sorted(outcomes(heard)) == [PollOutcome.BUG, PollOutcome.UNCHANGED]
    desk.clock.forward(seconds=61)
    assert await turn(made) == 2


async def test_a_full_disk_loses_nothing_the_document_is_asked_for_again(
    desk: Newsdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = Web(lambda _: BODY)
    made, heard = poller(desk, web, PRESS)
    await made.restore()

    async def full(_changes: Changes) -> None:
        raise StoreError("the disk is full; nothing was stored")

    with monkeypatch.context() as patch:
        patch.setattr(desk.store, "commit", full)
        await turn(made)
    desk.clock.forward(seconds=61)
    await turn(made)
    assert outcomes(heard) == [PollOutcome.NOT_STORED, PollOutcome.NEW]
    assert web.asked == [("press", ""), ("press", "")]


async def test_no_more_feeds_than_allowed_are_asked_at_once(desk: Newsdesk) -> None:
    web = Web(lambda _: Unchanged())
    web.gate = asyncio.Event()
    feeds = [feed(f"f{number}") for number in range(10)]
    made, _ = poller(desk, web, *feeds, at_once=3)
    await made.restore()
    made.tick()
    for _ in range(20):
        await asyncio.sleep(0)
    assert len(web.asked) == 3
    web.gate.set()
    await made.drain()
    assert len(web.asked) == 10


async def test_a_restart_asks_when_it_is_due_and_remembers_validators(desk: Newsdesk) -> None:
    made, _ = poller(desk, Web(lambda _: BODY), PRESS)
    await made.restore()
    await turn(made)
    await made.stop()
    web = Web(lambda _: Unchanged())
    again, _ = poller(desk, web, PRESS)
    await again.restore()
    assert await turn(again) == 0
    desk.clock.forward(seconds=60)
    assert await turn(again) == 1
    assert web.asked == [("press", '"1"')]


async def test_stopping_ends_what_is_under_way(desk: Newsdesk) -> None:
    web = Web(lambda _: Unchanged())
    web.gate = asyncio.Event()
    made, _ = poller(desk, web, PRESS)
    await made.restore()
    made.tick()
    await asyncio.sleep(0)
    await asyncio.wait_for(made.stop(), timedelta(seconds=5).total_seconds())
    assert (await desk.store.feed_states()).get(PRESS.id) is None
