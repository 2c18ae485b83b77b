"""What a subscriber does not want to hear of, and what was kept from them for what reason."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.item import ItemId
from bot.domain.subscriber import SubscriberId
from bot.domain.times import check_aware


class MuteKind(StrEnum):
    """What is muted."""

    STORY = "story"
    """Key: the story's id. Nothing more is told of it."""
    RULE = "rule"
    """Key: the rule's id, of a pack or the subscriber's own. It alerts them no more."""
    SOURCE = "source"
    """Key: the publisher's name. Alone it is heard only where the alert is critical."""
    TICKER = "ticker"
    """Key: the symbol. What mentions it and no other company alerts them no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """A subscriber's wish not to hear of something."""

    subscriber_id: SubscriberId
    kind: MuteKind
    key: str
    until: datetime | None = None
    """None: until they say otherwise."""

    def __post_init__(self) -> None:
        """Refuse naive times."""
        check_aware(self, "until")


class Stage(StrEnum):
    """What kept news from a subscriber, or put it off."""

    ELSEWHERE = "told elsewhere"
    """The same address reached them by another feed."""
    MUTED_STORY = "muted story"
    MUTED_RULE = "muted rule"
    MUTED_SOURCE = "muted source"
    MUTED_TICKER = "muted ticker"
    COOLDOWN = "cooldown"
    QUIET_HOURS = "quiet hours"
    DIGEST = "digest"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """An item that a subscriber's rules hold on did not reach them at once, and why."""

    item_id: ItemId
    subscriber_id: SubscriberId
    stage: Stage
    detail: str = ""
    """What it was: a rule's id, a publisher, a symbol."""
    until: datetime | None = None
    """When it is told after all; None: not at all."""

    def __post_init__(self) -> None:
        """Refuse naive times."""
        check_aware(self, "until")
