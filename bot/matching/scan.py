"""One item against all rows: what is true of it, and whose requirements that meets.

:func:`scan` says it with numpy. ``_scan.c`` is the same, many times as fast, and is taken where it could
be built (docs/decisions/0004-index.md); both pass the same tests.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from bot.matching.features import ALSO, OWN, QUAD, STEM, Block

VERIFY = 1 << 30
"""Set in the row of an entry: what passes is to be verified."""
_MIX = 0x9E3779B1
_NONE: Mapping[int, int] = MappingProxyType({})

Following: TypeAlias = tuple[dict[int, dict[int, int]], ...]
"""A word's number, or that of a phrase → the next word's → the number of both as a phrase; in parts."""


class Tables(NamedTuple):
    """What rules ask for, by number. The arrays grow in place, so this is made once."""

    present: npt.NDArray[np.bool_]
    """What is true of the item being matched; only TRUE in between."""
    is_wide: npt.NDArray[np.bool_]
    """Groups that own rows."""
    pairs: npt.NDArray[np.uint8]
    """Whether a phrase may hold two words in a row, by :func:`pair`."""
    following: Following
    of_phrases: Mapping[int, bytearray]
    """Phrase → marks of the groups it is in."""
    wide: Mapping[int, Block]
    """Group → the rows it owns."""
    always: bytearray
    """Entries of rows that any item may meet."""


Parts: TypeAlias = list[bytes | bytearray]
"""Marks and entries that an item's words bring in, in the order of the words."""


class Scanner(NamedTuple):
    """Two functions, in C or in Python: :func:`scan` and :func:`marks`."""

    scan: Callable[[Parts, Tables, bool], tuple[bytes, bytes]]
    marks: Callable[[Parts], tuple[bytes, bytes]]


def pair(before: int, word: int, count: int) -> int:
    """Give the counter, of ``count`` (a power of two), of two words in a row."""
    return (before * _MIX ^ word) & (count - 1)


def scan(parts: list[bytes | bytearray], tables: Tables, exact: bool, /) -> tuple[bytes, bytes]:
    """Give the rows that hold on an item, and those to be verified: 32-bit numbers, each once.

    Args:
        parts: what the item's words bring in.
        tables: what is true of items, and who asks.
        exact: a mark says that its clause is true, not only that it may be.

    """
    quads: npt.NDArray[np.int32] = np.frombuffer(b"".join(parts), QUAD)
    is_mark = quads[:, 1] < 0
    true = _true(quads, is_mark, tables)
    tables.present[true] = True
    try:
        rows = _passing(quads, is_mark, true, tables, exact=exact)
    finally:
        tables.present[true] = False
    doubtful = (rows >= VERIFY) | (not exact)
    sure, unsure = rows[~doubtful], rows[doubtful] & (VERIFY - 1)
    return np.unique(sure).tobytes(), np.unique(unsure).tobytes()


def _true(
    quads: npt.NDArray[np.int32], is_mark: npt.NDArray[np.bool_], tables: Tables
) -> npt.NDArray[np.int64]:
    """Give the numbers of all that is true of an item; one may come twice."""
    true = quads[:, 0][is_mark].astype(np.int64)
    found = _phrases(quads.take((quads[:, 1] <= ALSO).nonzero()[0], axis=0), tables)
    if not found:
        return true
    marks = b"".join([tables.of_phrases.get(each, b"") for each in found])
    return np.concatenate((true, found, np.frombuffer(marks, QUAD)[:, 0]))


def _phrases(words: npt.NDArray[np.int32], tables: Tables) -> list[int]:
    """Give the numbers of the phrases in a text, of its marks of words; one may come twice."""
    if (words[:, 1] == ALSO).any():
        return _phrases_among(_readings(words), tables)
    stems = words[:, 0].astype(np.int64)
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


def _readings(words: npt.NDArray[np.int32]) -> list[list[int]]:
    """Give the numbers of all stems of each word."""
    readings: list[list[int]] = []
    for number, kind, *_ in words.tolist():
        if kind == ALSO:
            readings[-1].append(number)
        else:
            readings.append([number])
    return readings


def _passing(
    quads: npt.NDArray[np.int32],
    is_mark: npt.NDArray[np.bool_],
    true: npt.NDArray[np.int64],
    tables: Tables,
    *,
    exact: bool,
) -> npt.NDArray[np.int32]:
    """Give the rows, flagged, of which all checks are passed."""
    present = tables.present
    entries = quads.take((present.take(quads[:, 0]) > is_mark).nonzero()[0], axis=0)
    if tables.wide or tables.always:
        wide = dict.fromkeys(true[tables.is_wide.take(true)].tolist())
        blocks = [tables.always, *(tables.wide[number].entries for number in wide)]
        more: npt.NDArray[np.int32] = np.frombuffer(b"".join(blocks), QUAD)
        entries = np.concatenate((entries, more[present.take(more[:, 0])]))
    passed: npt.NDArray[np.bool_] = present.take(entries[:, 2])
    if exact:
        passed = passed > present.take(entries[:, 3])
    rows: npt.NDArray[np.int32] = entries[:, 1][passed]
    return rows


def marks(parts: Parts, /) -> tuple[bytes, bytes]:
    """Give the numbers of what an item holds by itself, and their positions: 32-bit numbers."""
    quads: npt.NDArray[np.int32] = np.frombuffer(b"".join(parts), QUAD)
    own = quads.take((quads[:, 1] <= OWN).nonzero()[0], axis=0)
    positions = (own[:, 2] + (own[:, 1] == STEM)).cumsum(dtype=np.int32)
    return own[:, 0].tobytes(), positions.tobytes()


def _fastest() -> Scanner:
    try:
        from bot.matching import _scan  # noqa: PLC0415 - there only where a C compiler was
    except ImportError:
        return NUMPY
    return Scanner(_scan.scan, _scan.marks)


NUMPY = Scanner(scan, marks)
FASTEST = _fastest()
"""The compiled one, where it could be built."""
