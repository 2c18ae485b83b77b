"""From the outbox to the destination: claim → render → send → record the outcome.

At least once: a delivery is done only when its outcome is recorded. A crash between sending and
recording frees the claim when its lease ends, and the second sending is counted as doubtful.

What came of the last ones is recorded in the transaction that claims the next: while one goes to the
database and back others end, so that under load many share it.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.domain.alert import AlertContent
from bot.domain.delivery import (
    Blame,
    Delivery,
    DeliveryKind,
    Gone,
    Moved,
    Outcome,
    Rejected,
    Retry,
    Sent,
)
from bot.domain.errors import StoreError
from bot.domain.events import DeliveryFailed, DeliverySent
from bot.domain.rule import Severity
from bot.domain.sentence import said
from bot.domain.subscriber import Destination, Subscriber, SubscriberId
from bot.pipeline.backoff import backoff
from bot.pipeline.bus import Bus, Wakeup
from bot.pipeline.patience import Patience
from bot.pipeline.ports import Claimed, Clock, Notifier, Outbox, Result
from bot.pipeline.timing import quiet_until

LEASE = timedelta(seconds=60)
UNSERVED = timedelta(minutes=10)
"""Before a delivery to a service that is not set up is looked at again."""
LULL = timedelta(milliseconds=20)
"""How long nothing happens before it is asked when something will."""
SWEEP = timedelta(seconds=5)
"""How long a delivery waits at most for being found, should every event be lost."""


class Courier:
    """Empties the outbox, one delivery a destination at a time, many destinations at once."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        notifiers: Mapping[str, Notifier],
        clock: Clock,
        bus: Bus,
        draw: Callable[[], float],
        at_once: int = 16,
        subscriber: Callable[[SubscriberId], Subscriber | None] = lambda _: None,
    ) -> None:
        """``notifiers`` by adapter; ``draw`` gives numbers in [0, 1) for the backoff's jitter.

        ``subscriber`` says whose quiet hours hold: what was decided before them and is late, because
        the service or we were down, waits for their end as well.

        ``at_once`` bounds the deliveries under way: a critical alert waits for no more than these.
        """
        self._outbox = outbox
        self._notifiers = notifiers
        self._clock = clock
        self._bus = bus
        self._draw = draw
        self._subscriber = subscriber
        self._at_once = at_once
        self._patience = Patience()
        self._under_way: dict[asyncio.Task[None], Destination] = {}
        self._results: list[tuple[Result, AlertContent | None]] = []
        """What is to be recorded, with what its message was made of."""
        self._wakeup = Wakeup()
        self._stopping = False

    def ring(self) -> None:
        """Say that something may be due."""
        self._wakeup.ring()

    async def run(self) -> None:
        """Deliver until :meth:`stop`; what is under way then is finished."""
        while not self._stopping:
            room = self._room
            try:
                claimed = await self._exchange(room)
                if claimed == room > 0:
                    continue  # there may be more
                # What comes in a moment need not wait until it is known what comes later.
                if await self._wakeup.sleep(LULL.total_seconds()):
                    continue
                # Where every place is taken, whoever ends rings.
                pause = await self._pause() if room else SWEEP
            except StoreError as error:
                self._bus.publish(DeliveryFailed(reason=str(error)))
                pause = SWEEP
            await self._wakeup.sleep(pause.total_seconds())
        await self.drain()

    def stop(self) -> None:
        """Claim no more."""
        self._stopping = True
        self._wakeup.ring()

    async def drain(self) -> None:
        """Wait until what is under way has its outcome recorded."""
        await self._answers()
        try:
            await self._exchange(0)
        except StoreError as error:
            # The leases end by themselves; until then nobody sends these again.
            for result, _ in self._results:
                self._bus.publish(DeliveryFailed(reason=str(error), delivery=result.delivery))

    async def deliver_due(self) -> int:
        """Deliver all that is due now, and give how many deliveries that took."""
        count = 0
        while started := await self._exchange(self._room):
            count += started
            await self._answers()
        return count

    @property
    def _room(self) -> int:
        """How many more may be under way."""
        return self._at_once - len(self._under_way)

    async def _answers(self) -> None:
        while self._under_way:
            await asyncio.gather(*self._under_way)
            # Where all are done gather() lets nothing else run since Python 3.12, not even _ended().
            await asyncio.sleep(0)

    async def _exchange(self, room: int) -> int:
        """Record what came of the last ones, start up to ``room`` more, and give how many that is.

        Raises:
            StoreError: neither; the results are kept for the next time.

        """
        if not room and not self._results:
            return 0
        now = self._clock.now()
        results, self._results = self._results, []
        try:
            claimed = await self._outbox.exchange(
                [result for result, _ in results],
                now,
                limit=room,
                lease=LEASE,
                busy=tuple(self._under_way.values()),
            )
        except StoreError:
            self._results = results + self._results
            raise
        for result, content in results:
            self._tell(result, content)
        asleep: dict[datetime, list[Delivery]] = {}
        for one in claimed:
            if (until := self._asleep_until(one.delivery, now)) is not None:
                asleep.setdefault(until, []).append(one.delivery)
                continue
            task = asyncio.create_task(self._deliver(one), name=f"deliver {one.delivery.id}")
            self._under_way[task] = one.delivery.destination
            task.add_done_callback(self._ended)
        for until, theirs in asleep.items():
            await self._outbox.hold(theirs, until, now)
        return len(claimed)

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._under_way[task]
        self._wakeup.ring()

    async def _pause(self) -> timedelta:
        """Give how long nothing will be due, as far as is known now."""
        due = await self._outbox.next_due()
        now = self._clock.now()
        if due is None or (due <= now and self._under_way):
            return SWEEP  # what is due waits for its destination, whose end rings
        return min(max(due - now, timedelta(milliseconds=1)), SWEEP)

    async def _deliver(self, claimed: Claimed) -> None:
        delivery = claimed.delivery
        try:
            outcome = await self._send(delivery, claimed.content)
        except StoreError as error:
            # The lease ends by itself; until then nobody sends it again.
            self._bus.publish(DeliveryFailed(reason=str(error), delivery=delivery))
            return
        now = self._clock.now()
        retry_at, aside = None, False
        if isinstance(outcome, Retry):
            retry_at = now + backoff(delivery.attempts, outcome.after, self._draw)
            verdict = self._patience.judge(delivery, outcome)
            outcome, aside = verdict.outcome, verdict.aside
        result = Result(delivery=delivery, outcome=outcome, at=now, retry_at=retry_at, aside=aside)
        self._results.append((result, claimed.content))

    def _tell(self, result: Result, content: AlertContent | None) -> None:
        """Say what came of a delivery, once it is recorded."""
        delivery, outcome = result.delivery, result.outcome
        if isinstance(outcome, Sent):
            self._patience.got_through(delivery)
            self._bus.publish(DeliverySent(delivery=delivery, content=content, at=result.at))
        else:
            self._bus.publish(
                DeliveryFailed(reason=_reason(outcome), delivery=delivery, outcome=outcome)
            )

    def _asleep_until(self, delivery: Delivery, now: datetime) -> datetime | None:
        """Give the end of the quiet hours that a message would disturb; an edit makes no sound."""
        subscriber = self._subscriber(delivery.subscriber_id)
        if subscriber is None or delivery.kind is DeliveryKind.EDIT:
            return None
        chosen = subscriber.preferences
        spared = chosen.quiet is not None and chosen.quiet.spare_critical
        if delivery.severity is Severity.CRITICAL and spared:
            return None
        return quiet_until(chosen.quiet, chosen.zone, now)

    async def _send(self, delivery: Delivery, content: AlertContent | None) -> Outcome:
        if content is None and delivery.alert_id is not None:
            return Rejected(reason=said("reason.left"))
        notifier = self._notifiers.get(delivery.destination.adapter)
        if notifier is None:
            adapter = delivery.destination.adapter
            return Retry(after=UNSERVED, reason=said("reason.unserved", adapter=adapter))
        try:
            if delivery.kind is DeliveryKind.DIGEST:
                return await self._send_digest(notifier, delivery)
            return await notifier.send(delivery, content)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - one message's bug must not stop the others
            reason = said("reason.bug", error=f"{type(error).__name__}: {error}")
            return Retry(after=None, reason=reason, blame=Blame.MESSAGE)

    async def _send_digest(self, notifier: Notifier, delivery: Delivery) -> Outcome:
        contents = await self._outbox.digest_contents(delivery)
        if not contents:
            return Rejected(reason=said("reason.nothing_left"))
        return await notifier.send_digest(delivery, contents)


def _reason(outcome: Retry | Rejected | Gone | Moved) -> str:
    if isinstance(outcome, Moved):
        return str(said("reason.moved", address=outcome.to.address))
    return str(outcome.reason)
