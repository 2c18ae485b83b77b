"""What one document leads to, collected until it is stored in one transaction."""

from dataclasses import dataclass, field

from bot.domain.alert import Alert, AlertId
from bot.domain.delivery import DeliveryKind, NewDelivery
from bot.domain.feed import FeedState
from bot.domain.item import ItemId
from bot.domain.silence import Stage, Stop
from bot.domain.story import Story, StoryId
from bot.domain.subscriber import SubscriberId
from bot.pipeline.policy import Decision
from bot.pipeline.ports import Changes, StoredItem


@dataclass(slots=True)
class Batch:
    """What one document leads to, collected item by item."""

    items: list[StoredItem] = field(default_factory=list)
    rematched: list[StoredItem] = field(default_factory=list)
    stories: dict[StoryId, Story] = field(default_factory=dict)
    alerts: dict[AlertId, Alert] = field(default_factory=dict)
    deliveries: dict[object, NewDelivery] = field(default_factory=dict)
    """In order; an edit by its alert, so that a later one takes its place."""
    stops: dict[tuple[ItemId, SubscriberId, Stage], Stop] = field(default_factory=dict)
    silenced: int = 0

    def keep_judged(self, judged: StoredItem) -> None:
        """Collect an item on which more rules hold now, of this document or stored before."""
        for position, stored in enumerate(self.items):
            if stored.item.id == judged.item.id:
                self.items[position] = judged
                return
        self.rematched = [
            *(stored for stored in self.rematched if stored.item.id != judged.item.id),
            judged,
        ]

    def changes(self, feed: FeedState | None) -> Changes:
        """Give all that is to be stored, with the feed's state where one was fetched."""
        return Changes(
            feed_state=feed,
            items=tuple(self.items),
            stories=tuple(self.stories.values()),
            alerts=tuple(self.alerts.values()),
            deliveries=tuple(self.deliveries.values()),
            rematched=tuple(self.rematched),
            stops=tuple(self.stops.values()),
        )

    def keep(self, decision: Decision) -> None:
        """Collect what policy decided; a later edit of a message takes an earlier one's place."""
        self.alerts.update((alert.id, alert) for alert in decision.alerts)
        for stop in decision.stops:
            self.stops[stop.item_id, stop.subscriber_id, stop.stage] = stop
        for delivery in decision.deliveries:
            is_edit = delivery.kind is DeliveryKind.EDIT
            key: object = delivery.alert_id if is_edit else len(self.deliveries)
            self.deliveries.pop(key, None)
            self.deliveries[key] = delivery
