"""Words are cut where a reader would cut them, and what is typed finds what was copied."""

import pytest

from bot.query.words import places, spaced, stem_of, typed, words


def _norms(text: str) -> list[str]:
    return [word.norm for word in words(text)]


def _written(text: str) -> list[str]:
    return [text[start:end] for start, end in places(text)]


@pytest.mark.parametrize(
    ("text", "norms"),
    [
        ("rare-earth magnets", "rare earth magnets"),
        ("US-China trade/tech talks", "us china trade tech talks"),
        ("F-35s, F35 and MQ-9", "f35s f35 and mq9"),
        ("F\u201135s and U\u20132", "f35s and u2"),  # hyphens that no line is broken at, dashes
        ("₨500 for a ŀitre of ŉ", "rs500 for a litre of n"),
        ("top-10, EU-27 and 3-to-1", "top 10 eu 27 and 3 to 1"),
        ("S&P 500, AT&T", "s&p 500 at&t"),
        ("25% or 25 percent or 25 per cent, 25pct", "25 percent or 25 percent or 25 percent 25pct"),
        ("25 pct", "25 percent"),
        ("$4.5bn and €1,200.50", "4.5bn and 1200.50"),
        ("1,5 Mrd", "1.5 mrd"),
        ("China's, Xi’s, don't, we're", "china xi dont we"),
        ("O'Neill on l'acier", "o neill on l acier"),
        ("U.S. and U.K. say J.P. Morgan", "us and uk say jp morgan"),
        ("amazon.com E.ON", "amazon com e on"),
        ("9988.HK", "9988 hk"),
        ("COVID-19", "covid 19"),
        ("Section 301(b)", "section 301 b"),
        ("中国对稀土", "中 国 对 稀 土"),
        ("加征25％关税", "加 征 25 percent 关 税"),
        ("Trump'ın tarifesi", "trump in tarifesi"),
        ("'quoted' #hash_tag", "quoted hash tag"),
        ("", ""),
        ("… — !!", ""),
    ],
)
def test_text_is_cut_where_a_reader_would_cut_it(text: str, norms: str) -> None:
    assert _norms(text) == norms.split()


def test_every_word_knows_its_place_in_the_text_as_it_was_written() -> None:
    text = "“U.S.–China” ﬁscal ＣＡＴ’s 25 per cent 关税\nภาษี e\u0301t F-35s!"
    assert _written(text) == [
        "U.S.", "China", "ﬁscal", "ＣＡＴ’s", "25", "per cent", "关", "税",
        "ภ", "า", "ษี", "e\u0301t", "F-35s",
    ]  # fmt: skip
    assert len(words(text)) == len(list(places(text)))


def test_an_abbreviation_that_is_a_word_too_is_read_as_both_where_it_is_written_in_capitals() -> (
    None
):
    assert [reading.norm for reading in words("US")[0].readings] == ["us", "US"]
    assert [reading.norm for reading in words("U.S.")[0].readings] == ["us", "US"]
    assert [reading.norm for reading in words("usa")[0].readings] == ["us", "US"]
    assert [reading.norm for reading in words("us")[0].readings] == ["us"]
    assert [reading.norm for reading in words("It")[0].readings] == ["it"]
    assert [reading.norm for reading in words("IT")[0].readings] == ["it", "IT"]


def test_an_amount_of_money_is_read_with_and_without_its_currency() -> None:
    assert [reading.norm for reading in words("$4.5bn")[0].readings] == ["4.5bn", "$4.5bn"]


def test_what_is_typed_takes_the_most_definite_reading() -> None:
    assert [word.norm for word in typed("US U.S. us WHO €5")] == ["US", "US", "us", "WHO", "€5"]
    assert [word.norm for word in typed("20 per, cent")] == ["20", "percent"]


def test_the_surface_is_what_was_written_but_for_a_possessive_and_width() -> None:
    assert [word.surface for word in words("CAT's ＣＡＴ U.S. F-35 25%")] == [
        "CAT", "CAT", "U.S", "F-35", "25", "%",
    ]  # fmt: skip


def test_a_chunk_met_again_and_one_too_long_to_remember_are_cut_alike() -> None:
    sentence = "关税" * 40
    assert words(sentence) == words(sentence)
    assert words("tariffs, tariffs,")[0] is words("tariffs,")[0]


def test_words_in_a_row_are_written_as_their_script_is() -> None:
    assert spaced(("rare", "earth")) == "rare earth"
    assert spaced(("关", "税", "25", "tariff")) == "关税 25 tariff"


def test_a_querys_word_is_stemmed_as_the_items_language_is() -> None:
    assert stem_of("zolle", "de") == stem_of("zoll", "de")
    assert stem_of("tariffs") == "tariff"
