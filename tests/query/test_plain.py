"""The short way of reading a query is the parser's way."""

from dataclasses import asdict
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.query.errors import QueryError
from bot.query.format import format_query
from bot.query.parser import parse
from bot.query.plain import read_plain
from bot.query.tree import Node
from tests.query.test_properties import QUERIES, TEXTS

PIECES = st.lists(
    st.sampled_from(
        ["tariff", "Steel", "china's", "Us", "of", "or", "OR", "AND", "-", "(", ")", '"rare earth"',
         '"out of stock"', '"', "tar*", "ta*", "steel*x", "per", "cent", "near", "NEAR/8", "ONEAR/100",
         "NEAR/0", "  ", "x", "zoll>=2", "15", "a", "A", "US", "F35", "2", '"per cent"', '"per', 'cent"', '"and so"',
         '"25 US"', '"x"', "pct", "percent", "100bn", "ii"]
    ),
    max_size=14,
)  # fmt: skip
PLAIN = st.builds(lambda pieces, blank: blank.join(pieces), PIECES, st.sampled_from([" ", ""]))


def carefully(text: str) -> Node:
    with patch("bot.query.parser.read_plain", return_value=None):
        return parse(text)


@settings(max_examples=600, deadline=None)
@given(st.one_of(PLAIN, QUERIES.map(format_query), TEXTS))
def test_it_gives_the_same_tree_with_the_same_places_or_leaves_it(text: str) -> None:
    """Nothing that the parser refuses is read."""
    node = read_plain(text)
    if node is not None:
        assert asdict(node) == asdict(carefully(text))


@pytest.mark.parametrize(
    "text",
    [
        "tariff", "Tariffs steel", "F35 15 a", '"and a 15th US"', '"rare earth" magnet*', "(duty OR levy) -(opinion OR recipe)",
        'steel ("rare earth" NEAR/8 magnet* OR duty ONEAR/2 levy)',
    ],
)  # fmt: skip
def test_what_most_rules_are_is_read(text: str) -> None:
    """Else it would save nothing."""
    assert read_plain(text) == carefully(text)


@pytest.mark.parametrize(
    "text", ["", "  ", "tariff or steel", "(tariff", "tariff)", "-", "OR steel", "ta*", '"steel']
)
def test_what_is_wrong_is_left_to_the_parser(text: str) -> None:
    """Which says what, where, and what to write instead."""
    assert read_plain(text) is None
    with pytest.raises(QueryError):
        parse(text)
