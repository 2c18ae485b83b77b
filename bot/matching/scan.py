"""One item against all rows: what is true of it, and whose requirements that meets.

:class:`Scanner` is two ways to do so: with numpy, here, and many times as fast in C (``_scan.c``), which is
taken where it could be built (docs/decisions/0004-index.md). Both pass the same tests.
"""

from array import array
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from bot.domain.rule import RuleId
from bot.matching.chunktable import ChunkDict, ChunkTable, Known
from bot.matching.directory import Find, Put, find, put
from bot.matching.features import ALSO, HEADER, KIND_BITS, SKIP, STEM, TRUE, WIDE

VERIFY: Final = 1 << 30
"""Set in the row of an entry: what passes is to be verified."""
_MIX = 0x9E3779B1
_KINDS = (1 << KIND_BITS) - 1
_NONE: Mapping[int, int] = MappingProxyType({})
_INT = np.dtype("<i4")

Numbers: TypeAlias = npt.NDArray[np.int32]
Following: TypeAlias = tuple[dict[int, dict[int, int]], ...]
"""A word's number, or that of a phrase → the next word's → the number of both as a phrase; in parts."""
Owners: TypeAlias = list[RuleId | dict[RuleId, None] | None]
"""The rule of each row, or a dict of its rules where it has several, in the order they were added."""


class Tables(NamedTuple):
    """What rules ask for, by number. All grow in place, so this is made once."""

    present: npt.NDArray[np.bool_]
    """What is true of the item being matched; only TRUE in between."""
    pairs: npt.NDArray[np.uint8]
    """Whether a phrase may hold two words in a row, by :func:`pair`."""
    following: Following
    blocks: list[bytearray | None]
    """What brings in anything when it is true of an item (:class:`bot.matching.features.Block`)."""
    codes: Sequence[bytes]
    """Row → its query (:mod:`bot.matching.code`)."""
    features: "array[int]"
    """Clause → the number of its feature, or UNINDEXED."""


class Unread(NamedTuple):
    """A text to be read chunk by chunk."""

    known: Known
    learn: Callable[[str], bytes]
    """Gives the marks of a chunk that is not known."""
    text: str


Parts: TypeAlias = list[bytes | Unread]
"""An item's texts, and marks as they are, in their order."""


class Scanner(NamedTuple):
    """What is done most, in C or in Python."""

    known: Callable[[], Known]
    """Makes what remembers chunks: empty, and read by the others only."""
    read: Callable[[Parts], bytes]
    scan: Callable[[Parts, Tables, bool], tuple[bytes, bytes, bytes]]
    owners: Callable[[bytes, Owners], list[RuleId]]
    find: Find
    put: Put


def pair(before: int, word: int, count: int) -> int:
    """Give the counter, of ``count`` (a power of two), of two words in a row."""
    return (before * _MIX ^ word) & (count - 1)


def read(parts: Parts, /) -> bytes:
    """Give the marks of an item."""
    read: list[bytes] = []
    for part in parts:
        if isinstance(part, bytes):
            read.append(part)
        else:
            known, learn, text = part
            assert isinstance(known, ChunkDict), "what is known is of the same scanner"
            for chunk in text.split():
                marks = known.get(chunk)
                read.append(learn(chunk) if marks is None else marks)
    return b"".join(read)


def scan(parts: Parts, tables: Tables, exact: bool, /) -> tuple[bytes, bytes, bytes]:
    """Give the rows that hold on an item, each once, those to be verified, and the item's marks.

    All are 32-bit numbers.

    Args:
        parts: the item, as rules see it.
        tables: what is true of items, and who asks. C judges the query of a row, ``codes``, itself where
            the item's words decide it; here that is left to be verified.
        exact: a feature says that its clause is true, not only that it may be.

    """
    marks = read(parts)
    every: Numbers = np.frombuffer(marks, _INT)
    phrases = _phrases(every[every & _KINDS <= ALSO], tables)
    words = every[every & _KINDS != SKIP] >> KIND_BITS
    numbers = dict.fromkeys([*words.tolist(), *phrases])
    blocks = [block for number in numbers if (block := tables.blocks[number]) is not None]
    groups = _groups(blocks)
    wide = np.unique(groups[groups >= WIDE]) - WIDE
    for number in (TRUE, *wide.tolist()):
        block = tables.blocks[number]
        assert block is not None, "these own rows"
        blocks.append(block)
    true = np.concatenate((np.array([*numbers], np.int32), groups[groups < WIDE]))
    tables.present[true] = True
    try:
        rows = _passing(blocks, tables.present, exact=exact)
    finally:
        tables.present[true] = False
    doubtful = (rows >= VERIFY) | (not exact)
    sure, unsure = rows[~doubtful], rows[doubtful] & (VERIFY - 1)
    return np.unique(sure).tobytes(), np.unique(unsure).tobytes(), marks


