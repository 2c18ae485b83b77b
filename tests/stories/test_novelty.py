"""What is news in a story, and what only looks so."""

from collections.abc import Callable

import pytest

from bot.domain.item import Item
from bot.domain.story import Denied, FigureChanged
from bot.stories.novelty import novelties, told

Make = Callable[..., Item]


def _news(make: Make, before: str, now: str) -> list[object]:
    item = make(now, source="Desk")
    return list(novelties(item, told(item), [told(make(before))]))


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (
            "Brussels plans 25% duty on steel",
            "Brussels now plans 50% duty on steel",
            ("25%", "50%"),
        ),
        (
            "Chevron raises offer for Hess to $53 billion",
            "Chevron raises offer for Hess to $58 billion",
            ("$53 billion", "$58 billion"),
        ),
        (
            "Riksbank set to cut policy rate by 25 basis points",
            "Riksbank cuts policy rate by 50 basis points",
            ("25 basis points", "50 basis points"),
        ),
        ("欧盟拟对钢铁征收25%关税", "欧盟改为对钢铁征收50%关税", ("25%", "50%")),
    ],
)
def test_a_figure_of_the_same_thing_has_changed(
    make: Make, before: str, now: str, change: tuple[str, str]
) -> None:
    """Both are given as they were written."""
    assert _news(make, before, now) == [FigureChanged(before=change[0], after=change[1])]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("Brussels plans 25% duty on steel", "Brussels plans 25 percent duty on steel"),
        ("Chevron to pay $53 billion for Hess", "Chevron to pay $53.2 billion for Hess"),
        ("Oil rises 2% on supply worries", "Oil futures rise 3% on supply worries"),
        ("Nike shares fall 4% after forecast", "Nike shares fall 7% after forecast"),
        ("Brussels plans 25% duty on steel", "Brussels duty on steel would cost mills 3% of sales"),
        ("Duty on steel set for 1 June", "Duty on steel set for 15 June"),
        ("Storm kills 4 in Genoa", "Chevron to pay $53 billion for Hess"),
        ("Duty on steel: what is known", "Brussels plans 50% duty on steel"),
    ],
)
def test_an_unrelated_figure_is_no_news(make: Make, before: str, now: str) -> None:
    """Rounding, prices, dates, and figures of something else."""
    assert _news(make, before, now) == []


def test_a_figure_told_before_is_not_told_again(make: Make) -> None:
    """25%, 50%, then 25% again by a late report."""
    reports = [
        told(make(f"Brussels plans {rate} duty on steel imports")) for rate in ("25%", "50%")
    ]
    late = make("Brussels plans 25% duty on steel imports, officials say")
    assert novelties(late, told(late), reports) == ()


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Stellantis denies talks with Chery", "denies"),
        ("Glencore dismisses takeover report", "dismisses takeover report"),
        ("Kremlin says report of gas deal is false", ""),
        ("Rio Tinto says it is not in talks with Glencore", "not in talks"),
        ("外交部否认有关报道", "否认"),
        ("Thyssenkrupp dementiert Verkauf", "dementiert"),
    ],
)
def test_a_denial_is_known_by_its_words(make: Make, title: str, words: str) -> None:
    """And given with them."""
    expected = [Denied(source="Desk", words=words)] if words else []
    assert _news(make, "A report", title) == expected


@pytest.mark.parametrize(
    "title",
    [
        "Judge denies bail for founder",
        "Court denied motion to dismiss",
        "Visitors denied entry to embassy",
        "SEC denies request for delay",
    ],
)
def test_a_refusal_is_no_denial(make: Make, title: str) -> None:
    """Courts deny motions, not stories."""
    assert _news(make, "A report", title) == []


def test_a_second_denial_is_no_news(make: Make) -> None:
    """Once is enough."""
    title = "Stellantis denies talks with Chery"
    assert _news(make, title, title) == []
