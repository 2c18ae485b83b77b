"""Wires the rooms together: the only module that knows them all."""

import asyncio
import gc
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog
from rich.console import Console

from bot.actions.desk import Desk
from bot.actions.groups import undeliverable
from bot.actions.health import Pulse
from bot.actions.hosting import FeedService, Files, Hosting, Instruments
from bot.actions.operators import Watchman
from bot.chat.bot import ChatBot
from bot.chat.connection import Webhook, make_bot
from bot.domain.delivery import Delivery, Gone, Moved, Outcome, Rejected
from bot.domain.errors import StoreError
from bot.domain.events import (
    DeliveryDue,
    DeliveryFailed,
    DeliverySent,
    Event,
    FeedPolled,
    ItemsStored,
    PollOutcome,
)
from bot.domain.feed import Feed
from bot.domain.sentence import Sentence
from bot.domain.subscriber import Destination, Subscriber, SubscriberId
from bot.domain.ticker import Symbol
from bot.feeds.fetcher import FetchLimits, HttpFetcher
from bot.feeds.finder import WebFinder
from bot.feeds.opml import read_opml, write_opml
from bot.feeds.trust import FetcherByTrust
from bot.feeds.worker import ProcessParser
from bot.notify.console import ConsoleNotifier
from bot.notify.limiter import Limiter
from bot.notify.telegram import TelegramNotifier
from bot.packs.belongings import read_belongings, write_belongings
from bot.packs.library import Library
from bot.pipeline.analyst import Analyst
from bot.pipeline.bus import Bus
from bot.pipeline.cadence import Jitter
from bot.pipeline.deliver import Courier
from bot.pipeline.ingest import Ingest
from bot.pipeline.poll import Poller
from bot.pipeline.ports import Notifier, Store
from bot.pipeline.rulebook import RuleBook
from bot.scheduler import Scheduler, SystemClock
from bot.settings import Settings
from bot.storage import open_store
from bot.stories.index import StoryIndex
from bot.stories.shelves import Shelves
from bot.tickers.tagger import Tagger
from bot.web.metrics import Metrics
from bot.web.server import Dashboard

log = structlog.get_logger("tapewatch")

CONSOLE = SubscriberId("console")
TICK = timedelta(seconds=1)
HOUSEKEEPING = timedelta(minutes=10)
WATCH = timedelta(minutes=1)
FINDER_LIMITS = FetchLimits(total=10.0, connect=4.0, silence=5.0)
"""Somebody waits for the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast the bot looks around; the demo is quicker than life."""

    tick: timedelta = TICK
    jitter: float = 0.1
    public_only: bool = True
    """Subscribers' feeds come from public addresses only; the demo has none but loopback."""


