"""A query holds on an item, on exactly the words that made it true, or waits for the story."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.evidence import Evidence
from bot.domain.item import Item, ItemId
from bot.domain.story import Report, StoryFacts
from bot.domain.ticker import Symbol, TickerTag, Via
from bot.query.document import Document, analyse
from bot.query.oracle import judge
from bot.query.parser import parse

ITEM = Item(
    id=ItemId("1"),
    title="U.S. raises China's rare-earth tariffs to 25%–50%",
    summary="Steel and copper sold off; tariffs on rare metals follow. Ask us: 美国加征关税",
    source="Reuters",
    tags=("trade policy", "rare earths"),
    url="https://ustr.gov/news",
)
TAGS = (
    TickerTag(
        symbol=Symbol("X"),
        name="US Steel",
        via=Via.NAME,
        why="name",
        evidence=(Evidence("summary", 0, 5, "Steel"),),
    ),
    TickerTag(
        symbol=Symbol("MP"),
        name="MP Materials",
        via=Via.BASKET,
        why="basket",
        evidence=(Evidence("title", 20, 30, "rare-earth"),),
        basket="rare-earths",
    ),
)
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


def _document(item: Item = ITEM) -> Document:
    return analyse(item, tags=TAGS)


def _found(query: str, document: Document | None = None) -> list[str] | None:
    """Give the words of the evidence, None where the query does not hold."""
    verdict = judge(parse(query), document or _document())
    assert not verdict.waiting
    return [words.text for words in verdict.evidence] if verdict.holds else None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tariff", ["tariffs", "tariffs"]),
        ("TARIFF", ["tariffs", "tariffs"]),
        ("China", ["China's"]),
        ("sell", ["sold"]),
        ("=tariff", None),
        ("=tariffs", ["tariffs", "tariffs"]),
        ("=China", ["China's"]),
        ("=china", None),
        ("US", ["U.S."]),
        ("us", ["us", "U.S."]),
        ("=us", ["us"]),
        ('"rare earth"', ["rare-earth"]),
        ("rare-earth", ["rare-earth"]),
        ("rare", ["rare", "rare"]),
        ('"earth rare"', None),
        ("tari*", ["tariffs", "tariffs"]),
        ("关税", ["关税"]),
        ("税关", None),
        ("25%", ["25%"]),
        ('"25 percent"', ["25%"]),
        ("pct>=30", ["50%"]),
        ("pct>=25", ["25%", "50%"]),
        ("pct>50", None),
        ("title:tariff", ["tariffs"]),
        ("body:China", None),
        ("source:reuters", ["Reuters"]),
        ('tag:"rare earth"', ["rare earths"]),
        ('tag:"policy rare"', None),
        ("url:ustr.gov", ["ustr.gov"]),
        ("lang:en", ["en"]),
        ("/[0-9]+%/", ["25%", "50%"]),
        ("/RARE/", None),
        ("/RARE/i", ["rare", "rare"]),
        ("$X", ["Steel"]),
        ("$MP", None),
        ("basket:rare-earths", ["rare-earth"]),
        ("basket:steel", None),
        ("steel copper", ["Steel", "copper"]),
        ("steel nickel", None),
        ("steel OR nickel", ["Steel"]),
        ("steel -nickel", ["Steel"]),
        ("steel -copper", None),
        ("-nickel", []),
        ("2 of (steel, copper, nickel)", ["Steel", "copper"]),
        ("2 of (steel, zinc, nickel)", None),
        ("steel NEAR/2 copper", ["Steel", "copper"]),
        ("steel NEAR/1 copper", None),
        ("copper NEAR/2 steel", ["Steel", "copper"]),
        ("copper ONEAR/2 steel", None),
        ("steel ONEAR/2 copper", ["Steel", "copper"]),
        ('"rare earth" NEAR/1 tariff', ["rare-earth", "tariffs"]),
        ('tariff NEAR/3 (rare OR "on rare")', ["on rare", "rare", "tariffs", "rare", "tariffs"]),
        ("China NEAR/90 steel", None),
        ("tariff NEAR/5 tariff*", None),
        ("tariff NEAR/9 tariff", None),
    ],
)
def test_a_query_holds_on_the_words_that_made_it_true(query: str, found: list[str] | None) -> None:
    words = _found(query)
    assert (None if words is None else sorted(words)) == (None if found is None else sorted(found))


def test_evidence_lies_where_the_item_holds_it_in_order_and_none_twice() -> None:
    verdict = judge(parse("tariff (tariffs OR 关税 OR us) -nickel"), _document())
    assert verdict.holds
    assert list(verdict.evidence) == sorted(set(verdict.evidence))
    for words in verdict.evidence:
        assert getattr(ITEM, words.field)[words.start : words.end] == words.text


def test_a_german_item_is_matched_by_german_inflections() -> None:
    item = Item(id=ItemId("2"), title="EU verhängt Zölle auf Stahl aus den USA", lang="de")
    document = _document(item)
    assert _found("zoll stahl US", document) == ["Zölle", "Stahl", "USA"]


def _facts(*tiers: int, minutes: int = 0) -> StoryFacts:
    reports = tuple(
        Report(source=f"s{number}", at=NOW + timedelta(minutes=10 * number), tier=tier)
        for number, tier in enumerate(tiers)
    )
    return StoryFacts(opened=NOW, now=NOW + timedelta(minutes=minutes), reports=reports)


@pytest.mark.parametrize(
    ("query", "facts", "holds"),
    [
        ("sources>=2", _facts(3, 3), True),
        ("sources>=2", _facts(3), False),
        ("sources>=2 within:5m", _facts(3, 3), False),
        ("sources>=2 within:10m", _facts(3, 3), True),
        ("official:yes", _facts(3, 1), True),
        ("official:no", _facts(3, 1), False),
        ("tier<=2", _facts(3, 2), True),
        ("tier<=2", _facts(3), False),
        ("age<2h", _facts(3, minutes=119), True),
        ("age<2h", _facts(3, minutes=120), False),
    ],
)
def test_story_conditions_are_judged_on_what_is_known_of_the_story(
    query: str, facts: StoryFacts, holds: bool
) -> None:
    verdict = judge(parse(query), _document(), facts)
    assert (verdict.holds, verdict.waiting) == (holds, False)


@pytest.mark.parametrize(
    ("query", "holds", "waiting"),
    [
        ("tariff sources>=2", False, True),
        ("nickel sources>=2", False, False),
        ("tariff OR sources>=2", True, False),
        ("nickel OR sources>=2", False, True),
        ("tariff -official:yes", False, True),
        ("-(nickel official:yes)", True, False),
        ("2 of (tariff, steel, official:yes)", True, False),
        ("2 of (tariff, nickel, official:yes)", False, True),
        ("2 of (zinc, nickel, official:yes)", False, False),
    ],
)
def test_without_a_story_its_conditions_wait(query: str, holds: bool, waiting: bool) -> None:
    verdict = judge(parse(query), _document())
    assert (verdict.holds, verdict.waiting) == (holds, waiting)


def test_what_waits_shows_the_words_it_would_hold_on() -> None:
    verdict = judge(parse("(copper sources>=2) OR nickel"), _document())
    assert [words.text for words in verdict.evidence] == ["copper"]


@pytest.mark.parametrize("query", ["@tariffs", "watchlist:mine"])
def test_a_name_that_is_not_put_in_is_refused(query: str) -> None:
    with pytest.raises(ValueError, match="put in"):
        judge(parse(query), _document())
