"""Words with their places, and how a text is set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickers.words import Casing, Words, fold, phrase


def test_words_are_folded_and_possessives_kept_apart() -> None:
    """Case, accents and apostrophes go; "Target's" is also target."""
    words = Words("Nestlé & Target’s deal")
    assert words.norm == ["nestle", "and", "targets", "deal"]
    assert words.bare == ["nestle", "and", "target", "deal"]


def test_marks_are_words_and_hyphens_only_part() -> None:
    """What may part two companies is seen; a hyphen inside a word is not."""
    assert Words("Coca-Cola, AT&T (T). Then - stop").norm == [
        "coca", "cola", ",", "at", "and", "t", "(", "t", ")", "then", "-", "stop",
    ]  # fmt: skip


@given(st.text(max_size=40), st.integers(min_value=0, max_value=40))
def test_spans_are_the_words(text: str, end: int) -> None:
    """Each word stands where it says, before the end that was asked for."""
    words = Words(text, min(end, len(text)))
    for at, raw in enumerate(words.raw):
        start, stop = words.span(at)
        assert words.text[start:stop] == raw
        assert stop <= end


@pytest.mark.parametrize(
    ("text", "casing"),
    [
        ("Shares rise after the bank lifts its outlook", Casing.SENTENCE),
        ("Shares Rise After The Bank Lifts Its Outlook", Casing.HEADLINE),
        ("SHARES RISE AFTER BANK LIFTS OUTLOOK", Casing.CAPITALS),
        ("Up", Casing.HEADLINE),
    ],
)
def test_casing(text: str, casing: Casing) -> None:
    """The longer words tell how a text is set."""
    assert Words(text).casing is casing


@pytest.mark.parametrize(
    ("text", "folded"), [("McDonald's", "mcdonalds"), ("Ørsted", "orsted"), ("H&M", "h and m")]
)
def test_phrases(text: str, folded: str) -> None:
    """A name is looked up folded, its words parted by one blank."""
    assert phrase(text) == folded


def test_folding_a_mark_gives_it_back() -> None:
    """Marks stay as they are."""
    assert fold(",") == ","
