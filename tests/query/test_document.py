"""An item is analysed once, and its words are found where the item holds them."""

from bot.domain.evidence import Evidence
from bot.domain.item import Item, ItemId
from bot.domain.ticker import Symbol, TickerTag, Via
from bot.query.document import ITEM_FIELDS, AmountFound, analyse
from bot.query.words import BREAK

ITEM = Item(
    id=ItemId("1"),
    title="U.S. raises tariffs to 25%",
    summary="加征关税 for $4.5bn",
    source="Reuters",
    author="A. Writer",
    tags=("trade policy", "rare earths"),
    url="https://ustr.gov/news/tariff-action",
    lang="en-US",
)


def test_every_word_lies_where_the_item_holds_it() -> None:
    document = analyse(ITEM)
    for field in ITEM_FIELDS:
        text, spans = document.text(field), document.spans(field)
        assert len(spans) == len(document.words(field))
        assert all(0 <= start <= end <= len(text) for start, end in spans)
        assert list(spans) == sorted(spans)
    title = [ITEM.title[start:end] for start, end in document.spans("title")]
    assert title == ["U.S.", "raises", "tariffs", "to", "25", "%"]


def test_tags_are_texts_of_their_own_and_no_phrase_reaches_from_one_into_the_next() -> None:
    document = analyse(ITEM)
    assert [word.norm for word in document.words("tags")] == [
        "trade", "policy", "", "rare", "earths", "",
    ]  # fmt: skip
    assert document.words("tags")[2] is BREAK
    start, end = document.spans("tags")[3]
    assert document.text("tags")[start:end] == "rare"


def test_amounts_carry_the_field_they_stand_in() -> None:
    assert analyse(ITEM).amounts == (
        AmountFound("pct", 25.0, "title", 23, 26),
        AmountFound("usd", 4.5e9, "summary", 9, 15),
    )


def test_a_theme_is_no_mention_of_its_companies() -> None:
    words = (Evidence("title", 12, 19, "tariffs"),)
    theme = TickerTag(
        symbol=Symbol("X"),
        name="US Steel",
        via=Via.BASKET,
        why="steel",
        evidence=words,
        basket="steel",
    )
    named = TickerTag(symbol=Symbol("LMT"), name="Lockheed Martin", via=Via.NAME, why="name")
    document = analyse(ITEM, tags=(theme, named), baskets=frozenset({"defense"}))
    assert document.symbols == {"LMT"}
    assert document.baskets == {"steel", "defense"}


def test_words_are_made_once() -> None:
    document = analyse(ITEM)
    assert document.words("title") is document.words("title")
    assert document.spans("title") is document.spans("title")
    assert document.amounts is document.amounts
