"""An item as the story index knows it: what names it, and what its likeness to others is judged on.

Of every item the words are read, for the index; the rest only once it is compared with another, so
that a window of 100,000 items is taken up in seconds.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.domain.item import Item
from bot.domain.ticker import TickerTag, Via
from bot.query.amounts import find_amounts
from bot.query.stems import stemming_language
from bot.query.words import Word, words
from bot.stories.countries import countries
from bot.stories.events import events
from bot.stories.frequencies import Frequencies, Meaning
from bot.stories.links import canonical
from bot.stories.novelty import Told, told
from bot.stories.references import references
from bot.stories.stems import stem_of
from bot.stories.titles import bare, days, normal
from bot.stories.vocabulary import Term, Vocabulary

_VERSION = 1
"""Of what is read of an item: one more when that changes, or for three days old items are as they were."""
RARE = 7.5
"""A title without a word rarer than this may name anything: *Market update*, *5 things to know*."""
_FEW = 3
_LEAD = 600
"""Characters of a summary that are compared: further down stands background that other stories share."""
_LEAD_WORDS = 60
_NAME = 4.5
"""A capitalised word lighter than this begins a sentence, or is as common as *US*."""
_RARE_NAME = 6.5
"""The same for a headline with a capital on every word."""
_VERY_RARE = 9.0
"""A word as rare as this tells one report from another as a name does: *vanadium*, *bromine*."""
_GUID = 16
"""A shorter guid is a number of one publisher's, and another publisher counts as well."""
_BITS = 1024
_EIGHT_BYTES = np.dtype("<u8")
_REST = {size: np.uint64(64 - 8 * size) for size in (4, 6)}
_SPREAD, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(54)
"""Hashing by multiplication (Knuth, The Art of Computer Programming, 6.4), to 10 bits."""
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Details:
    """What is read of an item once it is compared."""

    meaning: Meaning
    letters: int
    """Runs of letters of the title: a bit for each."""
    runs: int
    """How many bits are set."""
    names: tuple[Term, ...]
    """Capitalised weighty words of the title, in order; only rare ones where all words are."""
    figures: frozenset[tuple[str, float]]
    """Amounts and bare numbers of the title, by unit."""
    days: frozenset[str]
    events: frozenset[str]
    countries: frozenset[str]
    """That the title names."""
    countries_led: frozenset[str]
    """That the summary names."""

    @property
    def subject(self) -> Term | None:
        """The first name: mostly whom the report is about."""
        return self.names[0] if self.names else None


class Traits:
    """An item as it is compared."""

    __slots__ = (
        "_details",
        "_told",
        "at",
        "identities",
        "item",
        "lead",
        "marks",
        "references",
        "symbols",
        "terms",
        "title",
    )

    def __init__(
        self,
        item: Item,
        tags: Sequence[TickerTag],
        at: float,
        vocabulary: Vocabulary,
        gist: str = "",
    ) -> None:
        """``at`` is in seconds since the epoch; ``gist`` is what :meth:`gist` gave of this item before."""
        self.item = item
        self.at = at
        self.symbols = frozenset([tag.symbol for tag in tags if tag.via is not Via.BASKET])
        link, guid = self._take_up(gist, vocabulary) or self._read(vocabulary)
        self.identities = tuple(
            [
                (kind, value)
                for kind, value in (("link", link), ("guid", guid), ("title", self.title))
                if value
            ]
        )
        self._details: Details | None = None
        self._told: Told | None = None

    def _read(self, vocabulary: Vocabulary) -> tuple[str, str]:
        """Read the item, and give what names it beside its title."""
        item = self.item
        headline, lang = _headline(item), stemming_language(item.lang)
        title = vocabulary.read(headline, lang)
        self.title = normal(headline)
        """Folded, without punctuation and publisher."""
        self.terms = tuple(title)
        """Of the title."""
        self.lead = _lead(item, lang, title, vocabulary)
        """Of the summary, those of the title left out."""
        self.references = references(item)
        self.marks = self._marks(headline, vocabulary)
        """What a report in another language would share: references, a company with an amount."""
        return canonical(item.url), _guid(item.guid)

    def _take_up(self, gist: str, vocabulary: Vocabulary) -> tuple[str, str] | None:
        """Do as :meth:`_read` did when ``gist`` was made; None where that was another version's."""
        try:
            version, self.title, link, guid, title, lead, named, marks = json.loads(gist)
        except (ValueError, TypeError):  # empty, or of another version
            return None
        if version != _VERSION:
            return None
        self.terms = vocabulary.terms(title.split())
        self.lead = vocabulary.terms(lead.split())
        self.references = frozenset(named)
        self.marks = vocabulary.marks(marks)
        return link, guid

    def gist(self) -> str:
        """Give what was read of the item, a few hundred characters, to be taken up in a fifth of the time."""
        known = dict(self.identities)
        read = [
            _VERSION,
            self.title,
            known.get("link", ""),
            known.get("guid", ""),
            " ".join(_stems(self.terms)),
            " ".join(_stems(self.lead)),
            sorted(self.references),
            _stems(self.marks),
        ]
        return json.dumps(read, ensure_ascii=False, separators=(",", ":"))

    def details(self, frequencies: Frequencies) -> Details:
        """Read the rest, once."""
        if self._details is None:
            self._details = _details(self, frequencies)
        return self._details

    @property
    def rarest(self) -> float:
        """The weight of the title's rarest word."""
        return max([term.rarity for term in self.terms], default=0.0)

    @property
    def generic(self) -> bool:
        """Whether the title names nothing: few words, none of them rare."""
        return len(self.terms) <= _FEW and not self.symbols and self.rarest < RARE

    @property
    def told(self) -> Told:
        """What a later item may bring something new to."""
        if self._told is None:
            self._told = told(self.item)
        return self._told

    def _marks(self, headline: str, vocabulary: Vocabulary) -> tuple[Term, ...]:
        named = sorted(self.references)
        if self.symbols:
            amounts = sorted({(found.unit, found.value) for found in find_amounts(headline)})
            named += (
                f"{symbol} {value:g} {unit}"
                for symbol in sorted(self.symbols)
                for unit, value in amounts
            )
        return vocabulary.marks(named)


