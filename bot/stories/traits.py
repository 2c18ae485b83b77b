"""An item as the story index knows it: what names it, and what its likeness to others is judged on."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.item import Item
from bot.domain.ticker import TickerTag, Via
from bot.query.amounts import find_amounts
from bot.query.fold import is_alone
from bot.query.stems import stemming_language
from bot.query.words import Word, words
from bot.stories.events import events
from bot.stories.frequencies import UNKNOWN, Frequencies, Meaning, unit
from bot.stories.links import canonical
from bot.stories.references import references
from bot.stories.titles import bare, days, normal
from bot.stories.vocabulary import Term, Vocabulary

LEAD = 600
"""Characters of a summary that are compared: further down stands background that other stories share."""
_LEAD_WORDS = 60
COMMON = 3.0
"""Words lighter than this say nothing of what a report is about."""
_NAME = 5.0
"""A capitalised word lighter than this begins a sentence, or is as common as *US*."""
_LEAD_MEANING = 0.7
_GUID = 16
"""A shorter guid is a number of one publisher's, and the next one counts as well."""


@dataclass(slots=True, eq=False, kw_only=True)
class Traits:
    """A report as it is compared."""

    item: Item
    at: float
    """Seconds since the epoch."""
    link: str
    guid: str
    title: str
    """Normalised."""
    rarest: float
    """The weight of the title's rarest word: a title without a rare one names nothing."""
    terms: tuple[Term, ...]
    """Of the title."""
    lead: tuple[Term, ...]
    """Of the summary, those of the title left out."""
    led: bool
    """Has a summary."""
    meaning: Meaning
    subject: Term | None
    """The first weighty capitalised word of the title: mostly whom it is about."""
    figures: frozenset[tuple[str, float]]
    """Amounts and bare numbers of the title, by unit."""
    days: frozenset[str]
    symbols: frozenset[str]
    references: frozenset[str]
    marks: tuple[Term, ...]
    """What a report in another language would share: references, a company with an amount."""
    events: frozenset[str]


def traits(
    item: Item,
    tags: Sequence[TickerTag],
    at: float,
    frequencies: Frequencies,
    vocabulary: Vocabulary,
) -> Traits:
    """Cut ``item`` into what is compared."""
    headline = bare(item.title, item.source)
    if headline.isupper():  # capitals that tell nothing
        headline = headline.lower()
    lang = stemming_language(item.lang)
    title = words(headline, lang)
    summary = words(item.summary[:LEAD], lang)[:_LEAD_WORDS] if item.summary else []
    title_stems = _stems(title)
    lead_stems = _stems(summary)
    found = {stem: vocabulary.find(stem) for stem in title_stems | lead_stems}
    folded = normal(headline)
    figures = _figures(headline, title)
    symbols = frozenset(tag.symbol for tag in tags if tag.via is not Via.BASKET)
    named = references(item)
    return Traits(
        item=item,
        at=at,
        link=canonical(item.url) if item.url else "",
        guid=_guid(item.guid),
        title=folded,
        rarest=max((found[stem].rarity for stem in title_stems), default=0.0),
        terms=tuple(found[stem] for stem in title_stems if found[stem].rarity > COMMON),
        lead=tuple(
            found[stem]
            for stem in lead_stems
            if stem not in title_stems and found[stem].rarity > COMMON
        ),
        led=bool(summary),
        meaning=_meaning(title_stems, lead_stems, frequencies),
        subject=_subject(title, found),
        figures=figures,
        days=days(folded),
        symbols=symbols,
        references=named,
        marks=tuple(vocabulary.find(mark, UNKNOWN) for mark in _marks(named, symbols, figures)),
        events=events(title_stems),
    )


def _stems(found: list[Word]) -> dict[str, None]:
    """Give the distinct stems in order; letters of scripts without spaces in overlapping pairs."""
    stems: dict[str, None] = {}
    before = ""
    for word in found:
        alone = word.norm if is_alone(word.norm) else ""
        if not alone:
            stems[_stem(word)] = None
        elif before:
            stems[before + alone] = None
        before = alone
    return stems


def _stem(word: Word) -> str:
    return word.also[-1].stem if word.also else word.stem


def _subject(title: list[Word], found: dict[str, Term]) -> Term | None:
    for word in title:
        if word.surface[:1].isupper():
            term = found.get(_stem(word))
            if term is not None and term.rarity > _NAME:
                return term
    return None


def _meaning(title: dict[str, None], lead: dict[str, None], frequencies: Frequencies) -> Meaning:
    meaning = frequencies.meaning(title)
    if not lead:
        return meaning
    return unit(meaning + _LEAD_MEANING * frequencies.meaning(lead))


def _figures(headline: str, title: list[Word]) -> frozenset[tuple[str, float]]:
    amounts = {(found.unit, found.value) for found in find_amounts(headline)}
    bare_numbers = {
        ("", float(word.norm))
        for word in title
        if word.norm[:1].isdigit() and word.norm.replace(".", "", 1).isdecimal()
    }
    return frozenset(amounts | bare_numbers)


def _marks(
    named: frozenset[str], symbols: frozenset[str], figures: frozenset[tuple[str, float]]
) -> list[str]:
    """Write them so that no stem is like them: with a blank."""
    together = [
        f"{symbol} {value:g} {unit}" for symbol in symbols for unit, value in figures if unit
    ]
    return sorted(named) + sorted(together)


def _guid(guid: str) -> str:
    if guid.startswith(("http://", "https://")):
        return canonical(guid)
    return guid if len(guid) >= _GUID else ""


@lru_cache(maxsize=2048)
def letters(title: str) -> frozenset[str]:
    """Give the runs of four letters of a normalised title, of two in scripts without spaces."""
    size = 4 if title.isascii() else 2
    return frozenset(title[at : at + size] for at in range(max(1, len(title) - size + 1)))
