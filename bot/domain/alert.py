"""What one subscriber is told of one story, and all that is needed to say it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.domain.item import Item, ItemId
from bot.domain.rule import Match, RuleId, Severity
from bot.domain.story import Novelty, Story, StoryId
from bot.domain.subscriber import Destination, SubscriberId
from bot.domain.ticker import TickerTag
from bot.domain.times import check_aware

AlertId = NewType("AlertId", str)


def alert_id(story: StoryId, subscriber: SubscriberId) -> AlertId:
    """Name the alert of a story for a subscriber: there is never a second one."""
    return AlertId(f"{story}>{subscriber}")


def alert_key(alert: AlertId) -> tuple[StoryId, SubscriberId]:
    """Give the story and the subscriber that :func:`alert_id` named an alert after.

    Raises:
        ValueError: it is no such name.

    """
    story, arrow, subscriber = alert.partition(">")
    if not arrow:
        raise ValueError(f"no alert is called {alert!r}; alert_id(story, subscriber) names them")
    return StoryId(story), SubscriberId(subscriber)


class AlertVerb(StrEnum):
    """What a reader can ask of an alert by pressing one of its buttons."""

    WHY = "why"
    LIKE = "like"
    DISLIKE = "dislike"
    MUTE = "mute"
    """No more of this story."""
    SNOOZE = "snooze"
    """Its rule is silent for a while."""
    LESS = "less"
    """Less from its source."""

    def callback(self, story: StoryId) -> str:
        """Give a button's callback data, ``verb:story``; whose alert it is, the chat says.

        27 bytes and fewer for the ids the flow makes; Telegram takes 64.
        """
        return f"{self}:{story}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One subscriber is told one story: once, however many items and rules lead there."""

    id: AlertId
    story_id: StoryId
    subscriber_id: SubscriberId
    item_id: ItemId
    """The item it was first told by."""
    rules: tuple[RuleId, ...]
    """That held for this subscriber, the most severe first."""
    severity: Severity
    created: datetime
    message_id: str = ""
    """At the destination, once sent: what edits and replies refer to. One told by a digest has none."""
    destination: Destination | None = None
    """Where it is told, if not in the subscriber's own chat."""
    held_until: datetime | None = None
    """The time of the digest that tells it; None where a message of its own does."""

    def __post_init__(self) -> None:
        """Refuse naive times."""
        check_aware(self, "created", "held_until")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleHeld:
    """A rule that held, with what a reader needs to know of it."""

    match: Match
    name: str
    """As the subscriber knows it: ``tariffs/announced``, ``my-tariffs``."""
    severity: Severity
    topic: str = ""
    """The pack's title, empty for the subscriber's own rule."""
    topics: tuple[tuple[str, str], ...] = ()
    """Language → :attr:`topic` in it, where it has another."""

    def topic_in(self, lang: str) -> str:
        """Give the topic for a reader of ``lang``."""
        return dict(self.topics).get(lang, self.topic)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertContent:
    """An alert with everything a message is made of, as the story stands when it is rendered."""

    alert: Alert
    item: Item
    story: Story
    rules: tuple[RuleHeld, ...]
    tickers: tuple[TickerTag, ...]
    novelty: Novelty | None = None
    """For a reply: what is new."""
    related_title: str = ""
