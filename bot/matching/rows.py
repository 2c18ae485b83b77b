"""One row a distinct query: found by what it requires, all candidates of an item checked at once."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from bot.matching.features import ENTRY, Atom, Block
from bot.matching.placement import Placement
from bot.matching.registry import FALSE, TRUE, Registry
from bot.matching.sighting import Sighting

_VERIFY = 1 << 30
"""Set in the rows of entries: what passes is to be verified."""
_ROW = _VERIFY - 1


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
        """Give the rows that hold on an item, and those that are to be verified, each in order."""
        present = self._registry.present
        marks = self._registry.marks(sighting)
        present[marks] = True
        try:
            rows = self._passing(self._entries(sighting, marks), exact=sighting.exact)
        finally:
            present[marks] = False
        rows = _distinct(rows)
        sure = int(rows.searchsorted(_VERIFY)) if sighting.exact else 0
        return rows[:sure], rows[sure:] & _ROW

    def _entries(self, sighting: Sighting, marks: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
        """Give the entries of all blocks that an item brings in."""
        parts = [self._always.entries]
        for cell in sighting.cells:
            parts += cell.blocks
        parts += [feature.entries for feature in sighting.others]
        wide = self._registry.wide
        if wide:
            parts += [wide[number].entries for number in wide.keys() & set(marks.tolist())]
        return np.frombuffer(b"".join(parts), ENTRY)

    def _passing(self, entries: npt.NDArray[np.int32], *, exact: bool) -> npt.NDArray[np.int32]:
        """Give the rows of ``entries`` whose checks are passed, flagged; one may come twice."""
        present = self._registry.present
        entries = entries.take(present.take(entries[:, 0]).nonzero()[0], axis=0)
        passed: npt.NDArray[np.bool_] = present.take(entries[:, 2])
        if exact:
            passed &= ~present.take(entries[:, 3])
        rows: npt.NDArray[np.int32] = entries[passed, 1]
        return rows


def _distinct(rows: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Give the rows in order, each once: those that are to be verified come last."""
    if len(rows) < 2:
        return rows
    rows.sort()
    first = np.ones(len(rows), np.bool_)
    np.not_equal(rows[1:], rows[:-1], out=first[1:])
    return rows[first]
