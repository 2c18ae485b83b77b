"""A query that will disappoint is warned of, one that will not is not."""

import pytest

from bot.query.advice import advise
from bot.query.contradiction import contradiction
from bot.query.parser import parse
from bot.query.share import share

FREQUENCIES = {
    "the": 0.8, "tariff": 0.02, "china": 0.05, "rare": 0.01, "earth": 0.01, "rare earth": 0.005,
    "contract": 0.04, "congress": 0.03, "steel": 0.01, "sanction": 0.01, "us": 0.2, "US": 0.15,
    "talk": 0.03, "trade": 0.03,
}  # fmt: skip


def _messages(query: str) -> list[str]:
    return [advice.message for advice in advise(parse(query), FREQUENCIES)]


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("tariff -tariffs", "tariffs must occur and must not"),
        ('"rare earth" -rare', "rare must occur and must not"),
        ("title:tariff -tariff", "tariff must occur and must not"),
        ("tariff -(steel OR tariff)", "tariff must occur and must not"),
        ("(a b OR a c) -a", "a must occur and must not"),
        ("tariff NEAR/3 steel -steel", "steel must occur and must not"),
        ("tariff -tari*", "tari* must occur and must not"),
        ("pct>5 -pct>5", "pct>5 must occur and must not"),
        ("a (b -b)", "b must occur and must not"),
        ("(a -a) OR (b -b)", "a must occur and must not"),
        ("2 of (a -a, b -b, c)", "too few of the list can hold"),
        ("lang:en lang:zh", "one language, not en and zh"),
        ("sources<1", "no number of sources"),
        ("sources>=3 sources<2", "no number of sources"),
        ("tier<1", "no tier"),
        ("age>2h age<1h", "no age"),
        ("official:yes official:no", "a story is official or it is not"),
        ("watchlist:empty", "the watchlist is empty"),
    ],
)
def test_what_can_never_match_is_said_to(query: str, why: str) -> None:
    assert why in str(contradiction(parse(query)))
    assert _messages(query)[0].startswith("this can never match")


@pytest.mark.parametrize(
    "query",
    [
        "tariff -steel",
        "tariff -title:tariff",
        '"rare earth" -earthquake',
        '-"rare earth" rare earth',
        "(a OR b) -a",
        "sources>=2 sources<5 age<2h tier<=2",
        "=CAT -cat",
        "lang:zh lang:hant",
        "pct>=50 pct<20",
        "-tariff*",
    ],
)
def test_what_can_match_is_not_said_to_never_match(query: str) -> None:
    assert not contradiction(parse(query))


def test_a_part_that_can_never_match_is_named() -> None:
    assert _messages("tariff (steel OR (x -x))") == [
        "the part x -x can never match: x must occur and must not"
    ]


@pytest.mark.parametrize("query", ["the", "-tariff", "a OR -b", "the OR china", "age<2h"])
def test_what_matches_nearly_everything_is_said_to(query: str) -> None:
    assert any("of all items" in message for message in _messages(query))


@pytest.mark.parametrize(
    "query", ["tariff", "the tariff", '"the tariff"', "$LMT", "/x/ pct>5", "lang:zh china"]
)
def test_what_matches_little_is_not_said_to_match_much(query: str) -> None:
    assert not any("of all items" in message for message in _messages(query))


def test_a_broad_prefix_is_said_with_its_share() -> None:
    assert _messages("con* steel") == [
        "con* begins words in about 7% of all items; write more of it"
    ]


@pytest.mark.parametrize(
    ("query", "phrase"),
    [
        ("rare earth", '"rare earth"'),
        ("china Rare earth", '"rare earth"'),
        ("export controls china", '"export controls"'),
        ("white house", '"white house"'),
    ],
)
def test_words_that_look_like_a_phrase_are_offered_as_one(query: str, phrase: str) -> None:
    assert [advice.suggestion for advice in advise(parse(query), FREQUENCIES)] == [phrase]


@pytest.mark.parametrize(
    "query", ['"rare earth"', "tariff china", "rare OR earth", "rare title:earth"]
)
def test_words_that_do_not_are_not(query: str) -> None:
    assert _messages(query) == []


def test_small_letters_that_mean_an_abbreviation_are_asked_about() -> None:
    (advice,) = advise(parse("steel us"), FREQUENCIES)
    assert advice.suggestion == "US"
    assert "steel us"[slice(*advice.span)] == "us"
    assert _messages("steel US") == []


def test_a_word_that_nobody_writes_is_taken_for_a_misspelling() -> None:
    assert _messages("sanctons") == [
        "no item of late has sanctons; did you mean a word like sanction?"
    ]
    assert _messages("zirconium") == []
    assert advise(parse("sanctons"), {}) == []


def test_near_without_a_number_is_asked_about() -> None:
    (advice,) = advise(parse("ship near strait"), FREQUENCIES)
    assert advice.suggestion == "NEAR/8"


def test_the_share_of_items_is_estimated_from_the_words() -> None:
    assert share(parse("tariff"), FREQUENCIES) == pytest.approx(0.02)
    assert share(parse("tariff china"), FREQUENCIES) == pytest.approx(0.001)
    assert share(parse("tariff OR china"), FREQUENCIES) == pytest.approx(0.069)
    assert share(parse("2 of (tariff, china, steel)"), FREQUENCIES) == pytest.approx(
        0.02 * 0.05 * 0.99 + 0.02 * 0.95 * 0.01 + 0.98 * 0.05 * 0.01 + 0.02 * 0.05 * 0.01
    )
    assert share(parse("tariff NEAR/3 china"), FREQUENCIES) < 0.02
    assert share(parse("watchlist:empty"), FREQUENCIES) == 0
    assert 0 < share(parse("@x watchlist:mine basket:y"), FREQUENCIES) < 0.01
