"""What is said of a query before it is saved."""

from datetime import date

import pytest

from bot.actions.preview import Preview
from bot.chat.drafts import fired, rounded
from bot.messages.words import LANGUAGES, words


def shown(stories: int, *, estimated: bool) -> Preview:
    """Give what a query would have done in a week."""
    return Preview(
        stories=stories,
        estimated=estimated,
        items=stories,
        judged=100_000,
        days=7.0,
        by_day=((date(2026, 3, 4), stories),),
        last=(),
    )


@pytest.mark.parametrize(
    ("lang", "about"), [("en", "about 31,000 times"), ("de", "etwa 31.000-mal"),
                        ("es", "unas 31.000 veces"), ("zh", "约 31,000 次")],
)  # fmt: skip
def test_an_estimate_is_called_one_in_every_language(lang: str, about: str) -> None:
    """In round figures, with the reason; an exact count stands as it is."""
    say = words(lang)
    told = fired(say, shown(31_234, estimated=True))
    assert about in told
    assert told.endswith(say("drafts.some"))
    exact = fired(say, shown(31_234, estimated=False))
    assert about not in exact
    assert say("drafts.some") not in exact


@pytest.mark.parametrize("lang", LANGUAGES)
def test_never_is_not_said_where_not_all_was_looked_at(lang: str) -> None:
    """Nothing among some is not nothing."""
    say = words(lang)
    assert fired(say, shown(0, estimated=True)) != fired(say, shown(0, estimated=False))
    assert say("drafts.some") in fired(say, shown(0, estimated=True))


def test_two_digits_of_an_estimate_are_told() -> None:
    """The others would promise what it does not know."""
    assert [rounded(count) for count in (1, 42, 347, 31_234)] == [1, 42, 350, 31_000]
