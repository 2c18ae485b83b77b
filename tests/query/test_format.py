"""A tree is written in one way, and that way is read back as the same tree."""

import pytest

from bot.query.build import all_of, any_of, at_least, negation
from bot.query.format import canonical, format_query
from bot.query.parser import parse
from bot.query.tree import NOTHING


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("a AND b", "a b"),
        ("a|b", "a OR b"),
        ("a b | c", "(a b) OR c"),
        ("NOT ( a )", "-a"),
        ("-(a|b)", "-(a OR b)"),
        ("rare-earth", '"rare earth"'),
        ("F-35", "f35"),
        ("US-China", '"US china"'),
        ("25%", '"25 percent"'),
        ("关税 25亿", '关税 "25 亿"'),
        ("=CAT =F-35", "=CAT =F-35"),
        ('="Rare Earth"', '="Rare Earth"'),
        ('"or" "of"', '"or" "of"'),
        ("title:a title:b", "title:(a b)"),
        ("-title:(a OR b)", "-title:(a OR b)"),
        ("title:a body:b", "title:a body:b"),
        ("title:(a NEAR/3 (b OR c)) d", "title:(a NEAR/3 (b OR c)) d"),
        ("a NEAR/2 b c", "(a NEAR/2 b) c"),
        ("2 of (a, b c, -d)", "2 of (a, b c, -d)"),
        ("$lmt ticker:0700.hk ticker:m&m", "$LMT ticker:0700.HK ticker:M&M"),
        ("/a\\/b\\\\/i", "/a\\/b\\\\/i"),
        ("usd>=1200m eur<0.5 pct=12.5", "usd>=1.2b eur<0.5 pct=12.5"),
        ("sources>=2 within:90m tier<=official", "sources>=2 within:1h30m tier<=1"),
        ("age<1w", "age<7d"),
        ("@A.b watchlist:mine basket:X", "@A.b watchlist:mine basket:x"),
        ("watchlist:empty", "watchlist:empty"),
    ],
)
def test_a_query_is_written_briefly_and_read_back_the_same(typed: str, written: str) -> None:
    node = parse(typed)
    assert format_query(node) == written
    assert parse(written) == node


def test_queries_that_differ_in_order_only_share_a_canonical_form() -> None:
    one = parse("a (c OR b) 2 of (x, y, z) (d NEAR/3 e) -(h g)")
    other = parse("-(g h) (e NEAR/3 d) 2 of (z, x, y) (b OR c) a")
    assert one != other
    assert canonical(one) == canonical(other)
    assert canonical(parse("a ONEAR/3 b")) != canonical(parse("b ONEAR/3 a"))


def test_putting_nodes_together_keeps_groups_flat_and_nothing_twice() -> None:
    a, b, c = parse("a"), parse("b"), parse("c")
    assert all_of([a, all_of([b, a]), c]) == parse("a b c")
    assert any_of([a, any_of([b, c]), b]) == parse("a OR b OR c")
    assert negation(negation(a)) == a
    assert at_least(1, [a, b]) == parse("a OR b")
    assert at_least(2, [a, b]) == parse("a b")
    assert format_query(NOTHING) == "watchlist:empty"
