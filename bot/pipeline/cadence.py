"""When a feed is polled next. Decides purely: values in, values out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.feed import Document, Failed, Feed, FeedState, Fetched, Unchanged

MAX_BACKOFF = timedelta(hours=1)
SUCCESS_SAVED_EVERY = timedelta(hours=1)
MAX_WAIT = timedelta(hours=6)
"""However long a server asks us to wait, we look again after this."""


@dataclass(frozen=True, slots=True)
class Jitter:
    """Spreads polls so that feeds of one interval do not all come due at once.

    ``draw`` gives numbers in [0, 1).
    """

    draw: Callable[[], float]
    share: float = 0.1

    def spread(self, wait: timedelta) -> timedelta:
        """Give ``wait`` made up to ``share`` longer."""
        return wait * (1 + self.share * self.draw())

    def scatter(self, wait: timedelta) -> timedelta:
        """Give ``wait``, or what is left of it down to a quarter."""
        return wait * (1 - 0.75 * self.draw())


def after_fetch(
    feed: Feed, state: FeedState, fetched: Fetched, now: datetime, jitter: Jitter
) -> FeedState:
    """Give what is remembered of ``feed`` after this fetch, with the time of the next.

    A document's ``etag``, ``last_modified`` and ``learned`` are not touched here: they are true only
    once its items are stored (:func:`stored`).
    """
    if isinstance(fetched, Failed):
        failures = state.failures + 1
        return replace(
            state,
            failures=failures,
            last_error=fetched.reason,
            last_attempt=now,
            gone=fetched.gone,
            next_poll=now + jitter.spread(_wait_after_failure(feed, failures, fetched)),
        )
    return replace(
        state,
        failures=0,
        last_error=None,
        last_attempt=now,
        last_success=now,
        next_poll=now + jitter.spread(_wait_after_answer(feed, fetched)),
    )


def scattered(feed: Feed, state: FeedState, now: datetime, jitter: Jitter) -> FeedState:
    """Give ``state`` of a feed polled for the first time since the start, the next poll sooner by chance.

    At a start all feeds are asked at once. With the jitter alone they would be asked in one burst
    every interval for hours, and the news of one burst waits for each other. A server that asked us
    to wait longer than the feed's interval is not asked sooner.
    """
    if state.failures or state.next_poll is None or state.next_poll - now > feed.interval * 1.5:
        return state
    return replace(state, next_poll=now + jitter.scatter(state.next_poll - now))


def stored(state: FeedState, document: Document) -> FeedState:
    """Give ``state`` once every entry of ``document`` is stored: asked for no more."""
    return replace(
        state,
        etag=document.etag,
        last_modified=document.last_modified,
        body_hash=document.body_hash,
        moved_to=document.moved_to or state.moved_to,
        learned=True,
    )


def worth_saving(saved: FeedState, state: FeedState) -> bool:
    """Tell whether a restart must know ``state``, given what is ``saved`` of the feed.

    Nothing new is not worth a write, not even with a new validator: a restart then asks once for
    what it has. Only one an hour: :attr:`FeedState.last_success` tells after a restart for how long
    the feed was not watched.
    """
    if state.last_success is not None and (
        saved.last_success is None or state.last_success - saved.last_success > SUCCESS_SAVED_EVERY
    ):
        return True
    return _lasting(saved) != _lasting(state)


def _lasting(state: FeedState) -> FeedState:
    return FeedState(
        feed_id=state.feed_id,
        url=state.url,
        moved_to=state.moved_to,
        learned=state.learned,
        failures=state.failures,
        last_error=state.last_error,
        gone=state.gone,
    )


def _wait_after_answer(feed: Feed, fetched: Document | Unchanged) -> timedelta:
    asked = fetched.max_age or timedelta(0)
    # A publisher's cache time is obeyed within reason: news feeds claim hours and change in minutes.
    return max(feed.interval, min(asked, feed.interval * 5))


def _wait_after_failure(feed: Feed, failures: int, failed: Failed) -> timedelta:
    backoff = min(feed.interval * (1 << min(failures, 12)), MAX_BACKOFF)
    asked = failed.retry_after or timedelta(0)
    return min(max(backoff, feed.interval, asked), MAX_WAIT)
