"""Choosing when to be told."""

from datetime import time

import pytest

from bot.actions import timing
from bot.actions.desk import Desk
from bot.actions.zones import search_zones, zones_near
from bot.domain.errors import RefusedError
from bot.domain.preferences import DailyAt, MarketTime, Preferences, QuietHours, Session
from bot.domain.rule import Severity
from bot.domain.subscriber import SubscriberId


async def test_what_is_chosen_is_stored_and_in_force(desk: Desk, ann: SubscriberId) -> None:
    await timing.set_zone(desk, ann, "Europe/Berlin")
    await timing.set_quiet(desk, ann, time(22), time(7), spare_critical=False)
    await timing.set_digest(desk, ann, DailyAt(at=time(18)), up_to=Severity.MEDIUM)
    await timing.set_budget(desk, ann, 5)
    await timing.set_lang(desk, ann, "de")
    chosen = Preferences(
        zone="Europe/Berlin",
        lang="de",
        quiet=QuietHours(start=time(22), end=time(7), spare_critical=False),
        digest=DailyAt(at=time(18)),
        digest_up_to=Severity.MEDIUM,
        budget=5,
    )
    stored = await desk.store.subscriber(ann)
    assert stored is not None
    assert stored.preferences == chosen == (await desk.subscriber(ann)).preferences
    await timing.set_quiet(desk, ann, None, None)
    await timing.set_digest(desk, ann, None)
    assert (await desk.subscriber(ann)).preferences.quiet is None
    assert (await desk.subscriber(ann)).preferences.digest is None


async def test_what_cannot_be_meant_is_refused_and_changes_nothing(
    desk: Desk, ann: SubscriberId
) -> None:
    with pytest.raises(RefusedError, match=r"Did you mean Europe/Berlin"):
        await timing.set_zone(desk, ann, "berlin")
    with pytest.raises(RefusedError, match="a city near you"):
        await timing.set_zone(desk, ann, "Mars")
    with pytest.raises(RefusedError, match="22:00 07:00"):
        await timing.set_quiet(desk, ann, time(7), time(7))
    with pytest.raises(RefusedError, match="22:00 07:00"):
        await timing.set_quiet(desk, ann, time(7), None)
    with pytest.raises(RefusedError, match="NYSE"):
        await timing.set_digest(desk, ann, MarketTime(exchange="MOON", at=Session.OPEN))
    with pytest.raises(RefusedError, match="from 1 to"):
        await timing.set_budget(desk, ann, 0)
    with pytest.raises(RefusedError, match="language tag"):
        await timing.set_lang(desk, ann, "auf Deutsch")
    assert (await desk.subscriber(ann)).preferences == Preferences()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("new york", "America/New_York"),
        ("Tokyo", "Asia/Tokyo"),
        ("europe/ber", "Europe/Berlin"),
        ("kath", "Asia/Kathmandu"),
    ],
)
def test_a_zone_is_found_by_its_city(text: str, first: str) -> None:
    assert search_zones(text)[0] == first


def test_no_text_finds_no_zone() -> None:
    assert search_zones("  ") == []
    assert search_zones("zzzz") == []


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        ((52.5, 13.4), "Europe/Berlin"),
        ((-33.9, 151.2), "Australia/Sydney"),
        ((40.7, -74.0), "America/New_York"),
        ((-17.7, 178.1), "Pacific/Fiji"),
    ],
)
def test_the_nearest_zone_of_a_place_comes_first(place: tuple[float, float], zone: str) -> None:
    assert zones_near(*place)[0] == zone
