"""The stories of the last days, and where the next item belongs among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.item import Item, ItemId
from bot.domain.story import FigureChanged, Novelty, OfficialJoined, Placement, StoryId, story_id
from bot.domain.ticker import TickerTag
from bot.stories.features import Features, features
from bot.stories.frequencies import Frequencies
from bot.stories.likeness import likeness

JOIN = 0.45
"""As alike as this: the same story."""
UNSURE = 0.35
"""As alike as this: a story of its own, linked."""
_CANDIDATES = 12
_SCANNED = 400
"""Newest reports looked at for one term: what is common to more than these tells nothing."""


@dataclass(slots=True, kw_only=True)
class _Kept:
    item: Item
    features: Features
    at: float
    story: StoryId


class StoryIndex:
    """Which items tell the same story, over a sliding window.

    Decides by what it was told, never by a clock: the same items in the same order give the same
    stories, also when it is rebuilt with :meth:`restore`.
    """

    def __init__(
        self, frequencies: Frequencies | None = None, *, window: timedelta = timedelta(hours=72)
    ) -> None:
        self._frequencies = frequencies or Frequencies()
        self._window = window.total_seconds()
        self._kept: dict[int, _Kept] = {}
        self._numbers: dict[ItemId, int] = {}
        self._next = 0
        self._postings: dict[str, list[int]] = {}
        self._links: dict[str, list[int]] = {}
        self._guids: dict[str, list[int]] = {}
        self._titles: dict[str, list[int]] = {}
        self._members: dict[StoryId, set[int]] = {}
        self._newest = 0.0
        self._memo: tuple[ItemId, Features] | None = None

    def __len__(self) -> int:
        """Count the items in the window."""
        return len(self._kept)

    def place(self, item: Item, tags: Sequence[TickerTag] = ()) -> Placement:
        """Decide which story ``item`` tells; changes nothing."""
        seen = self._features(item, tags)
        at = self._time(item)
        for keys, key, why in (
            (self._links, seen.link, "same link"),
            (self._guids, seen.guid, "same guid"),
            (self._titles, seen.title, "same title"),
        ):
            for number in reversed(keys.get(key, ()) if key else ()):
                kept = self._kept[number]
                if abs(kept.at - at) <= self._window:
                    return self._joins(item, seen, kept, why)
        best, score = self._nearest(seen, at)
        if best is None:
            return Placement(story_id=story_id(item.id), new=True, why="nothing alike")
        why = f"{score:.2f} alike “{best.item.title}”"
        if score >= JOIN:
            return self._joins(item, seen, best, why)
        related = best.story if score >= UNSURE else None
        return Placement(story_id=story_id(item.id), new=True, why=why, related=related)

    def add(self, item: Item, tags: Sequence[TickerTag], placement: Placement) -> None:
        """Remember where ``item`` was put."""
        self.restore(item, tags, placement.story_id)

    def restore(self, item: Item, tags: Sequence[TickerTag], story: StoryId) -> None:
        """Take in an item decided before."""
        if item.id in self._numbers:
            self.remove(item.id)
        number = self._next
        self._next += 1
        seen = self._features(item, tags)
        at = self._time(item)
        self._newest = max(self._newest, at)
        self._kept[number] = _Kept(item=item, features=seen, at=at, story=story)
        self._numbers[item.id] = number
        for keys, key in self._keys(seen):
            keys.setdefault(key, []).append(number)
        self._members.setdefault(story, set()).add(number)

    def remove(self, item_id: ItemId) -> None:
        """Forget an item."""
        number = self._numbers.pop(item_id, None)
        if number is None:
            return
        kept = self._kept.pop(number)
        for keys, key in self._keys(kept.features):
            keys[key].remove(number)
            if not keys[key]:
                del keys[key]
        members = self._members[kept.story]
        members.discard(number)
        if not members:
            del self._members[kept.story]

    def expire(self, now: datetime) -> int:
        """Drop what left the window; gives how many."""
        limit = now.timestamp() - self._window
        gone = [kept.item.id for kept in self._kept.values() if kept.at < limit]
        for item_id in gone:
            self.remove(item_id)
        return len(gone)

    def separate(self, item: ItemId, story: StoryId) -> None:
        """Take ``item`` out of ``story`` into one of its own: later items like it follow it there."""
        number = self._numbers.get(item)
        if number is None or self._kept[number].story != story:
            return
        kept = self._kept[number]
        self._members[story].discard(number)
        kept.story = story_id(item)
        self._members.setdefault(kept.story, set()).add(number)

    def _keys(self, seen: Features) -> list[tuple[dict[str, list[int]], str]]:
        keys = [(self._postings, term) for term in seen.vector]
        keys += [
            (table, key)
            for table, key in (
                (self._links, seen.link),
                (self._guids, seen.guid),
                (self._titles, seen.title),
            )
            if key
        ]
        return keys

    def _features(self, item: Item, tags: Sequence[TickerTag]) -> Features:
        if self._memo is not None and self._memo[0] == item.id:
            return self._memo[1]
        seen = features(item, tags, self._frequencies)
        self._memo = (item.id, seen)
        return seen

    def _time(self, item: Item) -> float:
        return item.when.timestamp() if item.when else self._newest

    def _nearest(self, seen: Features, at: float) -> tuple[_Kept | None, float]:
        shared: dict[int, float] = {}
        for term, weight in seen.vector.items():
            for number in self._postings.get(term, ())[-_SCANNED:]:
                shared[number] = (
                    shared.get(number, 0.0) + weight * self._kept[number].features.vector[term]
                )
        best, score = None, 0.0
        for number in sorted(shared, key=lambda one: (-shared[one], one))[:_CANDIDATES]:
            kept = self._kept[number]
            if abs(kept.at - at) > self._window:
                continue
            alike = likeness(seen, kept.features)
            if alike > score:
                best, score = kept, alike
        return best, score

    def _joins(self, item: Item, seen: Features, kept: _Kept, why: str) -> Placement:
        return Placement(
            story_id=kept.story, new=False, why=why, novelties=tuple(self._news(item, seen, kept))
        )

    def _news(self, item: Item, seen: Features, kept: _Kept) -> list[Novelty]:
        news: list[Novelty] = []
        told = [self._kept[number] for number in self._members[kept.story]]
        if item.tier == 1 and all(one.item.tier != 1 for one in told):
            news.append(OfficialJoined(source=item.source))
        for figure in seen.figures:
            before = [
                one for one in kept.features.figures if one.unit == figure.unit and figure.unit
            ]
            if len(before) == 1 and before[0].value != figure.value:
                news.append(FigureChanged(before=before[0].text, after=figure.text))
                break
        return news
