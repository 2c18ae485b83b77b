"""An item as rules see it: tokens with their places, amounts, tickers. Made once, met by every rule."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.item import Item


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a field."""

    norm: str
    """Folded: NFKC, case, accents, apostrophes."""
    stem: str
    """What its inflections share, in the item's language."""
    start: int
    """Character offset into the field as the item holds it; ``end`` is exclusive."""
    end: int
    position: int
    """Counts words in the field from 0; several tokens may share one (``rare-earth`` and its parts)."""


@dataclass(frozen=True, slots=True)
class AmountFound:
    """An amount the text names."""

    unit: str
    """``pct`` or an ISO 4217 code in lower case."""
    value: float
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """An item, analysed."""

    item: Item
    tokens: Mapping[str, tuple[Token, ...]]
    """By item field: title, summary, source, author, tags, url, lang."""
    amounts: tuple[AmountFound, ...] = ()
    symbols: frozenset[str] = frozenset()
    """Mentioned (explicit, name, alias)."""
    baskets: frozenset[str] = frozenset()
