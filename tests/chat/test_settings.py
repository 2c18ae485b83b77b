"""When and how one is told, set in the chat."""

import pytest

from bot.domain.preferences import DailyAt, Hourly, MarketTime, Preferences
from bot.domain.rule import Severity

from .conftest import Talk
from .test_topics import VISITOR


def chosen(talk: Talk) -> Preferences:
    subscriber = talk.desk.rules.find(VISITOR)
    assert subscriber is not None
    return subscriber.preferences


async def test_settings_are_shown_with_a_button_each(talk: Talk) -> None:
    """Every button asks, and the next text answers."""
    await talk.say("/start")
    shown = await talk.say("/settings")
    assert "Time zone: UTC" in shown.text
    await talk.tap(shown, "Budget")
    await talk.changed(shown, "How often")
    assert "rule: 40" in (await talk.say("40")).text
    assert chosen(talk).budget == 40


async def test_quiet_hours_are_set_and_taken_away(talk: Talk) -> None:
    """Critical alerts are spared unless all is said."""
    await talk.say("/start")
    assert "22:00–07:00, critical alerts come" in (await talk.say("/quiet 22:00 7")).text
    await talk.say("/quiet 23:30-06:00 all")
    quiet = chosen(talk).quiet
    assert quiet is not None
    assert (f"{quiet.start:%H:%M}", quiet.spare_critical) == ("23:30", False)
    assert "Write two times" in (await talk.say("/quiet 25:00 07:00")).text
    asked = await talk.say("/quiet")
    await talk.tap(asked, "Off")
    await talk.changed(asked, "Quiet hours: none")
    assert chosen(talk).quiet is None


@pytest.mark.parametrize(
    ("typed", "kind", "up_to"),
    [
        ("hourly", Hourly, Severity.LOW),
        ("08:00 medium", DailyAt, Severity.MEDIUM),
        ("NYSE open", MarketTime, Severity.LOW),
        ("lse close high", MarketTime, Severity.HIGH),
    ],
)
async def test_a_digest_is_set(talk: Talk, typed: str, kind: type, up_to: Severity) -> None:
    """At an hour, a time, or with an exchange, up to a severity."""
    await talk.say("/start")
    await talk.say(f"/digest {typed}")
    assert isinstance(chosen(talk).digest, kind)
    assert chosen(talk).digest_up_to is up_to
    await talk.say("/digest off")
    assert chosen(talk).digest is None


async def test_a_digest_that_cannot_be_is_refused(talk: Talk) -> None:
    """With what can be."""
    await talk.say("/start")
    assert "/digest hourly" in (await talk.say("/digest sometimes")).text
    assert "not known" in (await talk.say("/digest MOON open")).text


async def test_a_digest_brings_held_alerts_together(talk: Talk) -> None:
    """As one message, in the reader's language and by topic."""
    hello = await talk.say("/start pack-tariffs")
    await talk.after(hello, "You get")
    await talk.say("/digest hourly high")
    await talk.publish("Parliament votes a duty on aluminium foil of 12%")
    await talk.publish("Customs office collects record tariff on wine in Bordeaux")
    assert not any("foil" in each.text for each in talk.standin.messages(talk.chat))
    talk.clock.time = talk.clock.time.replace(hour=15, minute=1)
    await talk.courier.deliver_due()
    digest = await talk.after(hello, "Digest · 2 alerts")
    assert "Tariffs" in digest.text
    assert "foil" in digest.text
    assert "Bordeaux" in digest.text


async def test_a_zone_is_found_by_name_city_or_place(talk: Talk) -> None:
    """Several are offered as buttons, the only one is set at once."""
    await talk.say("/start")
    assert "Europe/Berlin" in (await talk.say("/zone Europe/Berlin")).text
    assert "America/New_York" in (await talk.say("/zone york")).text
    offered = await talk.say("/zone indiana")
    await talk.tap(offered, "America/Indiana/Knox")
    await talk.changed(offered, "America/Indiana/Knox")
    await talk.say("/zone")
    asked = talk.standin.say(
        talk.chat, "", extra={"location": {"latitude": 35.7, "longitude": 139.7}}
    )
    near = await talk.after(asked, "Which time zone")
    await talk.tap(near, "Asia/Tokyo")
    await talk.changed(near, "Asia/Tokyo")
    assert chosen(talk).zone == "Asia/Tokyo"
    assert "no time zone like" in (await talk.say("/zone Atlantis")).text


async def test_a_budget_is_a_number(talk: Talk) -> None:
    """Of alerts a day."""
    await talk.say("/start")
    assert "Write a number" in (await talk.say("/budget many")).text
    assert "from 1 to" in (await talk.say("/budget 0")).text
    assert chosen(talk).budget == Preferences().budget


async def test_a_language_is_chosen_or_follows_telegram(talk: Talk) -> None:
    """The answer is in it already."""
    await talk.say("/start")
    assert "Zeitzone" in (await talk.say("/lang de")).text
    assert "Zeitzone" in (await talk.say("/settings")).text
    assert "Time zone" in (await talk.say("/lang auto")).text
    assert "I speak" in (await talk.say("/lang klingon")).text
