"""What rules ask of an item: clauses as they are written, features as they are looked up."""

from struct import Struct
from typing import Final

from bot.query.tree import Leaf, Term

STEM: Final = 0
"""A kind of mark: a word and its stem."""
ALSO: Final = 1
"""A further stem of the word before."""
OWN: Final = 2
"""Another feature."""
SKIP: Final = 3
"""No word."""
KIND_BITS: Final = 2
_NUMBER: Final = Struct("<i")
CODE_BYTES: Final = 4
TRUE: Final = 0
"""The number of what is true of every item."""
FALSE: Final = 1
"""Of none."""
NOTHING: Final = 2
"""Of words that nobody asks for."""
UNINDEXED: Final = -1
"""In place of the number of a feature: the clause has none."""
WIDE: Final = 1 << 30
"""Set in a mark of a group that owns rows."""


def mark(number: int, kind: int) -> bytes:
    """Give a mark, 32 bits: the number of what stands at a place of an item, and its kind.

    Of the kind SKIP it is the number of places that are left out.
    """
    return _NUMBER.pack(number << KIND_BITS | kind)


class Block:
    """What something that is true of an item brings in: the groups it is in and the rows it owns.

    Plain bytes of 32-bit numbers, so that adding is appending and a scan reads them in a row::

        header    its number, how many groups, pairs and quads follow
        groups    the number of each, WIDE set if that owns rows
        pairs     the second thing a row requires, the row
        quads     the second thing a row requires, the row, the third thing, what is forbidden
    """

    __slots__ = ("data",)

    def __init__(self, number: int) -> None:
        self.data = bytearray(HEADER.pack(number, 0, 0, 0))

    def join(self, group: int) -> None:
        """Be in ``group``."""
        self._insert(_GROUPS, _NUMBER.pack(group))

    def leave(self, group: int) -> None:
        """Be in ``group``, as it was, no longer."""
        self._cut(_GROUPS, _NUMBER.pack(group))

    def own(self, second: int, row: int, third: int, forbidden: int) -> None:
        """Own ``row``."""
        self._insert(*_entry(second, row, third, forbidden))

    def disown(self, second: int, row: int, third: int, forbidden: int) -> None:
        """Own ``row``, as it was owned, no longer."""
        self._cut(*_entry(second, row, third, forbidden))

    @property
    def is_empty(self) -> bool:
        """Say whether it is in no group and owns no row."""
        return len(self.data) == HEADER.size

    def _insert(self, section: int, record: bytes) -> None:
        data = self.data
        counts = HEADER.unpack_from(data)
        end = _end(section, counts)
        data[end:end] = record
        _NUMBER.pack_into(data, section * _NUMBER.size, counts[section] + 1)

    def _cut(self, section: int, record: bytes) -> None:
        """Put the last record of a section in place of one: their order means nothing."""
        data, size = self.data, len(record)
        counts = HEADER.unpack_from(data)
        end = _end(section, counts)
        start = end - counts[section] * size
        at = data.find(record, start, end)
        while at >= 0 and (at - start) % size:
            at = data.find(record, at + 1, end)
        assert at >= 0, "what is cut is there"
        data[at : at + size] = data[end - size : end]
        del data[end - size : end]
        _NUMBER.pack_into(data, section * _NUMBER.size, counts[section] - 1)


HEADER: Final = Struct("<iiii")
_GROUPS: Final = 1
_PAIRS: Final = 2
_QUADS: Final = 3
_PAIR: Final = Struct("<ii")
_QUAD: Final = Struct("<iiii")


def _entry(second: int, row: int, third: int, forbidden: int) -> tuple[int, bytes]:
    """Give the section and the bytes of an entry: a pair where no more needs to be said."""
    if third == TRUE and forbidden == FALSE:
        return _PAIRS, _PAIR.pack(second, row)
    return _QUADS, _QUAD.pack(second, row, third, forbidden)


def _end(section: int, counts: tuple[int, ...]) -> int:
    """Give where a section ends, of the numbers in a header."""
    end = HEADER.size + counts[_GROUPS] * _NUMBER.size
    if section >= _PAIRS:
        end += counts[_PAIRS] * _PAIR.size
    if section >= _QUADS:
        end += counts[_QUADS] * _QUAD.size
    return end


class Feature(Block):
    """True or false of an item by itself: a word in any inflection, a prefix, a ticker and so on.

    Kept for good, as a dictionary keeps its words.
    """

    __slots__ = ("id", "order", "share")

    def __init__(self, number: int, share: float) -> None:
        super().__init__(number)
        self.id = number
        self.share = share
        """How many of all items hold it, as known when it is first asked for: rules are indexed under rare ones."""
        self.order = share, (number,)
        """Sorts the rare ones first (:func:`bot.matching.atoms.order`)."""

    def __repr__(self) -> str:
        return f"Feature({self.id})"


class Clause:
    """A leaf of queries: what is asked, and the feature that answers.

    In English, and other languages stemmed by script alone, the feature is true just where the clause
    is. Where words are stemmed otherwise, it is true there at least.
    """

    __slots__ = ("_leaf", "code", "feature")

    def __init__(self, number: int, leaf: Leaf | str, feature: Feature | None) -> None:
        """``leaf`` may be a word in any inflection, as nearly all are: its leaf is made when it is asked for."""
        self.code = number.to_bytes(CODE_BYTES, "big")
        """What stands for it in the code of a query."""
        self._leaf = leaf
        self.feature = feature
        """None for what is not looked up but judged, once all else holds."""

    @property
    def leaf(self) -> Leaf:
        """Give what is asked."""
        if isinstance(self._leaf, str):
            self._leaf = Term(words=(self._leaf,))
        return self._leaf
