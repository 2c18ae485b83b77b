"""What operators teach the tagger: other names for a company, and words that name nobody."""

from dataclasses import dataclass

from bot.domain.ticker import Symbol


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Names for one company, as ``rules/aliases.yaml`` lists them.

    How a name is written says how it is found: ``NOV`` only in capitals, ``adidas`` in any case,
    everything else wherever it begins with a capital.
    """

    symbol: Symbol
    company: str = ""
    """The name to show; needed only for a company the gazetteer lacks."""
    names: tuple[str, ...] = ()
    """Safe: wherever they stand they mean the company."""
    brands: tuple[str, ...] = ()
    """Famous: taken unless a phrase of ``unless`` or a person's name speaks against it."""
    words: tuple[str, ...] = ()
    """Common words: taken where the text speaks of business, or a capital inside it marks a name."""
    proper: tuple[str, ...] = ()
    """Names of people or places too: taken only right beside words of business."""
    symbols: tuple[Symbol, ...] = ()
    """Other symbols: former ones (``FB``), other listings (``9988.HK``)."""
    unless: tuple[str, ...] = ()
    """Phrases around a name that mean something else: ``apple pie``, ``Amazon rainforest``."""
    against: tuple[str, ...] = ()
    """Single words that, anywhere in the item, say that something else is meant: ``macular`` for AMD."""
