"""Who follows the feeds that subscribers named. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from bot.domain.feed import FeedId
from bot.domain.rule import Rule
from bot.domain.subscriber import Subscriber, SubscriberId
from bot.domain.user_feed import is_private


class _Everybody(Protocol):
    """The audience of all other feeds."""

    def listeners(self, rule: Rule) -> Iterable[Subscriber]: ...

    def find(self, subscriber_id: SubscriberId) -> Subscriber | None: ...


class Followers:
    """Says who may hear of what a feed brings: everybody, or those who follow it."""

    def __init__(self) -> None:
        self._of: dict[FeedId, set[SubscriberId]] = {}

    def __bool__(self) -> bool:
        """Whether anybody follows a feed of their own."""
        return bool(self._of)

    def add(self, feed_id: FeedId, subscriber_id: SubscriberId) -> None:
        """Let a subscriber follow a feed."""
        self._of.setdefault(feed_id, set()).add(subscriber_id)

    def remove(self, feed_id: FeedId, subscriber_id: SubscriberId) -> bool:
        """Let a subscriber leave a feed; True when nobody follows it any more."""
        left = self._of.get(feed_id, set())
        left.discard(subscriber_id)
        if left:
            return False
        return self._of.pop(feed_id, None) is not None

    def hears(self, subscriber_id: SubscriberId | None, feed_id: FeedId) -> bool:
        """Tell whether a subscriber may hear of what ``feed_id`` brings; None stands for everybody."""
        return not is_private(feed_id) or subscriber_id in self._of.get(feed_id, ())

    def among(self, audience: _Everybody, feed_id: FeedId) -> _Everybody:
        """Give those of ``audience`` who may hear of what ``feed_id`` brings."""
        if not is_private(feed_id):
            return audience
        return _Few(audience, frozenset(self._of.get(feed_id, ())))


@dataclass(frozen=True, slots=True)
class _Few:
    """Those of an audience who follow one feed."""

    everybody: _Everybody
    followers: frozenset[SubscriberId]

    def listeners(self, rule: Rule) -> Iterable[Subscriber]:
        return (one for one in self.everybody.listeners(rule) if one.id in self.followers)

    def find(self, subscriber_id: SubscriberId) -> Subscriber | None:
        return self.everybody.find(subscriber_id) if subscriber_id in self.followers else None
