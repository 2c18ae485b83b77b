"""Short ways to make what stores are filled with."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.alert import Alert, AlertContent, alert_id
from bot.domain.delivery import Delivery, DeliveryKind, NewDelivery, Outcome
from bot.domain.evidence import Evidence
from bot.domain.feed import FeedId, FeedState
from bot.domain.item import Item, ItemId
from bot.domain.rule import Match, RuleId, Severity
from bot.domain.sentence import said, verbatim
from bot.domain.story import Novelty, Report, Story, StoryId
from bot.domain.subscriber import Destination, Subscriber, SubscriberId
from bot.domain.ticker import Symbol, TickerTag, Via
from bot.pipeline.ports import Changes, Outbox, ReadStore, Remembered, Result, StoredItem

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FEED = FeedId("ustr-press")


def item(name: str = "steel", *, seen: datetime = NOON, title: str = "Duties on steel") -> Item:
    """Give an item with every field filled."""
    return Item(
        id=ItemId(name),
        title=title,
        summary="The office raises duties on “steel” to 50%. 关税",
        url=f"https://example.org/{name}",
        source="USTR",
        author="Press Office",
        published=seen - MINUTE,
        seen=seen,
        lang="en",
        tags=("trade", "steel"),
        feed_id=FEED,
        tier=1,
        guid=f"urn:{name}",
    )


def stored(news: Item, about: str = "", *, backlog: bool = False) -> StoredItem:
    """Give ``news`` as the flow decided it: tickers, one match, one waiting rule."""
    return StoredItem(
        item=news,
        story_id=StoryId(about or news.id),
        why_story=said("placed.alike", percent=62, title="Duties on “tin”"),
        tickers=(
            TickerTag(
                symbol=Symbol("NUE"),
                name="Nucor",
                via=Via.BASKET,
                why='steel basket: "steel"',
                evidence=(Evidence("title", 10, 15, "steel"),),
                basket="steel",
            ),
        ),
        matches=(
            Match(rule_id=RuleId("tariffs/raised"), evidence=(Evidence("title", 0, 6, "Duties"),)),
            Match(rule_id=RuleId("@telegram:1/mine")),
        ),
        waiting=(RuleId("tariffs/confirmed"), RuleId("summits/held")),
        gist='[1,"duties on steel"]',
        backlog=backlog,
    )


def remembered(found: StoredItem) -> Remembered:
    """Give what the window holds of a stored item."""
    item = replace(found.item, author="", tags=())
    return Remembered(item=item, story_id=found.story_id, tickers=found.tickers, gist=found.gist)


def story(name: str = "steel", *, updated: datetime = NOON, sources: int = 1) -> Story:
    """Give a story that ``sources`` publishers told."""
    reports = tuple(
        Report(source=f"Outlet {number}", at=NOON + number * MINUTE, tier=number + 1)
        for number in range(sources)
    )
    return Story(
        id=StoryId(name),
        title="Duties on steel",
        opened=NOON,
        updated=updated,
        reports=reports,
        items=sources,
        severity=Severity.HIGH,
    )


def subscriber(number: int = 1) -> Subscriber:
    """Give a Telegram subscriber."""
    return Subscriber(
        id=SubscriberId(f"telegram:{number}"),
        destination=chat(number),
        name=f"Reader {number}",
        since=NOON,
    )


def chat(number: int = 1) -> Destination:
    """Give the destination of :func:`subscriber`."""
    return Destination(adapter="telegram", address=str(number))


def alert(number: int = 1, about: str = "steel", severity: Severity = Severity.HIGH) -> Alert:
    """Give the alert of a story for a subscriber."""
    to = SubscriberId(f"telegram:{number}")
    return Alert(
        id=alert_id(StoryId(about), to),
        story_id=StoryId(about),
        subscriber_id=to,
        item_id=ItemId(about),
        rules=(RuleId("tariffs/raised"),),
        severity=severity,
        created=NOON,
    )


def delivery(
    number: int = 1,
    about: str | None = "steel",
    kind: DeliveryKind = DeliveryKind.FIRST,
    *,
    severity: Severity = Severity.HIGH,
    created: datetime = NOON,
    not_before: datetime | None = None,
    expires: datetime | None = None,
    novelty: Novelty | None = None,
    text: str = "",
) -> NewDelivery:
    """Give a delivery to :func:`subscriber`."""
    to = SubscriberId(f"telegram:{number}")
    return NewDelivery(
        kind=kind,
        subscriber_id=to,
        destination=chat(number),
        severity=severity,
        created=created,
        not_before=not_before or created,
        expires=expires,
        alert_id=None if about is None else alert_id(StoryId(about), to),
        novelty=novelty,
        said=verbatim(text) if text else None,
    )


def changes(*deliveries: NewDelivery, about: str = "steel") -> Changes:
    """Give what one document led to: an item that opened a story, told to whoever is delivered to."""
    first = [one for one in deliveries if one.kind is DeliveryKind.FIRST]
    return Changes(
        feed_state=FeedState(feed_id=FEED, learned=True),
        items=(stored(item(about)),),
        stories=(story(about),),
        alerts=tuple(alert(int(one.destination.address), about, one.severity) for one in first),
        deliveries=deliveries,
    )


async def claim(
    store: Outbox,
    now: datetime,
    *,
    limit: int,
    lease: timedelta,
    busy: Collection[Destination] = (),
) -> list[Delivery]:
    """Claim, and give the deliveries without what they tell."""
    taken = await store.exchange([], now, limit=limit, lease=lease, busy=busy)
    return [one.delivery for one in taken]


async def record(
    store: Outbox,
    delivery: Delivery,
    outcome: Outcome,
    at: datetime,
    *,
    retry_at: datetime | None = None,
    aside: bool = False,
) -> None:
    """Record what came of a delivery, and claim nothing."""
    result = Result(delivery=delivery, outcome=outcome, at=at, retry_at=retry_at, aside=aside)
    assert await store.exchange([result], at, limit=0, lease=MINUTE) == []


async def content_of(store: ReadStore, delivery: Delivery) -> AlertContent | None:
    """Give what a delivery would tell as its story stands now."""
    return None if delivery.alert_id is None else await store.alert(delivery.alert_id)
