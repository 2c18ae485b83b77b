"""All leaves of all queries, and which of them are true of an item, by looking up the item's words."""

from collections.abc import Iterator, Mapping

from bot.matching.amounts import AmountLookup
from bot.matching.features import Feature
from bot.matching.frequencies import Frequencies
from bot.matching.regexes import RegexLookup, is_indexable
from bot.matching.registry import Registry
from bot.matching.words import WordLookup
from bot.query.document import FIELDS, Document
from bot.query.regex import find_all
from bot.query.tree import Amount, Field, InBasket, Leaf, Prefix, Regex, Tagged, Term


class Vocabulary:
    """Features by leaf, and by what an item has to hold for them to be true."""

    def __init__(self, frequencies: Frequencies, registry: Registry) -> None:
        self._frequencies = frequencies
        self._registry = registry
        self._features: dict[Leaf, Feature] = {}
        self._words: dict[str, WordLookup] = {}
        """By item field; only those that some rule asks of."""
        self._symbols: dict[str, Feature] = {}
        self._baskets: dict[str, Feature] = {}
        self._amounts: dict[tuple[str, Field], AmountLookup] = {}
        self._regexes: dict[Field, RegexLookup] = {}

    def __iter__(self) -> Iterator[Feature]:
        return iter(self._features.values())

    def intern(self, leaf: Leaf) -> Feature:
        """Give the feature of a leaf (a term of one word), which is looked for from now on."""
        feature = self._features.get(leaf)
        if feature is None:
            indexed = not isinstance(leaf, Regex) or is_indexable(leaf)
            number = self._registry.new_number()
            feature = Feature(number, leaf, self._frequencies.share(leaf), indexed=indexed)
            self._features[leaf] = self._registry.features[number] = feature
            if indexed:
                self._look_for(leaf, feature)
        return feature

    def _look_for(self, leaf: Leaf, feature: Feature) -> None:
        match leaf:
            case Term() | Prefix():
                for field in FIELDS[leaf.field]:
                    self._words.setdefault(field, WordLookup()).add(feature)
            case Tagged():
                self._symbols[leaf.symbol] = feature
            case InBasket():
                self._baskets[leaf.basket] = feature
            case Amount():
                key = leaf.unit, leaf.field
                self._amounts.setdefault(key, AmountLookup()).add(leaf, feature)
            case Regex():
                self._regexes.setdefault(leaf.field, RegexLookup()).add(leaf, feature)
            case _:  # Story conditions are never true of an item by itself.
                pass

    def find(self, document: Document) -> set[Feature]:
        """Give the features that are true of an item."""
        found: set[Feature] = set()
        for field, lookup in self._words.items():
            found |= lookup.find(document.words(field), document.lang)
        if self._symbols:
            found.update(self._symbols[each] for each in document.symbols & self._symbols.keys())
        if self._baskets:
            found.update(self._baskets[each] for each in document.baskets & self._baskets.keys())
        if self._amounts:
            found.update(self._find_amounts(document))
        if self._regexes:
            found.update(self._find_regexes(document))
        return found

    def _find_amounts(self, document: Document) -> Iterator[Feature]:
        amounts = document.amounts
        if not amounts:
            return
        for (unit, field), lookup in self._amounts.items():
            values = [
                amount.value
                for amount in amounts
                if amount.unit == unit and amount.field in FIELDS[field]
            ]
            if values:
                yield from lookup.find(values)

    def _find_regexes(self, document: Document) -> Iterator[Feature]:
        for field, lookup in self._regexes.items():
            for item_field in FIELDS[field]:
                text = document.text(item_field)
                for feature in lookup.candidates(text):
                    regex = feature.leaf
                    assert isinstance(regex, Regex)
                    if find_all(regex.pattern, text, ignore_case=regex.ignore_case):
                        yield feature

    def phrases(self, document: Document, longer: Mapping[int, Mapping[int, int]]) -> list[int]:
        """Give the numbers of the phrases in an item, ``longer`` continuing phrases by a word."""
        found: list[int] = []
        for field, lookup in self._words.items():
            found += lookup.phrases(document.words(field), document.lang, longer)
        return found
