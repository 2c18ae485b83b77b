"""The words, prefixes and phrases of rules in one field of an item, looked up rather than searched."""

from collections.abc import Mapping, Sequence

from bot.matching.features import Feature
from bot.query.tree import Prefix, Term
from bot.query.words import Word, stem_of

_MAX_CACHED = 50_000
_HEAD = 2
"""A new prefix forgets what is remembered of the words that begin with the same two letters."""


class WordLookup:
    """What rules ask of one field, by stem, by spelling and by beginning."""

    def __init__(self) -> None:
        self._stemmed: list[Feature] = []
        self._stems: dict[str, dict[str, list[Feature]]] = {}
        """By stemming language: a rule's word is stemmed as the item's language does."""
        self._surfaces: dict[str, list[Feature]] = {}
        self._beginnings = _Beginnings()

    def add(self, feature: Feature) -> None:
        """Look for ``feature``, a word or a prefix, from now on."""
        leaf = feature.leaf
        if isinstance(leaf, Prefix):
            self._beginnings.add(leaf.prefix, feature)
        elif isinstance(leaf, Term) and leaf.exact:
            self._surfaces.setdefault(leaf.words[0], []).append(feature)
        else:
            self._stemmed.append(feature)
            for lang, stems in self._stems.items():
                _add_stem(stems, feature, lang)

    def find(self, words: Sequence[Word], lang: str) -> set[Feature]:
        """Give the features that hold of a field of these words."""
        found: set[Feature] = set()
        words = _readings(words)
        if self._stemmed:
            stems = self._of(lang)
            found.update(*filter(None, map(stems.get, {word.stem for word in words})))
        if self._beginnings.any:
            found.update(*map(self._beginnings.__getitem__, {word.norm for word in words}))
        if self._surfaces:
            found.update(*filter(None, map(self._surfaces.get, {word.surface for word in words})))
        return found

    def phrases(
        self, words: Sequence[Word], lang: str, longer: Mapping[int, Mapping[int, int]]
    ) -> list[int]:
        """Give the numbers of the phrases in a field of these words, ``longer`` continuing phrases."""
        found: list[int] = []
        stems = self._of(lang)
        open_: list[Mapping[int, int]] = []
        for word in words:
            begun: list[Mapping[int, int]] = []
            for feature in self._features(word, stems):
                for following in open_:
                    if phrase := following.get(feature.id):
                        found.append(phrase)
                        if phrase in longer:
                            begun.append(longer[phrase])
                if feature.following:
                    begun.append(feature.following)
            open_ = begun
        return found

    def _features(self, word: Word, stems: Mapping[str, list[Feature]]) -> list[Feature]:
        """Give the word features that hold at one place."""
        if not word.also and not self._surfaces:
            return stems.get(word.stem, [])
        found: list[Feature] = []
        for reading in word.readings:
            found += stems.get(reading.stem, [])
            found += self._surfaces.get(reading.surface, [])
        return found

    def _of(self, lang: str) -> Mapping[str, list[Feature]]:
        stems = self._stems.get(lang)
        if stems is None:
            stems = self._stems[lang] = {}
            for feature in self._stemmed:
                _add_stem(stems, feature, lang)
        return stems


def _add_stem(stems: dict[str, list[Feature]], feature: Feature, lang: str) -> None:
    assert isinstance(feature.leaf, Term)
    stems.setdefault(stem_of(feature.leaf.words[0], lang), []).append(feature)


def _readings(words: Sequence[Word]) -> Sequence[Word]:
    """Give the words with their other readings."""
    others = [reading for word in words if word.also for reading in word.also]
    return [*words, *others] if others else words


class _Beginnings(dict[str, tuple[Feature, ...]]):
    """A word → the prefixes it begins with, worked out when it is first met."""

    def __init__(self) -> None:
        super().__init__()
        self._prefixes: dict[str, list[Feature]] = {}
        self._lengths: tuple[int, ...] = ()
        self._met: dict[str, list[str]] = {}
        """Words remembered, by their first letters."""

    @property
    def any(self) -> bool:
        """Whether there is a prefix to look for."""
        return bool(self._prefixes)

    def add(self, prefix: str, feature: Feature) -> None:
        """Look for ``prefix``."""
        self._prefixes.setdefault(prefix, []).append(feature)
        self._lengths = tuple(sorted({len(prefix), *self._lengths}))
        if len(prefix) < _HEAD:
            self._forget()
        for norm in self._met.pop(prefix[:_HEAD], ()):
            del self[norm]

    def __missing__(self, norm: str) -> tuple[Feature, ...]:
        if len(self) >= _MAX_CACHED:
            self._forget()
        found = tuple(
            feature
            for length in self._lengths
            if length <= len(norm)
            for feature in self._prefixes.get(norm[:length], ())
        )
        self[norm] = found
        self._met.setdefault(norm[:_HEAD], []).append(norm)
        return found

    def _forget(self) -> None:
        self.clear()
        self._met.clear()
