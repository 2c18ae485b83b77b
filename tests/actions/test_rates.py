"""How many alerts a day each pack has given."""

from bot.actions.desk import Desk
from bot.actions.rates import pack_rates
from bot.domain.subscriber import SubscriberId
from tests.actions.telling import Wire


async def test_stories_are_counted_not_items_and_packs_without_any_as_none(
    desk: Desk, ann: SubscriberId
) -> None:
    assert await pack_rates(desk) == {"tariffs": 0, "summits": 0}
    await Wire(desk).tell("Senate doubles the lemons tariff at noon")
    wire = Wire(desk)
    await wire.tell("Copper tariffs in sight")
    await wire.tell("Copper tariffs in sight", summary="again")
    await wire.tell("Nothing at all")
    assert await pack_rates(desk) == {"tariffs": 2, "summits": 0}
