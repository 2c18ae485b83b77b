"""What is known of words beforehand: how rare each is in the news, and which mean alike."""

import base64
import binascii
import gzip
import re
import zlib
from collections.abc import Iterable, Mapping
from math import exp, sqrt

import numpy as np
import numpy.typing as npt

from bot.domain.errors import TapewatchError
from bot.query.fold import is_alone

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
        meanings: Mapping[str, bytes] | None = None,
    ) -> None:
        self._weights = dict(weights) if weights is not None else _small()
        self._rows, self._meanings = self._matrix(meanings or {})

    @classmethod
    def from_bytes(cls, data: bytes) -> "Frequencies":
        """Read the table ``make frequencies`` writes: gzipped lines ``stem<TAB>weight[<TAB>meaning]``.

        Raises:
            TapewatchError: when it is no such table, with the line at fault.

        """
        try:
            lines = gzip.decompress(data).decode().splitlines()
        except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
            raise TapewatchError(
                f"the frequency table cannot be read ({error}); make it again: make frequencies"
            ) from error
        weights: dict[str, float] = {}
        packed: dict[str, bytes] = {}
        for number, line in enumerate(lines, start=1):
            if line.startswith("#"):
                continue
            stem, _, rest = line.partition("\t")
            weight, _, meaning = rest.partition("\t")
            try:
                weights[stem] = float(weight)
                if meaning:
                    packed[stem] = base64.b64decode(meaning, validate=True)
            except (ValueError, binascii.Error) as error:
                raise TapewatchError(
                    f"line {number} of the frequency table is not stem, weight, meaning ({error}); "
                    "make it again: make frequencies"
                ) from error
        if not weights:
            raise TapewatchError("the frequency table is empty; make it again: make frequencies")
        sizes = {len(meaning) for meaning in packed.values()}
        if len(sizes) > 1:
            raise TapewatchError(
                "the meanings in the frequency table differ in length; make it again: make frequencies"
            )
        return cls(weights, packed)

    def weight(self, stem: str) -> float:
        """Give -ln of the share of reports that hold a stem: 0.1 for *the*, 5 for *profit*, 10 for a rare name."""
        known = self._weights.get(stem)
        if known is None and stem.isupper():
            known = self._weights.get(stem.lower())
        if known is not None:
            return known
        if _AMOUNT.fullmatch(stem):
            return NUMBER
        if len(stem) == 2 and is_alone(stem):
            return PAIR
        return UNKNOWN

    def shares(self) -> dict[str, float]:
        """Give for every stem of the table the share of reports that hold it, 0 to 1."""
        return {stem: exp(-weight) for stem, weight in self._weights.items()}

    def meaning(self, title: Iterable[str], lead: Iterable[str] = ()) -> Meaning:
        """Give where the meaning of a text lies, a vector of length 1; zeros where no word is known.

        ``title`` and ``lead`` are stems; all words of the lead together say a little less than the title's.
        """
        rows = [row for row in map(self._rows.get, title) if row is not None]
        says = np.add.reduce(self._meanings.take(rows, axis=0))
        less = [row for row in map(self._rows.get, lead) if row is not None]
        if less:
            share = _LEAD * max(1, len(rows)) / len(less)
            says += np.float32(share) * np.add.reduce(self._meanings.take(less, axis=0))
        return unit(says)

    def _matrix(self, meanings: Mapping[str, bytes]) -> tuple[dict[str, int], Meaning]:
        """Give the row of each stem, and the rows, each as long as the stem has a say."""
        rows = {stem: row for row, stem in enumerate(meanings)}
        packed = np.frombuffer(b"".join(meanings.values()), dtype=np.int8)
        matrix = (
            packed.reshape(len(rows), -1).astype(np.float32)
            if rows
            else np.zeros((1, 1), np.float32)
        )
        if rows:
            says = np.array([max(self._weights[stem] - _PLAIN, 0.0) for stem in rows], np.float32)
            matrix *= (says / (np.linalg.norm(matrix, axis=1) + 1e-6))[:, None]
        return rows, matrix


def unit(vector: Meaning) -> Meaning:
    """Give ``vector`` at length 1; zeros stay zeros."""
    length = sqrt(vector.dot(vector))
    return vector * np.float32(1 / length) if length else vector


def _small() -> dict[str, float]:
    return {stem: weight for weight, stems in _SMALL.items() for stem in stems.split()}
