"""Numbers found by the hash of their key, where a dict of a million keys would be half of the index."""

from array import array
from collections.abc import Callable, Sequence
from typing import TypeAlias

Table: TypeAlias = "array[int]"
"""Cells of 64 bits: a tag of 31 and a number of 32."""
Find: TypeAlias = Callable[[Table, int], list[int]]
Put: TypeAlias = Callable[[Table, int, int], None]
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

    def __init__(self, find: Find, put: Put) -> None:
        """``find`` and ``put`` are those below, or C that does the same."""
        self._find = find
        self._put = put
        self._tables = [array("q", [_EMPTY]) * _SMALLEST for _ in range(_PARTS)]
        self._used = array("i", [0]) * _PARTS
        """Cells of each table that are not empty, forgotten ones included."""

    def find(self, key: int) -> Sequence[int]:
        """Give the numbers stored under hashes like ``key``: nearly always none or one."""
        return self._find(self._tables[key & _PART], key >> _PART_BITS & _TAG)

    def add(self, key: int, number: int) -> None:
        """Store ``number`` (less than 2³²) under the hash ``key``."""
        part = key & _PART
        table = self._tables[part]
        if (self._used[part] + 1) * 3 > len(table) * 2:
            table = self._tables[part] = _rebuilt(table)
            self._used[part] = sum(cell != _EMPTY for cell in table)
        self._put(table, key >> _PART_BITS & _TAG, number)
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


def find(table: Table, tag: int, /) -> list[int]:
    """Give the numbers under ``tag``."""
    mask = len(table) - 1
    found = []
    at = tag & mask
    while (cell := table[at]) != _EMPTY:
        if cell >> 32 == tag:
            found.append(cell & 0xFFFFFFFF)
        at = (at + 1) & mask
    return found


def put(table: Table, tag: int, number: int, /) -> None:
    """Store a number under ``tag``; there must be an empty cell."""
    mask = len(table) - 1
    at = tag & mask
    while table[at] != _EMPTY:
        at = (at + 1) & mask
    table[at] = tag << 32 | number


def _rebuilt(table: Table) -> Table:
    """Copy what is not forgotten into a table that is at most a third full."""
    kept = [cell for cell in table if cell >= 0]
    larger = array("q", [_EMPTY]) * max(_SMALLEST, 1 << (len(kept) * 3).bit_length())
    for cell in kept:
        put(larger, cell >> 32, cell & 0xFFFFFFFF)
    return larger
