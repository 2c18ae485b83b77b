"""A table's rows are those a dictionary would give."""

from hypothesis import given
from hypothesis import strategies as st

from bot.stories.rows import Rows

words = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]))


@given(st.lists(words), words)
def test_rows_are_those_of_a_dictionary(told: list[str], other: str) -> None:
    """Repeated words keep their first place; what was never told has none."""
    expected = {word: row for row, word in enumerate(dict.fromkeys(told))}
    rows = Rows(told)
    assert len(rows) == len(expected)
    assert list(rows) == list(expected)
    assert dict(rows) == expected
    assert rows.get(other) == expected.get(other)
    assert (other in rows) == (other in expected)
