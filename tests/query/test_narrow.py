"""The keys of an item and what a query wants of them agree: nothing that holds is left out."""

import pytest
from hypothesis import given, settings

from bot.domain.item import Item, ItemId
from bot.query.document import analyse
from bot.query.keys import EVERYTHING, keys
from bot.query.narrow import MAX_ASKED, names_tags, narrow, nearly, surely
from bot.query.oracle import judge
from bot.query.parser import parse
from bot.query.tree import And, Node
from bot.query.wanted import AllOf, AnyOf, Begins, Has, Wanted, Without, excludes_only, size
from tests.query.test_properties import ITEMS, QUERIES


def has(held: frozenset[str], wanted: Wanted | None) -> bool:
    """Say what an index would."""
    match wanted:
        case None:
            return True
        case Has(key):
            return key in held
        case Begins(key):
            return any(one.startswith(key) for one in held)
        case AllOf(parts):
            return all(has(held, part) for part in parts)
        case AnyOf(parts):
            return any(has(held, part) for part in parts)
        case Without(part, excluded):
            return has(held, part) and not has(held, excluded)


def found(query: str, title: str, **fields: str) -> bool:
    item = Item(id=ItemId("1"), title=title, **fields)  # type: ignore[arg-type] # texts only
    return has(keys(analyse(item)), narrow(parse(query)))


@settings(max_examples=300, deadline=None)
@given(QUERIES, ITEMS)
def test_an_item_that_a_query_holds_on_is_among_those_found(node: Node, item: Item) -> None:
    document = analyse(item)
    verdict = judge(node, document)
    if verdict.holds or verdict.waiting:
        assert has(keys(document), narrow(node))
        assert has(keys(document, tagged=False), narrow(node))


@settings(max_examples=300, deadline=None)
@given(QUERIES, ITEMS)
def test_what_is_sure_to_hold_does_and_is_found(node: Node, item: Item) -> None:
    """Of tags that are not known nothing is sure."""
    document = analyse(item)
    sure = surely(node)
    for tagged in (True, False):
        held = keys(document, tagged=tagged)
        if sure is not None and has(held, sure):
            assert judge(node, document).holds
            assert has(held, narrow(node))


@pytest.mark.parametrize(
    "query",
    [
        "tariff OR trade", "tariff -opinion", "-opinion", "2 of (tariff, steel, duty)", "tarif*",
        "title:steel", "source:reuters lang:en", "$LMT OR basket:steel", "关",
        "steel (duty OR -opinion)", "pct>=20 OR steel",
    ],
)  # fmt: skip
def test_what_asks_for_single_words_is_told_by_the_index_alone(query: str) -> None:
    """Broad queries are such: none of the many items they hold on has to be judged."""
    node, sure = parse(query), surely(parse(query))
    assert sure is not None
    for title in ("Steel duty", "Tariffs rise 25%", "Opinion: steel tariff", "关税", "A quiet day"):
        for summary in ("", "A duty on steel, says Reuters"):
            document = analyse(Item(id=ItemId("1"), title=title, summary=summary, source="Reuters"))
            held = keys(document)
            assert has(held, sure) == judge(node, document).holds == has(held, narrow(node)), title


def test_amounts_of_the_size_asked_for_are_compared() -> None:
    """Those between two round figures are of one size."""
    node = parse("pct>=26")
    for title, sure, perhaps in (("60%", True, True), ("25%", False, True), ("5%", False, False)):
        held = keys(analyse(Item(id=ItemId("1"), title=title)))
        assert has(held, narrow(node)) is perhaps
        wanted = surely(node)
        assert wanted is not None
        assert has(held, wanted) is sure


@pytest.mark.parametrize("query", ['"rare earth"', "a NEAR/3 b", "=CAT", "sources>=2", "/st.el/"])
def test_what_places_spellings_and_stories_decide_is_judged(query: str) -> None:
    assert surely(parse(query)) is None


def test_what_only_the_text_below_the_title_has_is_sure_to_stand_there() -> None:
    """A word of both is judged: the index knows of the title, and of all of the text."""
    sure = surely(parse("body:duty"))
    assert sure is not None
    for title, summary, held in (
        ("Steel", "Duty", True),
        ("Duty", "Duty", False),
        ("Duty", "", False),
    ):
        assert has(keys(analyse(Item(id=ItemId("1"), title=title, summary=summary))), sure) is held


