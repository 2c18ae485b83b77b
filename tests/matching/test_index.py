"""The index agrees with the plain judge on random queries and items of several scripts, and keeps nothing it needs not."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.item import Item, ItemId
from bot.domain.rule import Match, RuleId
from bot.domain.story import Report, StoryFacts
from bot.domain.ticker import Symbol, TickerTag, Via
from bot.matching.index import RuleIndex
from bot.matching.scan import FASTEST, NUMPY, Scanner
from bot.query.document import Document, analyse
from bot.query.oracle import judge
from bot.query.tree import (
    AgeIs,
    Amount,
    And,
    AtLeast,
    Comparison,
    Field,
    InBasket,
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
)

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
WRITTEN = (
    "tariff", "tariffs", "Tariff's", "steel", "Steel", "rare", "earth", "rare-earth", "US", "us", "U.S.",
    "China", "China's", "chinese", "raises", "raised", "CAT", "cat", "F-35", "S&P", "500", "25%",
    "25 percent", "$1.2 billion", "€400m", "stahl", "Zölle", "zoll", "impôts", "тарифы", "тариф",
    "关税", "稀土关税", "関税", "تعرفة", "ทองคำ", "İstanbul", "the", "of",
)  # fmt: skip
"""As an item writes them."""
LOOKED_FOR = (
    "tariff", "tariffs", "steel", "rare", "earth", "us", "US", "china", "chinese", "raise", "cat",
    "f35", "s&p", "500", "25", "percent", "zolle", "stahl", "impot", "тариф", "关", "税", "稀", "土",
    "関", "تعرفه", "ท", "istanbul", "the", "of",
)  # fmt: skip
"""Folded, as a query holds them."""
EXACT = ("CAT", "cat", "Steel", "US", "U.S", "F-35", "S&P", "China", "关")
PREFIXES = ("tar", "tarif", "ste", "chin", "rai", "zol", "тар", "ist", "ear")
REGEXES = (
    ("tarif+s?", True), ("steel|stahl", False), ("(rare|earth)[- ]earth", True), ("[0-9]+%", False),
    ("Steel", False), ("关税", False), ("^The", True), ("ch(i|ina)", True), ("cat{0,1}", False),
)  # fmt: skip
SYMBOLS = ("LMT", "NUE", "X")
BASKETS = ("defense", "steel")

texts = st.lists(st.sampled_from(WRITTEN), max_size=9).map(" ".join)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Make an item of a few words, analysed."""
    item = Item(
        id=ItemId("item"),
        title=draw(texts),
        summary=draw(texts),
        source=draw(st.sampled_from(("", "Steel Times", "USTR"))),
        author=draw(st.sampled_from(("", "A. Smith"))),
        url=draw(st.sampled_from(("", "https://example.org/us/steel-tariffs"))),
        lang=draw(st.sampled_from(("en", "de", "fr", "zh", "ru", "tr", ""))),
        tags=tuple(draw(st.lists(st.sampled_from(("steel", "rare earth", "us")), max_size=2))),
    )
    tags = [
        TickerTag(symbol=Symbol(symbol), name=symbol, via=Via.NAME, why="named")
        for symbol in draw(st.lists(st.sampled_from(SYMBOLS), max_size=2, unique=True))
    ]
    return analyse(item, tags=tags, baskets=draw(st.frozensets(st.sampled_from(BASKETS))))


@st.composite
def facts(draw: st.DrawFn) -> StoryFacts | None:
    """Make what is known of a story, or nothing."""
    if draw(st.booleans()):
        return None
    tiers = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    return StoryFacts(
        opened=NOW,
        now=NOW + timedelta(hours=draw(st.integers(0, 3))),
        reports=tuple(
            Report(source=f"source {number}", at=NOW + timedelta(minutes=20 * number), tier=tier)
            for number, tier in enumerate(tiers)
        ),
    )


FIELDS = st.sampled_from((Field.TEXT, Field.TEXT, Field.TEXT, *Field))
COMPARISONS = st.sampled_from(Comparison)


def _terms(fields: st.SearchStrategy[Field]) -> st.SearchStrategy[Term]:
    def term(words: tuple[str, ...], *, exact: bool) -> st.SearchStrategy[Term]:
        row = st.lists(st.sampled_from(words), min_size=1, max_size=3).map(tuple)
        return st.builds(Term, words=row, field=fields, exact=st.just(exact))

    return st.one_of(
        term(LOOKED_FOR, exact=False), term(LOOKED_FOR, exact=False), term(EXACT, exact=True)
    )


def _prefixes(fields: st.SearchStrategy[Field]) -> st.SearchStrategy[Prefix]:
    return st.builds(Prefix, prefix=st.sampled_from(PREFIXES), field=fields)


