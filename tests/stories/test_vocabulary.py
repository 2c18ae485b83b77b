"""The window's words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.query.words import words
from bot.stories.frequencies import Frequencies
from bot.stories.stems import stems
from bot.stories.vocabulary import COMMON, Vocabulary


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


@given(
    st.lists(
        st.builds(
            "{}{}{}".format,
            st.sampled_from(["", '"', "“", "(", "["]),
            st.sampled_from(["Tariffs", "tariff", "US", "us", "Usa", "A", "U.S.", "25%", "don't", "Q3", "AT&T", "é", "关税"]),
            st.sampled_from(["", ".", ",", "!?", ".”", ")", "'s", ":"]),
        ),
        max_size=8,
    )
)  # fmt: skip
def test_a_word_is_read_the_same_whatever_stands_around_it(chunks: list[str]) -> None:
    """The short way for plain words gives what cutting the text gives."""
    vocabulary = Vocabulary(Frequencies())
    cut = [stem for chunk in chunks for stem in stems(words(chunk))]
    rare = [stem for stem in cut if Frequencies().weight(stem) > COMMON]
    assert [term.stem for term in vocabulary.read(" ".join(chunks), "en")] == list(
        dict.fromkeys(rare)
    )


def test_words_that_left_with_their_reports_are_forgotten_once_they_are_many() -> None:
    """A word met again before is the same one: reports are compared by it."""
    vocabulary = Vocabulary(Frequencies())
    (kept,) = vocabulary.read("gallium", "en")
    vocabulary.keep([kept], 0, opens=True)
    (gone,) = vocabulary.read("germanium", "en")
    vocabulary.tidy()
    assert list(vocabulary.read("germanium", "en")) == [gone]
    vocabulary.read(" ".join(f"w{number}" for number in range(20_000)), "en")
    vocabulary.tidy()
    assert list(vocabulary.read("gallium germanium", "en")) != [kept, gone]
    assert kept in vocabulary.read("gallium", "en")
