"""How alike two reports are: clues for and against one event, weighed.

The weights come from a logistic regression on pairs of reports of which people said whether they tell
the same event (``python -m benchmarks stories --fit``), rounded; where labelled pairs were few (days,
companies, documents), they were set by hand.
"""

from collections.abc import Iterable
from math import exp
from operator import mul
from typing import NamedTuple

from bot.stories.countries import country
from bot.stories.frequencies import Frequencies
from bot.stories.traits import Details, Traits
from bot.stories.vocabulary import Term

_RARE = 4.5
_HOUR = 3600.0
_ALIKE = 0.45
"""Titles that share more of their letters are made after one pattern."""
_PATTERN = 1.6
"""How surely at most: what such titles share is the pattern's, however much it is."""
_VARIANT = 5
"""Letters that the spellings of a name begin with: *Indonesia*, *Indonesian*; *Zelensky*, *Zelenskiy*."""


class Clues(NamedTuple):
    """What speaks for and against one event; most lie between 0 and 1."""

    letters: float
    """Runs of letters that the titles share."""
    covered: float
    """Of the less covered title, the share of its weight that the other report holds."""
    covered_more: float
    """Of the other title."""
    rare: float
    """Rare words that both reports hold anywhere."""
    rare_titles: float
    """Rare words that both titles hold."""
    meaning: float
    """Cosine of the meanings."""
    figure: float
    """The titles name an equal figure."""
    figures_differ: float
    subject: float
    """Both are about the same name."""
    subjects_differ: float
    """Neither report holds the name the other is about."""
    names_differ: float
    """Names in either title that the other report does not hold."""
    template: float
    """There are such names or countries, or no company in common, in titles that are otherwise alike:
    *Apple stock falls*, *Netflix stock falls*."""
    days_differ: float
    tickers: float
    """Of the companies mentioned, the share that both mention."""
    tickers_differ: float
    """Both mention a company that the other does not."""
    event: float
    """A company and the kind of event are the same."""
    reference: float
    """Both name an official document."""
    untold: float
    """One of them has no summary, so less could be compared."""
    short: float
    """Words of the shorter title, in tens."""
    apart: float
    """Days between them beyond the first 6 hours, up to 2."""

    @property
    def held(self) -> float:
        """How much of the titles the two reports hold of each other."""
        return (self.covered + self.covered_more) / 2


WEIGHTS = Clues(
    letters=1.5, covered=1.9, covered_more=1.9, rare=4.8, rare_titles=1.8, meaning=2.8, figure=1.0,
    figures_differ=-1.0, subject=0.8, subjects_differ=-0.4, names_differ=-0.4, template=-6.0,
    days_differ=-0.8, tickers=-2.0, tickers_differ=-3.1, event=0.8, reference=2.0, untold=-0.4,
    short=-0.8, apart=-6.5,
)  # fmt: skip
BIAS = -2.55

CROWD = 2.0
"""Log-odds a story gains when all that lies near an item belongs to it."""
NOISE = 0.3
"""Nearness of what the window does not hold: a lone neighbour is no crowd."""
JOIN = 1.9
"""From these log-odds on an item joins. Above what the regression says, for a story swallowed costs
more than an alert repeated."""
UNSURE = 0.5
"""From these on it is linked."""
DECISIVE = 4.0
"""From these on hardly anything that shares less of the words is likelier."""
SURE = 9.0


class Weighed:
    """A report about to be placed, its words weighed as the window stands."""

    __slots__ = ("all", "details", "level", "mass", "title", "traits")

    def __init__(self, traits: Traits, level: float, frequencies: Frequencies) -> None:
        self.traits = traits
        self.details = traits.details(frequencies)
        self.level = level
        self.title = dict(zip(traits.terms, _weights(traits.terms, level), strict=True))
        self.mass = sum(self.title.values()) or 1.0
        self.all = self.title | dict(zip(traits.lead, _weights(traits.lead, level), strict=True))


def _weights(terms: Iterable[Term], level: float) -> list[float]:
    """Weigh words; written out, as it is done for every title an item is compared with."""
    return [
        rarity if (rarity := term.rarity) < (most := level - term.level) else most for term in terms
    ]


def _shared(
    new: Weighed, old: Traits, titled: list[Term], led: list[Term]
) -> tuple[float, float, float, float]:
    """Give what part of each title the other report holds, and the rare words reports and titles share.

    ``titled`` and ``led`` are the words of the old title and summary that the new report holds.
    """
    title, weights = new.title, new.all
    found = covers = rare = rare_titles = 0.0
    for term in titled:
        weight = weights[term]
        found += weight
        above = weight - _RARE if weight > _RARE else 0.0
        rare += above
        if term in title:
            covers += weight
            rare_titles += above
    for term in led:
        weight = weights[term]
        if weight > _RARE:
            rare += weight - _RARE
        if term in title:
            covers += weight
    mass = sum(_weights(old.terms, new.level)) or 1.0
    return covers / new.mass, found / mass, rare, rare_titles


