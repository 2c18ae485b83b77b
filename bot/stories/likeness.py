"""How alike two reports are: clues for and against one event, weighed.

The weights are those of a logistic regression on pairs of reports of which people said whether they
tell the same event; ``python -m benchmarks stories --fit`` fits them anew to labelled files.
"""

from math import exp
from typing import NamedTuple

from bot.stories.traits import Traits, letters
from bot.stories.vocabulary import Term

_RARE = 4.5
_HOUR = 3600.0


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
    days_differ: float
    tickers: float
    """Of the companies mentioned, the share that both mention."""
    tickers_differ: float
    """Both mention companies, none the same."""
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
    letters=2.7, covered=3.7, covered_more=1.3, rare=6.1, rare_titles=0.0, meaning=2.4, figure=1.4,
    figures_differ=-0.2, subject=0.4, subjects_differ=-0.8, days_differ=-1.0, tickers=0.5,
    tickers_differ=-1.0, event=0.5, reference=2.0, untold=-0.5, short=-3.9, apart=-6.4,
)  # fmt: skip
BIAS = -1.8

CROWD = 2.0
"""Log-odds a story gains when all that lies near an item belongs to it."""
JOIN = 2.1
"""From these log-odds on an item joins. Above what the regression says, for a story swallowed costs
more than an alert repeated."""
UNSURE = 0.8
"""From these on it is linked."""
SURE = 9.0


class Weighed:
    """A report about to be placed, its words weighed as the window stands."""

    __slots__ = ("all", "letters", "level", "mass", "title", "traits")

    def __init__(self, traits: Traits, level: float) -> None:
        self.traits = traits
        self.level = level
        self.title = {term: min(term.rarity, level - term.level) for term in traits.terms}
        self.mass = sum(self.title.values()) or 1.0
        self.all = self.title | {term: min(term.rarity, level - term.level) for term in traits.lead}
        self.letters = letters(traits.title)


def clues(new: Weighed, old: Traits) -> Clues:
    """Compare a report with an earlier one."""
    title, everything = new.title, new.all
    mass = found = covers = rare = rare_titles = 0.0
    for term in old.terms:
        weight = everything.get(term)
        if weight is None:
            mass += min(term.rarity, new.level - term.level)
            continue
        mass += weight
        found += weight
        if weight > _RARE:
            rare += weight - _RARE
        if term in title:
            covers += weight
            if weight > _RARE:
                rare_titles += weight - _RARE
    for term in old.lead:
        weight = everything.get(term)
        if weight is not None:
            if weight > _RARE:
                rare += weight - _RARE
            if term in title:
                covers += weight
    this, other = new.traits, old
    part, part_other = covers / new.mass, found / (mass or 1.0)
    runs = letters(old.title)
    same_ticker = not this.symbols.isdisjoint(other.symbols)
    same_figure = not this.figures.isdisjoint(other.figures)
    subject = this.subject is not None and this.subject is other.subject
    return Clues(
        letters=2 * len(new.letters & runs) / (len(new.letters) + len(runs)),
        covered=min(part, part_other),
        covered_more=max(part, part_other),
        rare=min(rare, 10.0) / 10,
        rare_titles=min(rare_titles, 10.0) / 10,
        meaning=float(this.meaning @ other.meaning),
        figure=same_figure,
        figures_differ=bool(this.figures and other.figures) and not same_figure,
        subject=subject,
        subjects_differ=not subject and _strangers(this, other, everything),
        days_differ=bool(this.days and other.days) and this.days.isdisjoint(other.days),
        tickers=len(this.symbols & other.symbols) / (len(this.symbols | other.symbols) or 1),
        tickers_differ=bool(this.symbols and other.symbols) and not same_ticker,
        event=same_ticker and not this.events.isdisjoint(other.events),
        reference=not this.references.isdisjoint(other.references),
        untold=not (this.led and other.led),
        short=min(len(title), len(old.terms)) / 10,
        apart=min(max(abs(this.at - other.at) / _HOUR - 6, 0.0), 48.0) / 24,
    )


def _strangers(this: Traits, other: Traits, everything: dict[Term, float]) -> bool:
    if this.subject is None or other.subject is None or other.subject in everything:
        return False
    return this.subject not in other.terms and this.subject not in other.lead


def log_odds(seen: Clues) -> float:
    """Weigh clues: above 0 one event is likelier than two."""
    total = BIAS
    for clue, weight in zip(seen, WEIGHTS, strict=True):
        total += clue * weight
    return total


def across(this: Traits, other: Traits) -> float:
    """Give the log-odds for reports in two languages, which share no words.

    A day apart at most, they tell one event where both name an official document, or the same
    companies with two amounts; with one amount they may.
    """
    gap = abs(this.at - other.at) / _HOUR
    if gap <= 24 and not this.references.isdisjoint(other.references):
        return SURE
    if gap > 12 or not this.symbols or this.symbols != other.symbols:
        return -SURE
    amounts = sum(1 for unit, _ in this.figures & other.figures if unit)
    return {0: -SURE, 1: UNSURE}.get(amounts, SURE)


def share(odds: float) -> float:
    """Give the probability that log-odds stand for."""
    return 1 / (1 + exp(-odds))
