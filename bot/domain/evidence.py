"""The words of an item that made something true: a rule, a ticker."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """Words of an item that made something true.

    ``start`` and ``end`` are character offsets into the item's ``field`` (``title``, ``summary``,
    ``source`` …), so ``getattr(item, field)[start:end] == text``.
    """

    field: str
    start: int
    end: int
    text: str
