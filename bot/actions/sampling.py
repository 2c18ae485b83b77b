"""Which of many items to judge where judging all would keep a person waiting. Pure, and the same every time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.story import StoryId
from bot.pipeline.ports import Trace

BUDGET = 800
"""Items judged for a preview, so that an answer takes less than 300 ms: one costs up to 0.3 ms."""
_NEWEST = 200
"""Of them the newest, from which what is shown is taken."""
_OF_A_STORY = 20
"""Items judged of a story that is one of many; a story is held to be met if these are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Items to judge in place of all."""

    traces: tuple[Trace, ...]
    """The newest first."""
    each: Mapping[StoryId, int]
    """For how many stories each of theirs stands: one, of the newest."""


def sample(traces: Sequence[Trace]) -> Sample:
    """Choose from ``traces`` (the newest first) the newest, and of the rest stories spread evenly over time.

    Whole stories are chosen, as those are counted: every so many-th by its newest item.
    """
    stories: dict[StoryId, list[Trace]] = {}
    for trace in traces:
        stories.setdefault(trace.story_id, []).append(trace)
    names = list(stories)
    newest = len({trace.story_id for trace in traces[:_NEWEST]})
    rest = sum(min(len(stories[name]), _OF_A_STORY) for name in names[newest:])
    step = max(1, -(-rest // (BUDGET - _NEWEST)))
    each = dict.fromkeys(names[:newest], 1)
    each |= dict.fromkeys(names[newest + step // 2 :: step], step)
    chosen = [trace for name in each for trace in stories[name][:_OF_A_STORY]]
    return Sample(traces=tuple(sorted(chosen, reverse=True)), each=each)
