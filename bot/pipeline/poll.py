"""Which feeds are due, and what is done with one: fetch → parse → ingest."""

import asyncio
import heapq
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.errors import StoreError
from bot.domain.events import FeedPolled, PollOutcome
from bot.domain.feed import Document, Failed, Feed, FeedId, FeedState, Fetched, ParsedFeed
from bot.domain.sentence import Sentence
from bot.pipeline.bus import Bus
from bot.pipeline.cadence import Jitter, after_fetch, scattered, stored, worth_saving
from bot.pipeline.ingest import Ingest
from bot.pipeline.places import Places
from bot.pipeline.ports import Clock, Fetcher, FlowStore, Parser


class Poller:
    """Polls each feed when it is due, many at once, no feed twice at the same time."""

    def __init__(
        self,
        *,
        feeds: Iterable[Feed],
        store: FlowStore,
        fetcher: Fetcher,
        parser: Parser,
        ingest: Ingest,
        clock: Clock,
        bus: Bus,
        jitter: Jitter,
        at_once: int = 64,
    ) -> None:
        """``at_once`` bounds how many feeds are asked at the same time."""
        self._feeds = {feed.id: feed for feed in feeds if feed.enabled}
        self._store = store
        self._fetcher = fetcher
        self._parser = parser
        self._ingest = ingest
        self._clock = clock
        self._bus = bus
        self._jitter = jitter
        self._places = Places(at_once)
        self._states: dict[FeedId, FeedState] = {}
        self._saved: dict[FeedId, FeedState] = {}
        self._due: list[tuple[datetime, FeedId]] = []
        self._next: dict[FeedId, datetime] = {}
        """When each feed is due; what else :attr:`_due` holds of it is void."""
        self._polls: dict[FeedId, asyncio.Task[None]] = {}
        self.took: dict[FeedId, timedelta] = {}
        """How long each feed's last answer took, waiting for the host's turn included."""

    async def restore(self) -> None:
        """Take up what is remembered of the feeds; what came due meanwhile is polled at once."""
        remembered = await self._store.feed_states()
        now = self._clock.now()
        for feed in self._feeds.values():
            state = _of_this_address(feed, remembered.get(feed.id))
            self._states[feed.id] = self._saved[feed.id] = state
            self._queue(feed.id, state.next_poll or now)

    def add(self, feed: Feed) -> None:
        """Poll ``feed`` from the next tick on, as one never polled; one of its id gives way to it."""
        self._feeds[feed.id] = feed
        self._states[feed.id] = self._saved[feed.id] = _of_this_address(feed, None)
        if feed.id not in self._polls:  # else it is queued when that poll ends
            self._queue(feed.id, self._clock.now())

    def remove(self, feed_id: FeedId) -> None:
        """Poll a feed no more; what is under way of it comes to nothing."""
        for of_feed in (self._feeds, self._states, self._saved, self._next, self.took):
            of_feed.pop(feed_id, None)

    @property
    def feeds(self) -> Mapping[FeedId, Feed]:
        """The feeds that are polled."""
        return self._feeds

    def tick(self) -> int:
        """Start polling what is due, and give how many that is."""
        now, started = self._clock.now(), 0
        while self._due and self._due[0][0] <= now:
            when, feed_id = heapq.heappop(self._due)
            if self._next.get(feed_id) != when:
                continue
            del self._next[feed_id]
            self._polls[feed_id] = asyncio.create_task(
                self._poll_safely(self._feeds[feed_id]), name=f"poll {feed_id}"
            )
            started += 1
        return started

    async def drain(self) -> None:
        """Wait until every poll under way has ended."""
        while self._polls:
            await asyncio.gather(*self._polls.values())

    async def stop(self) -> None:
        """End what is under way (a transaction ends or is rolled back) and remember all states."""
        polls = tuple(self._polls.values())
        for poll in polls:
            poll.cancel()
        await asyncio.gather(*polls, return_exceptions=True)
        self._polls.clear()
        unsaved = [state for name, state in self._states.items() if state != self._saved[name]]
        await self._store.save_feed_states(unsaved)

    async def poll(self, feed: Feed) -> FeedPolled:
        """Poll one feed now, and say what came of it.

        Raises:
            StoreError: nothing of this document was kept; it is asked for again next time.

        """
        before, asked = self._states[feed.id], self._clock.now()
        with self._places.place() as place:
            fetched = await self._fetcher.fetch(feed, before, place)
            answered = self._clock.now()
            parsed: ParsedFeed | Sentence | None = None
            if isinstance(fetched, Document):
                parsed = await self._parser.parse(fetched)
                if isinstance(parsed, Sentence):
                    fetched = Failed(reason=parsed)
        if self._feeds.get(feed.id) != feed:  # removed or replaced meanwhile
            return FeedPolled(feed_id=feed.id, outcome=PollOutcome.UNCHANGED)
        after = after_fetch(feed, before, fetched, answered, self._jitter)
        if feed.id not in self.took:
            after = scattered(feed, after, answered, self._jitter)
        new = 0
        if isinstance(fetched, Document) and isinstance(parsed, ParsedFeed):
            after = stored(after, fetched)
            new = await self._ingest.take(feed, parsed, before, after)
        saved = self._saved.get(feed.id, before)
        if new or after.learned != before.learned:
            saved = after
        elif worth_saving(saved, after):
            await self._store.save_feed_states([after])
            saved = after
        if self._feeds.get(feed.id) == feed:
            self.took[feed.id] = answered - asked
            self._states[feed.id], self._saved[feed.id] = after, saved
        return FeedPolled(
            feed_id=feed.id,
            outcome=_outcome(fetched, new),
            items=new,
            reason=str(after.last_error or ""),
            failures=after.failures,
        )

    async def _poll_safely(self, feed: Feed) -> None:
        """Poll, and whatever happens put the feed back in the queue: no feed is ever forgotten."""
        retry = self._clock.now() + feed.interval
        try:
            event = await self.poll(feed)
            if (state := self._states.get(feed.id)) is not None:
                retry = state.next_poll or retry
        except StoreError as error:
            event = FeedPolled(
                feed_id=feed.id, outcome=PollOutcome.NOT_STORED, reason=str(error), failures=1
            )
        except Exception as error:  # noqa: BLE001 - a bug met on one feed must not end the others
            event = FeedPolled(
                feed_id=feed.id, outcome=PollOutcome.BUG, reason=repr(error), failures=1
            )
        self._bus.publish(event)
        # Not when the task is done: a tick may come before that is told, and start the next.
        del self._polls[feed.id]
        if self._feeds.get(feed.id) not in {feed, None}:
            self._queue(feed.id, self._clock.now())
        elif feed.id in self._states and not self._states[feed.id].gone:
            self._queue(feed.id, retry)

    def _queue(self, feed_id: FeedId, when: datetime) -> None:
        self._next[feed_id] = when
        heapq.heappush(self._due, (when, feed_id))


def _outcome(fetched: Fetched, new: int) -> PollOutcome:
    if isinstance(fetched, Failed):
        return PollOutcome.FAILED
    return PollOutcome.NEW if new else PollOutcome.UNCHANGED


def _of_this_address(feed: Feed, state: FeedState | None) -> FeedState:
    """Give what is remembered of ``feed``, anew where that was learned of another address."""
    if state is None or state.url not in {"", feed.url}:
        return FeedState(feed_id=feed.id, url=feed.url)
    return replace(state, url=feed.url)
