"""Chunks of text and their marks in plain bytes, which ``_scan.c`` reads without making a string of any chunk."""

from struct import Struct

_SMALLEST = 1024
_GROWTH = 4
_PRIME = 0x01000193
_HEADER = Struct("<II")
_CELL = Struct("<II")
_RECORD = Struct("<ii")
_GONE = 1
"""In place of an offset: something was here."""


class ChunkTable:
    """What a dict of chunks and their marks is, for C to look up.

    Open addressing with linear probing over 32-bit hashes (FNV-1a over code points, begun at a seed, so
    that nobody can prepare chunks that collide).
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed & 0xFFFFFFFF
        self.cells = bytearray()
        """The seed, the number of cells less one; then cells: a chunk's hash, the offset of its record."""
        self.records = bytearray()
        """Of each chunk: how many code points and marks it has; the code points; the marks."""
        self._len = 0
        self._used = 0
        """Cells that are not empty, forgotten ones included."""
        self._size = _SMALLEST
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._start(self._size)
        self.records[:] = bytes(_RECORD.size)  # no record is at 0 and 1, which mean otherwise
        self._len = 0

    def _start(self, size: int) -> None:
        self._size = size
        self.cells[:] = _HEADER.pack(self._seed, size - 1) + bytes(size * _CELL.size)
        self._used = 0

    def __len__(self) -> int:
        """Count the chunks."""
        return self._len

    def __setitem__(self, chunk: str, marks: bytes) -> None:
        """Remember a chunk, which is not there."""
        if self._used * 2 >= self._size:
            self._grow()
        offset = len(self.records)
        self.records += _RECORD.pack(len(chunk), len(marks) // 4)
        self.records += chunk.encode("utf-32-le", "surrogatepass") + marks
        self._put(self._hash(chunk), offset)
        self._len += 1

    def pop(self, chunk: str, default: None) -> None:
        """Forget a chunk, if it is there; its record stays until all is forgotten."""
        text = chunk.encode("utf-32-le", "surrogatepass")
        hashed = self._hash(chunk)
        at = hashed & (self._size - 1)
        while True:
            known, offset = _CELL.unpack_from(self.cells, self._place(at))
            if not offset:
                return
            start = offset + _RECORD.size
            if known == hashed and offset != _GONE and self.records.startswith(text, start):
                length, _ = _RECORD.unpack_from(self.records, offset)
                if length == len(chunk):
                    _CELL.pack_into(self.cells, self._place(at), hashed, _GONE)
                    self._len -= 1
                    return
            at = (at + 1) & (self._size - 1)

    def _place(self, at: int) -> int:
        return _HEADER.size + at * _CELL.size

    def _hash(self, chunk: str) -> int:
        hashed = self._seed
        for sign in chunk:
            hashed = (hashed ^ ord(sign)) * _PRIME & 0xFFFFFFFF
        return hashed ^ hashed >> 15

    def _put(self, hashed: int, offset: int) -> None:
        mask = self._size - 1
        at = hashed & mask
        while _CELL.unpack_from(self.cells, self._place(at))[1]:
            at = (at + 1) & mask
        _CELL.pack_into(self.cells, self._place(at), hashed, offset)
        self._used += 1

    def _grow(self) -> None:
        """Copy what is not forgotten, into a larger table unless much was forgotten."""
        cells = bytes(self.cells)[_HEADER.size :]
        self._start(self._size if self._len * _GROWTH < self._size else self._size * _GROWTH)
        for hashed, offset in _CELL.iter_unpack(cells):
            if offset > _GONE:
                self._put(hashed, offset)
