"""Numbers found by the hash of their key, where a dict of a million keys would be half of the index."""

from array import array

_EMPTY = -1
_GONE = -2
_PART_BITS = 10
_PARTS = 1 << _PART_BITS
_PART = _PARTS - 1
_TAG = 0x7FFFFFFF
_SMALLEST = 8


class Directory:
    """Hash → numbers, in 12 to 24 bytes an entry; the keys stay with the caller.

    Two keys may share a hash, so the caller compares what it finds. Open addressing with linear
    probing, split into 1,024 tables: the growth of one moves a thousandth of the entries, so that no
    single ``add`` is slow at any size.
    """

    def __init__(self) -> None:
        self._tables = [array("q", [_EMPTY]) * _SMALLEST for _ in range(_PARTS)]
        self._used = array("i", [0]) * _PARTS
        """Cells of each table that are not empty, forgotten ones included."""

    def find(self, key: int) -> list[int]:
        """Give the numbers stored under hashes like ``key``: nearly always none or one."""
        table = self._tables[key & _PART]
        tag = key >> _PART_BITS & _TAG
        mask = len(table) - 1
        found = []
        at = tag & mask
        while (cell := table[at]) != _EMPTY:
            if cell >> 32 == tag:
                found.append(cell & 0xFFFFFFFF)
            at = (at + 1) & mask
        return found

    def add(self, key: int, number: int) -> None:
        """Store ``number`` (less than 2³²) under the hash ``key``."""
        part = key & _PART
        table = self._tables[part]
        if (self._used[part] + 1) * 3 > len(table) * 2:
            table = self._tables[part] = _rebuilt(table)
            self._used[part] = sum(cell != _EMPTY for cell in table)
        _put(table, (key >> _PART_BITS & _TAG) << 32 | number)
        self._used[part] += 1

    def remove(self, key: int, number: int) -> None:
        """Forget ``number`` under ``key``; it must be there."""
        table = self._tables[key & _PART]
        tag = key >> _PART_BITS & _TAG
        cell = tag << 32 | number
        mask = len(table) - 1
        at = tag & mask
        while table[at] != cell:
            at = (at + 1) & mask
        table[at] = _GONE

    @property
    def nbytes(self) -> int:
        """Memory held, in bytes."""
        return sum(table.itemsize * len(table) + 80 for table in self._tables)


def _put(table: "array[int]", cell: int) -> None:
    mask = len(table) - 1
    at = (cell >> 32) & mask
    while table[at] != _EMPTY:
        at = (at + 1) & mask
    table[at] = cell


def _rebuilt(table: "array[int]") -> "array[int]":
    """Copy what is not forgotten into a table that is at most a third full."""
    kept = [cell for cell in table if cell >= 0]
    size = max(_SMALLEST, 1 << (len(kept) * 3).bit_length())
    larger = array("q", [_EMPTY]) * size
    for cell in kept:
        _put(larger, cell)
    return larger
