"""Sixty pairs that look alike and are two stories, sixty that look different and are one.

Every second report of a pair meets the first reports of all pairs, as it would on a tape.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.domain.item import Item
from bot.domain.story import story_id
from bot.stories.frequencies import Frequencies
from bot.stories.index import StoryIndex
from bot.tickers.tagger import Tagger

CASES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.fixture(scope="module")
def window(frequencies: Frequencies, tagger: Tagger, make: Callable[..., Item]) -> StoryIndex:
    """All first reports, each the first of its story."""
    index = StoryIndex(frequencies)
    for number, case in enumerate(CASES):
        first = make(**case["first"], id=f"first {number}")
        index.restore(first, tagger.tag(first), story_id(first.id))
    return index


def test_there_are_sixty_of_either_kind() -> None:
    """The collection is as large as it says."""
    same = sum(case["same"] for case in CASES)
    assert same >= 60
    assert len(CASES) - same >= 60


@pytest.mark.parametrize(
    ("number", "case"),
    list(enumerate(CASES)),
    ids=[case["what"].replace(" ", "-") for case in CASES],
)
def test_a_pair_is_told_apart_or_joined(
    window: StoryIndex,
    tagger: Tagger,
    make: Callable[..., Item],
    number: int,
    case: dict[str, Any],
) -> None:
    """Reports of one event join however they are worded; those of two do not however alike."""
    second = make(**case["second"], hours=case["hours"])
    placement = window.place(second, tagger.tag(second))
    if case["same"]:
        assert placement.story_id == f"first {number}", placement.why
    else:
        assert placement.new, placement.why
