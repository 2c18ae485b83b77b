"""What holds for any text, any query and any item, in several scripts."""

import contextlib
import time
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.item import Item, ItemId
from bot.query.advice import advise
from bot.query.amounts import UNITS
from bot.query.build import all_of, any_of, at_least, negation
from bot.query.contradiction import contradiction
from bot.query.document import analyse
from bot.query.errors import QueryError
from bot.query.explain import explain, lacking, render
from bot.query.fold import fold, shape
from bot.query.format import canonical, format_query
from bot.query.oracle import judge
from bot.query.parser import parse
from bot.query.tree import (
    AgeIs,
    Amount,
    Comparison,
    Field,
    InBasket,
    Near,
    Node,
    OfficialIs,
    Prefix,
    Regex,
    SourcesIs,
    Tagged,
    Term,
    TierIs,
)
from bot.query.words import places, typed, words

SECONDS_FOR_ANY_QUERY = 1.0
SECONDS_FOR_ANY_TEXT = 8.0
"""CPU time: some twenty times what the slowest takes, a small part of what any would if it took longer by the square."""
"""Tenfold what it takes on a busy machine; what is quadratic takes minutes."""

FRAGMENTS = st.sampled_from(
    [
        "AND", "OR", "NOT", "NEAR/3", "ONEAR/8", "-", "|", "(", ")", '"', "“", "=", "*", ",", "/", "\\", "\n",
        "and", "of", "near", "2 of (", "title:", "lang:", "body:(", "/a.b/i", "/x\\/y/", "@a.b", "$LMT",
        "ticker:0700.HK", "ticker:M&M--x.", "pct>=25", "usd>1.2b", "sources>=2 within:30m", "official:yes", "tier<=2", "age<2h",
        "watchlist:mine", "watchlist:empty", "basket:x", "tariff", "Tariffs", "tari*", "rare-earth", "US", "us",
        "U.S.", "25%", "$4.5bn", "€5", "1,200", "per cent", "per, cent", "F-35", "F-35s", "S&P", "China's", "’s",
        "d'or", "x_y", "关税", "稀土", "ภาษี", "관세", "الرُّسوم", "שָׁלוֹם", "टैरिफ", "тарифы", "İ", "ı", "ß", "ﬁ", "½", "⑽",
        "\u0301", "\u00ad", "\u200d", "ｶﾞ", "Ⅳ", "ـ", "㎏", "ǆ", "｢", "\ud800",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=60),
    st.builds(
        lambda parts, blank: blank.join(parts),
        st.lists(st.one_of(FRAGMENTS, st.characters()), max_size=14),
        st.sampled_from(["", " "]),
    ),
)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_any_text_is_a_query_or_an_error_with_a_place_in_bounded_time(text: str) -> None:
    begin = time.thread_time()
    try:
        node = parse(text)
    except QueryError as error:
        problem = error.problem
        lines = text.split("\n")
        assert problem.message
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
        if error.suggestion:
            parse(error.suggestion)
    else:
        written = format_query(node)
        assert parse(written) == node
        assert format_query(parse(written)) == written
        advise(node, {"tariff": 0.01})
    assert time.thread_time() - begin < SECONDS_FOR_ANY_QUERY


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='("-tarif* ORAND,of2:/=<>@$关', max_size=2000))
def test_long_nonsense_is_refused_in_bounded_time_too(text: str) -> None:
    begin = time.thread_time()
    with contextlib.suppress(QueryError):
        parse(text)
    assert time.thread_time() - begin < SECONDS_FOR_ANY_QUERY


@pytest.mark.parametrize(
    "text",
    [
        "a." * 30_000 + "bc",
        "a-1" * 20_000,
        "1," * 30_000,
        "9" * 60_000 + "%",
        "'s" * 30_000,
        "per cent" * 8_000,
        "(" * 60_000,
        "关\u0301" * 30_000,
        "\u0301" * 60_000,
        "$" * 60_000,
        "12 to " * 10_000,
    ],
)
def test_no_hostile_text_takes_long_to_cut(text: str) -> None:
    begin = time.thread_time()
    document = analyse(Item(id=ItemId("1"), title=text))
    assert len(document.words("title")) == len(document.spans("title"))
    assert all(amount.value < 1e19 for amount in document.amounts)
    assert time.thread_time() - begin < SECONDS_FOR_ANY_TEXT


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_every_word_has_its_place_and_is_found_by_what_it_reads(text: str) -> None:
    found, where = words(text), list(places(text))
    assert len(shape(text)) == len(text)
    assert len(found) == len(where)
    ends = [0, *(end for _, end in where)]
    assert all(before <= start < end for before, (start, end) in zip(ends, where, strict=False))
    for word in found:
        for reading in word.readings:
            assert fold(reading.norm) in {reading.norm, reading.norm.lower()}
        definite = word.readings[-1]
        assert [again.norm for again in typed(definite.norm)] == [definite.norm]
        assert [again.surface for again in typed(definite.surface)] == [definite.surface]


# Queries and items of a few words, so that they meet


