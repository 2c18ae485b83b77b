"""Titles without what is not theirs."""

import pytest

from bot.stories.titles import bare, days, normal, undated


@pytest.mark.parametrize(
    ("title", "source"),
    [
        ("Copper falls as Codelco restarts - BOV News", ""),
        ("Copper falls as Codelco restarts | Reuters", ""),
        ("Copper falls as Codelco restarts — Metal Insights", "Metal Insights"),
        ("UPDATE 3-Copper falls as Codelco restarts", ""),
        ("Exclusive: Copper falls as Codelco restarts", ""),
        ("Copper falls as Codelco restarts - metalinsights.com", "MetalInsights"),
        ("Copper falls as Codelco restarts...", ""),
    ],
)
def test_publisher_and_label_are_cut(title: str, source: str) -> None:
    """What remains is the headline."""
    assert bare(title, source) == "Copper falls as Codelco restarts"


@pytest.mark.parametrize(
    "title",
    [
        "Fed holds rates - Powell sees two cuts this year",
        "Gold - a primer",
        "Analysis of copper supply",
        "Codelco | Anglo",
    ],
)
def test_a_headline_is_not_cut(title: str) -> None:
    """A dash alone is no publisher."""
    assert bare(title) == title


def test_typography_makes_no_difference() -> None:
    """Quotes, dashes, width and case."""
    assert normal("Boeing’s ‘777X’ – late…") == normal("BOEING'S '777X' - late")
    assert normal("Fed cuts by 0.25%") == "fed cuts by 0.25%"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Watchlist for Wednesday December 3 2025", "Watchlist for Thursday December 4 2025"),
        ("Crypto corner podcast #495", "Crypto corner podcast #496"),
        ("早报 12月3日", "早报 12月4日"),
    ],
)
def test_editions_of_a_column_are_one_without_their_dates(one: str, other: str) -> None:
    """Dates and issue numbers change, the column does not."""
    assert undated(normal(one)) == undated(normal(other))


def test_figures_are_no_dates() -> None:
    """A changed figure is news, not another edition."""
    assert undated(normal("EU plans 25% tariff")) != undated(normal("EU plans 50% tariff"))


def test_days_are_named() -> None:
    """Weekdays and dates, in any length."""
    assert days(normal("Stocks fall Thursday, Dec. 4")) == {"thu", "dec 4"}
    assert days(normal("May sees sun in Monterey")) == frozenset()
