"""Inflections share a stem; words that only look alike do not."""

import pytest

from bot.query.fold import fold
from bot.query.stems import DEFAULT, stem, stemming_language


@pytest.mark.parametrize(
    "family",
    [
        "tariff tariffs",
        "embargo embargoes embargoed",
        "sanction sanctions sanctioned sanctioning",
        "duty duties",
        "levy levies levied",
        "sell sells selling sold",
        "meet meets met meeting",
        "strike strikes struck striking",
        "withdraw withdrew withdrawn",
        "retaliate retaliates retaliation retaliated",
        "negotiate negotiation negotiations",
        "mineral minerals",
        "defense defence",
        "aluminum aluminium",
        "crisis crises",
        "gas gases",
        "nationalise nationalization",
        "customer customers",
        "rating ratings",
    ],
)
def test_a_family_of_words_shares_one_stem(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize(
    "strangers",
    [
        "import important",
        "mineral miner",
        "customs customer custom",
        "boe boeing",
        "unit united",
        "rate rating",
        "engine engineer",
        "accord according",
        "emerging emergency",
        "levy levi",
        "depart department",
        "policy police",
        "new news",
        "sell seller",
        "house housing",
        "interest interesting",
        "critic critical",
        "lead led",
        "contain container",
        "nation national",
        "memory memorial",
        "business busy",
        "severe several",
        "aid aide",
        "premier premiere",
        "contract contraction",
        "nation national nationalize",
        "liberal liberation",
    ],
)
def test_words_that_only_look_alike_are_kept_apart(strangers: str) -> None:
    words = strangers.split()
    assert len({stem(word) for word in words}) == len(words)


@pytest.mark.parametrize(
    ("lang", "one", "other"),
    [
        ("de", "Zoll", "Zölle"),
        ("de", "Strafzoll", "Strafzölle"),
        ("fr", "tarif", "tarifs"),
        ("es", "arancel", "aranceles"),
        ("pt", "tarifa", "tarifas"),
        ("it", "dazio", "dazi"),
        ("ru", "пошлина", "пошлины"),
        ("uk", "санкция", "санкции"),
        ("ar", "الرسوم", "رسوم"),
        ("tr", "ihracat", "ihracatlar"),
    ],
)
def test_each_language_has_its_own_stemmer(lang: str, one: str, other: str) -> None:
    language = stemming_language(lang)
    assert stem(fold(one), language) == stem(fold(other), language)


def test_words_in_another_script_than_the_items_are_stemmed_by_their_script() -> None:
    assert stem("пошлины", stemming_language("de")) == stem("пошлина", stemming_language("zh"))
    assert stem("tariffs", stemming_language("ru")) == "tariff"
    assert stem("пошлины", stemming_language("sr")) != "пошлины"


@pytest.mark.parametrize("word", ["US", "25", "4.5bn", "关", "s&p", "$5m", "ʒa"])
def test_figures_abbreviations_and_letters_alone_are_their_own_stems(word: str) -> None:
    assert stem(word) == word


def test_the_plural_of_a_code_is_the_code() -> None:
    assert stem("f35s") == "f35"
    assert stem("1990s") == "1990s"


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en-US", "en"),
        ("DE", "de"),
        ("pt_BR", "pt"),
        ("zh-Hans", DEFAULT),
        ("", DEFAULT),
        ("x", DEFAULT),
    ],
)
def test_languages_without_a_stemmer_of_their_own_are_of_the_default(
    tag: str, language: str
) -> None:
    assert stemming_language(tag) == language
