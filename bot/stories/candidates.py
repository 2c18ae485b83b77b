"""Which earlier reports a new one is compared with: those that share most of its weightiest words."""

from collections.abc import Callable, Mapping, Sequence

from bot.stories.vocabulary import Term

_CANDIDATES = 12
_LOOKED_UP = 20
"""Words of an item that candidates are looked up by, the weightiest first."""
_NEWEST = 100
"""Reports looked at under one word: what more of them share says little."""
_LOOKED_AT = 250
"""Reports looked at in all; the words left over only rank those found by then."""
_LEAST = 0.2
"""What shares less than this part of what the first candidate shares is none."""


def candidates(
    weights: Mapping[Term, float],
    marks: Sequence[Term],
    current: Callable[[int], bool] | None,
) -> list[tuple[int, float]]:
    """Give the numbers of the likeliest reports, each with its part of what the first one shares.

    ``weights`` are the words of the new report, ``marks`` what it would share in another language.
    Reports that are not ``current`` are passed over; with None all are.
    """
    terms = sorted(weights, key=weights.__getitem__, reverse=True)[:_LOOKED_UP]
    shared: dict[int, float] = {}
    looked_at = 0
    for term in (*marks, *terms):
        numbers = term.reports[-_NEWEST:]
        if current is not None:
            numbers = list(filter(current, numbers))
        looked_at += len(numbers)
        weight = weights.get(term, term.rarity) ** 2
        for number in numbers:
            if number in shared:
                shared[number] += weight
            elif looked_at <= _LOOKED_AT:
                shared[number] = weight
    best = sorted(shared, key=shared.__getitem__, reverse=True)[:_CANDIDATES]
    parts = [(number, shared[number] / shared[best[0]]) for number in best]
    return [(number, part) for number, part in parts if part >= _LEAST]
