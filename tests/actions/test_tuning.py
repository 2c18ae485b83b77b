"""Thumbs, and the quieter rules that follow from them."""

import pytest

from bot.actions import rules, subscriptions, tuning
from bot.actions.desk import Desk
from bot.domain.errors import RefusedError
from bot.domain.rule import RuleId, rule_code
from bot.domain.silence import MuteKind
from bot.domain.story import story_id
from bot.domain.subscriber import Destination, SubscriberId
from tests.actions.telling import Wire, alert_of

BEN = SubscriberId("telegram:ben")
LIKED = ("Ministry raises the steel tariff", "Tariff on copper cathode doubled")
NOISE = "Opinion: what a tariff does to my garden gnomes"
MORE_NOISE = "Opinion: the tariff on tulips smells"


async def all_told(desk: Desk, ann: SubscriberId) -> dict[str, object]:
    wire = Wire(desk)
    items = {title: await wire.tell(title) for title in (*LIKED, MORE_NOISE, NOISE)}
    for title in LIKED:
        await tuning.rate(desk, ann, alert_of(items[title], ann), good=True)
    return dict(items)


async def test_the_last_thumb_counts(desk: Desk, ann: SubscriberId) -> None:
    await rules.add_rule(desk, ann, "mine", "tariff")
    alert = alert_of(await Wire(desk).tell(NOISE), ann)
    await tuning.rate(desk, ann, alert, good=True)
    last = await tuning.rate(desk, ann, alert, good=False)
    assert list(await desk.store.feedback(ann)) == [last]


async def test_an_exclusion_drops_the_alert_and_keeps_all_that_was_liked(
    desk: Desk, ann: SubscriberId
) -> None:
    await rules.add_rule(desk, ann, "mine", "tariff OR duty")
    items = await all_told(desk, ann)
    proposal = await tuning.propose_quieter(desk, ann, alert_of(items[NOISE], ann))  # type: ignore[arg-type]
    assert (proposal.rule.name, proposal.query_before) == ("mine", "tariff OR duty")
    assert proposal.query_after.startswith("(tariff OR duty) -")
    assert proposal.kept_good == 2
    assert str(proposal.words).startswith("leave out")
    assert len(proposal.code) <= 40
    (changed,) = await tuning.apply(desk, ann, proposal.code)
    assert changed.query == proposal.query_after
    assert [rule.query for rule in await desk.store.rules(ann)] == [proposal.query_after]
    with pytest.raises(RefusedError, match="changed since"):
        await tuning.apply(desk, ann, proposal.code)


async def test_what_else_it_would_drop_is_shown(desk: Desk, ann: SubscriberId) -> None:
    await rules.add_rule(desk, ann, "mine", "tariff")
    liked = await Wire(desk).tell("Senate doubles the lemons tariff at noon")
    await tuning.rate(desk, ann, alert_of(liked, ann), good=True)
    other = await Wire(desk).tell("Opinion tariff talk on pharmaceuticals grows")
    noise = await Wire(desk).tell("Opinion tariff")
    proposal = await tuning.propose_quieter(desk, ann, alert_of(noise, ann))
    assert "opinion" in proposal.query_after
    assert [hit.item.id for hit in proposal.dropped] == [other]
    assert [words.text for words in proposal.dropped[0].match.evidence] == ["tariff"]


async def test_a_packs_rule_gets_a_variant_of_their_own(desk: Desk, ann: SubscriberId) -> None:
    await subscriptions.set_topic(desk, ann, "tariffs", chosen=True)
    wire = Wire(desk)
    noise = await wire.tell("Garden tariffs bloom")
    proposal = await tuning.propose_quieter(desk, ann, alert_of(noise, ann))
    (variant,) = await tuning.apply(desk, ann, proposal.code)
    assert (variant.name, variant.owner, variant.pack) == ("tariffs-any", ann, None)
    now = desk.clock.now()
    assert desk.rules.mutes.holds(ann, MuteKind.RULE, RuleId("tariffs/any"), now)
    kept = await wire.tell("Senate votes on steel tariffs")
    content = await desk.store.alert(alert_of(kept, ann))
    assert content is not None
    assert [rule.name for rule in content.rules] == ["tariffs-any"]


