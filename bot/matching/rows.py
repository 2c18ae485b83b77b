"""One row a distinct query: found by what it requires, all candidates of an item checked at once."""

import numpy as np
import numpy.typing as npt

from bot.matching.features import NUMBER, ROW_BITS, Block
from bot.matching.placement import Placement
from bot.matching.registry import FALSE, TRUE, Registry
from bot.matching.sighting import Sighting

_STEP = 65_536
"""Rows by which columns grow; see the registry."""
_ROW = (1 << ROW_BITS) - 1


class Rows:
    """What each row is checked for, in columns; the first check stands in the block that owns the row."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._always = Block()
        """Rows that require nothing that is looked up."""
        self._checks: npt.NDArray[np.int32] = np.empty((_STEP, 3), np.int32)
        """The second and third check; what is forbidden."""
        self._verify: npt.NDArray[np.bool_] = np.empty(_STEP, np.bool_)

    def add(self, row: int, placement: Placement) -> None:
        """Place ``row``, a number not in use."""
        if row >= len(self._verify):
            self._checks.resize((row + _STEP, 3), refcheck=False)
            self._verify.resize(row + _STEP, refcheck=False)
        acquire = self._registry.acquire
        first, *others = [acquire(check) for check in placement.checks] + [TRUE] * 3
        forbidden = FALSE if placement.forbidden is None else acquire(placement.forbidden)
        self._checks[row] = others[0], others[1], forbidden
        self._verify[row] = placement.verify
        if placement.wide is not None:
            group = acquire(placement.wide)
            self._registry.wide.setdefault(group, Block()).append(row, first)
        elif placement.owners:
            for owner in placement.owners:
                owner.append(row, first)
        else:
            self._always.append(row, first)

    def remove(self, row: int, placement: Placement) -> None:
        """Take ``row`` away from where it was placed."""
        release = self._registry.release
        for check in placement.checks:
            release(check)
        if placement.forbidden is not None:
            release(placement.forbidden)
        if placement.wide is not None:
            group = release(placement.wide)
            block = self._registry.wide[group]
            block.cut(row)
            if not block.entries:
                del self._registry.wide[group]
        elif placement.owners:
            for owner in placement.owners:
                owner.cut(row)
        else:
            self._always.cut(row)

    def candidates(self, sighting: Sighting) -> tuple[list[int], list[int]]:
        """Give the rows that hold on an item, and those that are to be verified, oldest first."""
        present = self._registry.present
        marks = self._registry.marks(sighting)
        present[marks] = True
        try:
            rows = self._passing(self._entries(sighting, marks), exact=sighting.exact)
        finally:
            present[marks] = False
        if not len(rows):
            return [], []
        rows.sort()
        if not sighting.exact:
            return [], list(dict.fromkeys(rows.tolist()))
        verify = self._verify.take(rows)
        return (
            list(dict.fromkeys(rows[~verify].tolist())),
            list(dict.fromkeys(rows[verify].tolist())),
        )

    def _entries(self, sighting: Sighting, marks: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Give the entries of all blocks that an item brings in; one may come twice."""
        parts = [self._always.entries]
        for cell in sighting.cells:
            parts += cell.blocks
        parts += [feature.entries for feature in sighting.others]
        wide = self._registry.wide
        if wide:
            parts += [wide[number].entries for number in wide.keys() & set(marks.tolist())]
        return np.frombuffer(b"".join(parts), NUMBER)

    def _passing(self, entries: npt.NDArray[np.int64], *, exact: bool) -> npt.NDArray[np.int64]:
        """Give the rows of ``entries`` whose checks are passed."""
        present = self._registry.present
        entries = entries.take(present.take(entries >> ROW_BITS).nonzero()[0])
        rows = entries & _ROW
        if len(rows):
            checked = present.take(self._checks.take(rows, axis=0))
            passed = checked[:, 0] & checked[:, 1]
            if exact:
                passed &= ~checked[:, 2]
            rows = rows[passed]
        return rows