VOCABULARY = (
    "tariff", "tariffs", "Tariff's", "rare", "earth", "rare-earth", "China", "US", "us", "sold", "sell", "25%",
    "$4.5bn", "F-35", "S&P 500", "关税", "关", "税", "稀土", "тарифы", "الرسوم", "ısı", "Zölle", "or",
)  # fmt: skip
WORDS = st.sampled_from(VOCABULARY)
TEXT_FIELDS = st.sampled_from([Field.TEXT, Field.TEXT, Field.TITLE, Field.BODY])
COMPARISONS = st.sampled_from(list(Comparison))


def _term(text: str, field: Field, exact: bool) -> Term:
    found = typed(text)
    return Term(
        words=tuple(word.surface if exact else word.norm for word in found),
        field=field,
        exact=exact,
    )


TERMS = st.builds(
    _term, st.lists(WORDS, min_size=1, max_size=3).map(" ".join), TEXT_FIELDS, st.booleans()
)
PREFIXES = st.builds(
    Prefix, prefix=st.sampled_from(["tar", "rar", "chi", "тар", "f35"]), field=TEXT_FIELDS
)
LEAVES: st.SearchStrategy[Node] = st.one_of(
    TERMS,
    PREFIXES,
    st.builds(
        Regex,
        pattern=st.sampled_from(["tarif+", "[0-9]+%", "a/b\\.", "关."]),
        ignore_case=st.booleans(),
        field=TEXT_FIELDS,
    ),
    st.builds(
        Amount,
        unit=st.sampled_from(UNITS),
        comparison=COMPARISONS,
        value=st.sampled_from([0.5, 25.0, 1200.0, 4.5e9, 1e12]),
        field=TEXT_FIELDS,
    ),
    st.sampled_from([Tagged(symbol="LMT"), Tagged(symbol="0700.HK"), InBasket(basket="defense")]),
    st.builds(
        SourcesIs,
        comparison=COMPARISONS,
        count=st.integers(0, 5),
        within=st.sampled_from([None, timedelta(minutes=30)]),
    ),
    st.builds(OfficialIs, official=st.booleans()),
    st.builds(TierIs, comparison=COMPARISONS, tier=st.integers(1, 5)),
    st.builds(AgeIs, comparison=COMPARISONS, age=st.just(timedelta(hours=36))),
)


@st.composite
def nears(draw: st.DrawFn) -> Node:
    field = draw(TEXT_FIELDS)
    side = st.lists(
        st.one_of(
            st.builds(_term, WORDS, st.just(field), st.booleans()),
            st.just(Prefix(prefix="tar", field=field)),
        ),
        min_size=1,
        max_size=3,
    ).map(any_of)
    return Near(
        left=draw(side),
        right=draw(side),
        distance=draw(st.integers(1, 9)),
        ordered=draw(st.booleans()),
    )


def _extend(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(children, min_size=1, max_size=4)
    return st.one_of(
        several.map(all_of),
        several.map(any_of),
        children.map(negation),
        st.lists(children, min_size=1, max_size=4, unique=True).flatmap(
            lambda listed: st.integers(1, len(listed)).map(lambda count: at_least(count, listed))
        ),
    )


QUERIES = st.recursive(st.one_of(LEAVES, nears()), _extend, max_leaves=12)
SENTENCES = st.lists(st.one_of(WORDS, st.sampled_from(["a", "the", ",", "–"])), max_size=12).map(
    " ".join
)
ITEMS = st.builds(
    Item,
    id=st.just(ItemId("1")),
    title=SENTENCES,
    summary=SENTENCES,
    lang=st.sampled_from(["en", "de", "zh", "ru", "tr", ""]),
)


@settings(max_examples=250, deadline=None)
@given(QUERIES)
def test_formatting_a_query_and_reading_it_again_is_the_identity(node: Node) -> None:
    assert parse(format_query(node)) == node
    assert canonical(canonical(node)) == canonical(node)
    assert parse(format_query(canonical(node))) == canonical(node)


@settings(max_examples=250, deadline=None)
@given(QUERIES, ITEMS)
def test_a_verdict_its_explanation_and_its_canonical_form_agree(node: Node, item: Item) -> None:
    document = analyse(item)
    verdict = judge(node, document)
    again = judge(canonical(node), document)
    explanation = explain(node, document)
    assert (again.holds, again.waiting, again.evidence) == (
        verdict.holds, verdict.waiting, verdict.evidence,
    )  # fmt: skip
    assert explanation.held is (None if verdict.waiting else verdict.holds)
    assert (lacking(explanation) == ()) is verdict.holds
    assert render(explanation)
    assert list(verdict.evidence) == sorted(set(verdict.evidence))
    for found in verdict.evidence:
        assert getattr(item, found.field)[found.start : found.end] == found.text != ""


@settings(max_examples=200, deadline=None)
@given(QUERIES, ITEMS)
def test_what_is_said_to_never_match_does_not(node: Node, item: Item) -> None:
    if contradiction(node):
        assert not judge(node, analyse(item)).holds


@settings(max_examples=200, deadline=None)
@given(WORDS, SENTENCES, SENTENCES)
def test_a_word_as_it_is_typed_finds_itself(word: str, before: str, after: str) -> None:
    item = Item(id=ItemId("1"), title=f"{before} {word} {after}", lang="de")
    assert judge(parse(f'"{word}"'), analyse(item)).holds
    assert judge(parse(f'="{word}"'), analyse(item)).holds
