"""Themes are tags of their own kind, and never hide a mention."""

from bot.domain.evidence import Evidence
from bot.domain.rule import Match, RuleId
from bot.domain.ticker import Basket, BasketEntry, Symbol, TickerTag, Via
from bot.tickers.themes import merge, theme_tags

STEEL = Basket(
    id="steel",
    title="Steel",
    when="steel",
    entries=(
        BasketEntry(symbol=Symbol("NUE"), name="Nucor", reason="rolls it"),
        BasketEntry(symbol=Symbol("5401.T"), name="Nippon Steel", reason="rolls it"),
    ),
)
HIT = Match(
    rule_id=RuleId("steel"),
    evidence=(
        Evidence("title", 0, 5, "steel"),
        Evidence("title", 9, 15, "tariff"),
        Evidence("summary", 0, 5, "steel"),
    ),
)


def mention(symbol: str) -> TickerTag:
    """Make the tag of a mention."""
    return TickerTag(symbol=Symbol(symbol), name=symbol, via=Via.NAME, why=symbol)


def test_a_hit_tags_every_company_of_the_basket_with_the_words_that_gave_it() -> None:
    """Each word is told once."""
    tags = theme_tags(STEEL, HIT)
    assert [tag.symbol for tag in tags] == ["NUE", "5401.T"]
    assert {tag.why for tag in tags} == {'steel basket: "steel", "tariff"'}
    assert all(tag.via is Via.BASKET and tag.basket == "steel" for tag in tags)
    assert tags[0].evidence == HIT.evidence


def test_a_hit_without_words_is_said_plainly() -> None:
    """A query of conditions alone leaves no words."""
    assert theme_tags(STEEL, Match(rule_id=RuleId("steel")))[0].why == "steel basket"


def test_a_mention_stays_a_mention() -> None:
    """A theme adds only companies that were not mentioned."""
    merged = merge((mention("NUE"),), theme_tags(STEEL, HIT))
    assert [(tag.symbol, tag.via) for tag in merged] == [("NUE", Via.NAME), ("5401.T", Via.BASKET)]


def test_another_listing_of_a_mentioned_company_is_not_added() -> None:
    """What is one company is told by the main symbol."""
    main = {Symbol("NISTF"): Symbol("5401.T")}
    merged = merge((mention("NISTF"),), theme_tags(STEEL, HIT), lambda s: main.get(s, s))
    assert [tag.symbol for tag in merged] == ["NISTF", "NUE"]


def test_a_company_in_two_themes_keeps_the_first() -> None:
    """It is listed once."""
    tags = theme_tags(STEEL, HIT)
    assert merge((), tags + tags) == tags
