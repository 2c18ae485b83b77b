"""One row a distinct query: found by what it requires, all candidates of an item checked at once."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from bot.matching.features import ENTRY, Atom, Block
from bot.matching.placement import Placement
from bot.matching.registry import FALSE, TRUE, Registry
from bot.matching.sighting import Sighting

_VERIFY = -1 << 31
"""The sign of a row in entries: what passes is to be verified."""
_ROW = np.int32(~_VERIFY)


class Rows:
    """Blocks of rows. What a row is checked for stands beside it wherever it stands."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._always = Block()
        """Rows that require nothing that is looked up."""

    def add(self, row: int, placement: Placement) -> None:
        """Place ``row``, a number not in use."""
        acquire = self._registry.acquire
        second, third, *_ = [*map(acquire, placement.checks), TRUE, TRUE]
        forbidden = FALSE if placement.forbidden is None else acquire(placement.forbidden)
        if placement.wide is not None:
            acquire(placement.wide)
        for block in self._blocks(placement):
            block.append(second, row | _VERIFY * placement.verify, third, forbidden)

    def remove(self, row: int, placement: Placement) -> None:
        """Take ``row`` away from where it was placed."""
        for block in self._blocks(placement):
            block.cut(row | _VERIFY * placement.verify)
        atoms: list[Atom | None] = [*placement.checks, placement.forbidden, placement.wide]
        for atom in atoms:
            if atom is not None:
                self._registry.release(atom)

    def _blocks(self, placement: Placement) -> Iterable[Block]:
        if placement.wide is not None:
            return (self._registry.block(placement.wide),)
        return placement.owners or (self._always,)

    def candidates(self, sighting: Sighting) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Give the rows that hold on an item, and those to be verified; one may come twice."""
        present = self._registry.present
        marks = self._registry.marks(sighting)
        present[marks] = True
        try:
            rows = self._passing(self._entries(sighting, marks), exact=sighting.exact)
        finally:
            present[marks] = False
        doubtful = rows < 0
        if not sighting.exact:
            return rows[:0], rows & _ROW
        if not doubtful.any():
            return rows, rows[:0]
        return rows[~doubtful], rows[doubtful] & _ROW

    def _entries(self, sighting: Sighting, marks: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
        """Give the entries of all blocks that an item brings in."""
        cells = sighting.cells
        parts = [self._always.entries, *[cell.entries for cell in cells]]
        parts += [feature.entries for feature in sighting.others]
        wide = self._registry.wide
        if wide:
            parts += [wide[number].entries for number in wide.keys() & set(marks.tolist())]
        return np.frombuffer(b"".join(parts), ENTRY)

    def _passing(self, entries: npt.NDArray[np.int32], *, exact: bool) -> npt.NDArray[np.int32]:
        """Give the rows of ``entries`` whose checks are passed; one may come twice."""
        present = self._registry.present
        entries = entries.take(present.take(entries[:, 0]).nonzero()[0], axis=0)
        passed: npt.NDArray[np.bool_] = present.take(entries[:, 2])
        if exact:
            passed = passed > present.take(entries[:, 3])
        rows: npt.NDArray[np.int32] = entries[:, 1][passed]
        return rows
