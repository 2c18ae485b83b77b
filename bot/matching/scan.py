"""One item against all rows: what is true of it, and whose requirements that meets.

:func:`scan` says it with numpy. ``_scan.c`` is the same, many times as fast, and is taken where it could
be built (docs/decisions/0004-index.md); both pass the same tests.
"""

from array import array
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from bot.matching.features import ALSO, HEADER, KIND_BITS, OWN, SKIP, STEM, WIDE, Block

VERIFY = 1 << 30
"""Set in the row of an entry: what passes is to be verified."""
_MIX = 0x9E3779B1
_KINDS = (1 << KIND_BITS) - 1
_NONE: Mapping[int, int] = MappingProxyType({})
_INT = np.dtype("<i4")

Numbers: TypeAlias = npt.NDArray[np.int32]
Following: TypeAlias = tuple[dict[int, dict[int, int]], ...]
"""A word's number, or that of a phrase → the next word's → the number of both as a phrase; in parts."""


class Tables(NamedTuple):
    """What rules ask for, by number. All grow in place, so this is made once."""

    present: npt.NDArray[np.bool_]
    """What is true of the item being matched; only TRUE in between."""
    pairs: npt.NDArray[np.uint8]
    """Whether a phrase may hold two words in a row, by :func:`pair`."""
    following: Following
    of_phrases: Mapping[int, Block]
    """Phrase → the groups it is in."""
    wide: Mapping[int, Block]
    """Group → the rows it owns."""
    always: Block
    """Rows that any item may meet."""
    codes: Sequence[bytes]
    """Row → its query (:mod:`bot.matching.code`)."""
    features: "array[int]"
    """Clause → the number of its feature, or UNINDEXED."""


Part: TypeAlias = tuple[bytes | bytearray, ...]
"""Marks, then the block of every feature among them."""
Blocks: TypeAlias = Sequence[bytes | bytearray]
Parts: TypeAlias = list[Part]
"""What an item's chunks of text bring in, in their order."""


class Scanner(NamedTuple):
    """Two functions, in C or in Python: :func:`scan` and :func:`marks`."""

    scan: Callable[[Parts, Tables, bool], tuple[bytes, bytes]]
    marks: Callable[[Parts], tuple[bytes, bytes]]


def pair(before: int, word: int, count: int) -> int:
    """Give the counter, of ``count`` (a power of two), of two words in a row."""
    return (before * _MIX ^ word) & (count - 1)


def scan(parts: Parts, tables: Tables, exact: bool, /) -> tuple[bytes, bytes]:
    """Give the rows that hold on an item, and those to be verified: 32-bit numbers, each once.

    Args:
        parts: what the item's words bring in.
        tables: what is true of items, and who asks. The C judges the query of a row, ``codes``, itself
            where the item's words decide it; this leaves it to be verified.
        exact: a feature says that its clause is true, not only that it may be.

    """
    phrases = _phrases(_joined_marks(parts), tables)
    blocks = list({id(block): block for part in parts for block in part[1:]}.values())
    blocks += [block.data for each in phrases if (block := tables.of_phrases.get(each))]
    numbers, groups = _true(blocks)
    blocks += [tables.wide[each - WIDE].data for each in np.unique(groups[groups >= WIDE]).tolist()]
    blocks.append(tables.always.data)
    true = np.concatenate((numbers, groups[groups < WIDE], np.array(phrases, np.int32)))
    tables.present[true] = True
    try:
        rows = _passing(blocks, tables.present, exact=exact)
    finally:
        tables.present[true] = False
    doubtful = (rows >= VERIFY) | (not exact)
    sure, unsure = rows[~doubtful], rows[doubtful] & (VERIFY - 1)
    return np.unique(sure).tobytes(), np.unique(unsure).tobytes()


def _true(blocks: Blocks) -> tuple[Numbers, Numbers]:
    """Give the numbers of blocks, and those of all groups they are in."""
    heads = b"".join([block[: HEADER.size] for block in blocks])
    numbers: Numbers = np.frombuffer(heads, _INT).reshape(-1, 4)
    ends = (HEADER.size + numbers[:, 1] * 4).tolist()
    groups = [block[HEADER.size : end] for block, end in zip(blocks, ends, strict=True)]
    return numbers[:, 0], np.frombuffer(b"".join(groups), _INT)


def _passing(blocks: Blocks, present: npt.NDArray[np.bool_], *, exact: bool) -> Numbers:
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


def _joined_marks(parts: Parts) -> Numbers:
    return np.frombuffer(b"".join([part[0] for part in parts]), _INT)


def _phrases(every: Numbers, tables: Tables) -> list[int]:
    """Give the numbers of the phrases in a text, of its marks; one may come twice."""
    words = every[every & _KINDS <= ALSO]
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


def marks(parts: Parts, /) -> tuple[bytes, bytes]:
    """Give the numbers of what an item holds by itself, and their positions: 32-bit numbers."""
    every = _joined_marks(parts)
    kinds, numbers = every & _KINDS, every >> KIND_BITS
    steps = np.where(kinds == SKIP, numbers, kinds == STEM)
    positions = steps.cumsum(dtype=np.int32)
    own = kinds <= OWN
    return numbers[own].astype(_INT).tobytes(), positions[own].astype(_INT).tobytes()


def _fastest() -> Scanner:
    try:
        from bot.matching import _scan  # noqa: PLC0415 - there only where a C compiler was
    except ImportError:
        return NUMPY
    return Scanner(_scan.scan, _scan.marks)


NUMPY = Scanner(scan, marks)
FASTEST = _fastest()
"""The compiled one, where it could be built."""
