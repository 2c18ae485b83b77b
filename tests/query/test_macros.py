"""Names stand for queries, in a pack for the pack's own first, and never for themselves."""

from collections.abc import Mapping

import pytest

from bot.query.errors import QueryError
from bot.query.format import format_query
from bot.query.macros import Names, resolve
from bot.query.parser import parse
from bot.query.tree import NOTHING, Node


def _resolved(
    text: str, queries: Mapping[str, str], *, pack: str = "", watchlist: tuple[str, ...] = ()
) -> Node:
    return resolve(parse(text), Names(queries=queries, watchlist=watchlist, pack=pack), text=text)


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("@duty steel", "(tariff OR duty) steel"),
        ("@DUTY", "tariff OR duty"),
        ("@duty OR levy", "tariff OR duty OR levy"),
        ("-@duty", "-(tariff OR duty)"),
        ("@trade", "(tariff OR duty) China"),
        ("2 of (@duty, steel, China)", "2 of (tariff OR duty, steel, China)"),
        ("@duty NEAR/3 steel", "(tariff OR duty) NEAR/3 steel"),
        ("(@duty OR levy) NEAR/3 steel", "(tariff OR duty OR levy) NEAR/3 steel"),
        ("title:@duty", "title:(tariff OR duty)"),
        ("title:(@duty NEAR/3 steel)", "title:((tariff OR duty) NEAR/3 steel)"),
        ("title:@mixed", "title:(a NEAR/2 b -c pct>5 /x/ y*) body:d $X"),
        ("tariff", "tariff"),
    ],
)
def test_a_name_stands_for_its_query(typed: str, means: str) -> None:
    queries = {
        "duty": "tariff | duty",
        "trade": "@duty China",
        "mixed": "a NEAR/2 b -c pct>5 /x/ yyy* body:d $X",
    }
    assert _resolved(typed, queries) == parse(means.replace("y*", "yyy*"))


def test_a_name_means_its_own_packs_query_first() -> None:
    queries = {"tariffs.act": "impose", "act": "theatre", "tariffs.all": "@act duty"}
    assert _resolved("@act", queries, pack="tariffs") == parse("impose")
    assert _resolved("@act", queries) == parse("theatre")
    assert _resolved("@tariffs.all", queries) == parse("impose duty")


def test_the_watchlist_is_any_of_its_tickers() -> None:
    assert _resolved("watchlist:mine", {}, watchlist=("LMT", "NOC")) == parse("$LMT OR $NOC")
    assert _resolved("watchlist:mine", {}) == NOTHING
    assert _resolved("tariff watchlist:mine", {}, watchlist=("LMT",)) == parse("tariff $LMT")


def test_a_query_may_be_named_by_its_tree() -> None:
    names = Names(queries={"duty": parse("tariff | duty")})
    assert resolve(parse("@duty"), names) == parse("tariff | duty")


@pytest.mark.parametrize(
    ("typed", "column", "says"),
    [
        ("x @a", 3, "@a stands for itself: @a -> @b -> @a"),
        ("@c", 1, "@c stands for itself: @c -> @c"),
        ("x @dutty", 3, "there is no query named @dutty; perhaps: x @duty"),
        ("@zzzz", 1, "there are @a, @b"),
        ("@bad", 1, "@bad is no query itself: OR needs"),
        ("@lost", 1, "in @lost: there is no query named @nowhere"),
        ("@pair NEAR/3 x", 1, "a side of NEAR is a word"),
    ],
)
def test_a_name_that_cannot_be_put_in_is_refused_where_it_stands(
    typed: str, column: int, says: str
) -> None:
    queries = {
        "a": "@b",
        "b": "@a y",
        "c": "@c",
        "duty": "tariff",
        "bad": "a OR",
        "lost": "@nowhere",
        "pair": "a b",
    }
    with pytest.raises(QueryError) as raised:
        _resolved(typed, queries)
    assert says in raised.value.problem.message
    assert raised.value.problem.column == column


def test_names_that_double_at_every_step_are_stopped() -> None:
    queries = {f"n{one}": f"@n{one + 1} x{one} | y{one} @n{one + 1}" for one in range(30)}
    with pytest.raises(QueryError, match="2,500 words and conditions"):
        _resolved("@n0", {**queries, "n30": "z"})


def test_an_unknown_name_where_there_are_none_is_said_so() -> None:
    with pytest.raises(QueryError, match="there are no named queries yet"):
        resolve(parse("@x"), Names())


def test_without_its_text_a_fault_is_placed_in_the_canonical_form() -> None:
    node = parse("tariff    @x")
    with pytest.raises(QueryError) as raised:
        resolve(node, Names())
    assert raised.value.problem.column == format_query(node).index("@") + 1
