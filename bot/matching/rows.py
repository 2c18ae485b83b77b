"""One row a distinct query: found by what it requires, all candidates of an item checked at once."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from bot.matching.atoms import Atom
from bot.matching.directory import Directory
from bot.matching.features import FALSE, NOTHING, TRUE, UNINDEXED, Block, Clause, Feature
from bot.matching.groups import Groups
from bot.matching.phrases import Phrases
from bot.matching.placement import Placement
from bot.matching.scan import VERIFY, Parts, Scanner, Tables

_STEP: Final = 65_536
"""Numbers by which the bitmap grows: growing is then never slow, and rare."""


class Rows:
    """Blocks of rows. What a row is checked for stands beside it wherever it stands."""

    def __init__(self, scanner: Scanner, codes: Sequence[bytes]) -> None:
        """``codes`` are the queries of rows (:mod:`bot.matching.code`), and grow in place."""
        self._scan = scanner.scan
        self._present: npt.NDArray[np.bool_] = np.zeros(_STEP, np.bool_)
        self._present[TRUE] = True
        self._wide: dict[int, Block] = {}
        """Rows of groups that have too many members for each to own them."""
        self._always = Block(TRUE)
        """Rows that require nothing that is looked up."""
        self._blocks: list[bytearray | None] = [None] * (max(TRUE, FALSE, NOTHING) + 1)
        """By number, given out so far."""
        self._blocks[TRUE] = self._always.data
        self._free: list[int] = []
        self._phrases = Phrases(self.new_number, self._free.append)
        self._groups = Groups(
            self._phrases,
            self.new_number,
            self._free.append,
            self._blocks,
            Directory(scanner.find, scanner.put),
        )
        self._features = array("i")
        self._tables = Tables(
            present=self._present,
            pairs=self._phrases.pairs,
            following=self._phrases.following.parts,
            blocks=self._blocks,
            codes=codes,
            features=self._features,
        )

    def new_number(self) -> int:
        """Give a number that nothing has."""
        if self._free:
            return self._free.pop()
        number = len(self._blocks)
        if number == len(self._present):
            self._present.resize(number + _STEP, refcheck=False)
        self._blocks.append(None)
        return number

    def enter(self, clause: Clause) -> None:
        """Let the next clause, by number, be told by its feature."""
        feature = clause.feature
        if feature is None:
            self._features.append(UNINDEXED)
        else:
            self._features.append(feature.id)
            self._blocks[feature.id] = feature.data

    def add(self, row: int, placement: Placement) -> None:
        """Place ``row``, which is not in use."""
        entry = self._entry(row, placement, self._acquire)
        for block in self._owners(placement):
            block.own(*entry)

    def remove(self, row: int, placement: Placement) -> None:
        """Take ``row`` away from where it was placed."""
        entry = self._entry(row, placement, self._release)
        for block in self._owners(placement):
            block.disown(*entry)
        if placement.wide is not None:
            self._groups.release(placement.wide, wide=True)
            number = self._groups.release(placement.wide, wide=True)
            if self._wide[number].is_empty:
                del self._wide[number]
                self._blocks[number] = None

    def _entry(
        self, row: int, placement: Placement, number_of: Callable[[Atom], int]
    ) -> tuple[int, int, int, int]:
        checks = placement.checks
        second = number_of(checks[0]) if checks else TRUE
        third = number_of(checks[1]) if len(checks) > 1 else TRUE
        forbidden = FALSE if placement.forbidden is None else number_of(placement.forbidden)
        return second, row | VERIFY if placement.verify else row, third, forbidden

    def _owners(self, placement: Placement) -> Iterable[Block]:
        """Give the blocks that own a row; a wide group is acquired for it."""
        if placement.wide is None:
            return placement.owners or (self._always,)
        number = self._groups.acquire(placement.wide, wide=True)
        block = self._wide.get(number)
        if block is None:
            block = self._wide[number] = Block(number)
            self._blocks[number] = block.data
        return (block,)

    def _acquire(self, atom: Atom) -> int:
        """Give the number of an atom, which is true of items from now on."""
        if isinstance(atom, Feature):
            return atom.id
        if isinstance(atom, tuple):
            return self._phrases.acquire(atom)
        return self._groups.acquire(atom)

    def _release(self, atom: Atom) -> int:
        """Undo one :meth:`_acquire` and give the number it gave."""
        if isinstance(atom, Feature):
            return atom.id
        if isinstance(atom, tuple):
            return self._phrases.release(atom)
        return self._groups.release(atom)

    def scan(self, parts: Parts, *, exact: bool) -> tuple[bytes, bytes, bytes]:
        """Give what :func:`bot.matching.scan.scan` does."""
        return self._scan(parts, self._tables, exact)