def _nears(field: Field) -> st.SearchStrategy[Near]:
    single = st.one_of(_terms(st.just(field)), _prefixes(st.just(field)))
    several = st.lists(single, min_size=2, max_size=3).map(lambda some: Or(children=tuple(some)))
    side = st.one_of(single, single, several)
    return st.builds(Near, left=side, right=side, distance=st.integers(1, 6), ordered=st.booleans())


TERMS = _terms(FIELDS)
LEAVES = st.one_of(
    TERMS,
    TERMS,
    TERMS,
    _prefixes(FIELDS),
    st.sampled_from(REGEXES).flatmap(
        lambda regex: st.builds(
            Regex, pattern=st.just(regex[0]), ignore_case=st.just(regex[1]), field=FIELDS
        )
    ),
    st.builds(Tagged, symbol=st.sampled_from(SYMBOLS)),
    st.builds(InBasket, basket=st.sampled_from(BASKETS)),
    st.builds(
        Amount,
        unit=st.sampled_from(("pct", "usd", "eur")),
        comparison=COMPARISONS,
        value=st.sampled_from((1.0, 25.0, 30.0, 4e8, 1.2e9)),
        field=st.sampled_from((Field.TEXT, Field.TITLE)),
    ),
    FIELDS.flatmap(_nears),
    st.lists(TERMS, min_size=9, max_size=12).map(lambda terms: Or(children=tuple(terms))),
    st.builds(
        SourcesIs,
        comparison=COMPARISONS,
        count=st.integers(1, 3),
        within=st.sampled_from((None, timedelta(minutes=30))),
    ),
    st.builds(OfficialIs, official=st.booleans()),
    st.builds(TierIs, comparison=COMPARISONS, tier=st.integers(1, 4)),
    st.builds(AgeIs, comparison=COMPARISONS, age=st.integers(0, 3).map(lambda hours: timedelta(hours=hours))),
)  # fmt: skip


def _larger(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    some = st.lists(children, min_size=2, max_size=4).map(tuple)
    return st.one_of(
        st.builds(And, children=some),
        st.builds(Or, children=some),
        st.builds(Not, child=children),
        some.flatmap(
            lambda each: st.builds(AtLeast, count=st.integers(1, len(each)), children=st.just(each))
        ),
    )


QUERIES: st.SearchStrategy[Node] = st.recursive(LEAVES, _larger, max_leaves=7)
RULE_IDS = st.sampled_from([RuleId(f"rule-{number}") for number in range(8)])
CHANGES = st.lists(st.tuples(RULE_IDS, st.none() | QUERIES), max_size=16)
"""Rules added or replaced; None takes one away."""


def _expected(
    rules: dict[RuleId, Node], document: Document, known: StoryFacts | None
) -> tuple[set[Match], set[RuleId]]:
    held = {
        Match(rule_id=rule_id, evidence=verdict.evidence)
        for rule_id, query in rules.items()
        if (verdict := judge(query, document, known)).holds
    }
    waiting = {rule_id for rule_id, query in rules.items() if judge(query, document).waiting}
    return held, waiting - {match.rule_id for match in held}


@pytest.mark.parametrize(
    "scanner",
    [
        pytest.param(NUMPY, id="numpy"),
        pytest.param(
            FASTEST,
            id="compiled",
            marks=pytest.mark.skipif(FASTEST is NUMPY, reason="no C compiler was here at setup"),
        ),
    ],
)
@settings(max_examples=300, deadline=None)
@given(changes=CHANGES, items=st.lists(documents(), min_size=1, max_size=3), known=facts())
def test_the_index_finds_what_the_judge_finds_after_any_changes(
    scanner: Scanner,
    changes: list[tuple[RuleId, Node | None]],
    items: list[Document],
    known: StoryFacts | None,
) -> None:
    """Rules, evidence and waiting rules are the judge's, whatever was added and removed before."""
    index = RuleIndex(scanner=scanner)
    rules: dict[RuleId, Node] = {}
    for rule_id, query in changes:
        if query is None:
            assert index.remove(rule_id) is (rules.pop(rule_id, None) is not None)
        else:
            index.add(rule_id, query)
            rules[rule_id] = query
        matches = index.match(items[0], known)
        assert set(matches.rule_ids) == {
            match.rule_id for match in _expected(rules, items[0], known)[0]
        }
    assert len(index) == len(rules)
    for item in items:
        matches = index.match(item, known)
        held, waiting = _expected(rules, item, known)
        assert set(matches.held) == held
        assert set(matches.rule_ids) == {match.rule_id for match in held}
        assert len(matches.rule_ids) == len(held)
        assert set(matches.waiting) == waiting
        assert len(matches.waiting) == len(waiting)
