"""Which row of a table a word has: 55,000 words in two megabytes, not in eight.

A dictionary keeps a string, a number and a slot for each word. Here the words lie in one text, and a row
is found by the word's hash among the sorted hashes of all; those asked for lately are remembered. Of 64
bits no two of some ten thousand words share a hash, nor does a word from outside hit one by chance.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

_LATELY = 4096


class Rows(Mapping[str, int]):
    """Word → row, in the order the words were given, each once."""

    def __init__(self, words: Iterable[str]) -> None:
        told = list(dict.fromkeys(words))
        ranked = sorted(range(len(told)), key=lambda row: hash(told[row]))
        self._text = "\n".join(told)
        self._hashes = array("q", (hash(told[row]) for row in ranked))
        self._ranked = array("i", ranked)
        self._lately = lru_cache(_LATELY)(self._find)

    def __getitem__(self, word: str) -> int:
        row = self._lately(word)
        if row is None:
            raise KeyError(word)
        return row

    def get(self, word: str, default: int | None = None) -> int | None:  # type: ignore[override]
        """Give a word's row, or ``default``."""
        row = self._lately(word)
        return default if row is None else row

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self._lately(word) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._text.split("\n") if self._ranked else ())

    def __len__(self) -> int:
        return len(self._ranked)

    def _find(self, word: str) -> int | None:
        wanted = hash(word)
        at = bisect_left(self._hashes, wanted)
        if at < len(self._hashes) and self._hashes[at] == wanted:
            return self._ranked[at]
        return None
