"""The weights of the clues, fitted to labelled tapes: a logistic regression on pairs of reports.

Each item is compared with the earlier reports the index finds for it, all before it in the stories
people gave them; the comparisons of an item count as one, and so does each tape.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from bot.domain.item import Item, ItemId
from bot.domain.sentence import verbatim
from bot.domain.story import Placement, StoryId, story_id
from bot.domain.ticker import TickerTag
from bot.stories.frequencies import Frequencies
from bot.stories.index import StoryIndex
from bot.stories.likeness import Clues

Tape = tuple[Sequence[Item], Sequence[tuple[TickerTag, ...]], Sequence[str]]
Array = npt.NDArray[np.float64]

_RIDGE = 3.0
"""Draws weights towards 0, per standard deviation of a clue; tapes of a few thousand pairs need it."""
_STEPS = 50
_EACH = 1e4


def fitted(tapes: Iterable[Tape], frequencies: Frequencies) -> str:
    """Give the weights as ``bot.stories.likeness`` writes them."""
    seen, same, counts = (
        np.concatenate(parts)
        for parts in zip(*(_pairs(t, frequencies) for t in tapes), strict=True)
    )
    spread = seen.std(axis=0)
    spread[spread == 0] = 1.0
    centre = seen.mean(axis=0)
    weights, bias = _regress((seen - centre) / spread, same, counts)
    weights = weights / spread
    bias -= float(weights @ centre)
    lines = [
        f"    {name}={weight:.1f}," for name, weight in zip(Clues._fields, weights, strict=True)
    ]
    return "\n".join(["WEIGHTS = Clues(", *lines, ")", f"BIAS = {bias:.2f}"])


def _pairs(tape: Tape, frequencies: Frequencies) -> tuple[Array, Array, Array]:
    """Give the clues of each pair, whether both tell one event, and how much the pair counts."""
    index = StoryIndex(frequencies)
    opened: dict[str, StoryId] = {}
    true: dict[ItemId, str] = {}
    clues, same, counts = [], [], []
    for item, tags, story in zip(*tape, strict=True):
        near = index.neighbours(item, tags)
        clues += [one.clues for one in near]
        same += [true[one.item.id] == story for one in near]
        counts += [1 / max(1, len(near))] * len(near)
        own = opened.setdefault(story, story_id(item.id))
        placement = Placement(story_id=own, new=own == story_id(item.id), why=verbatim("labelled"))
        index.add(item, tags, placement)
        true[item.id] = story
    count = np.array(counts, float)
    return np.array(clues, float), np.array(same, float), count * (_EACH / count.sum())


def _regress(clues: Array, same: Array, counts: Array) -> tuple[Array, float]:
    """Newton's method on the penalised likelihood."""
    design = np.column_stack([clues, np.ones(len(clues))])
    ridge = np.full(design.shape[1], _RIDGE)
    ridge[-1] = 0.0
    weights = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-(design @ weights)))
        gradient = design.T @ (counts * (same - likely)) - ridge * weights
        curvature = (design.T * (counts * likely * (1 - likely))) @ design + np.diag(ridge)
        step = np.linalg.solve(curvature, gradient)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return weights[:-1], float(weights[-1])
