"""The shipped table, and tables that are none."""

import gzip

import numpy as np
import pytest

from bot.domain.errors import TapewatchError
from bot.stories.frequencies import NUMBER, PAIR, UNKNOWN, Frequencies


def test_common_words_are_light_and_names_heavy(frequencies: Frequencies) -> None:
    """The weight is what sharing the word says."""
    weights = [frequencies.weight(stem) for stem in ("the", "market", "tariff", "gallium")]
    assert weights == sorted(weights)
    assert weights[0] < 1
    assert weights[-1] > 8


@pytest.mark.parametrize(
    ("stem", "weight"),
    [
        ("zzyzxium", UNKNOWN),
        ("4821", NUMBER),
        ("4.5bn", NUMBER),
        ("$7.5bn", NUMBER),
        ("稀土", PAIR),
    ],
)
def test_what_the_table_does_not_hold(frequencies: Frequencies, stem: str, weight: float) -> None:
    """Names are rare, numbers and pairs of letters are not."""
    assert frequencies.weight(stem) == weight


def test_an_abbreviation_is_at_least_as_known_as_its_word(frequencies: Frequencies) -> None:
    """IT in a headline of capitals is the pronoun."""
    assert frequencies.weight("IT") == frequencies.weight("it")


def test_words_of_one_meaning_lie_near(frequencies: Frequencies) -> None:
    """Nearer than words of another field."""
    lawsuit, suit, copper = (frequencies.meaning([stem]) for stem in ("lawsuit", "sue", "copper"))
    assert lawsuit @ suit > 0.4 > lawsuit @ copper


def test_unknown_words_mean_nothing(frequencies: Frequencies) -> None:
    """Zeros, which are like nothing."""
    assert not np.any(frequencies.meaning(["zzyzxium"]))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no gzip",
        gzip.compress(b"\xff\xfe"),
        gzip.compress(b"tariff"),
        gzip.compress(b"tariff\theavy"),
        gzip.compress(b"tariff\t7.0\tno base64!"),
        gzip.compress(b"tariff\t7.0\tAAAA\nduty\t7.0\tAAAAAAAA"),
    ],
    ids=["empty", "no gzip", "no text", "no weight", "no number", "no meaning", "two sizes"],
)
def test_a_broken_table_is_refused(data: bytes) -> None:
    """The message says what to do."""
    with pytest.raises(TapewatchError, match="make frequencies"):
        Frequencies.from_bytes(data)


def test_a_table_without_meanings_will_do() -> None:
    """Weights alone."""
    table = Frequencies.from_bytes(gzip.compress(b"# made by hand\nduty\t6.5\n"))
    assert table.weight("duty") == 6.5
    assert not np.any(table.meaning(["duty"]))
