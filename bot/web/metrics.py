"""Prometheus metrics, counted from the bus: what was polled, stored, sent, and how fast."""

from typing import assert_never

from prometheus_client import CollectorRegistry, Counter, Histogram

from bot.domain.delivery import DeliveryKind
from bot.domain.events import (
    DeliveryDue,
    DeliveryFailed,
    DeliverySent,
    Event,
    FeedPolled,
    ItemsStored,
)

_LATENCY = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0)


class Metrics:
    """A listener of the bus with a registry of its own; labels hold no address and no text."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._polls = Counter(
            "tapewatch_polls", "Feeds asked, by outcome", ["outcome"], registry=self.registry
        )
        self._items = Counter("tapewatch_items", "New items stored", registry=self.registry)
        self._silenced = Counter(
            "tapewatch_silenced",
            "Items that joined a story already told and brought nothing new",
            registry=self.registry,
        )
        self._sent = Counter(
            "tapewatch_sent",
            "Messages a destination has, by kind",
            ["kind"],
            registry=self.registry,
        )
        self._failed = Counter(
            "tapewatch_send_failures", "Tries that did not get through", registry=self.registry
        )
        self._latency = Histogram(
            "tapewatch_seen_to_sent_seconds",
            "From seeing an item to its alert being at the destination",
            buckets=_LATENCY,
            registry=self.registry,
        )

    def __call__(self, event: Event) -> None:
        """Count ``event``."""
        match event:
            case FeedPolled():
                self._polls.labels(outcome=event.outcome.value).inc()
            case ItemsStored():
                self._items.inc(len(event.items))
                self._silenced.inc(event.silenced)
            case DeliverySent():
                self._sent.labels(kind=event.delivery.kind.value).inc()
                if event.delivery.kind is DeliveryKind.FIRST and event.content is not None:
                    seen = event.content.item.seen
                    if seen is not None:
                        self._latency.observe((event.at - seen).total_seconds())
            case DeliveryFailed():
                self._failed.inc()
            case DeliveryDue():
                pass
            case _:
                assert_never(event)
