"""What a trader types becomes the tree it means."""

from datetime import timedelta

import pytest

from bot.query.parser import parse
from bot.query.tree import (
    AgeIs,
    Amount,
    And,
    AtLeast,
    Comparison,
    Field,
    InBasket,
    Macro,
    Near,
    Node,
    Not,
    OfficialIs,
    Or,
    Prefix,
    Regex,
    SourcesIs,
    Tagged,
    Term,
    TierIs,
    Watchlist,
)


def _word(*words: str, field: Field = Field.TEXT) -> Term:
    return Term(words=words, field=field)


A, B, C = _word("a"), _word("b"), _word("c")


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("Tariff", _word("tariff")),
        ('"rare earth"', _word("rare", "earth")),
        ("“rare earth”", _word("rare", "earth")),
        ("「稀土」", _word("稀", "土")),
        ("rare-earth", _word("rare", "earth")),
        ("关税", _word("关", "税")),
        ("25%", _word("25", "percent")),
        ("$4.5bn", _word("$4.5bn")),
        ("F-35", _word("f35")),
        ("1,200", _word("1200")),
        ("U.S.", _word("US")),
        ("us", _word("us")),
        ("=CAT", Term(words=("CAT",), exact=True)),
        ('="Rare Earth"', Term(words=("Rare", "Earth"), exact=True)),
        ("tariff*", Prefix(prefix="tariff")),
        ("F-35*", Prefix(prefix="f35")),
        ("Zöll*", Prefix(prefix="zoll")),
        ("/re2\\/x/i", Regex(pattern="re2/x", ignore_case=True)),
        ("title:/x.y/", Regex(pattern="x.y", field=Field.TITLE)),
        ("$lmt", Tagged(symbol="LMT")),
        ("$BRK.B", Tagged(symbol="BRK.B")),
        ("$0700.HK", Tagged(symbol="0700.HK")),
        ("ticker:lyc.ax", Tagged(symbol="LYC.AX")),
        ("basket:Defense", InBasket(basket="defense")),
        ("watchlist:mine", Watchlist()),
        ("@tariffs", Macro(name="tariffs")),
        ("@rare-earths.curbs", Macro(name="rare-earths.curbs")),
        ("title:@curbs", Macro(name="curbs", field=Field.TITLE)),
        ("pct>=25", Amount(unit="pct", comparison=Comparison.GE, value=25)),
        ("pct >= 25%", Amount(unit="pct", comparison=Comparison.GE, value=25)),
        ("pct≥25", Amount(unit="pct", comparison=Comparison.GE, value=25)),
        ("usd>1.2b", Amount(unit="usd", comparison=Comparison.GT, value=1.2e9)),
        ("EUR<400m", Amount(unit="eur", comparison=Comparison.LT, value=4e8)),
        ("cny=1,500", Amount(unit="cny", comparison=Comparison.EQ, value=1500)),
        ("title:pct<=5", Amount(unit="pct", comparison=Comparison.LE, value=5, field=Field.TITLE)),
        ("sources>=2", SourcesIs(comparison=Comparison.GE, count=2)),
        (
            "sources>=2 within:1h30m",
            SourcesIs(comparison=Comparison.GE, count=2, within=timedelta(minutes=90)),
        ),
        ("official:yes", OfficialIs()),
        ("official:no", OfficialIs(official=False)),
        ("tier<=2", TierIs(comparison=Comparison.LE, tier=2)),
        ("tier<=wire", TierIs(comparison=Comparison.LE, tier=2)),
        ("age<2h", AgeIs(comparison=Comparison.LT, age=timedelta(hours=2))),
        ("source:Reuters", _word("reuters", field=Field.SOURCE)),
        ("lang:IT", _word("it", field=Field.LANG)),
        ("url:ustr.gov", _word("ustr", "gov", field=Field.URL)),
        ("text:a", A),
    ],
)
def test_a_clause_is_read_as_it_is_meant(typed: str, tree: Node) -> None:
    assert parse(typed) == tree


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("a b", And(children=(A, B))),
        ("a AND b", And(children=(A, B))),
        ("a\n  AND b\n", And(children=(A, B))),
        ("a b c", And(children=(A, B, C))),
        ("a (b c)", And(children=(A, B, C))),
        ("a OR b", Or(children=(A, B))),
        ("a|b || c", Or(children=(A, B, C))),
        ("a b OR c", Or(children=(And(children=(A, B)), C))),
        ("a (b OR c)", And(children=(A, Or(children=(B, C))))),
        ("-a", Not(child=A)),
        ("NOT a", Not(child=A)),
        ("–a", Not(child=A)),
        ("-a b", And(children=(Not(child=A), B))),
        ("--a", A),
        ("NOT NOT a", A),
        ("-(a b)", Not(child=And(children=(A, B)))),
        ("a a", A),
        ("((a))", A),
        ("a NEAR/8 b", Near(left=A, right=B, distance=8)),
        ("a ONEAR/8 b", Near(left=A, right=B, distance=8, ordered=True)),
        (
            '(a OR "b c") NEAR/3 tar*',
            Near(left=Or(children=(A, _word("b", "c"))), right=Prefix(prefix="tar"), distance=3),
        ),
        ("a NEAR/3 @x", Near(left=A, right=Macro(name="x"), distance=3)),
        ("a NEAR/8 b c", And(children=(Near(left=A, right=B, distance=8), C))),
        ("-(a NEAR/8 b)", Not(child=Near(left=A, right=B, distance=8))),
        ("2 of (a, b, c)", AtLeast(count=2, children=(A, B, C))),
        ("2 of (a b, b OR c, c)", AtLeast(count=2, children=(parse("a b"), parse("b | c"), C))),
        ("1 of (a, b)", Or(children=(A, B))),
        ("2 of (a, b)", And(children=(A, B))),
        ("title:(a OR -b)", parse("title:a OR -title:b")),
        ("title:(a NEAR/2 b)", parse("title:a NEAR/2 title:b")),
        ("-title:a", Not(child=_word("a", field=Field.TITLE))),
        ('"or" "and" "not"', And(children=(_word("or"), _word("and"), _word("not")))),
        ("2 apples", And(children=(_word("2"), _word("apples")))),
    ],
)
def test_operators_bind_as_the_language_says(typed: str, tree: Node) -> None:
    assert parse(typed) == tree


def test_every_node_knows_where_it_was_typed() -> None:
    text = "tariff  -(title:steel OR $X)"
    node = parse(text)
    assert isinstance(node, And)
    first, second = node.children
    assert isinstance(second, Not)
    assert isinstance(second.child, Or)
    assert text[slice(*node.span)] == text
    assert text[slice(*first.span)] == "tariff"
    assert text[slice(*second.span)] == "-(title:steel OR $X)"
    assert text[slice(*second.child.children[1].span)] == "$X"


def test_the_place_is_no_part_of_what_a_query_means() -> None:
    assert parse("a  OR b") == parse("(a)|b")
    assert hash(parse("a  OR b")) == hash(parse("(a)|b"))
