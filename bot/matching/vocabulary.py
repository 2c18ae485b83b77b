"""All leaves of all queries, and which of them are true of an item, by looking up the item's words."""

from collections.abc import Iterator
from functools import partial

from bot.matching.amounts import AmountLookup
from bot.matching.features import Clause, Feature
from bot.matching.frequencies import Frequencies
from bot.matching.regexes import RegexLookup, is_indexable
from bot.matching.registry import Registry
from bot.matching.sighting import Line, Sighting
from bot.matching.words import WordLookup
from bot.query.document import FIELDS, Document
from bot.query.tree import Amount, Field, InBasket, Leaf, Prefix, Regex, Tagged, Term
from bot.query.words import chunks, stem_of


class Vocabulary:
    """Clauses by number and leaf, and what an item has to hold for them to be true."""

    def __init__(self, frequencies: Frequencies, registry: Registry) -> None:
        self.clauses: list[Clause] = []
        """By number."""
        self._frequencies = frequencies
        self._registry = registry
        self._by_leaf: dict[Leaf, Clause] = {}
        self._by_stem: dict[tuple[Field, str], Feature] = {}
        self._words: dict[Field, WordLookup] = {}
        """Only of fields that some rule asks of."""
        self._symbols: dict[str, Feature] = {}
        self._baskets: dict[str, Feature] = {}
        self._amounts: dict[tuple[str, Field], AmountLookup] = {}
        self._regexes: dict[Field, RegexLookup] = {}

    def intern(self, leaf: Leaf) -> Clause:
        """Give the clause of a leaf (a term of one word), which is looked for from now on."""
        clause = self._by_leaf.get(leaf)
        if clause is None:
            clause = Clause(len(self.clauses), leaf, self._feature(leaf))
            self._by_leaf[leaf] = clause
            self.clauses.append(clause)
            if clause.feature is not None:
                self._look_for(clause, clause.feature)
        return clause

    def _feature(self, leaf: Leaf) -> Feature | None:
        """Give what a leaf is looked up by: inflections of a word share it."""
        if isinstance(leaf, Term) and not leaf.exact:
            key = leaf.field, stem_of(leaf.words[0])
            if key not in self._by_stem:
                self._by_stem[key] = self._new_feature(leaf)
            return self._by_stem[key]
        return self._new_feature(leaf) if _is_indexed(leaf) else None

    def _new_feature(self, leaf: Leaf) -> Feature:
        return Feature(self._registry.new_number(), self._frequencies.share(leaf))

    def _look_for(self, clause: Clause, feature: Feature) -> None:
        leaf = clause.leaf
        match leaf:
            case Term() | Prefix():
                lookup = self._words.get(leaf.field)
                if lookup is None:
                    lookup = self._words[leaf.field] = WordLookup(FIELDS[leaf.field])
                if isinstance(leaf, Prefix):
                    feature.wake = partial(lookup.wake, leaf.prefix, feature)
                lookup.add(clause)
            case Tagged():
                self._symbols[leaf.symbol] = feature
            case InBasket():
                self._baskets[leaf.basket] = feature
            case Amount():
                key = leaf.unit, leaf.field
                self._amounts.setdefault(key, AmountLookup()).add(leaf, feature)
            case Regex():
                self._regexes.setdefault(leaf.field, RegexLookup()).add(leaf, feature)
            case _:
                raise ValueError(f"{leaf} is not looked for in items")

    def sight(self, document: Document) -> Sighting:
        """Find all that rules ask for in an item."""
        lines: list[Line] = []
        for lookup in self._words.values():
            cell_of = lookup.in_language(document.lang).__getitem__
            for item_field in lookup.item_fields:
                for before, text in enumerate(document.texts(item_field)):
                    lines.append((item_field, before, list(map(cell_of, chunks(text)))))
        return Sighting(document, lines, self._others(document))

    def _others(self, document: Document) -> list[Feature]:
        """Find what is no word."""
        found: list[Feature] = []
        if self._symbols:
            found += [self._symbols[each] for each in document.symbols & self._symbols.keys()]
        if self._baskets:
            found += [self._baskets[each] for each in document.baskets & self._baskets.keys()]
        if self._amounts:
            found += self._find_amounts(document)
        if self._regexes:
            found += self._find_regexes(document)
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
                yield from lookup.find(document.text(item_field))


def _is_indexed(leaf: Leaf) -> bool:
    match leaf:
        case Term() | Prefix() | Tagged() | InBasket() | Amount():
            return True
        case Regex():
            return is_indexable(leaf)
        case _:  # Conditions on the story.
            return False
