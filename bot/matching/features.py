"""What rules ask of an item: clauses as they are written, features as they are looked up."""

from collections.abc import Callable
from struct import Struct
from typing import Final

import numpy as np

from bot.query.tree import Leaf

QUAD: Final = np.dtype(("<i4", 4))
"""What everything is made of: four numbers.

    an entry    the second thing a row requires, the row, the third thing, what is forbidden
    a mark      a number that is true of the item, its kind (below 0), places to skip before it, 0
"""
_QUAD = Struct("<iiii")
GROUP, OWN, ALSO, STEM = -1, -2, -3, -4
"""Kinds of mark: a group that holds; a feature; a further stem of the word before; a word and its stem."""
CODE_BYTES: Final = 4
TRUE, FALSE, NOTHING = range(3)
"""Numbers true of every item, of none, and of words that nobody asks for."""


def mark(number: int, kind: int, skip: int = 0) -> bytes:
    """Give a mark; ``skip`` places are left out before it."""
    return _QUAD.pack(number, kind, skip, 0)


def cut(quads: bytearray, column: int, value: int) -> None:
    """Take out the quad, which is there, that has ``value`` in ``column``; their order means nothing."""
    found = np.frombuffer(quads, QUAD)[:, column] == value
    at = int(found.nonzero()[0][0]) * QUAD.itemsize
    quads[at : at + QUAD.itemsize] = quads[-QUAD.itemsize :]
    del quads[-QUAD.itemsize :]


class Block:
    """The rows indexed under one requirement, each with what it requires and forbids besides.

    Plain bytes, so that adding is appending, and a hundred blocks are joined in one call.
    """

    __slots__ = ("entries",)

    def __init__(self) -> None:
        self.entries = bytearray()

    def append(self, second: int, row: int, third: int, forbidden: int) -> None:
        """Own ``row``."""
        self.entries += _QUAD.pack(second, row, third, forbidden)

    def cut(self, row: int) -> None:
        """Own ``row``, which is here, no longer."""
        cut(self.entries, 1, row)


class Feature(Block):
    """True or false of an item by itself: a word in any inflection, a prefix, a ticker and so on.

    Kept for good, as a dictionary keeps its words.
    """

    __slots__ = ("changed", "groups", "id", "order", "share")

    def __init__(self, number: int, share: float, changed: Callable[["Feature"], None]) -> None:
        super().__init__()
        self.id = number
        self.share = share
        """How many of all items hold it, as known when it is first asked for: rules are indexed under rare ones."""
        self.order = share, (number,)
        """Sorts the rare ones first (:func:`bot.matching.atoms.order`)."""
        self.groups = bytearray()
        """Marks of the groups it is in."""
        self.changed = changed
        """To be called after it owns or is in something else than before."""

    def __repr__(self) -> str:
        return f"Feature({self.id})"

    def append(self, second: int, row: int, third: int, forbidden: int) -> None:
        """Own ``row``."""
        self.entries += _QUAD.pack(second, row, third, forbidden)
        self.changed(self)

    def cut(self, row: int) -> None:
        """Own ``row``, which is here, no longer."""
        super().cut(row)
        self.changed(self)

    def join(self, group: int) -> None:
        """Be in ``group``."""
        self.groups += mark(group, GROUP)
        self.changed(self)

    def leave(self, group: int) -> None:
        """Be in ``group``, as it was, no longer."""
        cut(self.groups, 0, group)
        self.changed(self)


class Clause:
    """A leaf of queries: what is asked, and the feature that answers.

    In English, and other languages stemmed by script alone, the feature is true just where the clause
    is. Where words are stemmed otherwise, it is true there at least.
    """

    __slots__ = ("code", "feature", "leaf")

    def __init__(self, number: int, leaf: Leaf, feature: Feature | None) -> None:
        self.code = number.to_bytes(CODE_BYTES, "big")
        """What stands for it in the code of a query."""
        self.leaf = leaf
        self.feature = feature
        """None for what is not looked up but judged, once all else holds."""
