"""How many of all items hold a word: what makes one requirement of a rule a better key than another."""

from bot.query.document import Document
from bot.query.tree import (
    Amount,
    Field,
    InBasket,
    Leaf,
    Prefix,
    Regex,
    Tagged,
    Term,
)
from bot.query.words import stem_of

_COMMON = """
a about after all also an and are as at be been but by can could do for from had has have he her his how i
if in into is it its may more most new no not now of off on one or other our out over per said says she
so some than that the their them they this to two under up us was we were what when where which who will
with would year you
"""
_LESS_COMMON = """
against amid analyst bank before billion business china company cut day deal down first government group
high investor last least make market million month news next percent plan president price quarter rate
report rise sale set share stock talk time top trade trump u.s. week world
"""
_RARE = 0.0005
_PRIOR_ITEMS = 200
"""How many items the table above weighs as against items met."""
_MAX_WORDS = 100_000
"""Words counted; one that comes later is rare."""
_HEADS = range(3, 7)
_HEAD_SHARE = {3: 0.05, 4: 0.02, 5: 0.01, 6: 0.005}
_FIELD_SHARE = {
    Field.TEXT: 1.0,
    Field.BODY: 0.9,
    Field.TITLE: 0.3,
    Field.SOURCE: 0.2,
    Field.TAG: 0.2,
    Field.AUTHOR: 0.1,
    Field.URL: 0.3,
}


class Frequencies:
    """Counts of words in items met, over a small table of common English words.

    Learn from stored items before rules are indexed: a rule stays where it is put.
    """

    def __init__(self) -> None:
        self._items = 0
        self._stems: dict[str, int] = {}
        self._heads: dict[str, int] = {}
        self._prior = {
            stem_of(word): share
            for words, share in ((_LESS_COMMON, 0.02), (_COMMON, 0.3))
            for word in words.split()
        }

    def learn(self, document: Document) -> None:
        """Count the words of an item."""
        words = [*document.words("title"), *document.words("summary")]
        self._items += 1
        _count(self._stems, {word.stem for word in words})
        _count(self._heads, {word.norm[:size] for word in words for size in _HEADS})

    def share(self, leaf: Leaf) -> float:
        """Estimate how many of all items ``leaf`` is true of, from 0 to 1."""
        match leaf:
            case Term(words=(word,), field=field):
                return self.share_of_stem(stem_of(word), field)
            case Prefix(prefix=prefix, field=field):
                size = max(_HEADS[0], min(len(prefix), _HEADS[-1]))
                share = self._of(self._heads, prefix[:size], _HEAD_SHARE[size])
                return _FIELD_SHARE.get(field, 1.0) * share
            case Tagged():
                return 0.002
            case InBasket():
                return 0.03
            case Amount():
                return 0.1
            case Regex():
                return 0.01
            case _:
                return 1.0

    def share_of_stem(self, stem: str, field: Field) -> float:
        """Estimate how many of all items hold a word of this stem in ``field``."""
        if field is Field.LANG:
            return 0.9 if stem == "en" else 0.05
        prior = self._prior.get(stem, _RARE)
        return _FIELD_SHARE[field] * self._of(self._stems, stem, prior)

    def _of(self, counts: dict[str, int], key: str, prior: float) -> float:
        return (counts.get(key, 0) + prior * _PRIOR_ITEMS) / (self._items + _PRIOR_ITEMS)


def _count(counts: dict[str, int], keys: set[str]) -> None:
    full = len(counts) >= _MAX_WORDS
    for key in keys:
        if key in counts:
            counts[key] += 1
        elif not full:
            counts[key] = 1
