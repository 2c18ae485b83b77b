"""How many alerts a day each pack has given lately."""

from collections.abc import Mapping
from datetime import timedelta

from bot.actions.desk import Desk
from bot.domain.rule import PackId

PERIOD = timedelta(days=7)


async def pack_rates(desk: Desk) -> Mapping[PackId, float]:
    """Give alerts a day over the last week, for every pack: stories that any of its rules held on.

    A store younger than a week is counted over what it covers, one day at least.
    """
    now = desk.clock.now()
    stories, oldest = await desk.store.pack_stories(now - PERIOD)
    days = max((now - oldest) / timedelta(days=1), 1.0) if oldest else 1.0
    return {pack: stories.get(pack, 0) / days for pack in desk.packs}
