"""The phrases of rules: a number for each, found in a text by its pairs of neighbouring words."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from bot.matching.atoms import Phrase
from bot.matching.features import ALSO
from bot.matching.shards import Shards

N = TypeVar("N", int, npt.NDArray[np.int64])

_PAIRS = 1 << 21
"""Counters of pairs, by hash: with 200,000 phrases one pair in ten is looked up in vain."""
_MIX = 0x9E3779B1
_FULL = 255
"""A counter that got here stays."""


class Phrases:
    """Words in a row, each phrase for as long as somebody asks for it."""

    def __init__(self, new_number: Callable[[], int], free: Callable[[int], None]) -> None:
        self._new_number = new_number
        self._free = free
        self._next: Shards[int, dict[int, int]] = Shards()
        """A word's number, or that of a phrase → the next word's → the number of both as a phrase."""
        self._uses: Shards[int, int] = Shards()
        """Of phrases with more than one."""
        self._pairs = np.zeros(_PAIRS, np.uint8)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def acquire(self, phrase: Phrase) -> int:
        """Give the number of ``phrase``, which is found from now on; to be released as often."""
        number = phrase[0].id
        for before, word in pairwise(phrase):
            following = self._next.get(number)
            if following is None:
                following = self._next[number] = {}
            known = following.get(word.id)
            if known is None:
                number = following[word.id] = self._new_number()
                self._count_pair(before.id, word.id, 1)
            else:
                number = known
                self._uses[number] = (self._uses.get(number) or 1) + 1
        return number

    def release(self, phrase: Phrase) -> int:
        """Undo one :meth:`acquire` and give the number it gave."""
        numbers = [phrase[0].id]
        for word in phrase[1:]:
            numbers.append(self._next[numbers[-1]][word.id])
        steps = zip(numbers, pairwise(phrase), strict=False)
        for beginning, (before, word) in reversed(list(steps)):
            self._drop(beginning, before.id, word.id)
        return numbers[-1]

    def _drop(self, beginning: int, before: int, word: int) -> None:
        """Use the phrase of ``beginning`` and ``word`` once less."""
        following = self._next[beginning]
        number = following[word]
        uses = self._uses.get(number)
        if uses is None:
            del following[word]
            if not following:
                del self._next[beginning]
            self._count_pair(before, word, -1)
            self._free(number)
        elif uses > 2:
            self._uses[number] = uses - 1
        else:
            del self._uses[number]

    def _count_pair(self, before: int, word: int, change: int) -> None:
        self._count += change
        at = _hash(before, word)
        count = int(self._pairs[at])
        if count < _FULL:
            self._pairs[at] = count + change

    def find(self, words: npt.NDArray[np.int32]) -> list[int]:
        """Give the numbers of the phrases in a text, of its marks of words; one may come twice."""
        if (words[:, 1] == ALSO).any():
            return self._find_among(_readings(words))
        stems = words[:, 0].astype(np.int64)
        hits = self._pairs.take(_hash(stems[:-1], stems[1:])).nonzero()[0].tolist()
        if not hits:
            return []
        numbers = stems.tolist()
        found: list[int] = []
        for at in hits:
            number = numbers[at]
            for word in numbers[at + 1 :]:
                following = self._next.get(number)
                if following is None or word not in following:
                    break
                number = following[word]
                found.append(number)
        return found

    def _find_among(self, readings: Sequence[Sequence[int]]) -> list[int]:
        """Do the same where a word may be read in several ways."""
        found: list[int] = []
        begun: list[dict[int, int]] = []
        for stems in readings:
            here = [following[stem] for following in begun for stem in stems if stem in following]
            found += here
            begun = [each for each in map(self._next.get, (*stems, *here)) if each is not None]
        return found


def _hash(before: N, word: N) -> N:
    return (before * _MIX ^ word) & (_PAIRS - 1)


def _readings(words: npt.NDArray[np.int32]) -> list[list[int]]:
    """Give the numbers of all stems of each word."""
    readings: list[list[int]] = []
    for number, kind, *_ in words.tolist():
        if kind == ALSO:
            readings[-1].append(number)
        else:
            readings.append([number])
    return readings
