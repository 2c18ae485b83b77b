"""What rules require of an item, as numbers: words, prefixes, tickers … , phrases of words, groups of any."""

from collections.abc import Iterable
from math import fsum
from typing import TypeAlias

import numpy as np

from bot.query.tree import Leaf


class Block:
    """The rules indexed under one requirement: row by row, what each requires besides.

    Plain bytes, so that adding is appending, and a hundred blocks are joined in one call.
    """

    __slots__ = ("rows", "seconds")

    def __init__(self) -> None:
        self.seconds = bytearray()
        """A number (int64) a row: the second thing the row requires."""
        self.rows = bytearray()
        """The row itself (int32)."""

    def append(self, row: int, second: int) -> None:
        """Own ``row``."""
        self.seconds += second.to_bytes(8, "little")
        self.rows += row.to_bytes(4, "little")

    def cut(self, row: int) -> None:
        """Own ``row``, which is here, no longer; the order of rows is of no meaning."""
        at = int(np.flatnonzero(np.frombuffer(self.rows, np.int32) == row)[0])
        self.rows[4 * at : 4 * at + 4] = self.rows[-4:]
        self.seconds[8 * at : 8 * at + 8] = self.seconds[-8:]
        del self.rows[-4:], self.seconds[-8:]


class Feature(Block):
    """A leaf of some query: true or false of an item by itself. Kept for good, as a dictionary keeps words."""

    __slots__ = ("following", "id", "indexed", "leaf", "marks", "share")

    def __init__(self, number: int, leaf: Leaf, share: float, *, indexed: bool = True) -> None:
        super().__init__()
        self.id = number
        self.leaf = leaf
        self.indexed = indexed
        """It is looked up in every item; otherwise it is only judged once all else holds."""
        self.share = share
        """How many of all items hold it, as known when a rule first asked; it decides what rules are indexed under."""
        self.marks = bytearray(number.to_bytes(8, "little"))
        """Numbers (int64) that are true with it: its own, those of the groups it is in."""
        self.following: dict[int, int] | None = None
        """Phrases it begins: the next word's number → the phrase's number."""

    def __repr__(self) -> str:
        return f"Feature({self.id}, {self.leaf})"


Phrase: TypeAlias = tuple[Feature, ...]
"""Words in a row, two or more."""
Single: TypeAlias = Feature | Phrase
Group: TypeAlias = frozenset[Single]
"""Any of them, two or more."""
Atom: TypeAlias = Single | Group
"""What a conjunction requires or forbids."""

_PHRASE_SHARE = 0.1
"""Of the items with the rarest word of a phrase, how many hold the phrase; a guess that need not be good."""


def share(atom: Atom) -> float:
    """Estimate how many of all items hold ``atom``."""
    if isinstance(atom, Feature):
        return atom.share
    if isinstance(atom, tuple):
        return min(word.share for word in atom) * _PHRASE_SHARE
    return min(1.0, fsum(share(member) for member in atom))


def order(atom: Atom) -> tuple[float, tuple[int, ...]]:
    """Give a sort key: the rarest first; the same for equal atoms however they were written."""
    if isinstance(atom, Feature):
        return atom.share, (atom.id,)
    if isinstance(atom, tuple):
        return share(atom), tuple(word.id for word in atom)
    return share(atom), tuple(sorted(number for member in atom for number in order(member)[1]))


def anchors(atom: Atom) -> tuple[Feature, ...]:
    """Give features of which an item with ``atom`` holds at least one, as few and as rare as possible."""
    if isinstance(atom, Feature):
        return (atom,)
    if isinstance(atom, tuple):
        return (min(atom, key=order),)
    found = {anchor for member in atom for anchor in anchors(member)}
    return tuple(sorted(found, key=order))


def proven_by_anchor(atom: Atom) -> bool:
    """Say whether any of its anchors in an item makes ``atom`` true."""
    if isinstance(atom, Feature):
        return True
    return isinstance(atom, frozenset) and all(isinstance(member, Feature) for member in atom)


def group(atoms: Iterable[Atom]) -> Atom:
    """Give the atom that holds where any of ``atoms`` (at least one) does."""
    members: set[Single] = set()
    for atom in atoms:
        members |= atom if isinstance(atom, frozenset) else {atom}
    return members.pop() if len(members) == 1 else frozenset(members)
