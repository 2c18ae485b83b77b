"""Somebody who is told, and where."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from bot.domain.destination import Destination
from bot.domain.preferences import Preferences
from bot.domain.rule import PackId
from bot.domain.ticker import Symbol
from bot.domain.times import check_aware

__all__ = ["Destination", "Subscriber", "SubscriberId"]

SubscriberId = NewType("SubscriberId", str)
"""``telegram:<chat id>`` or ``console``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A subscriber and what they chose. Their rules are stored beside them."""

    id: SubscriberId
    destination: Destination
    topics: frozenset[PackId] = frozenset()
    watchlist: frozenset[Symbol] = field(default_factory=frozenset)
    name: str = ""
    lang: str = "en"
    active: bool = True
    """False after /stop, or once Telegram said the chat is gone."""
    since: datetime | None = None
    preferences: Preferences = field(default_factory=Preferences)

    def __post_init__(self) -> None:
        """Refuse naive times."""
        check_aware(self, "since")
