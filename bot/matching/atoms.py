"""What a conjunction may require or forbid: a feature, words in a row, or any of several of those."""

from collections.abc import Iterable
from math import fsum
from typing import Final, TypeAlias

from bot.matching.features import Feature

Phrase: TypeAlias = tuple[Feature, ...]
"""Words in a row, two or more."""
Single: TypeAlias = Feature | Phrase
Group: TypeAlias = frozenset[Single]
"""Any of them, two or more."""
Atom: TypeAlias = Single | Group

_PHRASE_SHARE: Final = 0.1
"""Of the items with the rarest word of a phrase, how many hold the phrase: a guess that need not be good."""


def share(atom: Atom) -> float:
    """Estimate how many of all items hold ``atom``."""
    if isinstance(atom, Feature):
        return atom.share
    if isinstance(atom, tuple):
        return min(word.share for word in atom) * _PHRASE_SHARE
    return min(1.0, fsum([share(member) for member in atom]))


def order(atom: Atom) -> tuple[float, tuple[int, ...]]:
    """Give a sort key: the rarest first; the same for equal atoms however they were put together."""
    if isinstance(atom, Feature):
        return atom.order
    if isinstance(atom, tuple):
        return share(atom), tuple(word.id for word in atom)
    return share(atom), tuple(sorted([word.id for member in atom for word in _words(member)]))


def _words(member: Single) -> Phrase:
    return (member,) if isinstance(member, Feature) else member


def anchors(atom: Atom) -> tuple[Feature, ...]:
    """Give features of which an item with ``atom`` holds at least one: few and rare ones."""
    if isinstance(atom, Feature):
        return (atom,)
    if isinstance(atom, tuple):
        return (min(atom, key=order),)
    found = {one if isinstance(one, Feature) else min(one, key=order) for one in atom}
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
        if isinstance(atom, frozenset):
            members |= atom
        else:
            members.add(atom)
    return frozenset(members) if len(members) > 1 else members.pop()
