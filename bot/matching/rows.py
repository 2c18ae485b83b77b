"""One row a distinct query: found by what it requires, all candidates of an item checked at once."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from bot.matching.atoms import Atom
from bot.matching.features import FALSE, NOTHING, TRUE, Block, Feature
from bot.matching.groups import Groups
from bot.matching.phrases import Phrases
from bot.matching.placement import Placement
from bot.matching.scan import VERIFY, Parts, Scanner, Tables

_STEP = 65_536
"""Numbers by which the bitmap grows: growing is then never slow, and rare."""


class Rows:
    """Blocks of rows. What a row is checked for stands beside it wherever it stands."""

    def __init__(self, scanner: Scanner) -> None:
        self._scan = scanner.scan
        self._present: npt.NDArray[np.bool_] = np.zeros(_STEP, np.bool_)
        self._present[TRUE] = True
        self._is_wide: npt.NDArray[np.bool_] = np.zeros(_STEP, np.bool_)
        self._wide: dict[int, Block] = {}
        """Rows of groups that have too many members for each to own them."""
        self._always = Block()
        """Rows that require nothing that is looked up."""
        self._numbers = max(TRUE, FALSE, NOTHING) + 1
        """Given out so far."""
        self._free: list[int] = []
        self._phrases = Phrases(self.new_number, self._free.append)
        self._groups = Groups(self._phrases, self.new_number, self._free.append)
        self._tables = Tables(
            present=self._present,
            is_wide=self._is_wide,
            pairs=self._phrases.pairs,
            following=self._phrases.following.parts,
            of_phrases=self._groups.of_phrases,
            wide=self._wide,
            always=self._always.entries,
        )

    def new_number(self) -> int:
        """Give a number that nothing has."""
        if self._free:
            return self._free.pop()
        if self._numbers == len(self._present):
            self._present.resize(self._numbers + _STEP, refcheck=False)
            self._is_wide.resize(self._numbers + _STEP, refcheck=False)
        self._numbers += 1
        return self._numbers - 1

    def add(self, row: int, placement: Placement) -> None:
        """Place ``row``, which is not in use."""
        second, third, *_ = [*map(self._acquire, placement.checks), TRUE, TRUE]
        forbidden = FALSE if placement.forbidden is None else self._acquire(placement.forbidden)
        flagged = row | VERIFY if placement.verify else row
        for block in self._blocks(placement):
            block.append(second, flagged, third, forbidden)

    def remove(self, row: int, placement: Placement) -> None:
        """Take ``row`` away from where it was placed."""
        flagged = row | VERIFY if placement.verify else row
        for block in self._blocks(placement):
            block.cut(flagged)
        for atom in (*placement.checks, placement.forbidden):
            if atom is not None:
                self._release(atom)
        if placement.wide is not None:
            self._groups.release(placement.wide)
            number = self._groups.release(placement.wide)
            if not self._wide[number].entries:
                del self._wide[number]
                self._is_wide[number] = False

    def _blocks(self, placement: Placement) -> Iterable[Block]:
        """Give the blocks that own a row; a wide group is acquired for it."""
        if placement.wide is None:
            return placement.owners or (self._always,)
        number = self._groups.acquire(placement.wide)
        self._is_wide[number] = True
        return (self._wide.setdefault(number, Block()),)

    def _acquire(self, atom: Atom) -> int:
        """Give the number of an atom, which is true of items from now on."""
        if isinstance(atom, Feature):
            return atom.id
        if isinstance(atom, tuple):
            return self._phrases.acquire(atom)
        return self._groups.acquire(atom)

    def _release(self, atom: Atom) -> None:
        if isinstance(atom, tuple):
            self._phrases.release(atom)
        elif isinstance(atom, frozenset):
            self._groups.release(atom)

    def candidates(
        self, parts: Parts, *, exact: bool
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Give the rows that hold on an item, and those to be verified, each once.

        ``parts`` and ``exact`` are those of :func:`bot.matching.scan.scan`.
        """
        sure, doubtful = self._scan(parts, self._tables, exact)
        return np.frombuffer(sure, np.int32), np.frombuffer(doubtful, np.int32)
