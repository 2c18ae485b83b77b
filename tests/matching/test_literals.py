"""What an expression needs is in every text that it matches."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.literals import all_required_literals, required_literals
from bot.query.regex import complaint, find_all

PIECES = st.sampled_from(
    ["tariff", "China", "Zölle", "ab", "s", " ", ".", r"\b", r"\d", r"\w+", "[a-c]", r"\.", "^", "$", "关税"]
)  # fmt: skip
REPEATS = st.sampled_from(["", "", "?", "*", "+", "{2}", "{0,2}", "+?"])
PATTERNS = st.recursive(
    st.builds("".join, st.lists(PIECES, min_size=1, max_size=3)),
    lambda inner: st.one_of(
        st.builds(
            "{}({}){}{}".format, inner, inner, REPEATS, st.one_of(st.just(""), inner)
        ),
        st.builds("{}|{}".format, inner, inner),
        st.builds("(?:{}|{}){}".format, inner, inner, inner),
    ),
    max_leaves=6,
)  # fmt: skip
TEXTS = st.builds(
    "".join,
    st.lists(
        st.sampled_from(["tariff", "TARIFF", "china", "China", "Zölle", "zölle", "ab", "s", " ", "a", "5", ".", "关税"]),
        max_size=12,
    ),
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(PATTERNS, st.booleans(), TEXTS)
def test_what_is_needed_is_in_every_text_that_matches(
    pattern: str, ignore_case: bool, text: str
) -> None:
    """Else a rule would be silent where it holds."""
    if complaint(pattern, ignore_case=ignore_case) is None and find_all(
        pattern, text, ignore_case=ignore_case
    ):
        for literals in all_required_literals(pattern, ignore_case=ignore_case):
            assert any(literal in text.casefold() for literal in literals)


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("tariff(ed|ing)? steel", (("tariff",), (" steel",))),
        (r"(steel|aluminium)s? [0-9]+%", (("aluminium", "steel"),)),
        (r"(to|will) steel\b.*china", ((" steel",), ("china",))),
        ("(levy|duty (free|paid))+ goods", ((" goods",), ("duty ", "levy"))),
        ("zoll(er)?|us", ()),
        ("tariff*", (("tarif",),)),
        (r"\pL+tariff", ()),
    ],
)
def test_every_part_of_a_row_is_needed_and_one_of_alternatives(
    pattern: str, needed: tuple[tuple[str, ...], ...]
) -> None:
    """The longest come first: they are the rarest."""
    assert all_required_literals(pattern, ignore_case=True) == needed
    assert required_literals(pattern, ignore_case=True) == (needed[0] if needed else ())
