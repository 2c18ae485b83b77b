"""The script of the demo says what is published and what must come of it."""

import pytest

from bot.demo.newsroom.script import Format, Trouble, Validators, read_script, sample_script
from bot.domain.errors import ConfigurationError
from bot.domain.feed import Tier


def test_the_sample_is_as_varied_as_the_demo_promises() -> None:
    """A few dozen feeds of every kind, a backlog in each, many stories, and as much noise."""
    script = sample_script()
    outlets = script.outlets.values()
    assert 24 <= len(outlets) <= 36
    assert {outlet.tier for outlet in outlets} == set(Tier)
    assert {outlet.format for outlet in outlets} == set(Format)
    assert {outlet.validators for outlet in outlets} == set(Validators)
    assert {outlet.trouble for outlet in outlets} == set(Trouble)
    assert {piece.outlet for piece in script.backlog} == set(script.outlets)
    assert len(script.stories) >= 15
    assert sum(len(pieces) > 1 for pieces in script.stories.values()) >= 12
    assert sum(bool(piece.silent) for piece in script.timeline) >= 20
    assert len(script.backlog) + len(script.timeline) >= 100


def test_no_piece_of_a_story_is_on_a_feed_in_trouble() -> None:
    """Whether such a feed is read must not decide whether the demo is complete."""
    script = sample_script()
    for pieces in script.stories.values():
        assert all(script.outlets[piece.outlet].trouble is Trouble.NONE for piece in pieces)


def test_every_fault_of_a_script_is_named() -> None:
    """All at once, by the title that has it."""
    with pytest.raises(ConfigurationError) as refused:
        read_script(
            """
            outlets: [{id: a, publisher: A, tier: press, format: rss}]
            backlog: [{outlet: b, title: Lost, summary: ""}]
            timeline:
              - {outlet: a, title: Undecided, summary: ""}
              - {outlet: a, title: Torn, summary: "", story: s, silent: noise}
            """
        )
    assert [str(problem) for problem in refused.value.problems] == [
        "there is no outlet 'b' for 'Lost'",
        "give 'Undecided' either a story or why it is silent",
        "give 'Torn' either a story or why it is silent",
    ]
