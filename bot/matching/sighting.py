"""What one item holds of all that rules ask for, as numbers."""

from functools import cached_property

from bot.matching.places import Places
from bot.matching.scan import Parts, Scanner
from bot.query.document import Document
from bot.query.stems import DEFAULT


class Sighting:
    """What an item's words bring in, and where they stand once that is asked for."""

    def __init__(self, document: Document, parts: Parts, scanner: Scanner) -> None:
        self.document = document
        self.parts = parts
        self._scanner = scanner
        self.is_exact = document.lang == DEFAULT
        """A clause is true just where its feature is; in other stemming languages, there at most."""

    @cached_property
    def places(self) -> Places:
        """Give what the item holds by number, with its positions."""
        return Places(*self._scanner.marks(self.parts))
