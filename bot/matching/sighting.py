"""What one item holds of all that rules ask for, as numbers."""

import numpy as np
import numpy.typing as npt

from bot.matching.checks import Places
from bot.matching.features import ALSO, OWN, QUAD, STEM
from bot.query.document import Document
from bot.query.stems import DEFAULT


class Sighting:
    """The marks and entries an item brings in, in the order of its words."""

    __slots__ = ("_places", "document", "is_exact", "is_mark", "quads")

    def __init__(self, document: Document, brought: bytes) -> None:
        self.document = document
        self.is_exact = document.lang == DEFAULT
        """A clause is true just where its feature is; in other stemming languages, there at most."""
        self.quads: npt.NDArray[np.int32] = np.frombuffer(brought, QUAD)
        self.is_mark: npt.NDArray[np.bool_] = self.quads[:, 1] < 0
        self._places: Places | None = None

    @property
    def words(self) -> npt.NDArray[np.int32]:
        """Give the marks of words and their stems."""
        return self.quads.take((self.quads[:, 1] <= ALSO).nonzero()[0], axis=0)

    @property
    def places(self) -> Places:
        """Give what the item holds by number, with its positions."""
        if self._places is None:
            own = self.quads.take((self.quads[:, 1] <= OWN).nonzero()[0], axis=0)
            positions = (own[:, 2] + (own[:, 1] == STEM)).cumsum()
            places: dict[int, list[int]] = {}
            for number, position in zip(own[:, 0].tolist(), positions.tolist(), strict=True):
                places.setdefault(number, []).append(position)
            self._places = places
        return self._places