class Tapewatch:
    """The bot: made, started, run until told to stop, closed. Nothing happens before :meth:`start`."""

    def __init__(
        self,
        settings: Settings,
        library: Library,
        *,
        feeds: Sequence[Feed] | None = None,
        notifier: Notifier | None = None,
        pace: Pace | None = None,
    ) -> None:
        """``feeds`` in place of the library's; ``notifier`` in place of the terminal."""
        self.settings = settings
        self.library = library
        self.bus = Bus(on_error=_listener_failed)
        self.metrics = Metrics()
        self.clock = SystemClock()
        self._feeds = library.feeds if feeds is None else feeds
        self._notifier = notifier
        self._pace = pace or Pace()
        self._scheduler = Scheduler()
        self._chat: ChatBot | None = None
        self._delivering: asyncio.Task[None] | None = None
        self.pulse = Pulse(started=self.clock.now())
        self._limiter = Limiter(time.monotonic)
        self._following: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Open the store, take up where the last run ended, and wire every part.

        Raises:
            TapewatchError: what is missing or wrong, in one sentence; nothing is left open.

        """
        self.store: Store = await open_store(
            self.settings.database, packs={pack.id: pack for pack in self.library.packs}
        )
        try:
            await self._wire()
        except BaseException:
            await self.store.close()
            raise

    async def _wire(self) -> None:
        analyst = Analyst(Tagger(self.library.gazetteer), self.library.baskets)
        self.rules = RuleBook(
            self.library.rules,
            self.library.queries,
            lambda symbol: self.library.gazetteer.listings(Symbol(symbol)),
        )
        self.desk = Desk(
            store=self.store,
            rules=self.rules,
            packs={pack.id: pack for pack in self.library.packs},
            analyst=analyst,
            clock=self.clock,
            frequencies=self.library.frequencies.shares(),
        )
        self._ingest = Ingest(
            store=self.store,
            analyst=analyst,
            stories=Shelves(lambda: StoryIndex(self.library.frequencies)),
            rules=self.rules,
            clock=self.clock,
            bus=self.bus,
        )
        self.fetcher = HttpFetcher(self.clock, contact=self.settings.contact)
        self._named_fetcher = HttpFetcher(self.clock, public_only=self._pace.public_only)
        self._finder_fetcher = HttpFetcher(
            self.clock, public_only=self._pace.public_only, limits=FINDER_LIMITS
        )
        self.parser = ProcessParser(self.clock)
        followed = await self.store.user_feeds() if self.settings.user_feeds else ()
        for one in followed:
            self.rules.followers.add(one.feed_id, one.subscriber_id)
        self.poller = Poller(
            feeds=(*self._feeds, *(one.feed() for one in followed)),
            store=self.store,
            fetcher=FetcherByTrust(listed=self.fetcher, named=self._named_fetcher),
            parser=self.parser,
            ingest=self._ingest,
            clock=self.clock,
            bus=self.bus,
            jitter=Jitter(draw=random.random, share=self._pace.jitter),
        )
        self.desk = replace(self.desk, hosting=self._hosting())
        self._watchman = Watchman(self.desk)
        notifiers = self._notifiers()
        self.courier = Courier(
            outbox=self.store,
            notifiers=notifiers,
            clock=self.clock,
            bus=self.bus,
            draw=random.random,
            subscriber=self.rules.find,
        )
        self.dashboard = Dashboard(
            store=self.store,
            feeds=self.poller.feeds,
            pulse=self.pulse,
            metrics=self.metrics,
            clock=self.clock,
            telegram=self._chat.connection.push if self._chat is not None else None,
        )
        self.bus.listen(self.metrics)
        self.bus.listen(_log_event)
        self.bus.listen_for(DeliveryDue, lambda _: self.courier.ring())
        self.bus.listen_for(DeliveryFailed, self._follow_up)
        await self._restore(notifiers)

    def _hosting(self) -> Hosting:
        """Give what the operator allows, and what does it."""
        finder = WebFinder(self._finder_fetcher, self.parser)
        return Hosting(
            feeds=FeedService(finder=finder, polling=self.poller, quota=self.settings.user_feeds),
            files=Files(
                write_opml=write_opml,
                read_opml=read_opml,
                write_belongings=write_belongings,
                read_belongings=read_belongings,
            ),
            access=self.settings.access_rules(),
            separate=self._ingest.separate,
            wake=self._wake,
            instruments=Instruments(
                pulse=self.pulse, took=lambda: self.poller.took, flood=self._flood
            ),
        )

    def _wake(self) -> None:
        """Let what was put into the outbox leave at once; the courier is made after the desk."""
        self.courier.ring()

    def _flood(self) -> tuple[int, timedelta]:
        chats, seconds = self._limiter.held()
        return chats, timedelta(seconds=seconds)

    def _notifiers(self) -> Mapping[str, Notifier]:
        """Give who delivers: what we were given, Telegram where a token is set, else the terminal."""
        given = {self._notifier.adapter: self._notifier} if self._notifier else {}
        token = self.settings.telegram_bot_token
        if token is None:
            return given or {"console": ConsoleNotifier(Console())}
        bot = make_bot(token.get_secret_value(), self.settings.telegram_api)
        address = self.settings.telegram_webhook
        self._chat = ChatBot(
            self.desk, bot, self._report_telegram, webhook=Webhook(url=address) if address else None
        )
        telegram = TelegramNotifier(
            bot, self._limiter, reader=self.rules.find, rich=self.settings.telegram_rich
        )
        return {**given, "telegram": telegram}

    async def _restore(self, notifiers: Mapping[str, Notifier]) -> None:
        """Take up subscribers, their rules, the stories of the last days and the feeds' states."""
        if "console" in notifiers:
            topics = frozenset(pack.id for pack in self.library.packs)
            await self.store.save_subscriber(
                Subscriber(
                    id=CONSOLE,
                    destination=Destination(adapter="console", address="terminal"),
                    topics=topics,
                    name="this terminal",
                    since=self.clock.now(),
                )
            )
        # The database is ours alone: whoever had claimed messages was killed.
        await self.store.end_leases(self.clock.now())
        for mute in await self.store.mutes():
            self.rules.mutes.put(mute)
        for subscriber in await self.store.subscribers():
            if subscriber.destination.adapter in notifiers:
                self.rules.put_subscriber(subscriber)
        with _collector_resting():
            for rule, error in self.rules.restore(await self.store.rules()):
                log.warning(
                    "a stored rule cannot be read and rests", rule=rule.id, reason=str(error)
                )
            remembered = await self._ingest.restore()
            self._ingest.rehearse({feed.lang for feed in self._feeds})
        await self.poller.restore()
        log.info(
            "ready",
            feeds=len(self.poller.feeds),
            rules=len(self.rules),
            items_remembered=remembered,
            alerts_to=", ".join(notifiers),
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Poll, alert, answer and show until ``stop`` is set; then end what is under way and close."""
        try:
            port = await self.dashboard.start(self.settings.host, self.settings.port)
            log.info("dashboard", address=f"http://{self.settings.host}:{port}/")
            self._scheduler.every(self._pace.tick, "look for due feeds", self._tick)
            self._scheduler.every(HOUSEKEEPING, "housekeeping", self._keep_house)
            if self.settings.admins:
                self._scheduler.every(WATCH, "tell the operators", self._watchman.look)
            self._delivering = asyncio.create_task(self.courier.run(), name="courier")
            self._scheduler.start()
            if self._chat is not None:
                await self._chat.start()
            await self._tick()
            await stop.wait()
        finally:
            await self.close()

    async def _tick(self) -> None:
        self.pulse.last_tick = self.clock.now()
        self.poller.tick()

    async def _keep_house(self) -> None:
        """Let go of what is past; a store that refuses is told and asked again next time."""
        self._ingest.expire()
        try:
            await self.store.purge(self.clock.now() - self.settings.keep)
        except StoreError as error:
            log.warning("old items were not deleted", reason=str(error))

    def _follow_up(self, event: DeliveryFailed) -> None:
        """Let the rules in force follow what a destination answered, beside the deliveries."""
        if event.delivery is None or not isinstance(event.outcome, Gone | Moved | Rejected):
            return
        if isinstance(event.outcome, Rejected) and event.outcome.given_up:
            self._watchman.gave_up(event.delivery, event.outcome.reason)
        task = asyncio.create_task(self._undeliverable(event.delivery, event.outcome))
        self._following.add(task)
        task.add_done_callback(self._following.discard)

    async def _undeliverable(self, delivery: Delivery, outcome: Outcome) -> None:
        try:
            await undeliverable(self.desk, delivery, outcome)
        except StoreError as error:
            log.warning("a refused message was not followed up", reason=str(error))

    def _report_telegram(self, problem: Sentence | None) -> None:
        """Keep what stands between us and Telegram for the health check, and log it once."""
        if problem == self.pulse.problems.get("telegram"):
            return
        if problem is not None:
            self.pulse.problems["telegram"] = problem
            log.error("telegram", problem=str(problem))
        else:
            del self.pulse.problems["telegram"]
            log.info("telegram", problem="none any more")

    async def close(self) -> None:
        """End what is under way, and let go of everything, in the order of the flow."""
        self._scheduler.stop()
        if self._chat is not None:
            await self._chat.stop()
        await self.poller.stop()
        if self._delivering is not None:
            self.courier.stop()
            await self._delivering
            self._delivering = None
        while self._following:
            await asyncio.gather(*self._following)
            await asyncio.sleep(0)  # as in Courier: else they may never be taken from the set
        for fetcher in (self.fetcher, self._named_fetcher, self._finder_fetcher):
            await fetcher.close()
        await self.parser.close()
        await self.dashboard.stop()
        await self.store.close()


COLLECTED = (700, 4, 1_000)
"""New objects, young collections and middle ones before the collector's next: Python's are 700, 10, 10.

A collection of all takes some 20 ms, of caches above all, and finds next to nothing: after millions of objects.
"""


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Keep the garbage collector from going through what is only taken up, millions of times over.

    Nor does it later: what is taken up stays, and a walk through a million rules would hold an item up.
    What comes after is gone through in smaller steps, as each of them holds up whatever is at work.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(*COLLECTED)
        gc.enable()


def _log_event(event: Event) -> None:
    match event:
        case FeedPolled(outcome=PollOutcome.FAILED | PollOutcome.NOT_STORED | PollOutcome.BUG):
            # Once when it begins to fail, then at 10, 100, 1000 …: an operator's log is for reading.
            if str(event.failures).strip("0") == "1":
                log.warning(
                    "a feed failed", feed=event.feed_id, reason=event.reason, times=event.failures
                )
        case ItemsStored():
            log.debug("stored", items=len(event.items), deliveries=event.deliveries)
        case DeliverySent():
            log.debug("sent", kind=event.delivery.kind.value, to=event.delivery.subscriber_id)
        case DeliveryFailed():
            to = event.delivery.subscriber_id if event.delivery else ""
            log.warning("a message did not get through", to=to, reason=event.reason)
        case _:
            pass


def _listener_failed(event: Event, error: Exception) -> None:
    log.error("a listener failed", on=type(event).__name__, exc_info=error)
