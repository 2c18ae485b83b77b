"""A query has one code, however it is read."""

from operator import attrgetter

import pytest
from hypothesis import given, settings

from bot.domain.item import Item, ItemId
from bot.domain.rule import RuleId
from bot.matching.code import encode
from bot.matching.frequencies import Frequencies
from bot.matching.index import RuleIndex
from bot.matching.placement import place
from bot.matching.plaincode import PlainEncoder
from bot.matching.plan import Planner
from bot.matching.queries import Queries
from bot.matching.rows import Rows
from bot.matching.scan import FASTEST
from bot.matching.vocabulary import Vocabulary
from bot.query.document import analyse
from bot.query.parser import parse
from bot.query.plain import build_plain
from tests.query.test_plain import PLAIN

PLANNER = Planner()
PLACED = attrgetter("owners", "wide", "checks", "forbidden", "verify")


def vocabulary() -> Vocabulary:
    rows = Rows(FASTEST, Queries(FASTEST).codes)
    return Vocabulary(Frequencies(), rows.new_number, rows.enter, FASTEST)


@settings(max_examples=400, deadline=None)
@given(PLAIN)
def test_a_plain_query_has_the_code_and_plan_of_its_tree_or_is_left(text: str) -> None:
    """Nothing that the parser refuses is encoded."""
    clauses = vocabulary()
    made = build_plain(text, PlainEncoder(clauses, PLANNER))
    if made is not None:
        code, plan = encode(parse(text), clauses, PLANNER)
        assert made[0] == code
        assert PLACED(place(made[1])) == PLACED(place(plan))


@pytest.mark.parametrize(
    "text",
    ["tariff", "tariff steel", '"rare earth" magnet*', "(duty OR levy) -(opinion OR recipe)"],
)
def test_what_most_rules_are_needs_no_tree(text: str) -> None:
    """Else it would save nothing."""
    index = RuleIndex()
    assert index.add_plain(RuleId("plain"), text)
    index.add(RuleId("tree"), parse(text))
    item = Item(id=ItemId("1"), title="A levy: the duty, tariffs on steel, rare-earth magnets")
    assert index.match(analyse(item)).rule_ids == ("plain", "tree")


@pytest.mark.parametrize(
    "text", ["tariff tariff", "(tariff steel) duty", "tariff or", "$NUE", "(("]
)
def test_what_is_not_written_as_its_tree_is_changes_nothing(text: str) -> None:
    """It is left to the parser, which may refuse it."""
    index = RuleIndex()
    assert not index.add_plain(RuleId("plain"), text)
    assert len(index) == 0
