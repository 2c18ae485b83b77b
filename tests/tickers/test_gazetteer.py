"""Companies by symbol and by name: the frozen file, what operators add, what baskets add."""

import pytest

from bot.domain.item import Item, ItemId
from bot.domain.ticker import Basket, BasketEntry, Symbol
from bot.tickers.aliases import Alias
from bot.tickers.gazetteer import Ambiguity, Gazetteer, GazetteerError, shortened
from bot.tickers.tagger import Tagger

FILE = (
    "# a remark\n"
    "!given\tmary john\n"
    "ACME\tAcme\tACMEF 1234.HK\t3\tAcme|Acme Rockets\n"
    "SPADE\tSpade\t\t1\t?Spade|Spade Tools\n"
    "PETAL.AX\tPetal\tPTLSF\t1\t@Petal\n"
)


@pytest.fixture
def small() -> Gazetteer:
    """Give a gazetteer of three companies."""
    return Gazetteer.from_bytes(FILE.encode())


def found(gazetteer: Gazetteer, title: str) -> list[str]:
    """Give the symbols a title gets."""
    return [tag.symbol for tag in Tagger(gazetteer).tag(Item(id=ItemId("x"), title=title))]


def test_the_file_tells_names_with_their_ambiguity(small: Gazetteer) -> None:
    """The mark before a name is its ambiguity."""
    assert small.names["acme rockets"].ambiguity is Ambiguity.SAFE
    assert small.names["spade"].ambiguity is Ambiguity.WORD
    assert small.names["petal"].ambiguity is Ambiguity.PROPER


def test_a_damaged_line_is_named() -> None:
    """A line that lacks fields is refused with its number and what to do."""
    with pytest.raises(GazetteerError, match=r"line 2: .*; rebuild the file with make gazetteer"):
        Gazetteer.from_bytes(b"# fine\nACME\tAcme\n")


def test_listings_of_a_company_are_known_from_each_of_them(small: Gazetteer) -> None:
    """Any symbol leads to all of its company's, the main one first."""
    assert small.listings(Symbol("1234.HK")) == ("ACME", "ACMEF", "1234.HK")
    assert small.main(Symbol("1234.HK")) == "ACME"
    assert small.listings(Symbol("NONE")) == ("NONE",)
    assert small.main(Symbol("NONE")) == "NONE"
    assert small.company(Symbol("NONE")) is None


def test_an_alias_adds_a_name_and_a_former_symbol(small: Gazetteer) -> None:
    """Both lead to the company as it is listed now."""
    taught = small.with_aliases(
        [Alias(symbol=Symbol("ACME"), names=("Roadrunner Works",), symbols=(Symbol("RRW"),))]
    )
    assert found(taught, "Roadrunner Works hires") == ["ACME"]
    assert found(taught, "Maker (RRW) hires") == ["ACME"]
    assert found(small, "Roadrunner Works hires") == []


def test_an_alias_may_bring_a_company_the_gazetteer_lacks(small: Gazetteer) -> None:
    """Its symbol and its name to show are the alias's."""
    taught = small.with_aliases(
        [Alias(symbol=Symbol("NEW.L"), company="New Works", names=("New Works",))]
    )
    (tag,) = Tagger(taught).tag(Item(id=ItemId("x"), title="New Works hires"))
    assert (tag.symbol, tag.name) == ("NEW.L", "New Works")


def test_an_alias_wins_over_the_file(small: Gazetteer) -> None:
    """An operator makes a common word safe."""
    taught = small.with_aliases([Alias(symbol=Symbol("SPADE"), names=("Spade",))])
    assert found(small, "A Spade Is Found") == []
    assert found(taught, "A Spade Is Found") == ["SPADE"]


def test_a_stop_names_nobody(small: Gazetteer) -> None:
    """A phrase that is stopped hides the name in it, and only there."""
    taught = small.with_aliases([], stops=["Acme Street"])
    assert found(taught, "Fire on Acme Street") == []
    assert found(taught, "Fire at Acme") == ["ACME"]


def test_a_phrase_and_a_word_speak_against_a_brand(small: Gazetteer) -> None:
    """Next to the name a phrase, anywhere a word."""
    taught = small.with_aliases(
        [
            Alias(
                symbol=Symbol("ACME"),
                brands=("Acme",),
                unless=("Acme of fashion",),
                against=("theatre",),
            )
        ]
    )
    assert found(taught, "Acme hires") == ["ACME"]
    assert found(taught, "The Acme of fashion returns") == []
    assert found(taught, "Acme theatre burns") == []
    assert found(taught, "Mary Acme hires") == []


def test_how_a_name_is_written_is_how_it_must_stand(small: Gazetteer) -> None:
    """Capitals ask for capitals, small letters for nothing, a capital for a capital."""
    taught = small.with_aliases([Alias(symbol=Symbol("ACME"), names=("ZOT", "plim", "Quorx"))])
    assert found(taught, "now ZOT hires") == ["ACME"]
    assert found(taught, "now Zot hires") == []
    assert found(taught, "now plim hires") == found(taught, "now Plim hires") == ["ACME"]
    assert found(taught, "now Quorx hires") == found(taught, "now QUORX hires") == ["ACME"]
    assert found(taught, "now quorx hires") == []


def test_baskets_bring_their_companies(small: Gazetteer) -> None:
    """A name of several words is safe; one of a single word needs business beside it."""
    basket = Basket(
        id="b",
        title="B",
        when="x",
        entries=(
            BasketEntry(symbol=Symbol("AAA.L"), name="Upper Lake Mining plc", reason="digs"),
            BasketEntry(symbol=Symbol("BBB.L"), name="Screen", reason="shows"),
        ),
    )
    taught = small.with_baskets([basket])
    assert found(taught, "Upper Lake Mining opens a pit") == ["AAA.L"]
    assert found(taught, "A Screen Is Broken") == []
    assert found(taught, "Screen shares rise") == ["BBB.L"]


def test_a_basket_never_renames_what_the_file_knows(small: Gazetteer) -> None:
    """The file's name for a phrase stays."""
    basket = Basket(
        id="b",
        title="B",
        when="x",
        entries=(BasketEntry(symbol=Symbol("ZZZ"), name="Acme", reason="copies"),),
    )
    assert found(small.with_baskets([basket]), "Acme hires") == ["ACME"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Acme Holdings plc", ["Acme Holdings plc", "Acme Holdings", "Acme"]),
        ("Group", ["Group"]),
        ("Acme & Co.", ["Acme & Co.", "Acme &", "Acme"]),
    ],
)
def test_names_are_said_without_their_legal_words(name: str, said: list[str]) -> None:
    """Each legal word at the end may go, the name never."""
    assert list(shortened(name)) == said


def test_the_shipped_file_is_sorted_and_small(shipped: Gazetteer) -> None:
    """Some thousand companies with foreign ones among them; a renewal is read as a diff."""
    assert len(shipped.symbols) > 8000
    assert {"LYC.AX", "RHM.DE", "0700.HK", "7203.T", "SAAB-B.ST", "600111.SS"} <= set(
        shipped.symbols
    )
    assert shipped.main(Symbol("7203.T")) == "TM"
    assert shipped.main(Symbol("FB")) == "META"
