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


def test_ascii_letters_match_two_signs_beyond_ascii_and_no_others() -> None:
    """What a database is asked for to find all that an expression can match."""
    beyond = "".join(map(chr, (*range(0x80, 0xD800), *range(0xE000, 0x110000))))
    matched = {
        (letter, beyond[start:end])
        for letter in "abcdefghijklmnopqrstuvwxyz"
        for start, end in find_all(letter, beyond, ignore_case=True)
    }
    assert matched == {("s", "\u017f"), ("k", "\u212a")}


def test_case_counts_unless_it_is_said_not_to() -> None:
    assert find_all("US", "us US", ignore_case=False) == [(3, 5)]


@pytest.mark.parametrize(
    "pattern", ["[", "(?=a)", r"(a)\1", "a{500}{500}", "x?", "\ud800", "a" * 2000]
)
def test_what_cannot_be_used_is_said(pattern: str) -> None:
    assert complaint(pattern, ignore_case=False)


def test_what_can_be_used_is_not_complained_of() -> None:
    assert not complaint(r"\bUSTR\b.{0,40}duties", ignore_case=True)
