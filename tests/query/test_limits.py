"""A query is no larger than an engine can bear."""

import pytest

from bot.query import limits
from bot.query.errors import QueryError
from bot.query.format import format_query
from bot.query.parser import parse


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (" " * (limits.MAX_TYPED + 1), "at most 20,000 characters"),
        (" ".join(f"w{number}" for number in range(501)), "more than 500 words"),
        (f'"{"word " * 41}"', "41 words and 40 are possible"),
        ("(" * 61 + "a" + ")" * 61, "more than 60 deep"),
        ("(a (b | " * 20 + "c" + ")" * 40, "more than 32 deep"),
        (" OR ".join(f"abc{number}*" for number in range(51)), "more than 50 prefixes"),
        (" OR ".join(f"/a{number}/" for number in range(11)), "more than 10 regular"),
        (" OR ".join(f'"{"w" * 30} {number}"' for number in range(300)), "more than 8,000"),
    ],
)
def test_a_query_too_large_is_refused_with_the_figure(typed: str, says: str) -> None:
    with pytest.raises(QueryError, match=says):
        parse(typed)


def test_a_query_at_the_limit_is_read_and_its_canonical_form_too() -> None:
    deep = "a"
    for number in range(15):
        deep = f"b{number} OR (c{number} ({deep}))"
    node = parse(deep)
    assert parse(format_query(node)) == node
    many = parse("|".join(f"w{number}" for number in range(500)))
    assert parse(format_query(many)) == many
