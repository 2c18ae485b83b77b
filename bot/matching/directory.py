"""Numbers found by the hash of their key, where a dict of a million keys would be half of the index."""

from array import array
from collections.abc import Callable, Sequence
from struct import Struct
from typing import Final, TypeAlias

Table: TypeAlias = "array[int]"
"""Cells of 64 bits: a tag of 31 and a number of 32."""
Find: TypeAlias = Callable[[Table, int], list[int]]
Put: TypeAlias = Callable[[Table, "bytes | array[int]"], None]
_CELL: Final = Struct("<q")
_EMPTY: Final = -1
_GONE: Final = -2
_TAG: Final = 0x7FFFFFFF
_SMALLEST: Final = 8


class Directory:
    """Hash → numbers, in 12 to 24 bytes an entry; the keys stay with the caller.

    Two keys may share a hash, so the caller compares what it finds. Open addressing with linear
    probing, split into many tables: the growth of one moves a small part of the entries, so that no
    single ``add`` is slow at any size.
    """

    def __init__(self, find: Find, put: Put, part_bits: int = 10) -> None:
        """``find`` and ``put`` are those below, or C that does the same; there are 2**part_bits tables."""
        self._find = find
        self._put = put
        self._bits = part_bits
        self._part = (1 << part_bits) - 1
        self._tables = [array("q", [_EMPTY]) * _SMALLEST for _ in range(1 << part_bits)]
        self._used = array("i", [0]) * (1 << part_bits)
        """Cells of each table that are not empty, forgotten ones included."""

    def find(self, key: int) -> Sequence[int]:
        """Give the numbers stored under hashes like ``key``: nearly always none or one."""
        return self._find(self._tables[key & self._part], key >> self._bits & _TAG)

    def add(self, key: int, number: int) -> None:
        """Store ``number`` (less than 2³²) under the hash ``key``."""
        part = key & self._part
        table = self._tables[part]
        if (self._used[part] + 1) * 3 > len(table) * 2:
            table = self._rebuilt(part)
        self._put(table, _CELL.pack((key >> self._bits & _TAG) << 32 | number))
        self._used[part] += 1

    def _rebuilt(self, part: int) -> Table:
        """Copy what is not forgotten of a part into a table that is at most a third full."""
        table = self._tables[part]
        kept = len(table) - table.count(_EMPTY) - table.count(_GONE)
        larger = array("q", [_EMPTY]) * max(_SMALLEST, 1 << (kept * 3).bit_length())
        self._put(larger, table)
        self._tables[part] = larger
        self._used[part] = kept
        return larger

    def remove(self, key: int, number: int) -> None:
        """Forget ``number`` under ``key``; it must be there."""
        table = self._tables[key & self._part]
        tag = key >> self._bits & _TAG
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


def put(table: Table, cells: "bytes | array[int]", /) -> None:
    """Enter cells of 64 bits, but those that hold nothing; there must be enough empty ones."""
    mask = len(table) - 1
    for cell in memoryview(cells).cast("B").cast("q"):
        if cell < 0:
            continue
        at = cell >> 32 & mask
        while table[at] != _EMPTY:
            at = (at + 1) & mask
        table[at] = cell
