"""One row a distinct query: found by what it requires, all candidates of an item checked at once."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from bot.matching.atoms import Atom
from bot.matching.features import FALSE, NOTHING, QUAD, TRUE, Block, Feature
from bot.matching.groups import Groups
from bot.matching.phrases import Phrases
from bot.matching.placement import Placement
from bot.matching.sighting import Sighting

_VERIFY = 1 << 30
"""Set in the row of an entry: what passes is to be verified."""
_ROW = np.int32(_VERIFY - 1)
_STEP = 65_536
"""Numbers by which the bitmap grows: growing is then never slow, and rare."""


class Rows:
    """Blocks of rows. What a row is checked for stands beside it wherever it stands."""

    def __init__(self) -> None:
        self._present: npt.NDArray[np.bool_] = np.zeros(_STEP, np.bool_)
        """What is true of the item being matched, by number; only TRUE in between."""
        self._present[TRUE] = True
        self._is_wide: npt.NDArray[np.bool_] = np.zeros(_STEP, np.bool_)
        """Numbers of groups that own rows, having too many members for each to own them."""
        self._wide: dict[int, Block] = {}
        self._always = Block()
        """Rows that require nothing that is looked up."""
        self._numbers = max(TRUE, FALSE, NOTHING) + 1
        """Given out so far."""
        self._free: list[int] = []
        self._phrases = Phrases(self.new_number, self._free.append)
        self._groups = Groups(self._phrases, self.new_number, self._free.append)

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
        flagged = row | _VERIFY if placement.verify else row
        for block in self._blocks(placement):
            block.append(second, flagged, third, forbidden)

    def remove(self, row: int, placement: Placement) -> None:
        """Take ``row`` away from where it was placed."""
        flagged = row | _VERIFY if placement.verify else row
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

    def candidates(self, sighting: Sighting) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Give the rows that hold on an item, and those to be verified; one may come twice."""
        true = self._true(sighting)
        self._present[true] = True
        try:
            rows = self._passing(sighting, true)
        finally:
            self._present[true] = False
        if not sighting.is_exact:
            return rows[:0], rows & _ROW
        doubtful = rows > _ROW
        if not doubtful.any():
            return rows, rows[:0]
        return rows[~doubtful], rows[doubtful] & _ROW

    def _true(self, sighting: Sighting) -> npt.NDArray[np.int64]:
        """Give the numbers of all that is true of an item; one may come twice."""
        true = sighting.quads[:, 0][sighting.is_mark].astype(np.int64)
        if not len(self._phrases):
            return true
        found = self._phrases.find(sighting.words)
        marks = b"".join([self._groups.of_phrases.get(each, b"") for each in found])
        return np.concatenate((true, found, np.frombuffer(marks, QUAD)[:, 0])) if found else true

    def _passing(self, sighting: Sighting, true: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
        """Give the rows, flagged, of which all checks are passed."""
        present = self._present
        quads = sighting.quads
        entries = quads.take((present.take(quads[:, 0]) > sighting.is_mark).nonzero()[0], axis=0)
        if self._wide or self._always.entries:
            wide = [
                self._wide[number].entries for number in true[self._is_wide.take(true)].tolist()
            ]
            more: npt.NDArray[np.int32] = np.frombuffer(
                b"".join([self._always.entries, *wide]), QUAD
            )
            entries = np.concatenate((entries, more[present.take(more[:, 0])]))
        passed: npt.NDArray[np.bool_] = present.take(entries[:, 2])
        if sighting.is_exact:
            passed = passed > present.take(entries[:, 3])
        rows: npt.NDArray[np.int32] = entries[:, 1][passed]
        return rows
