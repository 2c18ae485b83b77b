"""Handing rules to others, and links to the bot."""

from dataclasses import replace

import pytest

from bot.actions import rules, sharing, subscriptions
from bot.actions.desk import Desk
from bot.domain.errors import RefusedError
from bot.domain.rule import PackId, Severity
from bot.domain.subscriber import Destination, SubscriberId

BEN = SubscriberId("telegram:ben")


@pytest.fixture
async def ben(desk: Desk) -> SubscriberId:
    chat = Destination(adapter="telegram", address="ben")
    await subscriptions.subscribe(desk, BEN, chat, name="Ben", lang="en")
    return BEN


async def test_a_shared_rule_is_copied_with_the_names_it_stands_on(
    desk: Desk, ann: SubscriberId, ben: SubscriberId
) -> None:
    await rules.add_rule(desk, ann, "metal", "steel OR copper")
    await rules.add_rule(desk, ann, "both", "title:@metal AND @tariffs.levy")
    await rules.set_rule_option(desk, ann, "both", severity=Severity.HIGH, tickers=["NUE"])
    payload = await sharing.share_rule(desk, ann, "both")
    assert await sharing.share_rule(desk, ann, "both") == payload
    assert sharing.parse_link(payload) == sharing.RuleLink(payload.removeprefix("rule-"))
    copy = await sharing.import_shared(desk, ben, payload)
    assert copy.query == "title:(steel OR copper) AND @tariffs.levy"
    assert (copy.name, copy.owner, copy.severity, copy.tickers) == (
        "both", ben, Severity.HIGH, ("NUE",),
    )  # fmt: skip
    again = await sharing.import_shared(desk, ben, payload.removeprefix("rule-"))
    assert again == replace(copy, id=again.id, name="both-2")
    await rules.edit_rule(desk, ann, "both", "zinc")
    assert [rule.query for rule in await desk.store.rules(ben)] == [copy.query] * 2


async def test_what_is_shared_no_more_is_said_so(
    desk: Desk, ann: SubscriberId, ben: SubscriberId, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rules.add_rule(desk, ann, "metal", "steel")
    payload = await sharing.share_rule(desk, ann, "metal")
    with pytest.raises(RefusedError, match="your own rule metal"):
        await sharing.import_shared(desk, ann, payload)
    with monkeypatch.context() as few:
        few.setattr(sharing, "MAX_RULES", 0)
        with pytest.raises(RefusedError, match="the most"):
            await sharing.import_shared(desk, ben, payload)
    await rules.delete_rule(desk, ann, "metal")
    with pytest.raises(RefusedError, match="no rule any more"):
        await sharing.import_shared(desk, ben, payload)
    with pytest.raises(RefusedError, match="no rule “metal”"):
        await sharing.share_rule(desk, ann, "metal")


@pytest.mark.parametrize(
    ("payload", "link"),
    [
        ("pack-tariffs", sharing.PackLink(PackId("tariffs"))),
        ("rule-0123456789abcdef", sharing.RuleLink("0123456789abcdef")),
        ("", None),
        ("else", None),
        ("pack-two words", None),
        ("pack-" + "a" * 60, None),
    ],
)
def test_a_links_payload_is_read(payload: str, link: sharing.DeepLink | None) -> None:
    assert sharing.parse_link(payload) == link