def _headline(item: Item) -> str:
    headline = bare(item.title, item.source)
    return headline.lower() if headline.isupper() else headline  # such capitals tell nothing


def _lead(
    item: Item, lang: str, title: Mapping[Term, None], vocabulary: Vocabulary
) -> tuple[Term, ...]:
    if not item.summary:
        return ()
    lead = vocabulary.read(item.summary[:_LEAD], lang, _LEAD_WORDS)
    return tuple([term for term in lead if term not in title])


def _details(traits: Traits, frequencies: Frequencies) -> Details:
    headline = _headline(traits.item)
    written = words(headline, stemming_language(traits.item.lang))
    stemmed = list(map(stem_of, written))
    letters, lead = _letters(traits.title), _stems(traits.lead)
    return Details(
        meaning=frequencies.meaning(_stems(traits.terms), lead),
        letters=letters,
        runs=letters.bit_count(),
        names=_names(written, stemmed, traits.terms),
        figures=_figures(headline, written),
        days=days(traits.title),
        events=events(stemmed),
        countries=countries(stemmed),
        countries_led=countries(lead),
    )


def _stems(terms: tuple[Term, ...]) -> list[str]:
    return [term.stem for term in terms]


def _names(title: list[Word], stemmed: list[str], terms: tuple[Term, ...]) -> tuple[Term, ...]:
    by_stem = dict(zip(_stems(terms), terms, strict=True))
    found = [
        (term, word.surface)
        for term, word in zip(map(by_stem.get, stemmed), title, strict=True)
        if term
    ]
    capitals = [
        term for term, surface in found if surface[:1].isupper() or term.rarity > _VERY_RARE
    ]
    least = _NAME if len(found) >= 2 * len(capitals) else _RARE_NAME
    return tuple(dict.fromkeys([term for term in capitals if term.rarity > least]))


def _figures(headline: str, title: list[Word]) -> frozenset[tuple[str, float]]:
    if not _DIGIT.search(headline):
        return frozenset()
    amounts = {(found.unit, found.value) for found in find_amounts(headline)}
    bare_numbers = {
        ("", float(word.norm))
        for word in title
        if word.norm[:1].isdigit() and word.norm.replace(".", "", 1).isdecimal()
    }
    return frozenset(amounts | bare_numbers)


def _letters(title: str) -> int:
    """Set a bit for every run of four letters, of two in scripts without spaces."""
    written = title.encode()
    size = 4 if title.isascii() else 6
    count = max(1, len(written) - size + 1)
    runs = np.ndarray(count, _EIGHT_BYTES, written + bytes(8), 0, (1,))  # one from each byte on
    hashed = (runs << _REST[size]) * _SPREAD >> _SHIFT
    field = np.zeros(_BITS, np.uint8)
    field[hashed.view(np.int64)] = 1
    return int.from_bytes(np.packbits(field).tobytes())


def _guid(guid: str) -> str:
    if guid.startswith(("http://", "https://")):
        return canonical(guid)
    return guid if len(guid) >= _GUID else ""
