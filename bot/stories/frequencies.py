"""How rare a word is in the news at large, so that sharing it says little or much."""

import gzip
import zlib
from collections.abc import Mapping

from bot.domain.errors import TapewatchError

UNKNOWN = 9.5
"""Weight of a word the table does not hold: a name nobody heard of is the best clue there is."""
NUMBER = 5.0
"""Weight of a bare number outside the table: headlines share them by chance."""
PAIR = 5.0
"""Weight of a pair of characters of a script without spaces."""

_SMALL = {
    0.5: "a an and at by for from in is it its of on or that the to was with",
    1.5: "after are as be but can could do from had has have he her his how into may more new no not over "
    "say she than their they this up were what when where which who whi will would you your",
    3.0: "about all also amid against befor between dai dure first get make market month news off out "
    "report share some stock time today two under updat us week year",
}


class Frequencies:
    """The weight of terms: the logarithm of how many reports there are for one that holds it.

    About 1 for ``the``, 5 for ``market``, 9.5 for a name that is not in the table.
    """

    def __init__(self, weights: Mapping[str, float] | None = None) -> None:
        self._weights = dict(weights) if weights else _small()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Frequencies":
        """Read the table that ``tools/frequencies`` writes: gzipped lines of ``weight<TAB>stem stem …``.

        Raises:
            TapewatchError: when it is not such a table, with the line.

        """
        try:
            text = gzip.decompress(data).decode()
        except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
            raise TapewatchError(
                f"the frequency table cannot be read ({error}); make it again with `make frequencies`"
            ) from error
        weights: dict[str, float] = {}
        for number, line in enumerate(text.splitlines(), start=1):
            if line.startswith("#"):
                continue
            weight, tab, stems = line.partition("\t")
            try:
                weights.update(dict.fromkeys(stems.split(), float(weight)))
            except ValueError:
                tab = ""
            if not tab:
                raise TapewatchError(
                    f"line {number} of the frequency table is not `weight<TAB>stems`; "
                    "make it again with `make frequencies`"
                )
        return cls(weights)

    def weight(self, term: str) -> float:
        """Give the weight of a stem, a number or a pair of characters."""
        known = self._weights.get(term)
        if known is not None:
            return known
        if term[0].isdigit():
            return NUMBER if term.replace(".", "").replace(",", "").isdigit() else UNKNOWN
        if len(term) <= 2 and not term.isascii():
            return PAIR
        return UNKNOWN


def _small() -> dict[str, float]:
    return {term: weight for weight, terms in _SMALL.items() for term in terms.split()}
