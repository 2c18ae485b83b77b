"""Events wake stages; a listener's bug stops nobody."""

import asyncio

from bot.domain.events import DeliveryDue, DeliveryFailed, Event
from bot.pipeline.bus import Bus, Wakeup


def test_every_listener_hears_every_event_in_order() -> None:
    bus, heard = Bus(), list[tuple[str, Event]]()
    bus.listen(lambda event: heard.append(("a", event)))
    bus.listen(lambda event: heard.append(("b", event)))
    first, second = DeliveryDue(), DeliveryFailed(reason="cut")
    bus.publish(first)
    bus.publish(second)
    assert heard == [("a", first), ("b", first), ("a", second), ("b", second)]


def test_a_listener_for_one_kind_hears_only_that() -> None:
    bus, heard = Bus(), list[Event]()
    bus.listen_for(DeliveryFailed, heard.append)
    bus.publish(DeliveryDue())
    bus.publish(DeliveryFailed(reason="cut"))
    assert heard == [DeliveryFailed(reason="cut")]


def test_a_listener_that_raises_is_reported_and_stops_nobody() -> None:
    failures, heard = list[tuple[Event, str]](), list[Event]()
    bus = Bus(on_error=lambda event, error: failures.append((event, str(error))))

    def broken(_event: Event) -> None:
        raise RuntimeError("a bug")

    bus.listen(broken)
    bus.listen(heard.append)
    bus.publish(DeliveryDue())
    assert heard == [DeliveryDue()]
    assert failures == [(DeliveryDue(), "a bug")]


async def test_who_sleeps_is_woken() -> None:
    wakeup = Wakeup()
    sleeper = asyncio.create_task(wakeup.sleep(60))
    await asyncio.sleep(0)
    assert not sleeper.done()
    wakeup.ring()
    await asyncio.wait_for(sleeper, 5)
    assert sleeper.done()


async def test_who_was_rung_while_awake_does_not_sleep_over_it() -> None:
    wakeup = Wakeup()
    wakeup.ring()
    sleeper = asyncio.create_task(wakeup.sleep(60))
    await asyncio.wait({sleeper}, timeout=5)
    assert sleeper.done()


async def test_nobody_sleeps_longer_than_asked() -> None:
    sleeper = asyncio.create_task(Wakeup().sleep(0.001))
    await asyncio.wait({sleeper}, timeout=5)
    assert sleeper.done()
