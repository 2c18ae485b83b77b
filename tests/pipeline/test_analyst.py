"""An item is read once for everybody: mentions, themes, and what baskets it belongs to."""

from bot.domain.item import Item, ItemId
from bot.domain.ticker import Basket, BasketEntry, Symbol, Via
from bot.packs.library import load_library
from bot.packs.location import default_rules
from bot.pipeline.analyst import Analyst
from bot.query.parser import parse
from bot.tickers.gazetteer import Gazetteer
from bot.tickers.tagger import Tagger
from bot.tickers.themes import LEADERS

WHEN = "rare earth"
MINERS = Basket(
    id="miners",
    title="Miners",
    when=WHEN,
    entries=tuple(
        BasketEntry(symbol=Symbol(f"M{number}"), name=f"Miner {number}", reason="digs")
        for number in range(LEADERS + 4)
    ),
)


def item(title: str) -> Item:
    return Item(id=ItemId("1"), title=title)


def test_a_theme_gives_its_leaders_with_the_words_that_gave_it() -> None:
    analyst = Analyst(Tagger(Gazetteer(names={}, symbols={})), [(MINERS, parse(WHEN))])
    reading = analyst.read(item("Rare earth prices jump"))
    assert [tag.symbol for tag in reading.tags] == [f"M{number}" for number in range(LEADERS)]
    assert {tag.via for tag in reading.tags} == {Via.BASKET}
    assert reading.tags[0].evidence[0].text.startswith("Rare")
    assert reading.document.baskets == {"miners"}
    assert reading.document.symbols == frozenset(), "a theme is no mention"


def test_an_item_that_touches_nothing_has_nothing() -> None:
    analyst = Analyst(Tagger(Gazetteer(names={}, symbols={})), [(MINERS, parse(WHEN))])
    reading = analyst.read(item("Mayor opens a bridge"))
    assert reading.tags == ()
    assert reading.document.baskets == frozenset()


def test_a_company_that_is_mentioned_puts_the_item_into_its_baskets() -> None:
    library = load_library(default_rules())
    reading = Analyst(Tagger(library.gazetteer), library.baskets).read(
        item("Lockheed Martin names a new chairman")
    )
    assert [tag.symbol for tag in reading.tags] == ["LMT"]
    assert reading.tags[0].via is not Via.BASKET
    assert "defense-us" in reading.document.baskets
