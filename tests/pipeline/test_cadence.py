"""When a feed is polled next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.feed import Document, Failed, Feed, FeedId, FeedState, Fetched, Unchanged
from bot.domain.sentence import verbatim
from bot.pipeline.cadence import (
    MAX_BACKOFF,
    MAX_WAIT,
    Jitter,
    after_fetch,
    scattered,
    stored,
    worth_saving,
)

NOW = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)
FEED = Feed(
    id=FeedId("ministry"),
    url="http://ministry.test/rss",
    title="Ministry",
    publisher="Ministry",
    interval=timedelta(seconds=60),
)
STATE = FeedState(feed_id=FEED.id)
STEADY = Jitter(draw=lambda: 0.0)


def test_an_answer_is_followed_by_the_feeds_own_interval() -> None:
    after = after_fetch(FEED, STATE, Unchanged(), NOW, STEADY)
    assert after.next_poll == NOW + timedelta(seconds=60)
    assert after.last_success == NOW


def test_jitter_makes_the_wait_longer_and_never_shorter() -> None:
    after = after_fetch(FEED, STATE, Unchanged(), NOW, Jitter(draw=lambda: 1.0, share=0.1))
    assert after.next_poll == NOW + timedelta(seconds=66)


@pytest.mark.parametrize(
    ("claimed", "waited"), [(30, 60), (120, 120), (86_400, 300)], ids=["less", "more", "absurd"]
)
def test_a_publishers_cache_time_is_obeyed_within_reason(claimed: int, waited: int) -> None:
    answer = Unchanged(max_age=timedelta(seconds=claimed))
    after = after_fetch(FEED, STATE, answer, NOW, STEADY)
    assert after.next_poll == NOW + timedelta(seconds=waited)


@pytest.mark.parametrize(("draw", "waited"), [(0.0, 60), (0.5, 37.5), (1.0, 15)])
def test_the_first_poll_after_a_start_is_followed_sooner_by_chance(
    draw: float, waited: float
) -> None:
    """So that what was asked in one burst is not asked in one ever after."""
    jitter = Jitter(draw=lambda: draw, share=0.0)
    after = scattered(
        FEED, after_fetch(FEED, STATE, Unchanged(), NOW, jitter), NOW, Jitter(draw=lambda: draw)
    )
    assert after.next_poll == NOW + timedelta(seconds=waited)


@pytest.mark.parametrize(
    "answer", [Unchanged(max_age=timedelta(minutes=5)), Failed(reason=verbatim("busy"))]
)
def test_who_asked_us_to_wait_or_failed_is_not_asked_sooner(answer: Fetched) -> None:
    eager = Jitter(draw=lambda: 1.0, share=0.0)
    after = after_fetch(FEED, STATE, answer, NOW, eager)
    assert scattered(FEED, after, NOW, eager) == after


def test_failures_are_asked_again_at_growing_distance_up_to_an_hour() -> None:
    state, waits = STATE, []
    for _ in range(10):
        state = after_fetch(FEED, state, Failed(reason=verbatim("refused")), NOW, STEADY)
        assert state.next_poll is not None
        waits.append(state.next_poll - NOW)
    assert waits[:3] == [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]
    assert waits == sorted(waits)
    assert waits[-1] == MAX_BACKOFF
    assert state.failures == 10
    assert state.last_error == verbatim("refused")


def test_what_a_server_asks_for_is_obeyed_up_to_six_hours() -> None:
    patient = Failed(reason=verbatim("busy"), retry_after=timedelta(minutes=10))
    absurd = Failed(reason=verbatim("busy"), retry_after=timedelta(days=30))
    assert after_fetch(FEED, STATE, patient, NOW, STEADY).next_poll == NOW + timedelta(minutes=10)
    assert after_fetch(FEED, STATE, absurd, NOW, STEADY).next_poll == NOW + MAX_WAIT


def test_an_answer_forgets_the_failures_before_it() -> None:
    failing = replace(STATE, failures=7, last_error=verbatim("refused"))
    after = after_fetch(FEED, failing, Unchanged(), NOW, STEADY)
    assert (after.failures, after.last_error) == (0, None)


def test_a_document_is_asked_for_no_more_once_it_is_stored() -> None:
    document = Document(
        body=b"<rss/>", url=FEED.url, etag='"1"', last_modified="Wed", body_hash="abc"
    )
    fetched = after_fetch(FEED, STATE, document, NOW, STEADY)
    assert (fetched.etag, fetched.learned) == ("", False)
    after = stored(fetched, document)
    assert (after.etag, after.last_modified, after.body_hash) == ('"1"', "Wed", "abc")
    assert after.learned


def test_a_plain_304_is_not_worth_a_write_but_once_an_hour() -> None:
    saved = replace(STATE, learned=True, last_success=NOW)
    soon = replace(saved, last_success=NOW + timedelta(minutes=59), next_poll=NOW, etag='"2"')
    late = replace(saved, last_success=NOW + timedelta(minutes=61))
    assert not worth_saving(saved, soon)
    assert worth_saving(saved, late)


def test_a_failure_and_its_end_are_worth_a_write() -> None:
    saved = replace(STATE, learned=True, last_success=NOW)
    assert worth_saving(saved, replace(saved, failures=1, last_error=verbatim("refused")))
    assert worth_saving(replace(saved, failures=1, last_error=verbatim("refused")), saved)
