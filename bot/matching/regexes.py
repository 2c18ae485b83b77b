"""RE2 expressions whose necessary text an item holds; only their programs are run."""

from typing import Final

import numpy as np
import numpy.typing as npt

from bot.matching.features import Feature
from bot.matching.literals import Literals, all_required_literals, required_literals
from bot.query.regex import matches, readable
from bot.query.tree import Regex

_CELL_BITS: Final = 16
_CELLS: Final = 1 << _CELL_BITS
_SHIFT: Final = np.uint32(32 - _CELL_BITS)
_MIX: Final = np.uint32(0x9E3779B1)
_SIZES: Final = (5, 3)
"""Letters of a gram: a text of so many is looked for by the longest gram it has, the rarer one."""


def is_indexable(regex: Regex) -> bool:
    """Say whether ``regex`` needs a text that can be looked for before its program is run."""
    return bool(required_literals(regex.pattern, ignore_case=regex.ignore_case))


class _Asked:
    """An expression, under one of the texts it may need."""

    __slots__ = ("feature", "literal", "others", "regex")

    def __init__(
        self, literal: str, others: tuple[Literals, ...], regex: Regex, feature: Feature
    ) -> None:
        self.literal = literal
        self.others = others
        """Of each it needs a text as well."""
        self.regex = regex
        self.feature = feature

    def may_match(self, folded: str) -> bool:
        """Say whether a text, case-folded, holds what the expression needs."""
        return self.literal in folded and all(
            any(text in folded for text in texts) for texts in self.others
        )


class RegexLookup:
    """Expressions for one field, each under some letters in a row of every text it may need.

    Adding is an append, where RE2's own filtered set is compiled anew; a few letters in a row rule
    out nearly all of a thousand expressions before any text is compared.
    """

    def __init__(self) -> None:
        self._by_size: dict[int, _Grams] = {}

    def add(self, regex: Regex, feature: Feature) -> None:
        """Look for an indexable ``regex`` from now on."""
        first, *others = all_required_literals(regex.pattern, ignore_case=regex.ignore_case)
        for literal in first:
            size = next(size for size in _SIZES if len(literal) >= size)
            if size not in self._by_size:
                self._by_size[size] = _Grams(size)
            self._by_size[size].add(_Asked(literal, tuple(others), regex, feature))

    def find(self, text: str) -> list[Feature]:
        """Give the features of expressions that match ``text``; one may come twice."""
        found: list[Feature] = []
        text = readable(text)
        folded = text.casefold()
        codes = np.frombuffer(folded.encode("utf-32-le"), np.uint32)
        encoded = text.encode()
        for grams in self._by_size.values():
            for asked in grams.find(folded, codes):
                regex = asked.regex
                if asked.may_match(folded) and matches(
                    regex.pattern, encoded, ignore_case=regex.ignore_case
                ):
                    found.append(asked.feature)
        return found


class _Grams:
    """Texts looked for, by so many letters of each."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._asked: npt.NDArray[np.bool_] = np.zeros(_CELLS, np.bool_)
        """Whether a gram of a hash may be one of ours."""
        self._wanted: dict[str, list[_Asked]] = {}

    def add(self, asked: _Asked) -> None:
        literal = asked.literal
        grams = [literal[at : at + self._size] for at in range(len(literal) - self._size + 1)]
        gram = min(grams, key=lambda each: len(self._wanted.get(each, ())))
        self._wanted.setdefault(gram, []).append(asked)
        self._asked[self._cells(np.frombuffer(gram.encode("utf-32-le"), np.uint32))] = True

    def find(self, folded: str, codes: npt.NDArray[np.uint32]) -> list[_Asked]:
        """Give what may be in a text of at least one gram, of whose signs ``codes`` are the numbers."""
        found: list[_Asked] = []
        if len(codes) >= self._size:
            places = self._asked.take(self._cells(codes)).nonzero()[0].tolist()
            for gram in {folded[at : at + self._size] for at in places}:
                found += self._wanted.get(gram, ())
        return found

    def _cells(self, codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
        """Give a hash for every gram, by where it begins."""
        count = len(codes) - self._size + 1
        mixed = codes[:count]
        for nth in range(1, self._size):
            mixed = mixed * _MIX + codes[nth : nth + count]
        return mixed >> _SHIFT
