"""What rules ask of an item: clauses as they are written, features as they are looked up."""

from collections.abc import Callable, Iterable
from math import fsum
from struct import Struct
from typing import TypeAlias

import numpy as np

from bot.query.tree import Leaf

MARK = np.dtype("<i8")
"""A number that is true of an item."""
ENTRY = np.dtype(("<i4", 4))
"""Of a block: the second thing a row requires, the row, the third thing, what is forbidden."""
_ENTRY = Struct("<iiii")


class Block:
    """The rows indexed under one requirement, each with what it requires and forbids besides.

    Plain bytes, so that adding is appending, and a hundred blocks are joined in one call.
    """

    __slots__ = ("entries",)

    def __init__(self) -> None:
        self.entries = bytearray()
        """Always the same object; its entries are in no order."""

    def append(self, second: int, row: int, third: int, forbidden: int) -> None:
        """Own ``row``."""
        self.entries += _ENTRY.pack(second, row, third, forbidden)

    def cut(self, row: int) -> None:
        """Own ``row``, which is here, no longer."""
        found = np.frombuffer(self.entries, ENTRY)[:, 1] == row
        _cut(self.entries, int(found.nonzero()[0][0]), ENTRY.itemsize)


class Feature(Block):
    """True or false of an item by itself: a word in any inflection, a prefix, a ticker and so on.

    Kept for good, as a dictionary keeps its words.
    """

    __slots__ = ("following", "id", "marks", "share", "wake")

    def __init__(self, number: int, share: float) -> None:
        super().__init__()
        self.id = number
        self.share = share
        """How many of all items hold it, as known when it is first asked for: rules are indexed under rare ones."""
        self.marks = bytearray(as_mark(number))
        """Numbers that are true with it: its own, those of groups it is in; always the same object."""
        self.following: dict[int, int] = {}
        """Phrases it begins: the next word's number → the phrase's number; always the same object."""

        self.wake: Callable[[], None] | None = None
        """To be called before it first owns a row or is in a group; until then it is quiet."""

    def __repr__(self) -> str:
        return f"Feature({self.id})"

    def append(self, second: int, row: int, third: int, forbidden: int) -> None:
        """Own ``row``."""
        self._wake()
        super().append(second, row, third, forbidden)

    def mark(self, number: int) -> None:
        """Let ``number`` be true with it."""
        self._wake()
        self.marks += as_mark(number)

    def _wake(self) -> None:
        if self.wake is not None:
            wake, self.wake = self.wake, None
            wake()


class Clause:
    """A leaf of queries: what is asked, and the feature that answers.

    In English and languages without a stemmer the feature is true just where the clause is. Where
    words are stemmed otherwise, it is true at least there.
    """

    __slots__ = ("feature", "leaf", "number")

    def __init__(self, number: int, leaf: Leaf, feature: Feature | None) -> None:
        self.number = number
        self.leaf = leaf
        self.feature = feature
        """None for what is not looked up but judged, once all else holds."""


Phrase: TypeAlias = tuple[Feature, ...]
"""Words in a row, two or more."""
Single: TypeAlias = Feature | Phrase
Group: TypeAlias = frozenset[Single]
"""Any of them, two or more."""
Atom: TypeAlias = Single | Group
"""What a conjunction requires or forbids."""

_PHRASE_SHARE = 0.1
"""Of the items with the rarest word of a phrase, how many hold the phrase: a guess that need not be good."""


def share(atom: Atom) -> float:
    """Estimate how many of all items hold ``atom``."""
    if isinstance(atom, Feature):
        return atom.share
    if isinstance(atom, tuple):
        return min(word.share for word in atom) * _PHRASE_SHARE
    return min(1.0, fsum(share(member) for member in atom))


def order(atom: Atom) -> tuple[float, tuple[int, ...]]:
    """Give a sort key: the rarest first; the same for equal atoms however they were put together."""
    if isinstance(atom, Feature):
        return atom.share, (atom.id,)
    if isinstance(atom, tuple):
        return share(atom), tuple(word.id for word in atom)
    return share(atom), tuple(sorted(number for member in atom for number in order(member)[1]))


def anchors(atom: Atom) -> tuple[Feature, ...]:
    """Give features of which an item with ``atom`` holds at least one: few and rare ones."""
    if isinstance(atom, Feature):
        return (atom,)
    if isinstance(atom, tuple):
        return (min(atom, key=order),)
    found = {anchor for member in atom for anchor in anchors(member)}
    return tuple(sorted(found, key=order))


def proven_by_anchor(atom: Atom) -> bool:
    """Say whether any of its anchors in an item makes ``atom`` true."""
    if isinstance(atom, frozenset):
        return all(isinstance(member, Feature) for member in atom)
    return isinstance(atom, Feature)


def group(atoms: Iterable[Atom]) -> Atom:
    """Give the atom that holds where any of ``atoms`` (at least one) does."""
    members: set[Single] = set()
    for atom in atoms:
        members |= atom if isinstance(atom, frozenset) else {atom}
    return members.pop() if len(members) == 1 else frozenset(members)


def unmark(marks: bytearray, number: int) -> None:
    """Take ``number``, which is there, out of ``marks``."""
    found = np.frombuffer(marks, MARK) == number
    _cut(marks, int(found.nonzero()[0][0]), MARK.itemsize)


def as_mark(number: int) -> bytes:
    """Give a mark."""
    return number.to_bytes(MARK.itemsize, "little")


def _cut(numbers: bytearray, at: int, size: int) -> None:
    """Take out what stands at ``at``; the last one takes its place."""
    numbers[at * size : (at + 1) * size] = numbers[-size:]
    del numbers[-size:]