def clues(new: Weighed, old: Traits, frequencies: Frequencies) -> Clues:
    """Compare a report with an earlier one."""
    this, one, other = new.traits, new.details, old.details(frequencies)
    known = new.all.__contains__
    titled, led = list(filter(known, old.terms)), list(filter(known, old.lead))
    covered, covered_old, rare, rare_titles = _shared(new, old, titled, led)
    figures = bool(one.figures and other.figures)
    same_figure = figures and not one.figures.isdisjoint(other.figures)
    ours = [term for term in one.names if term not in titled and term not in led]
    theirs = [term for term in other.names if term not in new.all]
    subjects = bool(one.names and other.names)
    same_subject = subjects and one.names[0] is other.names[0]
    companies = bool(this.symbols and old.symbols)
    tickers = _part_shared(this.symbols, old.symbols) if companies else 0.0
    letters = 2 * (one.letters & other.letters).bit_count() / (one.runs + other.runs)
    gap = abs(this.at - old.at) / _HOUR
    return Clues(
        letters,
        min(covered, covered_old),
        max(covered, covered_old),
        min(rare / 10, 1.0),
        min(rare_titles / 10, 1.0),
        float(one.meaning.dot(other.meaning)),
        same_figure,
        figures and not same_figure,
        same_subject,
        subjects and other.names[0] in theirs and one.names[0] in ours,
        _weight(ours, theirs) if ours and theirs else 0.0,
        _pattern(letters)
        if letters > _ALIKE
        and ((companies and not tickers) or _swapped(ours, theirs) or _abroad(one, other))
        else 0.0,
        bool(one.days and other.days) and one.days.isdisjoint(other.days),
        tickers,
        companies and not (this.symbols <= old.symbols or old.symbols <= this.symbols),
        bool(tickers) and not one.events.isdisjoint(other.events),
        bool(this.references) and not this.references.isdisjoint(old.references),
        not (this.item.summary and old.item.summary),
        min(len(this.terms), len(old.terms)) / 10,
        0.0 if gap < 6 else min(gap - 6, 48.0) / 24,
    )


def _part_shared(symbols: frozenset[str], others: frozenset[str]) -> float:
    return len(symbols & others) / len(symbols | others)


def _weight(ours: list[Term], theirs: list[Term]) -> float:
    """Give how much names say that only one of two reports holds, 0 to 1."""
    less = min(sum([term.rarity for term in ours]), sum([term.rarity for term in theirs]))
    return min(less / 10, 1.0)


def _pattern(letters: float) -> float:
    """Give how surely titles that share their letters are made after one pattern, 0 to _PATTERN."""
    return min((letters - _ALIKE) / 0.15, _PATTERN)


def _swapped(ours: list[Term], theirs: list[Term]) -> bool:
    """Say whether names that only one report holds are more than two spellings of one."""
    begun, others = (
        {country(term.stem) or term.stem[:_VARIANT] for term in names} for names in (ours, theirs)
    )
    return bool(begun - others and others - begun)


def _abroad(one: Details, other: Details) -> bool:
    """Say whether either title names a country that the other report does not."""
    return bool(
        one.countries - other.countries - other.countries_led
        and other.countries - one.countries - one.countries_led
    )


def log_odds(seen: Clues) -> float:
    """Weigh clues: above 0 one event is likelier than two."""
    total: float = sum(map(mul, seen, WEIGHTS), BIAS)
    return total


def ageless(odds: float, seen: Clues) -> float:
    """Give ``odds`` as they were if no time lay between: a development is like the story it develops."""
    return odds - WEIGHTS.apart * seen.apart


def across(this: Traits, other: Traits, frequencies: Frequencies) -> float:
    """Give the log-odds for reports in two languages, which share no words.

    A day apart at most, they tell one event where both name an official document, or the same
    companies with two amounts; with one amount they may.
    """
    gap = abs(this.at - other.at) / _HOUR
    if gap <= 24 and not this.references.isdisjoint(other.references):
        return SURE
    if gap > 12 or not this.symbols or this.symbols != other.symbols:
        return -SURE
    figures = this.details(frequencies).figures & other.details(frequencies).figures
    amounts = sum(1 for unit, _ in figures if unit)
    return {0: -SURE, 1: UNSURE}.get(amounts, SURE)


def share(odds: float) -> float:
    """Give the probability that log-odds stand for."""
    return 1 / (1 + exp(-odds))
