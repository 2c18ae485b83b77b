"""How well stories were told apart: B-cubed, and what a subscriber feels of a mistake."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple


class Score(NamedTuple):
    """Shares between 0 and 1; the first three are better high, the last two low."""

    precision: float
    """B-cubed (Bagga and Baldwin, 1998): an item's share of its story that belongs there."""
    recall: float
    """Its share of the true story found there."""
    f1: float
    repeated: float
    """Of the items that are not the first of their story, those that opened one: a second alert."""
    swallowed: float
    """Of the true stories, those whose first item was put into an open one: news nobody was told."""


def score(true: Sequence[str], given: Sequence[str]) -> Score:
    """Compare the stories ``given`` to items with the ``true`` ones, both in the items' order."""
    count = len(true)
    sizes, sizes_given = Counter(true), Counter(given)
    together = Counter(zip(true, given, strict=True))
    precision = sum(n * n / sizes_given[b] for (_, b), n in together.items()) / count
    recall = sum(n * n / sizes[a] for (a, _), n in together.items()) / count
    repeated = swallowed = 0
    begun: set[str] = set()
    opened: set[str] = set()
    for story, name in zip(true, given, strict=True):
        if story in begun:
            repeated += name not in opened
        else:
            swallowed += name in opened
        begun.add(story)
        opened.add(name)
    return Score(
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / (precision + recall),
        repeated=repeated / max(1, count - len(sizes)),
        swallowed=swallowed / max(1, len(sizes)),
    )
