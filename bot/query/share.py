"""Estimates how many of all items a query holds on, from how common its words are."""

from collections.abc import Mapping
from math import prod

from bot.query.tree import (
    NOTHING,
    Amount,
    And,
    AtLeast,
    Field,
    InBasket,
    Macro,
    Near,
    Node,
    Not,
    Or,
    Prefix,
    Regex,
    Tagged,
    Term,
    Watchlist,
)
from bot.query.words import stem_of

_UNKNOWN = 1e-5
"""Share of a word nobody has met."""
_ADJACENT = 0.1
"""Of the items with the rarest word of a phrase, how many hold the phrase."""
_NEAR = 0.4
_AMOUNT = 0.2
_REGEX = _BASKET = 0.05
_TICKER = 0.01
_STORY = 0.5
"""Half of all stories, at some time: enough for a condition that stands alone to be said so."""
_FIELD = {Field.LANG: 0.5, Field.SOURCE: 0.05, Field.AUTHOR: 0.02, Field.TAG: 0.05, Field.URL: 0.05}


def share(node: Node, frequencies: Mapping[str, float]) -> float:
    """Give the share of items, 0 to 1, that ``node`` probably holds on.

    Clauses are taken as independent; an estimate for a warning, no more.
    """
    match node:
        case And():
            return prod(share(child, frequencies) for child in node.children)
        case Or():
            return 1 - prod(1 - share(child, frequencies) for child in node.children)
        case AtLeast():
            return _at_least(node.count, [share(child, frequencies) for child in node.children])
        case Not():
            return 1 - share(node.child, frequencies)
        case Near():
            return _NEAR * min(share(side, frequencies) for side in (node.left, node.right))
        case _:
            return _of_clause(node, frequencies)


def _of_word(word: str, frequencies: Mapping[str, float]) -> float:
    stem = stem_of(word)
    return frequencies.get(stem, frequencies.get(stem.lower(), _UNKNOWN))


def _of_clause(node: Node, frequencies: Mapping[str, float]) -> float:
    match node:
        case Term() | Prefix() if node.field in _FIELD:
            return _FIELD[node.field]
        case Term():
            rarest = min(_of_word(word, frequencies) for word in node.words)
            return rarest if len(node.words) == 1 else rarest * _ADJACENT
        case Prefix():
            begun = (part for word, part in frequencies.items() if word.startswith(node.prefix))
            return 1 - prod(1 - part for part in begun)
        case Tagged():
            return 0.0 if node == NOTHING else _TICKER
        case InBasket() | Watchlist() | Macro():
            return _BASKET
        case Amount() | Regex():
            return _AMOUNT if isinstance(node, Amount) else _REGEX
        case _:
            return _STORY


def _at_least(count: int, parts: list[float]) -> float:
    """Give the probability that ``count`` of independent events happen (the Poisson binomial)."""
    exactly = [1.0] + [0.0] * len(parts)
    for part in parts:
        for number in range(len(parts), 0, -1):
            exactly[number] += part * (exactly[number - 1] - exactly[number])
        exactly[0] *= 1 - part
    return sum(exactly[count:])
