"""The countries a report names."""

import pytest

from bot.query.words import words
from bot.stories.countries import countries
from bot.stories.stems import stem_of


def _named(text: str) -> frozenset[str]:
    return countries(map(stem_of, words(text)))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Turkish court sides with Brussels", {"TR", "EU"}),
        ("U.S. and China's tariffs", {"US", "CN"}),
        ("Dutch seize chipmaker from Chinese owner", {"NL", "CN"}),
        ("tell us more", set()),
        ("copper falls", set()),
    ],
)
def test_a_country_is_known_by_its_name_its_people_and_its_capital(
    text: str, named: set[str]
) -> None:
    """*us* is no country."""
    assert _named(text) == named
