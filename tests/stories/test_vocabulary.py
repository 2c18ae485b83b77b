"""The window's words."""

import pytest

from bot.stories.frequencies import Frequencies
from bot.stories.vocabulary import Vocabulary


@pytest.fixture
def vocabulary() -> Vocabulary:
    """Knows one word to be rare."""
    return Vocabulary(Frequencies({"tariff": 7.0, "the": 0.5}))


def test_a_word_many_stories_open_with_loses_weight(vocabulary: Vocabulary) -> None:
    """Where only tariffs are watched the word tells nothing."""
    (term,) = vocabulary.read("tariff", "en")
    before = vocabulary.level - term.level
    for number in range(500):
        vocabulary.keep([term], number, opens=True)
    assert vocabulary.level - term.level < before / 5


def test_reports_that_join_make_no_word_common(vocabulary: Vocabulary) -> None:
    """Else a large story would dissolve its own words."""
    (term,) = vocabulary.read("tariff", "en")
    vocabulary.keep([term], 0, opens=True)
    before = vocabulary.level - term.level
    for number in range(1, 500):
        vocabulary.keep([term], number, opens=False)
    assert vocabulary.level - term.level == before


def test_dropping_undoes_keeping(vocabulary: Vocabulary) -> None:
    """In any order, to nothing."""
    (term,) = vocabulary.read("tariff", "en")
    empty = (vocabulary.level, term.level)
    for number in (0, 1, 2):
        vocabulary.keep([term], number, opens=number == 1)
    for number in (1, 2, 0):
        vocabulary.drop([term], number, opens=number == 1)
    assert (vocabulary.level, term.level) == pytest.approx(empty)
    assert len(vocabulary) == 0


def test_common_words_are_left_out(vocabulary: Vocabulary) -> None:
    """They find no candidates."""
    assert not vocabulary.read("the", "en")
