"""The phrases of rules: a number for each, found in a text by its pairs of neighbouring words."""

from collections.abc import Callable
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from bot.matching.atoms import Phrase
from bot.matching.scan import pair
from bot.matching.shards import Shards

_PAIRS: Final = 1 << 21
"""Counters of pairs, by hash: with 200,000 phrases one pair in ten is looked up in vain."""
_FULL: Final = 255
"""A counter that got here stays."""


class Phrases:
    """Words in a row, each phrase for as long as somebody asks for it."""

    def __init__(self, new_number: Callable[[], int], free: Callable[[int], None]) -> None:
        self._new_number = new_number
        self._free = free
        self.following: Shards[int, dict[int, int]] = Shards()
        """A word's number, or that of a phrase → the next word's → the number of both as a phrase."""
        self.pairs: npt.NDArray[np.uint8] = np.zeros(_PAIRS, np.uint8)
        """How many phrases may hold two words in a row, by :func:`bot.matching.scan.pair`."""
        self._uses: Shards[int, int] = Shards()
        """Of phrases with more than one."""

    def acquire(self, phrase: Phrase) -> int:
        """Give the number of ``phrase``, which is found from now on; to be released as often."""
        number = phrase[0].id
        for before, word in pairwise(phrase):
            following = self.following.get(number)
            if following is None:
                following = self.following[number] = {}
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
            numbers.append(self.following[numbers[-1]][word.id])
        steps = zip(numbers, pairwise(phrase), strict=False)
        for beginning, (before, word) in reversed(list(steps)):
            self._drop(beginning, before.id, word.id)
        return numbers[-1]

    def _drop(self, beginning: int, before: int, word: int) -> None:
        """Use the phrase of ``beginning`` and ``word`` once less."""
        following = self.following[beginning]
        number = following[word]
        uses = self._uses.get(number)
        if uses is None:
            del following[word]
            if not following:
                del self.following[beginning]
            self._count_pair(before, word, -1)
            self._free(number)
        elif uses > 2:
            self._uses[number] = uses - 1
        else:
            del self._uses[number]

    def _count_pair(self, before: int, word: int, change: int) -> None:
        at = pair(before, word, _PAIRS)
        count = int(self.pairs[at])
        if count < _FULL:
            self.pairs[at] = count + change
