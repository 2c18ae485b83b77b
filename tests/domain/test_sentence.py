"""What the core says: a key and values, in English for logs and terminals."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.errors import RefusedError
from bot.domain.sentence import Value, said, verbatim


def test_a_sentence_is_written_in_english_with_its_values() -> None:
    """A list is written as one, a thousand with its comma."""
    assert str(said("never.languages", languages=("de", "en", "zh"))).endswith("de, en, and zh")
    assert "20,000 characters" in str(said("query.too_long", most=20_000, length=30_000))


def test_a_sentence_that_counts_has_a_form_for_one() -> None:
    """By its value ``count``."""
    assert str(said("near.sources", count=1)) == "1 source so far"
    assert str(said("near.sources", count=2)) == "2 sources so far"


def test_a_sentence_stands_in_another() -> None:
    """As a query's fault does in the name of that query."""
    assert str(said("query.in_named", name="x", fault=said("query.empty"))).startswith("in @x: the")


@pytest.mark.parametrize(
    ("value", "written"),
    [(date(2026, 3, 4), "4 March"), (datetime(2026, 3, 4, 9, 5, tzinfo=UTC), "4 Mar 09:05 UTC")],
)
def test_days_and_moments_are_written_for_a_log(value: Value, written: str) -> None:
    """Moments in UTC."""
    assert str(said("verbatim", text=value)) == written


def test_what_somebody_wrote_stays_as_it_is() -> None:
    """Also where it looks like a place for a value."""
    assert str(verbatim("{count} & <b>")) == "{count} & <b>"


def test_a_refusal_is_said_in_english_and_keeps_its_sentence() -> None:
    """For the log, and for its reader's language."""
    error = RefusedError("refused.budget", most=500)
    assert "from 1 to 500" in str(error)
    assert error.said == said("refused.budget", most=500)
