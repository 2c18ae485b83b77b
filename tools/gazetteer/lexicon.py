"""What words mean apart from companies: how common they are, whether people or places bear them."""

from dataclasses import dataclass
from pathlib import Path

import sources

from bot.tickers.words import listed, phrase

VERY_COMMON = 30_000
"""Uses of a word in film subtitles from which on it is no name without its form of incorporation."""
DEMONYMS = listed(
    """american african asian european british canadian chinese japanese indian german french italian spanish mexican
    brazilian australian korean swiss dutch swedish norwegian danish finnish irish israeli turkish russian polish greek
    portuguese atlantic pacific arctic nordic baltic texan californian midwest midwestern northeast northwest southeast
    southwest northern southern eastern western central"""
)
_FREQUENT_GIVEN = 500
_NOT_GIVEN = listed(
    """will may mark art grant rich hope joy grace faith june april august summer rose dawn chance bill drew buck royal
    major chase an so see sun in my man le van long can do else jewel crystal iris ivy star sky page pearl ruby amber
    ginger olive violet holly heather robin daisy penny dollar sterling christian guy frank gene pat dale glen cliff
    rod chuck dusty rusty sonny angel jesus noble prince king young merry happy america china asia india israel paris
    london dallas houston austin brooklyn carolina virginia georgia florence"""
)
"""Given names that begin a headline far more often as words: "Will Tesla …", "China Apple …"."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words, folded."""

    counts: dict[str, int]
    """Uses in film subtitles; what ``common.txt`` lists counts as common."""
    surnames: dict[str, int]
    """Rank in the US census, from 0."""
    given: frozenset[str]
    """The given names that are frequent enough to be looked for before a surname."""
    given_all: frozenset[str]
    places: frozenset[str]
    acronyms: frozenset[str]
    """Symbols that are read only with a mark."""
    never: frozenset[str]
    """What is no name alone."""

    @classmethod
    def read(cls, folder: Path) -> "Lexicon":
        """Read it from the downloaded packages and the lists beside this file."""
        counts = sources.word_counts(folder)
        own = sources.own_words("common.txt")
        common = {word: max(counts.get(word, 0), 1000) for word in own if word[0] != "!"}
        men = sources.census(folder, "dist.male.first")
        women = sources.census(folder, "dist.female.first")
        surnames = sources.census(folder, "dist.all.last")
        return cls(
            counts=counts | common,
            surnames={name: rank for rank, name in enumerate(surnames)},
            given=frozenset({*men[:_FREQUENT_GIVEN], *women[:_FREQUENT_GIVEN]}) - _NOT_GIVEN,
            given_all=frozenset({*men, *women}),
            places=frozenset(map(phrase, sources.places(folder))) | DEMONYMS,
            acronyms=frozenset(sources.own_words("acronyms.txt")),
            never=frozenset(word[1:] for word in own if word[0] == "!"),
        )

    def count(self, word: str) -> int:
        """Give how often a word is used."""
        return self.counts.get(word, 0)

    def surname(self, word: str) -> int:
        """Give a surname's rank, a large number for what is none."""
        return self.surnames.get(word, 99_999)

    def is_place_or_given(self, word: str) -> bool:
        """Say whether places or people are called so."""
        return word in self.places or word in self.given_all

    def is_common(self, word: str) -> bool:
        """Say whether a word is used apart from any company."""
        return self.count(word) >= 150 or self.surname(word) < 5000 or word in self.given_all

    def is_odd(self, word: str) -> bool:
        """Say whether a word is nothing but a name."""
        return self.count(word) < 60 and self.surname(word) > 20_000
