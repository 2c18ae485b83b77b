"""Operators are told once of what goes wrong, and again only after it was well meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from bot.actions import operators
from bot.actions.desk import Desk
from bot.actions.health import Pulse
from bot.actions.hosting import Access, FeedService, Hosting, Instruments
from bot.domain.delivery import Delivery, DeliveryId, DeliveryKind
from bot.domain.errors import RefusedError
from bot.domain.feed import Feed, FeedId, FeedState
from bot.domain.rule import Severity
from bot.domain.sentence import verbatim
from bot.domain.subscriber import Destination, SubscriberId
from tests.storage.making import claim

from .conftest import NOW
from .test_exchange_files import Finder, Polling

WIRE = Feed(id=FeedId("wire"), url="https://wire.example/", title="Wire", publisher="Wire")


@dataclass(slots=True)
class Clock:
    """Goes when it is told."""

    time: datetime = NOW

    def now(self) -> datetime:
        return self.time


@dataclass(slots=True)
class Room:
    """A desk with an operator, and what they were told."""

    desk: Desk
    clock: Clock
    pulse: Pulse
    took: dict[FeedId, timedelta] = field(default_factory=dict)

    async def told(self) -> list[str]:
        """Give what waits for the operator, and take it away."""
        found = await claim(
            self.desk.store, self.clock.time, limit=99, lease=timedelta(hours=1), busy=()
        )
        texts = [str(one.said) for one in found]
        await self.desk.store.forget_subscriber(SubscriberId("telegram:1001"))
        return texts

    async def fails(self, times: int, *, gone: bool = False) -> None:
        last = self.clock.time - timedelta(hours=7)
        state = FeedState(
            feed_id=WIRE.id,
            failures=times,
            gone=gone,
            last_error=verbatim("503"),
            last_success=last,
        )
        await self.desk.store.save_feed_states([state])  # type: ignore[attr-defined]


@pytest.fixture
def room(desk: Desk) -> Room:
    clock = Clock()
    pulse = Pulse(started=NOW, last_tick=NOW)
    took: dict[FeedId, timedelta] = {}

    def times() -> Mapping[FeedId, timedelta]:
        return took

    hosting = Hosting(
        feeds=FeedService(finder=Finder(), polling=Polling({WIRE.id: WIRE}), quota=0),
        access=Access(admins=frozenset({"1001"})),
        instruments=Instruments(pulse=pulse, took=times, flood=lambda: (2, timedelta(seconds=9))),
    )
    return Room(replace(desk, clock=clock, hosting=hosting), clock, pulse, took)


async def test_a_feed_that_dies_is_told_once_and_again_only_after_it_lived(room: Room) -> None:
    watchman = operators.Watchman(room.desk)
    await room.fails(0)
    await watchman.look()
    assert await room.told() == []
    await room.fails(9)
    await watchman.look()
    await watchman.look()
    (text,) = await room.told()
    assert "wire is dead" in text
    assert "503" in text
    await room.fails(0)
    await watchman.look()
    await room.fails(9)
    await watchman.look()
    assert len(await room.told()) == 1


async def test_feeds_dead_before_the_bot_began_are_no_news(room: Room) -> None:
    await room.fails(9)
    watchman = operators.Watchman(room.desk)
    await watchman.look()
    assert await room.told() == []


async def test_a_queue_that_grows_is_told_once_until_it_was_calm_for_a_while(room: Room) -> None:
    watchman = operators.Watchman(room.desk)
    waiting = operators.notice(
        SubscriberId("telegram:5"),
        Destination(adapter="telegram", address="5"),
        verbatim("hello"),
        NOW,
    )
    await room.desk.store.post_notices([waiting])
    room.clock.time += timedelta(minutes=6)
    room.pulse.last_tick = room.clock.time
    for _ in range(3):
        await watchman.look()
    found = await claim(
        room.desk.store, room.clock.time, limit=9, lease=timedelta(hours=1), busy=()
    )
    assert sorted(one.destination.address for one in found) == ["1001", "5"]
    (text,) = [str(one.said) for one in found if str(one.said) != "hello"]
    assert "1 message waits, for 6 minutes" in text


async def test_what_was_given_up_is_told_once_and_not_again_for_a_while(room: Room) -> None:
    watchman = operators.Watchman(room.desk)
    lost = Delivery(
        id=DeliveryId(1), kind=DeliveryKind.FIRST, subscriber_id=SubscriberId("telegram:5"),
        destination=Destination(adapter="telegram", address="5"), severity=Severity.LOW,
        created=NOW, not_before=NOW, attempts=8, lease=NOW,
    )  # fmt: skip
    for _ in range(3):
        watchman.gave_up(lost, verbatim("a bug"))
    await watchman.look()
    watchman.gave_up(lost, verbatim("another"))
    await watchman.look()
    (text,) = await room.told()
    assert "a message to telegram:5: a bug, and 2 more" in text
    room.clock.time += watchman.CALM
    room.pulse.last_tick = room.clock.time
    await watchman.look()
    (text,) = await room.told()
    assert "another" in text


async def test_an_overview_names_dead_and_slow_feeds_and_held_chats(room: Room) -> None:
    await room.fails(1, gone=True)
    room.took[WIRE.id] = timedelta(seconds=8)
    found = await operators.overview(room.desk, "1001")
    assert [state.feed_id for state in found.dead] == [WIRE.id]
    assert found.slow == ((WIRE.id, timedelta(seconds=8)),)
    assert (found.held, found.hold) == (2, timedelta(seconds=9))


@pytest.mark.parametrize("person", ["", "1", "10010"])
async def test_nobody_else_gets_to_see_or_do_anything(room: Room, person: str) -> None:
    for refused in (
        operators.overview(room.desk, person),
        operators.invite(room.desk, person),
        operators.broadcast(room.desk, person, "hello"),
        operators.audience(room.desk, person),
    ):
        with pytest.raises(RefusedError, match="operators"):
            await refused


@pytest.mark.parametrize("count", [0, 21])
async def test_so_many_codes_at_once_are_refused(room: Room, count: int) -> None:
    with pytest.raises(RefusedError):
        await operators.invite(room.desk, "1001", count)
