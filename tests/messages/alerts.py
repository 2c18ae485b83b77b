"""Alerts and deliveries of a plain tariff story, as fixtures."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.alert import Alert, AlertContent, RuleHeld, alert_id
from bot.domain.delivery import Delivery, DeliveryId, DeliveryKind
from bot.domain.evidence import Evidence
from bot.domain.item import Item, item_id
from bot.domain.rule import Match, RuleId, Severity
from bot.domain.sentence import verbatim
from bot.domain.story import Novelty, Report, Story, story_id
from bot.domain.subscriber import Destination, SubscriberId
from bot.domain.ticker import Symbol, TickerTag, Via

PUBLISHED = datetime(2026, 3, 2, 14, 2, tzinfo=UTC)
TITLE = "Trade office raises steel duties to 50%"
SUMMARY = "The office said the higher duties take effect on 1 June. It had named 25% before."


@pytest.fixture(scope="session")
def make_content() -> Callable[..., AlertContent]:
    """Give a factory of alert contents, by default a plain tariff story of one official source."""

    def make(
        *,
        title: str = TITLE,
        summary: str = SUMMARY,
        url: str = "https://trade.example/duties?id=1&lang=en",
        source: str = "Trade Office",
        published: datetime | None = PUBLISHED,
        seen: datetime | None = PUBLISHED + timedelta(seconds=21),
        reports: Sequence[tuple[str, int]] = (("Trade Office", 1),),
        rules: Sequence[str] = ("tariffs/announced",),
        topic: str = "Tariffs",
        evidence: Sequence[tuple[str, int, int]] = (),
        words: Sequence[tuple[str, str]] = (),
        tickers: Sequence[TickerTag] = (),
        severity: Severity = Severity.HIGH,
        message_id: str = "",
        novelty: Novelty | None = None,
        related_title: str = "",
    ) -> AlertContent:
        item = Item(
            id=item_id("trade-office", url),
            title=title,
            summary=summary,
            url=url,
            source=source,
            published=published,
            seen=seen,
            tier=1,
        )
        story = Story(
            id=story_id(item.id),
            title=title,
            opened=PUBLISHED,
            updated=PUBLISHED,
            reports=tuple(Report(source=name, at=PUBLISHED, tier=tier) for name, tier in reports),
        )
        owner = SubscriberId("telegram:-1001234567890")
        found = [
            *(Evidence(field, start, end, "") for field, start, end in evidence),
            *(_found(item, field, word) for field, word in words),
        ]
        return AlertContent(
            alert=Alert(
                id=alert_id(story.id, owner),
                story_id=story.id,
                subscriber_id=owner,
                item_id=item.id,
                rules=tuple(map(RuleId, rules)),
                severity=severity,
                created=PUBLISHED,
                message_id=message_id,
            ),
            item=item,
            story=story,
            rules=tuple(
                RuleHeld(
                    match=Match(rule_id=RuleId(name), evidence=tuple(found)),
                    name=name,
                    severity=severity,
                    topic=topic,
                )
                for name in rules
            ),
            tickers=tuple(tickers),
            novelty=novelty,
            related_title=related_title,
        )

    return make


def _found(item: Item, field: str, word: str) -> Evidence:
    start = str(getattr(item, field)).index(word)
    return Evidence(field, start, start + len(word), word)


@pytest.fixture(scope="session")
def mention() -> Callable[[str], TickerTag]:
    """Give a factory of tickers an item names."""

    def make(symbol: str) -> TickerTag:
        return TickerTag(symbol=Symbol(symbol), name=symbol, via=Via.NAME, why=f'"{symbol}"')

    return make


@pytest.fixture(scope="session")
def member() -> Callable[[str, str, str], TickerTag]:
    """Give a factory of tickers a theme brings: symbol, basket, word."""

    def make(symbol: str, basket: str, word: str) -> TickerTag:
        return TickerTag(
            symbol=Symbol(symbol),
            name=symbol,
            via=Via.BASKET,
            why=f'{basket} basket: "{word}"',
            evidence=(Evidence("title", 0, len(word), word),),
            basket=basket,
        )

    return make


@pytest.fixture(scope="session")
def make_delivery() -> Callable[..., Delivery]:
    """Give a factory of deliveries, by default the first of an alert to a private Telegram chat."""

    def make(
        kind: DeliveryKind = DeliveryKind.FIRST,
        *,
        address: str = "1001",
        thread: str = "",
        severity: Severity = Severity.HIGH,
        novelty: Novelty | None = None,
        text: str = "",
    ) -> Delivery:
        return Delivery(
            id=DeliveryId(1),
            kind=kind,
            subscriber_id=SubscriberId(f"telegram:{address}"),
            destination=Destination(adapter="telegram", address=address, thread=thread),
            severity=severity,
            created=PUBLISHED,
            not_before=PUBLISHED,
            attempts=1,
            lease=PUBLISHED + timedelta(seconds=30),
            novelty=novelty,
            said=verbatim(text) if text else None,
        )

    return make
