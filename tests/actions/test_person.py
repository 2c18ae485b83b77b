"""Everything that is stored of a person."""

from datetime import time

import yaml

from bot.actions import person, rules, silence, timing, tuning
from bot.actions.desk import Desk
from bot.domain.preferences import DailyAt
from bot.domain.subscriber import SubscriberId
from tests.actions.telling import Wire, alert_of


async def test_all_that_is_stored_is_handed_over_as_yaml(desk: Desk, ann: SubscriberId) -> None:
    await rules.add_rule(desk, ann, "mine", "tariff")
    await timing.set_digest(desk, ann, DailyAt(at=time(18)))
    alert = alert_of(await Wire(desk).tell("Zölle: tariff on “lemons”"), ann)
    await tuning.rate(desk, ann, alert, good=False)
    await silence.mute_ticker(desk, ann, "LMT")
    exported = yaml.safe_load(await person.export(desk, ann))
    assert exported["subscriber"]["preferences"]["digest"] == {"at": "18:00:00"}
    assert [rule["query"] for rule in exported["rules"]] == ["tariff"]
    assert [alert["title"] for alert in exported["alerts"]] == ["Zölle: tariff on “lemons”"]
    assert [(mute["kind"], mute["key"]) for mute in exported["mutes"]] == [("ticker", "LMT")]
    assert [thumb["good"] for thumb in exported["feedback"]] == [False]
