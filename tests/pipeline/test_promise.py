"""The promise of timing, over the whole flow: never in quiet hours, never lost, never twice."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.alert import AlertContent
from bot.domain.delivery import Delivery, DeliveryKind, Outcome, Retry, Sent
from bot.domain.errors import StoreError
from bot.domain.preferences import (
    DailyAt,
    DigestTime,
    Hourly,
    MarketTime,
    Preferences,
    QuietHours,
    Session,
)
from bot.domain.rule import Severity
from bot.domain.sentence import verbatim
from bot.domain.silence import Mute, MuteKind, Stage
from bot.domain.story import StoryId
from bot.domain.subscriber import SubscriberId
from bot.pipeline.bus import Bus
from bot.pipeline.deliver import Courier
from bot.pipeline.ports import Changes
from tests.pipeline.conftest import Newsdesk, entry, feed

PRESS = feed("press")
ANN = SubscriberId("telegram:ann")
# No two alike, so that each is a story of its own.
WORDS = [
    "copper",
    "cathode",
    "scrap",
    "zinc",
    "nickel",
    "cobalt",
    "lithium",
    "gallium",
    "germanium",
    "antimony",
    "tungsten",
    "graphite",
    "soy",
    "wheat",
    "maize",
    "rice",
    "sugar",
    "cotton",
    "coffee",
    "cocoa",
    "timber",
]


@dataclass(slots=True)
class Phone:
    """A notifier that writes down what rang when, and fails now and then: the bot may be late."""

    desk: Newsdesk
    draw: random.Random
    adapter: str = "telegram"
    rang: list[tuple[datetime, DeliveryKind, tuple[StoryId, ...], Severity]] = field(
        default_factory=list
    )

    async def send(self, delivery: Delivery, content: AlertContent | None) -> Outcome:
        return self._ring(delivery, [content] if content else [])

    async def send_digest(self, delivery: Delivery, contents: Sequence[AlertContent]) -> Outcome:
        return self._ring(delivery, contents)

    def _ring(self, delivery: Delivery, contents: Sequence[AlertContent]) -> Outcome:
        if self.draw.random() < 0.2:
            return Retry(after=timedelta(seconds=1), reason=verbatim("the line was cut"))
        stories = tuple(content.story.id for content in contents)
        self.rang.append((self.desk.clock.now(), delivery.kind, stories, delivery.severity))
        return Sent(message_id=str(delivery.id))


def courier(desk: Newsdesk, phone: Phone) -> Courier:
    return Courier(
        outbox=desk.store,
        notifiers={"telegram": phone},
        clock=desk.clock,
        bus=Bus(),
        draw=lambda: 0.0,
        subscriber=desk.rules.find,
    )


async def listening(desk: Newsdesk, preferences: Preferences) -> None:
    ann = await desk.subscribe("ann")
    changed = replace(ann, preferences=preferences)
    await desk.store.save_subscriber(changed)
    desk.rules.put_subscriber(changed)


def quiet_on_the_wall(quiet: QuietHours, at: datetime, zone: str) -> bool:
    wall = at.astimezone(ZoneInfo(zone)).time()
    return wall >= quiet.start or wall < quiet.end


@pytest.mark.parametrize(
    ("zone", "begin", "digest"),
    [
        ("Europe/Berlin", "2026-03-28T12:00+00:00", None),
        ("Europe/Berlin", "2026-10-24T12:00+00:00", Hourly()),
        ("America/New_York", "2026-11-01T00:00+00:00", DailyAt(at=time(1, 30))),
        ("Australia/Lord_Howe", "2026-04-04T02:00+00:00", DailyAt(at=time(18))),
        ("Asia/Kathmandu", "2026-05-01T02:00+00:00", MarketTime(exchange="LSE", at=Session.CLOSE)),
    ],
)
async def test_over_two_days_everything_is_told_once_and_nothing_in_quiet_hours(
    desk: Newsdesk, zone: str, begin: str, digest: DigestTime | None
) -> None:
    draw = random.Random(zone)
    quiet = QuietHours(start=time(22), end=time(2, 30))
    await listening(desk, Preferences(zone=zone, quiet=quiet, digest=digest))
    phone = Phone(desk, draw)
    desk.clock.time = datetime.fromisoformat(begin).astimezone(UTC)
    await desk.learn(PRESS)
    due = courier(desk, phone)
    for number, word in enumerate(WORDS):
        title = f"{word.title()} tariff" if number % 3 else f"Ministry to raise {word} tariff"
        await desk.read(PRESS, entry(f"{title} {number}", at=desk.clock.now()))
        for _ in range(draw.randrange(1, 4)):
            await due.deliver_due()
            desk.clock.forward(minutes=draw.randrange(1, 90))
        if number % 9 == 8:
            desk = await desk.restarted()
            phone.desk = desk
            due = courier(desk, phone)
    desk.clock.forward(days=4)
    for _ in range(40):
        desk.clock.forward(minutes=10)
        await due.deliver_due()
    told = Counter(story for _, _, stories, _ in phone.rang for story in stories)
    expected = {content.story.id for content in await desk.store.recent_alerts(limit=1_000)}
    assert len(expected) == len(WORDS)
    assert told == dict.fromkeys(expected, 1)
    for at, kind, _, _ in phone.rang:
        assert not quiet_on_the_wall(quiet, at, zone), (at, kind)


async def test_a_night_of_alerts_comes_as_one_batch(desk: Newsdesk) -> None:
    await listening(desk, Preferences(quiet=QuietHours(start=time(22), end=time(7))))
    phone = Phone(desk, random.Random(0), rang=[])
    phone.draw.random = lambda: 1.0  # type: ignore[method-assign] # a good line
    await desk.learn(PRESS)
    desk.clock.time = datetime(2026, 3, 4, 23, tzinfo=UTC)
    for word in WORDS[:5]:
        await desk.read(PRESS, entry(f"{word} tariff", at=desk.clock.now()))
        desk.clock.forward(minutes=30)
    assert await courier(desk, phone).deliver_due() == 0
    desk.clock.time = datetime(2026, 3, 5, 7, tzinfo=UTC)
    assert await courier(desk, phone).deliver_due() == 1
    ((_, kind, stories, _),) = phone.rang
    assert (kind, len(stories)) == (DeliveryKind.DIGEST, 5)


async def test_an_alert_decided_before_its_digest_and_stored_after_it_is_told_by_another(
    desk: Newsdesk,
) -> None:
    await listening(desk, Preferences(digest=Hourly()))
    phone = Phone(desk, random.Random(0))
    phone.draw.random = lambda: 1.0  # type: ignore[method-assign] # a good line
    await desk.learn(PRESS)
    desk.clock.time = datetime(2026, 3, 4, 14, 59, 59, tzinfo=UTC)
    await desk.read(PRESS, entry("copper tariff", at=desk.clock.now()))
    desk.clock.forward(milliseconds=1)
    commit, store = desk.store.commit, desk.store

    async def slowly(changes: Changes) -> None:
        desk.clock.forward(seconds=1)
        await courier(desk, phone).deliver_due()
        await commit(changes)

    store.commit = slowly  # type: ignore[method-assign]
    await desk.read(PRESS, entry("zinc tariff", at=desk.clock.now()))
    await courier(desk, phone).deliver_due()
    assert [(kind, len(stories)) for _, kind, stories, _ in phone.rang] == [
        (DeliveryKind.DIGEST, 1),
        (DeliveryKind.DIGEST, 1),
    ]


async def test_a_budget_lasts_over_a_restart_and_its_notice_comes_once(desk: Newsdesk) -> None:
    await listening(desk, Preferences(budget=2))
    await desk.learn(PRESS)
    for number, word in enumerate(WORDS[:6]):
        await desk.read(PRESS, entry(f"{word} tariff", at=desk.clock.now()))
        desk.clock.forward(minutes=1)
        if number in {0, 3}:
            desk = await desk.restarted()
    phone = Phone(desk, random.Random(0))
    phone.draw.random = lambda: 1.0  # type: ignore[method-assign] # a good line
    await courier(desk, phone).deliver_due()
    desk.clock.forward(hours=1)
    await courier(desk, phone).deliver_due()
    assert [kind for _, kind, _, _ in phone.rang] == [
        DeliveryKind.FIRST,
        DeliveryKind.FIRST,
        DeliveryKind.NOTICE,
        DeliveryKind.DIGEST,
    ]
    items = [content.item.id for content in await desk.store.recent_alerts(ANN, limit=10)]
    stops = await desk.store.stops(ANN, items)
    assert [stop.stage for stop in stops] == [Stage.BUDGET] * 4


async def test_what_was_not_stored_costs_no_budget(desk: Newsdesk) -> None:
    await listening(desk, Preferences(budget=1))
    await desk.learn(PRESS)
    commit, store = desk.store.commit, desk.store

    async def full(changes: Changes) -> None:
        raise StoreError("the disk is full")

    store.commit = full  # type: ignore[method-assign]
    with pytest.raises(StoreError):
        await desk.read(PRESS, entry("copper tariff", at=desk.clock.now()))
    store.commit = commit  # type: ignore[method-assign]
    await desk.read(PRESS, entry("copper tariff", at=desk.clock.now()))
    (content,) = await desk.store.recent_alerts(ANN)
    assert content.alert.held_until is None


async def test_a_mute_stops_what_waits(desk: Newsdesk) -> None:
    await listening(desk, Preferences(digest=Hourly()))
    await desk.learn(PRESS)
    await desk.read(PRESS, entry("copper tariff", at=desk.clock.now()))
    (content,) = await desk.store.recent_alerts(ANN)
    await desk.store.save_mute(Mute(subscriber_id=ANN, kind=MuteKind.STORY, key=content.story.id))
    phone = Phone(desk, random.Random(0))
    desk.clock.forward(hours=2)
    await courier(desk, phone).deliver_due()
    assert phone.rang == []
