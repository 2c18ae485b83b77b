"""The dashboard reads, tells what is wrong, and shows feed texts harmlessly."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.actions.health import Pulse
from bot.domain.alert import Alert, AlertContent, AlertId
from bot.domain.delivery import Delivery, DeliveryId, DeliveryKind
from bot.domain.errors import ConfigurationError
from bot.domain.events import DeliveryFailed, DeliverySent, FeedPolled, ItemsStored, PollOutcome
from bot.domain.feed import FeedId, FeedState
from bot.domain.item import Item, ItemId
from bot.domain.rule import Severity
from bot.domain.sentence import said, verbatim
from bot.domain.story import Report, Story, StoryId
from bot.domain.subscriber import Destination, SubscriberId
from bot.pipeline.ports import FeedHealth, QueueState, Store
from bot.storage.store import open_store
from bot.web.metrics import Metrics
from bot.web.server import Dashboard

NOW = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)
ITEM = Item(
    id=ItemId("i1"), title="<script>alert(1)</script> duty", url="javascript:alert(1)",
    source="Press & Co", seen=NOW,
)  # fmt: skip
CONTENT = AlertContent(
    alert=Alert(
        id=AlertId("a"), story_id=StoryId("i1"), subscriber_id=SubscriberId("s"), item_id=ITEM.id,
        rules=(), severity=Severity.HIGH, created=NOW,
    ),
    item=ITEM,
    story=Story(
        id=StoryId("i1"), title=ITEM.title, opened=NOW, updated=NOW,
        reports=(Report(source=ITEM.source, at=NOW, tier=3),),
    ),
    rules=(),
    tickers=(),
)  # fmt: skip


class StillClock:
    def now(self) -> datetime:
        return NOW


@dataclass(slots=True)
class Page:
    """A dashboard on a free port, and what it looks at."""

    url: str
    store: Store
    pulse: Pulse
    metrics: Metrics

    async def get(self, path: str) -> tuple[int, str, aiohttp.typedefs.LooseHeaders]:
        async with aiohttp.ClientSession() as session, session.get(self.url + path) as answer:
            return answer.status, await answer.text(), dict(answer.headers)


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    store, pulse, metrics = await open_store("sqlite://"), Pulse(started=NOW), Metrics()
    dashboard = Dashboard(store=store, feeds={}, pulse=pulse, metrics=metrics, clock=StillClock())
    port = await dashboard.start("127.0.0.1", 0)
    yield Page(f"http://127.0.0.1:{port}", store, pulse, metrics)
    await dashboard.stop()
    await store.close()


async def test_health_is_200_while_all_is_well(page: Page) -> None:
    status, body, _ = await page.get("/health")
    assert status == 200
    assert '"status": "ok"' in body


async def test_health_is_503_and_says_what_stands_in_the_way(page: Page) -> None:
    page.pulse.problems["telegram"] = said("health.token")
    page.pulse.started = NOW - timedelta(minutes=5)
    status, body, _ = await page.get("/health")
    assert status == 503
    assert "telegram: the bot token was refused" in body
    assert "no feed was looked at for 300 s" in body


async def test_messages_that_wait_too_long_are_told(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def waiting() -> QueueState:
        return QueueState(
            pending=7, oldest=NOW - timedelta(minutes=12), sent=0, rejected=0, doubtful=0
        )

    monkeypatch.setattr(page.store, "queue", waiting)
    status, body, _ = await page.get("/health")
    assert status == 503
    assert "7 messages wait, the oldest for 12 minutes" in body


async def test_the_page_shows_alerts_and_feeds_and_no_feed_text_acts(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def alerts(*_: object, **__: object) -> Sequence[AlertContent]:
        return [CONTENT]

    async def feeds() -> Sequence[FeedHealth]:
        failing = FeedState(
            feed_id=FeedId("press"), failures=3, last_error=verbatim("answered 503 <b>")
        )
        return [FeedHealth(state=failing, items=0, newest=None)]

    monkeypatch.setattr(page.store, "recent_alerts", alerts)
    monkeypatch.setattr(page.store, "feed_health", feeds)
    status, body, headers = await page.get("/")
    assert status == 200
    assert "&lt;script&gt;" in body
    assert "<script>" not in body
    assert "javascript:" not in body
    assert "failed 3×" in body
    assert "answered 503 &lt;b&gt;" in body
    assert isinstance(headers, dict)
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


async def test_metrics_count_what_the_bus_tells(page: Page) -> None:
    delivery = Delivery(
        id=DeliveryId(1), kind=DeliveryKind.FIRST, subscriber_id=SubscriberId("s"),
        destination=Destination(adapter="telegram", address="42"), severity=Severity.HIGH,
        created=NOW, not_before=NOW, attempts=1, lease=NOW,
    )  # fmt: skip
    for event in (
        FeedPolled(feed_id=FeedId("press"), outcome=PollOutcome.NEW, items=2),
        ItemsStored(items=(ItemId("i1"), ItemId("i2")), stories=(), deliveries=1, silenced=1),
        DeliverySent(delivery=delivery, content=CONTENT, at=NOW + timedelta(milliseconds=30)),
        DeliveryFailed(reason="cut"),
    ):
        page.metrics(event)
    _, body, _ = await page.get("/metrics")
    assert 'tapewatch_polls_total{outcome="new"} 1.0' in body
    assert "tapewatch_items_total 2.0" in body
    assert 'tapewatch_sent_total{kind="first"} 1.0' in body
    assert 'tapewatch_seen_to_sent_seconds_bucket{le="0.05"} 1.0' in body
    assert "tapewatch_send_failures_total 1.0" in body


async def test_a_port_that_is_taken_is_told_with_what_to_set(page: Page) -> None:
    port = int(page.url.rsplit(":", 1)[1])
    second = Dashboard(
        store=page.store, feeds={}, pulse=page.pulse, metrics=page.metrics, clock=StillClock()
    )
    with pytest.raises(ConfigurationError, match="TAPEWATCH_PORT"):
        await second.start("127.0.0.1", port)
