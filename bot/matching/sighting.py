"""What one item holds of all that rules ask for, as numbers."""

from functools import cached_property

from bot.matching.places import Places
from bot.query.document import Document
from bot.query.stems import DEFAULT


class Sighting:
    """An item's marks, and where its words stand once that is asked for."""

    def __init__(self, document: Document, marks: bytes) -> None:
        self.document = document
        self._marks = marks

    @property
    def is_exact(self) -> bool:
        """Say whether a clause is true just where its feature is; in other languages, there at most."""
        return is_exact(self.document)

    @cached_property
    def places(self) -> Places:
        """Give what the item holds by number, with its positions."""
        return Places(self._marks)


def is_exact(document: Document) -> bool:
    """Say whether the words of an item are stemmed as those of rules are."""
    return document.lang == DEFAULT
