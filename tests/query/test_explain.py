"""An explanation says of every clause on which words it held, or how near it came."""

from datetime import UTC, datetime

import pytest

from bot.domain.evidence import Evidence
from bot.domain.item import Item, ItemId
from bot.domain.story import Report, StoryFacts
from bot.domain.ticker import Symbol, TickerTag, Via
from bot.query.document import analyse
from bot.query.explain import explain, lacking, render
from bot.query.parser import parse

ITEM = Item(
    id=ItemId("1"),
    title="U.S. raises China's rare-earth tariffs to 10% and $3bn",
    summary="Earth is a rare place, Cat said; steel has nothing to do with copper. Let us see.",
)
TAG = TickerTag(
    symbol=Symbol("CAT"),
    name="Caterpillar",
    via=Via.NAME,
    why="name",
    evidence=(Evidence("summary", 23, 26, "Cat"),),
    basket="machines",
)
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
FACTS = StoryFacts(opened=NOW, now=NOW, reports=(Report(source="Reuters", at=NOW, tier=2),))


def _rendered(query: str, facts: StoryFacts | None = None) -> str:
    return render(explain(parse(query), analyse(ITEM, tags=(TAG,)), facts))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("tariff", '✓ tariff: "tariffs" in the title'),
        ("rare", '✓ rare: "rare" in the summary, "rare" in the title'),
        ("nickel", "✗ nickel: not found"),
        ("title:steel", "✗ title:steel: found in the summary only"),
        ("=CAT", "✗ =CAT: written Cat"),
        ("=DOG", "✗ =DOG: not found"),
        ("title:=Tariffs", "✗ title:=Tariffs: written tariffs"),
        ("body:US", "✗ body:US: found in the title only"),
        ("IT", "✗ IT: not found"),
        ("tung*", "✗ tung*: no word begins so"),
        ("/[A-Z]{9}/", "✗ /[A-Z]{9}/: nothing matches"),
        ('"copper steel"', '✗ "copper steel": both words are found, but in the other order'),
        ('"steel copper"', '✗ "steel copper": both words are found, 6 words apart'),
        (
            '"steel tariff"',
            '✗ "steel tariff": both words are found, but in the summary and the title',
        ),
        ('"steel nickel"', '✗ "steel nickel": not found: nickel'),
        ('"zinc nickel"', '✗ "zinc nickel": none of its words is found'),
        ('"earth rare place"', '✗ "earth rare place": all its words are found, not in a row'),
        ("steel NEAR/3 copper", "✗ steel NEAR/3 copper: both are found, 6 words apart"),
        ("copper ONEAR/9 steel", "✗ copper ONEAR/9 steel: both are found, but in the other order"),
        ("steel NEAR/3 (zinc OR tin)", "✗ steel NEAR/3 (zinc OR tin): not found: zinc OR tin"),
        ("copper NEAR/3 copper*", "✗ copper NEAR/3 copper*: both are found, but in the same words"),
        ("pct>=25", "✗ pct>=25: named: 10%"),
        ("usd>=5b", "✗ usd>=5b: named: 3b usd"),
        ("eur>=5b", "✗ eur>=5b: no amount in eur is named"),
        ("$X", "✗ $X: mentioned: CAT"),
        ("basket:steel", "✗ basket:steel: touched: machines"),
        ("basket:machines", '✓ basket:machines: "Cat" in the summary'),
        ("sources>=2", "… sources>=2: the story decides"),
        ("-nickel", "✓ -nickel: not found"),
        ("-tariff", '✗ -tariff: "tariffs" in the title'),
    ],
)
def test_a_clause_is_explained_in_a_line(query: str, said: str) -> None:
    assert _rendered(query) == said


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("sources>=2", "✗ sources>=2: 1 source so far"),
        ("official:yes", "✗ official:yes: no official source yet"),
        ("tier<=1", "✗ tier<=1: the best source so far is of tier 2"),
        ("age>1h", "✗ age>1h: the story is 0s old"),
        ("tier<=2", "✓ tier<=2"),
    ],
)
def test_a_condition_is_explained_by_what_is_known_of_the_story(query: str, said: str) -> None:
    assert _rendered(query, FACTS) == said


def test_nothing_mentioned_and_nothing_touched_are_said_so() -> None:
    document = analyse(ITEM)
    assert render(explain(parse("$X"), document)) == "✗ $X: no ticker is mentioned"
    assert render(explain(parse("basket:x"), document)) == "✗ basket:x: no basket is touched"


def test_an_abbreviation_found_only_as_the_everyday_word_is_said_so() -> None:
    item = Item(id=ItemId("2"), title="Let us see it")
    said = render(explain(parse("US"), analyse(item)))
    assert said.startswith("✗ US: found in small letters only")


def test_a_group_is_explained_by_its_parts() -> None:
    assert _rendered("tariff (nickel OR steel) 2 of (a, zinc, tin)").splitlines() == [
        "✗ all of",
        '  ✓ tariff: "tariffs" in the title',
        "  ✓ one of",
        "    ✗ nickel: not found",
        '    ✓ steel: "steel" in the summary',
        "  ✗ 2 of",
        '    ✓ a: "a" in the summary',
        "    ✗ zinc: not found",
        "    ✗ tin: not found",
    ]


def test_of_many_alternatives_that_did_not_hold_a_few_are_shown() -> None:
    said = _rendered(" OR ".join(f"w{number}" for number in range(20)) + " OR steel")
    assert said.count("not found") == 5
    assert said.endswith("✗ … and 15 more")
    assert '✓ steel: "steel" in the summary' in said


def test_what_was_lacking_is_the_smallest_clauses_that_failed() -> None:
    document = analyse(ITEM)
    missed = explain(parse("tariff (nickel OR zinc) -steel pct>=25"), document)
    assert [one.text for one in lacking(missed)] == ["nickel OR zinc", "-steel", "pct>=25"]
    assert lacking(explain(parse("tariff"), document)) == ()


def test_clauses_are_shown_as_they_were_typed_where_they_were() -> None:
    typed = "US-China (Tariff OR Duty) title:(Steel Iron)"
    explanation = explain(parse(typed), analyse(ITEM), typed=typed)
    shown = [part.text for part in explanation.parts]
    assert shown == ["US-China", "Tariff OR Duty", "title:steel", "title:iron"]
