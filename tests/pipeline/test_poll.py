"""Each feed when it is due, none twice at once, none forgotten."""

import asyncio
from collections.abc import Awaitable, Callable
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
from bot.domain.sentence import Sentence, said, verbatim
from bot.pipeline.bus import Bus
from bot.pipeline.cadence import Jitter
from bot.pipeline.places import Place
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
        self.turn: Callable[[Feed], Awaitable[object]] | None = None

    async def fetch(self, feed: Feed, state: FeedState, place: Place | None = None) -> Fetched:
        if self.turn is not None:
            await self.turn(feed)
        if place is not None:
            await place.take()
        self.asked.append((feed.id, state.etag))
        if self.gate is not None:
            await self.gate.wait()
        answer = self.answer(feed)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Reader:
    """A parser that knows one document."""

    def __init__(self, parsed: ParsedFeed | Sentence) -> None:
        self.parsed = parsed

    async def parse(self, document: Document) -> ParsedFeed | Sentence:
        return self.parsed


NEWS = ParsedFeed(title="Press", lang="en", entries=(entry("Duty on steel is to rise"),))


def poller(
    desk: Newsdesk, web: Web, *feeds: Feed, parsed: ParsedFeed | Sentence = NEWS, at_once: int = 64
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


async def test_a_poll_started_the_moment_the_last_one_ends_is_ended_by_stopping(
    desk: Newsdesk,
) -> None:
    """Ticks come at every turn of the loop, one of them before anybody is told of that end."""
    web = Web(lambda _: Unchanged())
    made, _ = poller(desk, web, PRESS)
    await made.restore()
    while len(web.asked) < 2:
        desk.clock.forward(hours=1)
        made.tick()
        await asyncio.sleep(0)
        if web.asked:
            web.gate = asyncio.Event()  # the second is not answered
    await made.stop()
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "poll press"]


async def test_a_failure_is_told_kept_and_asked_again_later(desk: Newsdesk) -> None:
    web = Web(lambda _: Failed(reason=verbatim("press.test cannot be reached")))
    made, heard = poller(desk, web, PRESS)
    await made.restore()
    await turn(made)
    (event,) = heard
    assert event == FeedPolled(
        feed_id=PRESS.id, outcome=PollOutcome.FAILED, reason="press.test cannot be reached", failures=1
    )  # fmt: skip
    assert (await desk.store.feed_states())[PRESS.id].last_error == verbatim(
        "press.test cannot be reached"
    )
    desk.clock.forward(seconds=60)
    assert await turn(made) == 0
    desk.clock.forward(seconds=60)
    assert await turn(made) == 1


async def test_a_document_that_cannot_be_read_is_a_failure_of_the_feed(desk: Newsdesk) -> None:
    made, heard = poller(desk, Web(lambda _: BODY), PRESS, parsed=said("parse.page"))
    await made.restore()
    await turn(made)
    assert outcomes(heard) == [PollOutcome.FAILED]
    assert not (await desk.store.feed_states())[PRESS.id].learned


async def test_a_feed_that_is_gone_is_asked_no_more(desk: Newsdesk) -> None:
    web = Web(lambda _: Failed(reason=verbatim("gone for good"), gone=True))
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


async def test_a_feed_added_while_the_bot_runs_is_polled_from_the_next_tick_on(
    desk: Newsdesk,
) -> None:
    web = Web(lambda _: Unchanged())
    made, _ = poller(desk, web, PRESS)
    await made.restore()
    await turn(made)
    made.add(WIRE)
    assert await turn(made) == 1
    desk.clock.forward(seconds=60)
    assert await turn(made) == 2


async def test_a_feed_removed_is_polled_no_more_and_may_come_back(desk: Newsdesk) -> None:
    web = Web(lambda _: Unchanged())
    made, _ = poller(desk, web, PRESS)
    await made.restore()
    made.remove(PRESS.id)
    assert await turn(made) == 0
    made.add(PRESS)
    assert await turn(made) == 1, "once, though it stood in the queue before"


async def test_what_is_under_way_of_a_removed_feed_is_not_stored(desk: Newsdesk) -> None:
    web = Web(lambda _: BODY)
    web.gate = asyncio.Event()
    made, heard = poller(desk, web, PRESS)
    await made.restore()
    made.tick()
    await asyncio.sleep(0)
    made.remove(PRESS.id)
    web.gate.set()
    await made.drain()
    assert outcomes(heard) == [PollOutcome.UNCHANGED]
    assert (await desk.store.counts())["items"] == 0
    desk.clock.forward(minutes=10)
    assert await turn(made) == 0


async def test_a_feed_that_comes_back_during_its_last_poll_is_not_asked_twice_at_once(
    desk: Newsdesk,
) -> None:
    web = Web(lambda _: Unchanged())
    web.gate = asyncio.Event()
    made, _ = poller(desk, web, PRESS)
    await made.restore()
    made.tick()
    await asyncio.sleep(0)
    made.remove(PRESS.id)
    made.add(replace(PRESS, title="Again"))
    assert made.tick() == 0
    web.gate.set()
    await made.drain()
    assert await turn(made) == 1


async def test_a_new_address_begins_anew_what_was_learned_of_the_old_one_is_void(
    desk: Newsdesk,
) -> None:
    moved = replace(BODY, moved_to="http://elsewhere.test/rss")
    made, _ = poller(desk, Web(lambda _: moved), PRESS)
    await made.restore()
    await turn(made)
    await made.stop()
    assert (await desk.store.feed_states())[PRESS.id].moved_to
    asked = list[FeedState]()

    class Noting(Web):
        async def fetch(self, feed: Feed, state: FeedState, place: Place | None = None) -> Fetched:
            asked.append(state)
            return await super().fetch(feed, state, place)

    corrected = replace(PRESS, url="http://press.test/new")
    again, _ = poller(desk, Noting(lambda _: Unchanged()), corrected)
    await again.restore()
    assert await turn(again) == 1, "at once, not when the old address was due"
    assert asked == [FeedState(feed_id=PRESS.id, url=corrected.url)]


async def test_a_feed_that_was_gone_is_asked_again_at_a_new_address(desk: Newsdesk) -> None:
    made, _ = poller(
        desk, Web(lambda _: Failed(reason=verbatim("gone for good"), gone=True)), PRESS
    )
    await made.restore()
    await turn(made)
    await made.stop()
    web = Web(lambda _: Unchanged())
    again, _ = poller(desk, web, replace(PRESS, url="http://press.test/new"))
    await again.restore()
    assert await turn(again) == 1


async def test_feeds_that_wait_for_a_slow_host_keep_no_place_from_the_others(
    desk: Newsdesk,
) -> None:
    slow = [feed(f"slow{number}") for number in range(5)]
    turn_of_slow = asyncio.Event()

    async def wait(one: Feed) -> None:
        if one in slow:
            await turn_of_slow.wait()

    web = Web(lambda _: Unchanged())
    web.turn = wait
    made, _ = poller(desk, web, *slow, PRESS, WIRE, at_once=2)
    await made.restore()
    made.tick()
    for _ in range(20):
        await asyncio.sleep(0)
    assert {name for name, _ in web.asked} == {"press", "wire"}
    turn_of_slow.set()
    await made.drain()
    assert len(web.asked) == 7
