"""What is known of words beforehand: how rare each is in the news, and which mean alike."""

import base64
import gzip
import re
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from math import exp, sqrt

import numpy as np
import numpy.typing as npt

from bot.domain.errors import TapewatchError
from bot.query.fold import is_alone
from bot.stories.rows import Rows

UNKNOWN = 10.0
"""Weight of a word outside the table: a name nobody heard of is the best clue there is."""
NUMBER = 5.0
"""Weight of a bare number outside the table: headlines share them by chance."""
PAIR = 5.5
"""Weight of two letters in a row of a script without spaces."""
_PLAIN = 2.5
"""Words lighter than this have no part in the meaning of a text."""

_LEAD = 0.7

Meaning = npt.NDArray[np.float32]

_AMOUNT = re.compile(r"\W?\d[\d.,]*(?:[kmbt]|[mbt]n|bln|mln)?")

_SMALL: Mapping[float, str] = {
    0.6: "a an and at by for from in is it of on or that the to was with",
    2.0: "after are as be but can could do had has have he her him his how into may more new no not "
    "over said say she than their them they this up were what when where which who whi will would you your",
    3.4: "about against all also amid billion busi china compani countri day expect first get govern "
    "high hit last latest low make market million month nation news off offici out peopl percent plan "
    "presid price rate report see set share state stock take talk time today top trade two US updat us use "
    "week world year",
}


class Frequencies:
    """How rare words are in newswire, and where their meanings lie, by stem.

    Without a table only the commonest English words are known to be common, and nothing of meanings:
    enough for tests and for feeds in other languages.
    """

    def __init__(
        self,
        weights: Mapping[str, float] | None = None,
        meanings: tuple[Sequence[str], bytes | bytearray] = ((), b""),
    ) -> None:
        """``meanings`` are stems of ``weights`` and, one after another, where theirs lie: signed bytes."""
        given = _small() if weights is None else weights
        told, packed = meanings
        self._rows = Rows((*told, *given))
        self._weights = array("d", map(given.__getitem__, self._rows))
        self._told = len(told)
        """So many of the rows have a meaning, the first ones."""
        self._meanings = np.frombuffer(packed or bytes(1), np.int8).reshape(len(told) or 1, -1)
        self._lengths = self._said()
        """How long each meaning is to be, by how much the stem has to say, as a share of what it is."""

    @classmethod
    def from_bytes(cls, data: bytes) -> "Frequencies":
        """Read the table ``make frequencies`` writes: gzipped lines ``stem<TAB>weight[<TAB>meaning]``.

        Raises:
            TapewatchError: when it is no such table, with the line at fault.

        """
        weights: dict[str, float] = {}
        told: list[str] = []
        packed = bytearray()
        sizes: set[int] = set()
        known = _Numbers()
        number = 0
        try:
            # A line at a time, and one number for all of a weight: this is read once and stays for good.
            with gzip.open(BytesIO(data), "rt", encoding="utf-8") as lines:
                for line in lines:
                    number += 1
                    if line.startswith("#"):
                        continue
                    stem, _, rest = line.rstrip("\n").partition("\t")
                    weight, _, encoded = rest.partition("\t")
                    weights[stem] = known[weight]
                    if encoded:
                        meaning = base64.b64decode(encoded, validate=True)
                        told.append(stem)
                        packed += meaning
                        sizes.add(len(meaning))
        except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
            raise TapewatchError(
                f"the frequency table cannot be read ({error}); make it again: make frequencies"
            ) from error
        except ValueError as error:
            raise TapewatchError(
                f"line {number} of the frequency table is not stem, weight, meaning ({error}); "
                "make it again: make frequencies"
            ) from error
        if not weights:
            raise TapewatchError("the frequency table is empty; make it again: make frequencies")
        if len(sizes) > 1:
            raise TapewatchError(
                "the meanings in the frequency table differ in length; make it again: make frequencies"
            )
        return cls(weights, (told, packed))

    def weight(self, stem: str) -> float:
        """Give -ln of the share of reports that hold a stem: 0.1 for *the*, 5 for *profit*, 10 for a rare name."""
        row = self._rows.get(stem)
        if row is None and stem.isupper():
            row = self._rows.get(stem.lower())
        if row is not None:
            return self._weights[row]
        if _AMOUNT.fullmatch(stem):
            return NUMBER
        if len(stem) == 2 and is_alone(stem):
            return PAIR
        return UNKNOWN

    def shares(self) -> Mapping[str, float]:
        """Give for every stem of the table the share of reports that hold it, 0 to 1."""
        return _Shares(self._rows, self._weights)

    def meaning(self, title: Iterable[str], lead: Iterable[str] = ()) -> Meaning:
        """Give where the meaning of a text lies, a vector of length 1; zeros where no word is known.

        ``title`` and ``lead`` are stems; all words of the lead together say a little less than the title's.
        """
        rows, less = self._told_of(title), self._told_of(lead)
        at = np.array(rows + less, np.intp)
        lengths = self._lengths.take(at)
        if less:
            lengths[len(rows) :] *= np.float32(_LEAD * max(1, len(rows)) / len(less))
        return unit(lengths @ self._meanings.take(at, axis=0).astype(np.float32))

    def _told_of(self, stems: Iterable[str]) -> list[int]:
        told = self._told
        return [row for row in map(self._rows.get, stems) if row is not None and row < told]

    def _said(self) -> Meaning:
        squares = np.einsum("ij,ij->i", self._meanings, self._meanings, dtype=np.float32)
        says = np.array(self._weights[: self._told] or [0.0], np.float32) - np.float32(_PLAIN)
        lengths: Meaning = says.clip(0) / (np.sqrt(squares) + np.float32(1e-6))
        return lengths


class _Numbers(dict[str, float]):
    """A number as it is written → the number, once."""

    def __missing__(self, written: str) -> float:
        self[written] = number = float(written)
        return number


class _Shares(Mapping[str, float]):
    """What share of reports each stem has, worked out when it is asked for."""

    def __init__(self, rows: Mapping[str, int], weights: Sequence[float]) -> None:
        self._rows, self._weights = rows, weights

    def __getitem__(self, stem: str) -> float:
        return exp(-self._weights[self._rows[stem]])

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def unit(vector: Meaning) -> Meaning:
    """Give ``vector`` at length 1; zeros stay zeros."""
    length = sqrt(vector.dot(vector))
    return vector * np.float32(1 / length) if length else vector


def _small() -> dict[str, float]:
    return {stem: weight for weight, stems in _SMALL.items() for stem in stems.split()}