def _groups(blocks: Sequence[bytearray]) -> Numbers:
    """Give the numbers of all groups that blocks are in, flagged."""
    ends = [HEADER.size + HEADER.unpack_from(block)[1] * 4 for block in blocks]
    groups = [block[HEADER.size : end] for block, end in zip(blocks, ends, strict=True)]
    return np.frombuffer(b"".join(groups), _INT)


def _passing(
    blocks: Sequence[bytearray], present: npt.NDArray[np.bool_], *, exact: bool
) -> Numbers:
    """Give the rows, flagged, of which all checks are passed."""
    pairs, quads = [], []
    for block in blocks:
        _, groups, pair_count, quad_count = HEADER.unpack_from(block)
        start = HEADER.size + groups * 4
        end = start + pair_count * 8
        if pair_count:
            pairs.append(block[start:end])
        if quad_count:
            quads.append(block[end:])
    two: Numbers = np.frombuffer(b"".join(pairs), _INT).reshape(-1, 2)
    four: Numbers = np.frombuffer(b"".join(quads), _INT).reshape(-1, 4)
    passed = present.take(four[:, 0]) & present.take(four[:, 2])
    if exact:
        passed = passed > present.take(four[:, 3])
    rows: Numbers = np.concatenate((two[:, 1][present.take(two[:, 0])], four[:, 1][passed]))
    return rows


def _phrases(words: Numbers, tables: Tables) -> list[int]:
    """Give the numbers of the phrases in a text, of its marks of words; one may come twice."""
    if (words & _KINDS == ALSO).any():
        return _phrases_among(_readings(words), tables)
    stems = (words >> KIND_BITS).astype(np.int64)
    pairs = (stems[:-1] * _MIX ^ stems[1:]) & (len(tables.pairs) - 1)
    numbers = stems.tolist()
    found: list[int] = []
    for at in tables.pairs.take(pairs).nonzero()[0].tolist():
        number = numbers[at]
        for word in numbers[at + 1 :]:
            following = _following(number, tables)
            if word not in following:
                break
            number = following[word]
            found.append(number)
    return found


def _phrases_among(readings: Sequence[Sequence[int]], tables: Tables) -> list[int]:
    """Do the same where a word may be read in several ways."""
    found: list[int] = []
    begun: list[Mapping[int, int]] = []
    for stems in readings:
        here = [following[stem] for following in begun for stem in stems if stem in following]
        found += here
        begun = [_following(each, tables) for each in (*stems, *here)]
    return found


def _following(number: int, tables: Tables) -> Mapping[int, int]:
    return tables.following[number % len(tables.following)].get(number, _NONE)


def _readings(words: Numbers) -> list[list[int]]:
    """Give the numbers of all stems of each word."""
    readings: list[list[int]] = []
    for each in words.tolist():
        if each & _KINDS == ALSO:
            readings[-1].append(each >> KIND_BITS)
        else:
            readings.append([each >> KIND_BITS])
    return readings


def placed(marks: bytes) -> tuple[Numbers, Numbers]:
    """Give the number of every mark but those that skip, and the position of each."""
    every: Numbers = np.frombuffer(marks, _INT)
    kinds, numbers = every & _KINDS, every >> KIND_BITS
    positions: Numbers = np.where(kinds == SKIP, numbers, kinds == STEM).cumsum(dtype=np.int32)
    own = kinds != SKIP
    return numbers[own], positions[own]


def owners(rows: bytes, owners: Owners, /) -> list[RuleId]:
    """Give the rules of many rows, which come once each, those of one row beside each other."""
    found: list[RuleId] = []
    for row in memoryview(rows).cast("i"):
        each = owners[row]
        if isinstance(each, dict):
            found += each
        elif each is not None:
            found.append(each)
    return found


def _new_table() -> ChunkTable:
    return ChunkTable(hash("a seed that nobody knows"))


def _fastest() -> Scanner:
    try:
        from bot.matching import _scan  # noqa: PLC0415 - there only where a C compiler was
    except ImportError:
        return NUMPY
    return Scanner(_new_table, _scan.read, _scan.scan, _scan.owners, _scan.find, _scan.put)


NUMPY = Scanner(ChunkDict, read, scan, owners, find, put)
FASTEST = _fastest()
"""The compiled one, where it could be built."""
