"""Expressions are RE2's: found in raw text, by characters, and never allowed to grow."""

import pytest

from bot.query.regex import complaint, find_all


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"\d+ ?%", "from 10% to 25 %", ["10%", "25 %"]),
        ("关税", "加征关税", ["关税"]),
        ("TARIFF", "tariff 关 Tariff", ["tariff", "Tariff"]),
        ("b", "\ud800ab", ["b"]),
        ("x", "", []),
    ],
)
def test_matches_are_places_in_characters(pattern: str, text: str, found: list[str]) -> None:
    spans = find_all(pattern, text, ignore_case=True)
    assert [text[start:end] for start, end in spans] == found


def test_case_counts_unless_it_is_said_not_to() -> None:
    assert find_all("US", "us US", ignore_case=False) == [(3, 5)]


@pytest.mark.parametrize(
    "pattern", ["[", "(?=a)", r"(a)\1", "a{500}{500}", "x?", "\ud800", "a" * 2000]
)
def test_what_cannot_be_used_is_said(pattern: str) -> None:
    assert complaint(pattern, ignore_case=False)


def test_what_can_be_used_is_not_complained_of() -> None:
    assert not complaint(r"\bUSTR\b.{0,40}duties", ignore_case=True)
