"""No committed message is lost, in five hundred worlds where everything breaks; doubles are counted."""

import asyncio
import random
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.domain.alert import AlertContent
from bot.domain.delivery import Blame, Delivery, DeliveryKind, NewDelivery, Outcome, Retry, Sent
from bot.domain.errors import StoreError
from bot.domain.rule import Severity
from bot.domain.sentence import verbatim
from bot.domain.subscriber import Destination, SubscriberId
from bot.pipeline.bus import Bus
from bot.pipeline.deliver import Courier
from bot.pipeline.ports import Changes, Claimed, Result, Store
from bot.storage import open_store

from .conftest import SetClock

WORLDS = 100
CHATS = ("ann", "ben", "cat")


@dataclass(slots=True)
class World:
    """A service and a database of moods, until it is calm."""

    store: Store
    clock: SetClock
    draw: random.Random
    calm: bool = False
    arrived: Counter[str] = field(default_factory=Counter)
    dead: asyncio.Event = field(default_factory=asyncio.Event)
    """The process was killed in the middle of sending."""

    adapter = "telegram"

    def happens(self, share: float) -> bool:
        return not self.calm and self.draw.random() < share

    async def send(self, delivery: Delivery, content: AlertContent | None) -> Outcome:
        """Take a message or not, and say so or not."""
        await asyncio.sleep(0)
        if self.happens(0.1):
            return Retry(
                after=timedelta(seconds=self.draw.randrange(1, 40)), reason=verbatim("429")
            )
        if self.happens(0.05):
            raise ValueError("a bug in rendering")
        arrives = not self.happens(0.1)
        self.arrived[str(delivery.said)] += arrives
        if self.happens(0.08):
            self.dead.set()
            await asyncio.Event().wait()
        if self.happens(0.1):
            lost = verbatim("the answer was lost")
            return Retry(after=None, reason=lost, uncertain=True, blame=Blame.UNKNOWN)
        if not arrives:
            return Retry(after=None, reason=verbatim("no route"))
        return Sent(message_id=str(delivery.id))

    async def send_digest(self, delivery: Delivery, contents: Sequence[AlertContent]) -> Outcome:
        raise AssertionError("none was decided")

    async def exchange(
        self,
        results: Sequence[Result],
        now: datetime,
        *,
        limit: int,
        lease: timedelta,
        busy: Collection[Destination] = (),
    ) -> Sequence[Claimed]:
        """Pass on to the store, which may refuse, or do it and be cut off before it can say so."""
        if self.happens(0.08):
            raise StoreError("the disk is full")
        given = await self.store.exchange(results, now, limit=limit, lease=lease, busy=busy)
        if self.happens(0.05):
            raise StoreError("the line was cut")
        return given

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)  # what else a courier asks of its outbox

    def courier(self) -> Courier:
        return Courier(
            outbox=self,  # type: ignore[arg-type] # the rest of it is the store's
            notifiers={"telegram": self},
            clock=self.clock,
            bus=Bus(),
            draw=self.draw.random,
            at_once=2,
        )

    async def deliver(self, posted: Courier) -> Courier:
        """Let a courier deliver what is due; give it, or another where it was killed."""
        working = asyncio.create_task(posted.deliver_due())
        dying = asyncio.create_task(self.dead.wait())
        await asyncio.wait((working, dying), return_when=asyncio.FIRST_COMPLETED)
        dying.cancel()
        if not self.dead.is_set():
            if isinstance(error := working.exception(), Exception):
                assert isinstance(error, StoreError)
            return posted
        working.cancel()
        await asyncio.gather(working, dying, *posted._under_way, return_exceptions=True)
        self.dead.clear()
        return self.courier()

    async def decide(self, texts: Sequence[str]) -> None:
        """Commit messages to chats drawn at random."""
        now = self.clock.now()
        await self.store.commit(
            Changes(
                deliveries=tuple(
                    NewDelivery(
                        kind=DeliveryKind.NOTICE,
                        subscriber_id=SubscriberId(f"telegram:{chat}"),
                        destination=Destination(adapter="telegram", address=chat),
                        severity=self.draw.choice(list(Severity)),
                        created=now,
                        not_before=now + timedelta(seconds=self.draw.choice((0, 0, 20))),
                        said=verbatim(text),
                    )
                    for text, chat in ((text, self.draw.choice(CHATS)) for text in texts)
                )
            )
        )


@pytest.mark.parametrize("seed", range(5))
async def test_no_committed_message_is_lost_whatever_breaks(seed: int) -> None:
    """Killed processes, lost answers, refusals and a database that fails, in any order."""
    store, clock, draw = await open_store("sqlite://"), SetClock(), random.Random(seed)
    for number in range(WORLDS):
        world = World(store, clock, draw)
        before = (await store.queue()).doubtful
        texts = [f"{number}-{one}" for one in range(draw.randrange(1, 9))]
        posted = world.courier()
        for text in texts:
            await world.decide([text])
            if draw.random() < 0.5:
                posted = await world.deliver(posted)
                clock.forward(seconds=draw.choice((0, 1, 10, 61)))
        world.calm = True
        while (await store.queue()).pending:
            await world.deliver(posted)
            clock.forward(minutes=5)
        queue = await store.queue()
        assert {text for text, count in world.arrived.items() if count} == set(texts), number
        doubled = sum(count > 1 for count in world.arrived.values())
        assert doubled <= queue.doubtful - before, number
        assert queue.rejected == 0
    await store.close()
