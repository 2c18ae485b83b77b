"""From items marked wanted and unwanted to a quieter query."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions.narrowings import Change
from bot.actions.tighten import Proposal, propose
from bot.domain.item import Item, ItemId
from bot.query.document import Document, analyse
from bot.query.oracle import judge
from bot.query.parser import parse
from bot.query.tree import Node

STEEL = "Ministry raises duty on imported steel"
COPPER = "Customs duty on copper doubled"
SHOP = "Duty free shop at the airport opens"
NURSE = "Nurse ends her duty after twelve years"


def doc(title: str, source: str = "Gazette") -> Document:
    return analyse(Item(id=ItemId(title), title=title, source=source))


def proposed(
    query: str, wanted: list[str], unwanted: list[str], others: tuple[str, ...] = ()
) -> tuple[Proposal, ...]:
    return propose(parse(query), [*map(doc, wanted)], [*map(doc, unwanted)], [*map(doc, others)])


def test_a_phrase_around_the_word_is_excluded_first() -> None:
    first, *_ = proposed("duty", [STEEL, COPPER], [SHOP])
    assert first.change is Change.EXCLUDE
    assert first.applied_to("duty") == 'duty -"duty free"'
    assert str(first) == 'leave out what has "duty free"'


def test_what_it_drops_besides_is_shown_and_the_least_comes_first() -> None:
    others = ("Duty free shopping returns", "Duty on steel", "Duty of care in airport law")
    found = proposed("duty", [STEEL], [SHOP], others)
    losses = [len(one.drops) for one in found]
    assert losses == sorted(losses)
    loses = {one.applied_to("duty"): [lost.item.title for lost in one.drops] for one in found}
    assert loses["duty -opens"] == []
    assert loses['duty -"duty free"'] == ["Duty free shopping returns"]


def test_of_one_noise_item_what_tells_its_subject_is_proposed_before_what_is_there_by_chance() -> (
    None
):
    """Neither a word that is in news of all kinds nor a name that is in no other item."""
    noise = "Osvaldo opens casino where a duty is paid"
    background = {"open": 0.03, "casino": 0.001, "paid": 0.03}
    found = propose(parse("duty"), [doc(STEEL)], [doc(noise)], [], background)
    exclusions = [one.applied_to("duty") for one in found if one.change is Change.EXCLUDE]
    assert exclusions[0] == "duty -casino"
    assert propose(parse("duty"), [], [doc(SHOP)], [], background)[0].applied_to("duty") == (
        'duty -"duty free"'
    )


def test_a_tenth_of_the_others_weighs_more_than_chance() -> None:
    """A telling word that drops what nobody called noise is no small change."""
    others = tuple(f"Duty on steel, casino stocks {number}" for number in range(10))
    background = {"open": 0.03, "casino": 0.001}
    found = propose(
        parse("duty"), [doc(STEEL)], [doc("Duty at casino, Osvaldo says")], [*map(doc, others)],
        background,
    )  # fmt: skip
    assert "duty -casino" not in [one.applied_to("duty") for one in found[:2]]


def test_two_exclusions_where_one_is_not_enough() -> None:
    found = proposed("duty", [STEEL, COPPER], [SHOP, NURSE])
    assert found[0].change is Change.EXCLUDE
    assert len(found[0].clauses) == 2


def test_an_alternative_that_only_brings_noise_is_taken_out() -> None:
    found = proposed("duty OR shop", [STEEL, COPPER], ["Shop opens at the quay"])
    fewer = next(one for one in found if one.change is Change.FEWER)
    assert fewer.applied_to("duty OR shop") == "duty"


def test_words_far_apart_are_brought_together() -> None:
    far = "Nurse leaves duty after twelve years and one long night to deal in stainless steel"
    found = proposed("duty steel", [STEEL], [far])
    closer = next(one for one in found if one.change is Change.CLOSER)
    assert closer.applied_to("duty steel") == "duty NEAR/8 steel"


def test_names_in_a_query_stay_names() -> None:
    (first, *_) = proposed("duty OR levy", [STEEL], [SHOP])
    assert first.applied_to("@levies") == '@levies -"duty free"'


def test_without_noise_nothing_is_proposed() -> None:
    assert proposed("duty", [STEEL], ["Harbour closed"]) == ()


def test_noise_that_reads_like_what_is_wanted_gets_no_proposal() -> None:
    assert proposed("duty", [STEEL], [STEEL]) == ()


WORDS = st.lists(
    st.sampled_from(
        ["duty", "steel", "copper", "shop", "airport", "nurse", "tariff", "free", "opens", "raise"]
    ),
    min_size=1,
    max_size=8,
).map(" ".join)
QUERIES = st.sampled_from(
    ["duty", "duty OR tariff", "duty steel", "2 of (duty, steel, copper)", "(duty OR shop) -nurse",
     "title:duty OR shop", "duty sources>=2"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    QUERIES, st.lists(WORDS, max_size=4), st.lists(WORDS, max_size=3), st.lists(WORDS, max_size=4)
)
def test_every_proposal_keeps_the_wanted_and_drops_the_noise(
    query: str, wanted: list[str], unwanted: list[str], others: list[str]
) -> None:
    before = parse(query)

    def holds(node: Node, title: str) -> bool:
        verdict = judge(node, doc(title))
        return verdict.holds or verdict.waiting

    for one in proposed(query, wanted, unwanted, tuple(others)):
        after = parse(one.applied_to(query))
        assert all(holds(after, title) for title in wanted if holds(before, title))
        assert not any(holds(after, title) for title in unwanted)
        lost = [title for title in others if holds(before, title) and not holds(after, title)]
        assert [dropped.item.title for dropped in one.drops] == lost
        assert not any(holds(after, title) and not holds(before, title) for title in others)
