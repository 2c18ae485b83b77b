"""An item as the story index knows it: keys that name it, and what its likeness to others is judged on."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from bot.domain.item import Item
from bot.domain.ticker import TickerTag, Via
from bot.stories.events import events
from bot.stories.figures import Figure, figures
from bot.stories.frequencies import Frequencies
from bot.stories.links import canonical
from bot.stories.titles import bare_title, normal_title
from bot.stories.words import Word, words

_SUMMARY_WORDS = 60
"""The lead of a report; what stands further down is background that other stories share."""
_STOP = 3.4
"""Terms lighter than this say nothing of what a report is about."""


@dataclass(frozen=True, slots=True)
class Features:
    """What is compared."""

    link: str
    guid: str
    title: str
    """Normalised; equal titles are the same report unless they are generic."""
    terms: dict[str, float]
    """Of the title: term → weight, stop words left out."""
    mass: float
    """Sum of the weights of ``terms``."""
    vector: dict[str, float]
    """Title and half-weighted summary, of length 1."""
    grams: frozenset[str]
    names: frozenset[str]
    figures: tuple[Figure, ...]
    symbols: frozenset[str]
    events: frozenset[str]
    first: str
    """The first weighty capitalised term of the title: whom it is about, mostly."""


def features(item: Item, tags: Sequence[TickerTag], frequencies: Frequencies) -> Features:
    """Cut ``item`` into what is compared."""
    bare = bare_title(item.title, item.source)
    title = words(bare, item.lang)
    lead = words(item.summary[:600], item.lang)[:_SUMMARY_WORDS] if item.summary else []
    terms = _weights(title, frequencies)
    vector = dict(terms)
    for term, weight in _weights(lead, frequencies).items():
        vector[term] = vector.get(term, 0.0) + 0.5 * weight
    length = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    normal = normal_title(bare)
    names = [word.term for word in title if word.capital and terms.get(word.term, 0.0) > 5.0]
    return Features(
        link=canonical(item.url) if item.url else "",
        guid=item.guid,
        title=normal,
        terms=terms,
        mass=sum(terms.values()),
        vector={term: weight / length for term, weight in vector.items()},
        grams=grams(normal),
        names=frozenset(names),
        figures=figures(bare),
        symbols=frozenset(tag.symbol for tag in tags if tag.via is not Via.BASKET),
        events=events(title),
        first=names[0] if names else "",
    )


def _weights(text: list[Word], frequencies: Frequencies) -> dict[str, float]:
    weights = {}
    for word in text:
        weight = frequencies.weight(word.term)
        if weight > _STOP:
            weights[word.term] = weight
    return weights


def grams(title: str) -> frozenset[str]:
    """Give the runs of four characters of a normalised title (two of a script without spaces)."""
    size = 4 if title.isascii() else 2
    return frozenset(title[at : at + size] for at in range(max(1, len(title) - size + 1)))
