"""At least once, one delivery a destination at a time, over the real outbox."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from bot.domain.alert import AlertContent
from bot.domain.delivery import (
    Blame,
    Delivery,
    Gone,
    Moved,
    NewDelivery,
    Outcome,
    Rejected,
    Retry,
    Sent,
)
from bot.domain.delivery import DeliveryKind as Kind
from bot.domain.errors import StoreError
from bot.domain.events import DeliveryFailed, DeliverySent, Event
from bot.domain.feed import FeedId, FeedState
from bot.domain.rule import Severity
from bot.domain.sentence import said, verbatim
from bot.domain.subscriber import Destination, Subscriber, SubscriberId
from bot.pipeline.bus import Bus
from bot.pipeline.deliver import UNSERVED, Courier
from bot.pipeline.patience import MOST
from bot.pipeline.ports import Changes, Store

from .conftest import Newsdesk, SetClock

Answer = Callable[[Delivery], Outcome | Exception]


class Service:
    """A destination that answers what the test says, and remembers what it was sent."""

    adapter = "telegram"

    def __init__(
        self, answer: Answer = lambda delivery: Sent(message_id=f"m{delivery.id}")
    ) -> None:
        self.answer = answer
        self.sent: list[Delivery] = []
        self.at_once: dict[str, int] = {}
        self.most_at_once = 0
        self.reached = asyncio.Event()

    async def send(self, delivery: Delivery, content: AlertContent | None) -> Outcome:
        self.sent.append(delivery)
        self.reached.set()
        address = delivery.destination.address
        self.at_once[address] = self.at_once.get(address, 0) + 1
        self.most_at_once = max(self.most_at_once, self.at_once[address])
        await asyncio.sleep(0)
        self.at_once[address] -= 1
        answer = self.answer(delivery)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def send_digest(self, delivery: Delivery, contents: Sequence[AlertContent]) -> Outcome:
        return await self.send(delivery, contents[0])


def courier(desk: Newsdesk, service: Service, heard: list[Event] | None = None) -> Courier:
    bus = Bus()
    bus.listen((heard if heard is not None else []).append)
    return Courier(
        outbox=desk.store,
        notifiers={service.adapter: service},
        clock=desk.clock,
        bus=bus,
        draw=lambda: 0.0,
    )


async def notices(store: Store, clock: SetClock, *texts: str, to: str = "ann") -> None:
    destination = Destination(adapter="telegram", address=to)
    subscriber = Subscriber(id=SubscriberId(f"telegram:{to}"), destination=destination)
    await store.save_subscriber(subscriber)
    await store.commit(
        Changes(
            feed_state=FeedState(feed_id=FeedId("none")),
            deliveries=tuple(
                NewDelivery(
                    kind=Kind.NOTICE,
                    subscriber_id=subscriber.id,
                    destination=destination,
                    severity=Severity.MEDIUM,
                    created=clock.now(),
                    not_before=clock.now(),
                    said=verbatim(text),
                )
                for text in texts
            ),
        )
    )


async def test_everything_due_is_sent_in_order_one_at_a_time_a_destination(desk: Newsdesk) -> None:
    await notices(desk.store, desk.clock, "a1", "a2", "a3", to="ann")
    await notices(desk.store, desk.clock, "b1", "b2", to="ben")
    service, heard = Service(), list[Event]()
    assert await courier(desk, service, heard).deliver_due() == 5
    assert [str(one.said) for one in service.sent if one.destination.address == "ann"] == [
        "a1",
        "a2",
        "a3",
    ]
    assert service.most_at_once == 1
    assert sum(isinstance(event, DeliverySent) for event in heard) == 5
    assert (await desk.store.queue()).pending == 0


async def test_a_retry_comes_back_when_its_time_has_come_and_not_before(desk: Newsdesk) -> None:
    await notices(desk.store, desk.clock, "a1")
    service = Service(lambda _: Retry(after=timedelta(seconds=17), reason=verbatim("slow down")))
    posted = courier(desk, service)
    assert await posted.deliver_due() == 1
    assert await posted.deliver_due() == 0
    desk.clock.forward(seconds=17)
    service.answer = lambda _: Sent(message_id="m1")
    assert await posted.deliver_due() == 1
    assert [one.attempts for one in service.sent] == [1, 2]


async def test_a_bug_in_a_notifier_delays_its_message_and_no_other(desk: Newsdesk) -> None:
    await notices(desk.store, desk.clock, "broken", to="ann")
    await notices(desk.store, desk.clock, "fine", to="ben")
    heard = list[Event]()
    service = Service(
        lambda one: ValueError("oops") if str(one.said) == "broken" else Sent(message_id="m")
    )
    await courier(desk, service, heard).deliver_due()
    (failed,) = (event for event in heard if isinstance(event, DeliveryFailed))
    assert "oops" in failed.reason
    assert (await desk.store.queue()).pending == 1


async def test_what_always_fails_by_itself_is_given_up_and_holds_up_nobody(
    desk: Newsdesk,
) -> None:
    """Its chat gets everything else meanwhile; why it never came is kept."""
    await notices(desk.store, desk.clock, "broken", "fine", "fine too")
    heard = list[Event]()
    service = Service(
        lambda one: ValueError("oops") if str(one.said) == "broken" else Sent(message_id="m")
    )
    posted = courier(desk, service, heard)
    assert await posted.deliver_due() == 3
    for _ in range(MOST):
        desk.clock.forward(minutes=5)
        await posted.deliver_due()
    assert sum(str(one.said) == "broken" for one in service.sent) == MOST
    outcomes = [event.outcome for event in heard if isinstance(event, DeliveryFailed)]
    assert outcomes[-1] == Rejected(
        reason=said(
            "reason.given_up", tries=MOST, reason=said("reason.bug", error="ValueError: oops")
        ),
        given_up=True,
    )
    queue = await desk.store.queue()
    assert (queue.pending, queue.sent, queue.rejected) == (0, 2, 1)


async def test_a_chat_where_nothing_gets_through_loses_nothing_and_keeps_its_order(
    desk: Newsdesk,
) -> None:
    """However long it lasts: no message is given up for what is not its fault."""
    await notices(desk.store, desk.clock, "a1", "a2", "a3")
    failed = Retry(after=None, reason=verbatim("503"), uncertain=True, blame=Blame.UNKNOWN)
    service = Service(lambda _: failed)
    posted = courier(desk, service)
    for _ in range(40):
        await posted.deliver_due()
        desk.clock.forward(minutes=5)
    service.sent.clear()
    service.answer = lambda _: Sent(message_id="m")
    assert await posted.deliver_due() == 3
    assert [str(one.said) for one in service.sent] == ["a1", "a2", "a3"]


async def test_what_is_rejected_is_not_tried_again(desk: Newsdesk) -> None:
    await notices(desk.store, desk.clock, "a1")
    service = Service(lambda _: Rejected(reason=verbatim("too long")))
    posted = courier(desk, service)
    await posted.deliver_due()
    desk.clock.forward(days=1)
    assert await posted.deliver_due() == 0
    assert (await desk.store.queue()).rejected == 1


async def test_a_destination_that_is_gone_is_written_to_no_more(desk: Newsdesk) -> None:
    await notices(desk.store, desk.clock, "a1", "a2")
    service = Service(lambda _: Gone(reason=verbatim("blocked by the user")))
    await courier(desk, service).deliver_due()
    assert [str(one.said) for one in service.sent] == ["a1"]
    stored = await desk.store.subscriber(SubscriberId("telegram:ann"))
    assert stored is not None
    assert not stored.active


async def test_a_destination_that_moved_gets_its_messages_at_the_new_address(
    desk: Newsdesk,
) -> None:
    await notices(desk.store, desk.clock, "a1", "a2")
    new = Destination(adapter="telegram", address="-100")
    service = Service(
        lambda one: Moved(to=new) if one.destination.address == "ann" else Sent(message_id="m")
    )
    await courier(desk, service).deliver_due()
    assert [(str(one.said), one.destination.address) for one in service.sent] == [
        ("a1", "ann"), ("a1", "-100"), ("a2", "-100"),
    ]  # fmt: skip


async def test_a_service_that_is_not_set_up_keeps_its_messages(desk: Newsdesk) -> None:
    await notices(desk.store, desk.clock, "a1")
    service = Service()
    service.adapter = "console"
    posted = courier(desk, service)
    await posted.deliver_due()
    assert service.sent == []
    desk.clock.forward(seconds=UNSERVED.total_seconds())
    service.adapter = "telegram"
    assert await courier(desk, service).deliver_due() == 1


def sent_and_then_refused(patch: pytest.MonkeyPatch, store: Store) -> Answer:
    """Give a service that gets a message just before the database takes no more."""

    async def refuse(*_: object, **__: object) -> None:
        raise StoreError("the disk is full; nothing was stored")

    def answer(delivery: Delivery) -> Outcome:
        patch.setattr(store, "exchange", refuse)
        return Sent(message_id=f"m{delivery.id}")

    return answer


async def test_an_outcome_that_cannot_be_recorded_is_kept_until_it_can(
    desk: Newsdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await notices(desk.store, desk.clock, "a1", "a2")
    service = Service()
    posted = courier(desk, service)
    with monkeypatch.context() as patch:
        service.answer = sent_and_then_refused(patch, desk.store)
        with pytest.raises(StoreError):
            await posted.deliver_due()
        desk.clock.forward(seconds=90)
        with pytest.raises(StoreError):
            await posted.deliver_due()
    assert (await desk.store.queue()).sent == 0
    service.answer = lambda one: Sent(message_id=f"m{one.id}")
    assert await posted.deliver_due() == 1
    assert [str(one.said) for one in service.sent] == ["a1", "a2"]
    queue = await desk.store.queue()
    assert (queue.sent, queue.doubtful) == (2, 0)


async def test_an_outcome_that_was_never_recorded_is_sent_again_when_the_lease_ends(
    desk: Newsdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await notices(desk.store, desk.clock, "a1")
    heard = list[Event]()
    service = Service()
    posted = courier(desk, service, heard)
    with monkeypatch.context() as patch:
        service.answer = sent_and_then_refused(patch, desk.store)
        with pytest.raises(StoreError):
            await posted.deliver_due()
        await posted.drain()
    (failed,) = heard
    assert isinstance(failed, DeliveryFailed)
    assert "disk is full" in failed.reason
    service.answer = lambda one: Sent(message_id=f"m{one.id}")
    restarted = courier(desk, service)
    assert await restarted.deliver_due() == 0
    desk.clock.forward(seconds=61)
    assert await restarted.deliver_due() == 1
    assert (await desk.store.queue()).doubtful == 1


async def test_it_stops_where_the_last_delivery_ends_as_it_is_told_to(desk: Newsdesk) -> None:
    """What is done, but not yet known to be, must not be waited for without end."""

    def last(delivery: Delivery) -> Outcome:
        posted.stop()
        return Sent(message_id="m")

    posted = courier(desk, Service(last))
    await notices(desk.store, desk.clock, "a1")
    await asyncio.wait_for(posted.run(), 5)
    assert (await desk.store.queue()).sent == 1


async def test_it_runs_until_it_is_stopped_and_is_woken_by_what_is_new(desk: Newsdesk) -> None:
    service = Service()
    posted = courier(desk, service)
    running = asyncio.create_task(posted.run())
    await asyncio.sleep(0)
    await notices(desk.store, desk.clock, "a1")
    posted.ring()
    await asyncio.wait_for(service.reached.wait(), 4)  # less than the sweep: the ring woke it
    posted.stop()
    await asyncio.wait_for(running, 5)
    assert (await desk.store.queue()).sent == 1