def test_words_in_other_languages_are_judged_where_they_are_stemmed_otherwise() -> None:
    node = parse("Zölle")
    sure = surely(node)
    assert sure is not None
    assert not has(keys(analyse(Item(id=ItemId("1"), title="Neue Zölle", lang="de"))), sure)


@settings(max_examples=200, deadline=None)
@given(QUERIES, ITEMS)
def test_an_item_that_lacks_one_clause_nearly_has_it_all(node: Node, item: Item) -> None:
    """What holds has to ask for something: an item that only lacks ``opinion`` is not near to steel."""
    document = analyse(item)
    clauses = node.children if isinstance(node, And) else (node,)
    held = [clause for clause in clauses if judge(clause, document).holds]
    asked = any(wanted and not excludes_only(wanted) for wanted in map(narrow, held))
    if isinstance(node, And) and len(clauses) < 8 and asked and len(held) >= len(clauses) - 1:
        assert has(keys(document), nearly(node))


def test_an_item_that_holds_only_what_is_excluded_is_not_near() -> None:
    """Else every quiet item would nearly be what a rule with an exclusion looks for."""
    wanted = nearly(parse("steel -opinion"))
    assert not has(keys(analyse(Item(id=ItemId("1"), title="A quiet day"))), wanted)
    assert has(keys(analyse(Item(id=ItemId("1"), title="Opinion: steel is cheap"))), wanted)


@pytest.mark.parametrize(
    ("query", "other"),
    [
        ("steel AND tariff", "Steel is cheap"),
        ("tarif*", "Steel is cheap"),
        ('"rare earth"', "Earth is the third planet"),
        ("tariff NEAR/3 steel", "Steel is cheap"),
        ("2 of (tariff, steel, copper)", "A quiet day"),
        ("steel -opinion", "Copper is cheap"),
        ("source:reuters", "Reuters says"),
        ("pct>=25", "Steel is cheap"),
        ("$LMT", "Lockheed wins"),
        ("basket:steel", "Steel is cheap"),
        ("=CAT", "Dogs bark"),
        ("关税", "关门"),
    ],
)
def test_what_has_none_of_the_words_is_not_even_looked_at(query: str, other: str) -> None:
    assert not found(query, other)


@pytest.mark.parametrize("query", ["sources>=2", "/st.+l/", "steel OR sources>=2", "-(sources>=2)"])
def test_what_no_word_is_required_for_is_left_open(query: str) -> None:
    assert narrow(parse(query)) is None


def test_inflections_are_found_in_every_language() -> None:
    assert found("Zölle", "Neue Zölle auf Stahl", lang="de")
    assert found("Zoll", "Zoll auf Stahl", lang="de")
    assert found("arancel", "Nuevos aranceles al acero", lang="es")


def test_abbreviations_are_kept_from_everyday_words() -> None:
    assert found("US", "US raises duties")
    assert not found("US", "tell us more")


def test_the_keys_of_an_item_are_these_as_long_as_no_migration_makes_them_anew() -> None:
    """Stored items keep the keys they were given: another way of making them asks for a migration."""
    item = Item(
        id=ItemId("1"), title="China's tariffs: 25% on F-35 parts", summary="关税", source="USTR",
        url="https://ustr.example/a", lang="en", tags=("trade",),
    )  # fmt: skip
    assert keys(analyse(item)) == {
        "x", "cpct28",
        "twchina", "tstariff", "tntariffs", "tw25", "twpercent", "twon", "twf35", "tspart",
        "tnparts", "tw关", "tw税",
        "hwchina", "hstariff", "hntariffs", "hw25", "hwpercent", "hwon", "hwf35", "hspart", "hnparts",
        "swustr", "uwhttps", "uwustr", "usexampl", "unexample", "uwa", "lwen", "gwtrade",
    }  # fmt: skip


def test_an_item_of_a_million_words_is_found_by_everything() -> None:
    title = " ".join(f"w{number}" for number in range(5_000))
    assert keys(analyse(Item(id=ItemId("1"), title=title))) == {EVERYTHING}


def test_a_query_of_very_many_words_asks_for_what_can_be_asked() -> None:
    many = " OR ".join(f"copperword{number}" for number in range(400))
    wanted = narrow(parse(f"steel ({many})"))
    assert wanted is not None
    assert size(wanted) <= MAX_ASKED
    assert not has(frozenset({"tscopper"}), wanted)


def test_a_query_that_names_tickers_or_themes_needs_an_items_tags() -> None:
    assert names_tags(parse("steel (duty OR $NUE)"))
    assert names_tags(parse("-basket:steel"))
    assert not names_tags(parse("steel duty"))
