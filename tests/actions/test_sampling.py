"""Which of many items a preview judges."""

from collections import Counter
from datetime import date, timedelta

from bot.actions.sampling import BUDGET, sample
from bot.domain.feed import FeedId
from bot.domain.story import StoryId
from bot.pipeline.ports import Trace

DAYS = 5


def traces(count: int, of_a_story: int = 1) -> list[Trace]:
    """Give so many, the newest first, spread evenly over some days."""
    return [
        Trace(
            number,
            StoryId(f"s{number // of_a_story}"),
            FeedId("press"),
            date(2026, 3, 1) + timedelta(days=number * DAYS // count),
        )
        for number in reversed(range(count))
    ]


def test_the_newest_are_among_them_and_all_fit_the_budget() -> None:
    """The newest come first and stand for themselves."""
    given = traces(40_000)
    chosen = sample(given)
    assert list(chosen.traces[:200]) == given[:200]
    assert {chosen.each[trace.story_id] for trace in given[:200]} == {1}
    assert BUDGET * 0.9 < len(chosen.traces) <= BUDGET


def test_the_others_are_spread_evenly_over_the_days() -> None:
    """So what they stand for is about what each day has."""
    chosen = sample(traces(40_000))
    stands_for = Counter[date]()
    for trace in chosen.traces:
        stands_for[trace.day] += chosen.each[trace.story_id]
    assert len(stands_for) == DAYS
    assert all(abs(count - 40_000 / DAYS) < 100 for count in stands_for.values())


def test_stories_are_chosen_whole() -> None:
    """An item of a story says nothing of whether the story was counted already."""
    chosen = sample(traces(40_000, of_a_story=4))
    counted = Counter(trace.story_id for trace in chosen.traces)
    assert set(counted.values()) == {4}
    assert abs(sum(chosen.each.values()) - 10_000) < 100


def test_of_a_story_of_thousands_the_newest_are_judged() -> None:
    """It does not eat up the budget of all the others."""
    chosen = sample(traces(40_000, of_a_story=5_000))
    assert len(chosen.traces) == 20 * len(chosen.each) == 20 * 8
