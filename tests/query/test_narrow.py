"""The keys of an item and what a query wants of them agree: nothing that holds is left out."""

import pytest
from hypothesis import given, settings

from bot.domain.item import Item, ItemId
from bot.query.document import analyse
from bot.query.narrow import (
    EVERYTHING,
    MAX_ASKED,
    AllOf,
    AnyOf,
    Begins,
    Has,
    Wanted,
    keys,
    names_tags,
    narrow,
    nearly,
    size,
)
from bot.query.oracle import judge
from bot.query.parser import parse
from bot.query.tree import And, Node
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


@settings(max_examples=200, deadline=None)
@given(QUERIES, ITEMS)
def test_an_item_that_lacks_one_clause_nearly_has_it_all(node: Node, item: Item) -> None:
    """What holds has to ask for something: an item that only lacks ``opinion`` is not near to steel."""
    document = analyse(item)
    clauses = node.children if isinstance(node, And) else (node,)
    held = [clause for clause in clauses if judge(clause, document).holds]
    asked = any(narrow(clause) is not None for clause in held)
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


@pytest.mark.parametrize("query", ["-steel", "sources>=2", "/st.+l/", "steel OR sources>=2"])
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
        "tschina", "tstariff", "tntariffs", "ts25", "tspercent", "tson", "tsf35", "tspart",
        "tnparts", "ts关", "ts税", "ssustr", "ushttps", "usustr", "usexampl", "unexample",
        "usa", "lsen", "gstrade", "cpct",
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
