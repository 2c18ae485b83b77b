"""The words of the window: which reports hold each, and how much sharing it says just now."""

from collections.abc import Iterable
from math import exp, log

from bot.stories.frequencies import UNKNOWN, Frequencies

PRIOR = 1000.0
"""So many stories' worth is the shipped table trusted beside what the window itself holds. A word half
of the window's stories open with (*tariff* where only tariffs are watched) soon tells nothing."""


COMMON = 3.0
"""Words lighter than this say nothing of what a report is about."""
_LOG_PRIOR = log(PRIOR)


class Term:
    """One word, shared by all reports that hold it."""

    __slots__ = ("level", "opened", "prior", "rarity", "reports", "stem")

    def __init__(self, stem: str, rarity: float) -> None:
        self.stem = stem
        self.rarity = rarity
        """From the table: the most the word can weigh."""
        self.opened = 0
        """Open stories whose first report holds it: the tenth report of a story makes no word common."""
        self.prior = PRIOR * exp(-rarity)
        """Stories that the table expects among PRIOR."""
        self.level = _LOG_PRIOR - rarity
        self.reports: list[int] = []
        """Numbers of the reports that hold it, the newest last."""


class Vocabulary:
    """The words of the reports in the window."""

    def __init__(self, frequencies: Frequencies) -> None:
        self._frequencies = frequencies
        self._terms: dict[str, Term] = {}
        self._common: set[str] = set()
        self._stories = 0

    def __len__(self) -> int:
        """Count the words."""
        return len(self._terms)

    @property
    def level(self) -> float:
        """What a term's ``level`` is taken from to give its weight: min(rarity, level - term.level)."""
        return log(self._stories + PRIOR)

    def find(self, stems: Iterable[str]) -> tuple[Term, ...]:
        """Give the terms of those stems that say what a report is about.

        Terms that no report holds are made, and forgotten unless they are kept.
        """
        known, common = self._terms.get, self._common
        found = []
        for stem in stems:
            if stem in common:
                continue
            term = known(stem)
            if term is None:
                rarity = self._frequencies.weight(stem)
                if rarity <= COMMON:
                    common.add(stem)
                    continue
                term = Term(stem, rarity)
            found.append(term)
        return tuple(found)

    def marks(self, names: Iterable[str]) -> tuple[Term, ...]:
        """Give terms for what is no word and says more than any: the number of a document."""
        return tuple(self._terms.get(name) or Term(name, UNKNOWN) for name in names)

    def keep(self, terms: Iterable[Term], number: int, *, opens: bool) -> None:
        """Enter report ``number`` under ``terms``; ``opens`` when it is the first of a story."""
        self._stories += opens
        for term in terms:
            if not term.reports:
                self._terms[term.stem] = term
            term.reports.append(number)
            if opens:
                _count(term, 1)

    def drop(self, terms: Iterable[Term], number: int, *, opens: bool) -> None:
        """Undo :meth:`keep`."""
        self._stories -= opens
        for term in terms:
            if term.reports[0] == number:  # what leaves the window is the oldest
                del term.reports[0]
            else:
                term.reports.remove(number)
            if opens:
                _count(term, -1)
            if not term.reports:
                del self._terms[term.stem]

    def recount(self, terms: Iterable[Term]) -> None:
        """Count a report that was taken out of its story as the first of its own."""
        self._stories += 1
        for term in terms:
            _count(term, 1)


def _count(term: Term, by: int) -> None:
    term.opened += by
    term.level = log(term.opened + term.prior)