async def test_every_rule_of_the_alert_is_changed(desk: Desk, ann: SubscriberId) -> None:
    await rules.add_rule(desk, ann, "one", "tariff")
    await rules.add_rule(desk, ann, "two", "tariff OR levy")
    noise = await Wire(desk).tell(NOISE)
    proposal = await tuning.propose_quieter(desk, ann, alert_of(noise, ann))
    assert [rule.name for rule in (proposal.rule, *proposal.others)] == ["one", "two"]
    assert len(await tuning.apply(desk, ann, proposal.code)) == 2


async def test_where_no_change_helps_it_says_what_to_do(desk: Desk, ann: SubscriberId) -> None:
    await rules.add_rule(desk, ann, "mine", "tariff")
    liked = await Wire(desk).tell("Senate doubles the lemons tariff at noon")
    await tuning.rate(desk, ann, alert_of(liked, ann), good=True)
    alert = alert_of(await Wire(desk).tell("Tariff"), ann)
    with pytest.raises(RefusedError, match="Mute the story"):
        await tuning.propose_quieter(desk, ann, alert)
    await rules.delete_rule(desk, ann, "mine")
    with pytest.raises(RefusedError, match="gone already"):
        await tuning.propose_quieter(desk, ann, alert)


async def test_nobody_applies_what_was_proposed_to_another(desk: Desk, ann: SubscriberId) -> None:
    await rules.add_rule(desk, ann, "mine", "tariff")
    proposal = await tuning.propose_quieter(desk, ann, alert_of(await Wire(desk).tell(NOISE), ann))
    chat = Destination(adapter="telegram", address="ben")
    await subscriptions.subscribe(desk, BEN, chat, name="Ben", lang="en")
    with pytest.raises(RefusedError, match="not there any more"):
        await tuning.apply(desk, BEN, proposal.code)
    assert [rule.query for rule in await desk.store.rules(ann)] == ["tariff"]


async def test_a_rule_over_its_budget_is_tightened_by_what_was_disliked_or_recurs(
    desk: Desk, ann: SubscriberId
) -> None:
    rule, _ = await rules.add_rule(desk, ann, "mine", "tariff")
    items = await all_told(desk, ann)
    proposal = await tuning.propose_tighter(desk, ann, rule_code(rule.id))
    assert proposal.query_after != "tariff"
    assert 1 <= len(proposal.dropped) <= 2
    await tuning.rate(desk, ann, alert_of(items[NOISE], ann), good=False)  # type: ignore[arg-type]
    disliked = await tuning.propose_tighter(desk, ann, rule_code(rule.id))
    assert items[NOISE] in {hit.item.id for hit in disliked.dropped}
    with pytest.raises(RefusedError, match="no such rule"):
        await tuning.propose_tighter(desk, ann, rule_code(RuleId("@telegram:eve/mine")))


async def test_what_a_young_rule_would_drop_is_looked_for_before_it_was_written(
    desk: Desk, ann: SubscriberId
) -> None:
    """Its matches were never recorded: it is asked as it is now."""
    before = await Wire(desk).tell("Opinion tariff talk on pharmaceuticals grows")
    await rules.add_rule(desk, ann, "mine", "tariff")
    liked = await Wire(desk).tell("Senate doubles the lemons tariff at noon")
    await tuning.rate(desk, ann, alert_of(liked, ann), good=True)
    noise = await Wire(desk).tell("Opinion tariff")
    proposal = await tuning.propose_quieter(desk, ann, alert_of(noise, ann))
    assert "opinion" in proposal.query_after
    assert [hit.item.id for hit in proposal.dropped] == [before]


async def test_a_thumb_down_counts_though_its_story_has_gone_on(
    desk: Desk, ann: SubscriberId
) -> None:
    """Of a story the latest item is shown; what was disliked may be an earlier one."""
    rule, _ = await rules.add_rule(desk, ann, "mine", "tariff")
    wire, journal = Wire(desk), Wire(desk, "journal")
    noise = await wire.tell("Opinion: what a tariff does to my garden gnomes")
    await tuning.rate(desk, ann, alert_of(noise, ann), good=False)
    journal.ingest = wire.ingest
    await journal.tell("Opinion: what a tariff does to my garden gnomes")
    await wire.tell("Senate doubles the lemons tariff at noon")
    proposal = await tuning.propose_tighter(desk, ann, rule_code(rule.id))
    assert {hit.story_id for hit in proposal.dropped} == {story_id(noise)}
