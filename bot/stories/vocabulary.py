"""The words of the window: which reports hold each, and how much sharing it says just now."""

from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from math import exp, log

from bot.query.stems import stem
from bot.query.words import ABBREVIATIONS, chunks, words
from bot.stories.frequencies import UNKNOWN, Frequencies
from bot.stories.stems import stems

PRIOR = 1000.0
"""So many stories' worth is the shipped table trusted beside what the window itself holds. A word half
of the window's stories open with (*tariff* where only tariffs are watched) soon tells nothing."""


COMMON = 3.0
"""Words lighter than this say nothing of what a report is about."""
_LOG_PRIOR = log(PRIOR)
_MAX_CACHED = 200_000
"""Chunks remembered for each stemming language, about 30 MB."""
_MAX_CHUNK = 32
"""Longer chunks are Chinese sentences and addresses: seen once, not worth remembering."""
_SPARE = 20_000
"""Words kept that no report holds any more, for the next one that does."""
_AROUND = '"“”()[],.:;?!'
"""What may stand around a word and changes nothing in it."""


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
        self._chunks: dict[str, _Chunks] = {}
        self._stories = 0

    def __len__(self) -> int:
        """Count the words that reports hold."""
        return sum(1 for term in self._terms.values() if term.reports)

    @property
    def level(self) -> float:
        """What a term's ``level`` is taken from to give its weight: min(rarity, level - term.level)."""
        return log(self._stories + PRIOR)

    def read(self, text: str, lang: str, most: int | None = None) -> dict[Term, None]:
        """Give the distinct words of ``text`` that say what a report is about, in order.

        ``lang`` is a stemming language. Of a long text the first ``most`` chunks between blanks are read.
        """
        known = self._chunks.get(lang) or self._chunks.setdefault(lang, _Chunks(lang, self))
        read = chunks(text) if most is None else chunks(text)[:most]
        return dict.fromkeys(chain.from_iterable(map(known.__getitem__, read)))

    def terms(self, stems: Sequence[str]) -> tuple[Term, ...]:
        """Give the words of stems, without the common ones."""
        known = tuple(map(self._terms.get, stems))
        if None in known:
            known = tuple(map(self._term, stems))
        return tuple([term for term in known if term is not None])

    def _term(self, stem: str) -> Term | None:
        term = self._terms.get(stem)
        if term is None:
            rarity = self._frequencies.weight(stem)
            if rarity <= COMMON:
                return None
            term = self._terms[stem] = Term(stem, rarity)
        return term

    def marks(self, names: Iterable[str]) -> tuple[Term, ...]:
        """Give terms for what is no word and says more than any: the number of a document."""
        return tuple([self._terms.setdefault(name, Term(name, UNKNOWN)) for name in names])

    def keep(self, terms: Collection[Term], number: int, *, opens: bool) -> None:
        """Enter report ``number`` under ``terms``; ``opens`` when it is the first of a story."""
        for term in terms:
            term.reports.append(number)
        if opens:
            self._count(terms, 1)

    def drop(self, terms: Collection[Term], number: int, *, opens: bool) -> None:
        """Undo :meth:`keep`."""
        for term in terms:
            if term.reports[0] == number:  # what leaves the window is the oldest
                del term.reports[0]
            else:
                term.reports.remove(number)
        if opens:
            self._count(terms, -1)

    def recount(self, terms: Collection[Term]) -> None:
        """Count a report that was taken out of its story as the first of its own."""
        self._count(terms, 1)

    def tidy(self) -> None:
        """Forget words that no report holds, once they are many.

        Nobody may hold a term of a report that is not kept meanwhile.
        """
        if len(self._terms) - len(self) > _SPARE:
            self._terms = {stem: term for stem, term in self._terms.items() if term.reports}
            self._chunks.clear()

    def _count(self, terms: Collection[Term], by: int) -> None:
        self._stories += by
        for term in terms:
            term.opened += by
            term.level = log(term.opened + term.prior)


class _Chunks(dict[str, tuple[Term, ...]]):
    """Chunk → its words. Most chunks of a tape have been met before."""

    def __init__(self, lang: str, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._lang = lang
        self._vocabulary = vocabulary

    def __missing__(self, chunk: str) -> tuple[Term, ...]:
        found = self._read(chunk)
        if len(chunk) <= _MAX_CHUNK:
            if len(self) >= _MAX_CACHED:
                self.clear()
            self[chunk] = found
        return found

    def _read(self, chunk: str) -> tuple[Term, ...]:
        plain = chunk.strip(_AROUND)
        if plain.isascii() and plain.isalpha():
            if plain != chunk:
                return self[plain]
            if chunk.istitle() and len(chunk) > 1:  # a capital alone may be an abbreviation
                return self[chunk.lower()]
            if chunk.islower() and chunk not in ABBREVIATIONS and chunk != "pct":
                return self._vocabulary.terms((stem(chunk, self._lang),))
        return self._vocabulary.terms(stems(words(chunk, self._lang)))
