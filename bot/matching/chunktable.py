"""Chunks of text that have been met, each with its marks."""

from array import array
from collections.abc import Iterable
from struct import Struct
from typing import Protocol

_SMALLEST = 1024
_GROWTH = 4
_PRIME = 0x01000193
_HEADER = Struct("<II")
_CELL = Struct("<II")
_RECORD = Struct("<ii")
_NUMBER = Struct("<i")
_FORGOTTEN = _NUMBER.pack(-1)


class Known(Protocol):
    """Remembers the marks of chunks. A chunk is told by a number, to be forgotten by."""

    @property
    def given(self) -> int:
        """Count the numbers given, which take memory until all are forgotten."""
        ...

    def put(self, chunk: str, marks: bytes) -> int:
        """Remember a chunk, which is not known, and give its number."""
        ...

    def forget(self, numbers: Iterable[int]) -> None:
        """Forget these chunks; some may be forgotten already."""
        ...

    def clear(self) -> None:
        """Forget all, and give numbers anew."""
        ...


class ChunkDict(dict[str, bytes]):
    """Chunk → marks, for Python to look up."""

    def __init__(self) -> None:
        super().__init__()
        self._chunks: list[str] = []

    @property
    def given(self) -> int:
        """Count the numbers given."""
        return len(self._chunks)

    def put(self, chunk: str, marks: bytes) -> int:
        """Remember a chunk."""
        self[chunk] = marks
        self._chunks.append(chunk)
        return len(self._chunks) - 1

    def forget(self, numbers: Iterable[int]) -> None:
        """Forget chunks."""
        for number in numbers:
            self.pop(self._chunks[number], None)

    def clear(self) -> None:
        """Forget all."""
        super().clear()
        self._chunks.clear()


class ChunkTable:
    """The same in plain bytes: ``_scan.c`` looks a chunk up where it stands in a text, without making it a string.

    Open addressing with linear probing over 32-bit hashes (FNV-1a of code points, begun at a seed, so
    that nobody can prepare chunks that collide).
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed & 0xFFFFFFFF
        self.cells = bytearray()
        """The seed, the number of cells less one; then the cells: a chunk's hash, the offset of its record."""
        self.records = bytearray()
        """Of each chunk: how many code points (-1 once forgotten) and marks; the code points; the marks."""
        self._size = _SMALLEST
        self._used = 0
        """Cells that hold something, forgotten or not."""
        self._len = 0
        """Chunks that are not forgotten."""
        self.given = 0
        """Numbers given."""
        self.clear()

    def __len__(self) -> int:
        """Count the chunks."""
        return self._len

    def clear(self) -> None:
        """Forget all."""
        self._empty(self._size)
        self.records[:] = _RECORD.pack(-1, 0)  # no record is at 0, which is of empty cells
        self._len = self.given = 0

    def _empty(self, size: int) -> None:
        self._size, self._used = size, 0
        self.cells[:] = _HEADER.pack(self._seed, size - 1) + bytes(size * _CELL.size)

    def put(self, chunk: str, marks: bytes) -> int:
        """Remember a chunk; its number is the offset of its record."""
        if self._used * 2 >= self._size:
            self._rebuild()
        offset = len(self.records)
        self.records += _RECORD.pack(len(chunk), len(marks) // _NUMBER.size)
        self.records += array("I", map(ord, chunk)).tobytes() + marks
        self._enter(self._hash(chunk), offset)
        self._len += 1
        self.given += 1
        return offset

    def forget(self, numbers: Iterable[int]) -> None:
        """Forget chunks."""
        records = self.records
        for offset in numbers:
            if records[offset : offset + _NUMBER.size] != _FORGOTTEN:
                records[offset : offset + _NUMBER.size] = _FORGOTTEN
                self._len -= 1

    def _hash(self, chunk: str) -> int:
        hashed = self._seed
        for sign in chunk:
            hashed = (hashed ^ ord(sign)) * _PRIME & 0xFFFFFFFF
        return hashed ^ hashed >> 15

    def _enter(self, hashed: int, offset: int) -> None:
        cells, mask = self.cells, self._size - 1
        at = hashed & mask
        while _CELL.unpack_from(cells, _HEADER.size + at * _CELL.size)[1]:
            at = (at + 1) & mask
        _CELL.pack_into(cells, _HEADER.size + at * _CELL.size, hashed, offset)
        self._used += 1

    def _rebuild(self) -> None:
        """Enter what is not forgotten anew, into more cells unless much was forgotten."""
        cells = bytes(self.cells)[_HEADER.size :]
        self._empty(self._size if self._len * _GROWTH < self._size else self._size * _GROWTH)
        for hashed, offset in _CELL.iter_unpack(cells):
            if offset and self.records[offset : offset + _NUMBER.size] != _FORGOTTEN:
                self._enter(hashed, offset)
