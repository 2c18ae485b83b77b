"""How often a query would have fired on the stored items."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from bot.actions.desk import Desk
from bot.domain.item import Item
from bot.domain.rule import Match, RuleId
from bot.domain.subscriber import SubscriberId
from bot.matching.index import RuleIndex

PERIOD = timedelta(days=7)
LAST = 3
_BREATH = 200
"""Items judged before others get a turn on the event loop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An item the query holds on, and on which words."""

    item: Item
    match: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a query would have done."""

    stories: int
    """Distinct stories it holds on: so many alerts it would have sent."""
    items: int
    judged: int
    """Stored items of the period."""
    days: float
    """How long a time those cover; the store may be younger than the period."""
    by_day: tuple[tuple[date, int], ...]
    """Stories a day (UTC), the oldest first."""
    last: tuple[Hit, ...]
    """The latest, the newest first, one a story."""

    @property
    def per_day(self) -> float:
        """Alerts a day, on average."""
        return self.stories / max(self.days, 1.0)


async def preview(
    desk: Desk,
    query: str,
    subscriber_id: SubscriberId | None = None,
    *,
    period: timedelta = PERIOD,
    last: int = LAST,
) -> Preview:
    """Judge ``query`` on the items of the last ``period``, as the subscriber would have met them.

    Story conditions are judged on each item's story as it is stored now.

    Raises:
        QueryError: the query does not parse.

    """
    owner = desk.rules.find(subscriber_id) if subscriber_id else None
    index = RuleIndex()
    index.add(RuleId("preview"), desk.rules.compile(query, owner))
    now = desk.clock.now()
    judged, items = 0, 0
    oldest = now
    first_of_story: dict[str, date] = {}
    hits: dict[str, Hit] = {}
    async for stored in desk.store.recent_items(now - period):
        judged += 1
        if judged % _BREATH == 0:
            await asyncio.sleep(0)
        seen = stored.item.seen or now
        oldest = min(oldest, seen)
        found = index.match(desk.analyst.read(stored.item).document)
        matches = found.held
        if not matches:
            continue
        items += 1
        first_of_story[stored.story_id] = seen.date()
        if stored.story_id not in hits and len(hits) < last:
            hits[stored.story_id] = Hit(item=stored.item, match=matches[0])
    return Preview(
        stories=len(first_of_story),
        items=items,
        judged=judged,
        days=(now - oldest) / timedelta(days=1),
        by_day=tuple(sorted(Counter(first_of_story.values()).items())),
        last=tuple(hits.values()),
    )
