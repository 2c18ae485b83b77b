"""RE2 expressions whose necessary text an item holds; only their programs are run."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from bot.matching.features import Feature
from bot.matching.literals import required_literals
from bot.query.regex import matches, readable
from bot.query.tree import Regex

_CELL_BITS = 16
_CELLS = 1 << _CELL_BITS
_SHIFT = np.uint32(32 - _CELL_BITS)
_MIX = np.uint32(0x9E3779B1)
_SIZES = (5, 3)
"""Letters of a gram: a text of so many is looked for by the longest gram it has, the rarer one."""


def is_indexable(regex: Regex) -> bool:
    """Say whether ``regex`` needs a text that can be looked for before its program is run."""
    return bool(required_literals(regex.pattern, ignore_case=regex.ignore_case))


class RegexLookup:
    """Expressions for one field, each under some letters in a row of every text it may need.

    Adding is an append, where RE2's own filtered set is compiled anew; a few letters in a row rule
    out nearly all of a thousand expressions before any text is compared.
    """

    def __init__(self) -> None:
        self._by_size: dict[int, _Grams] = {}

    def add(self, regex: Regex, feature: Feature) -> None:
        """Look for an indexable ``regex`` from now on."""
        for literal in required_literals(regex.pattern, ignore_case=regex.ignore_case):
            size = next(size for size in _SIZES if len(literal) >= size)
            if size not in self._by_size:
                self._by_size[size] = _Grams(size)
            self._by_size[size].add(literal, regex, feature)

    def find(self, text: str) -> Iterator[Feature]:
        """Give the features of expressions that match ``text``; one may come twice."""
        text = readable(text)
        folded = text.casefold()
        codes = np.frombuffer(folded.encode("utf-32-le"), np.uint32)
        for grams in self._by_size.values():
            for literal, regex, feature in grams.find(folded, codes):
                if literal in folded and matches(
                    regex.pattern, text, ignore_case=regex.ignore_case
                ):
                    yield feature


class _Grams:
    """Texts looked for, by so many letters of each."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._asked: npt.NDArray[np.bool_] = np.zeros(_CELLS, np.bool_)
        """Whether a gram of a hash may be one of ours."""
        self._wanted: dict[str, list[tuple[str, Regex, Feature]]] = {}

    def add(self, literal: str, regex: Regex, feature: Feature) -> None:
        grams = [literal[at : at + self._size] for at in range(len(literal) - self._size + 1)]
        gram = min(grams, key=lambda each: len(self._wanted.get(each, ())))
        self._wanted.setdefault(gram, []).append((literal, regex, feature))
        self._asked[self._cells(np.frombuffer(gram.encode("utf-32-le"), np.uint32))] = True

    def find(
        self, folded: str, codes: npt.NDArray[np.uint32]
    ) -> Iterator[tuple[str, Regex, Feature]]:
        """Give what may be in a text of at least one gram, of whose signs ``codes`` are the numbers."""
        if len(codes) < self._size:
            return
        places = self._asked.take(self._cells(codes)).nonzero()[0].tolist()
        for gram in {folded[at : at + self._size] for at in places}:
            yield from self._wanted.get(gram, ())

    def _cells(self, codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
        """Give a hash for every gram, by where it begins."""
        count = len(codes) - self._size + 1
        mixed = codes[:count]
        for nth in range(1, self._size):
            mixed = mixed * _MIX + codes[nth : nth + count]
        return mixed >> _SHIFT
