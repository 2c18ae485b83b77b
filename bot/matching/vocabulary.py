"""All leaves of all queries, and which of them are true of an item, by looking up the item's words."""

from collections.abc import Callable, Iterator
from typing import Final

from bot.matching.amounts import AmountLookup
from bot.matching.features import NOTHING, OWN, SKIP, STEM, Clause, Feature, mark
from bot.matching.frequencies import Frequencies
from bot.matching.regexes import RegexLookup, is_indexable
from bot.matching.scan import Parts, Scanner
from bot.matching.shards import PARTS, Shards
from bot.matching.words import WordLookup
from bot.query.document import FIELDS, Document
from bot.query.limits import MAX_DISTANCE
from bot.query.tree import Amount, Field, InBasket, Leaf, Prefix, Regex, Tagged, Term
from bot.query.words import stem_of


class Vocabulary:
    """Clauses by number and leaf, and what an item has to hold for them to be true."""

    def __init__(
        self,
        frequencies: Frequencies,
        new_number: Callable[[], int],
        enter: Callable[[Clause], None],
        scanner: Scanner,
    ) -> None:
        """Take what knows the rows.

        Args:
            frequencies: how many of all items hold what.
            new_number: gives what a feature is told by.
            enter: takes every new clause, in the order of their numbers.
            scanner: reads the items' texts.

        """
        self.clauses: list[Clause] = []
        """By number."""
        self._frequencies = frequencies
        self._new_number = new_number
        self._enter = enter
        self._scanner = scanner
        self._by_word: Shards[str, Clause] = Shards()
        """Of words in any inflection, in title or summary: nearly all there are."""
        self._by_leaf: Shards[Leaf, Clause] = Shards()
        """Of all else."""
        self._by_stem: dict[Field, Shards[str, Feature]] = {}
        self._words: dict[Field, WordLookup] = {}
        """Only of fields that some rule asks of."""
        self._symbols: dict[str, Feature] = {}
        self._baskets: dict[str, Feature] = {}
        self._amounts: dict[tuple[str, Field], AmountLookup] = {}
        self._regexes: dict[Field, RegexLookup] = {}

    def word(self, word: str) -> Clause:
        """Give the clause of one word in any inflection, which is looked for from now on."""
        clause = self._by_word.parts[hash(word) % PARTS].get(word)  # as get() does, asked most
        if clause is None:
            feature = self._feature_of_stem(word, _TEXT)
            clause = self._by_word[word] = self._enter_clause(word, feature)
            self._lookup(_TEXT).add(clause)
        return clause

    def leaf(self, leaf: Leaf) -> Clause:
        """Give the clause of a leaf (a term of one word), which is looked for from now on."""
        if isinstance(leaf, Term) and leaf.field is _TEXT and not leaf.exact:
            return self.word(leaf.words[0])
        clause = self._by_leaf.get(leaf)
        if clause is None:
            clause = self._by_leaf[leaf] = self._new_clause(leaf)
        return clause

    def _new_clause(self, leaf: Leaf) -> Clause:
        feature: Feature | None = None
        if isinstance(leaf, Term) and not leaf.exact:
            feature = self._feature_of_stem(leaf.words[0], leaf.field)
        elif _is_indexed(leaf):
            feature = Feature(self._new_number(), self._frequencies.share(leaf))
        clause = self._enter_clause(leaf, feature)
        if feature is not None:
            self._look_for(clause, feature)
        return clause

    def _feature_of_stem(self, word: str, field: Field) -> Feature:
        """Give what a word is looked up by: its inflections share it."""
        by_stem = self._by_stem.get(field)
        if by_stem is None:
            by_stem = self._by_stem[field] = Shards()
        stem = stem_of(word)
        feature = by_stem.get(stem)
        if feature is None:
            share = self._frequencies.share_of_stem(stem, field)
            feature = by_stem[stem] = Feature(self._new_number(), share)
        return feature

    def _enter_clause(self, leaf: Leaf | str, feature: Feature | None) -> Clause:
        clause = Clause(len(self.clauses), leaf, feature)
        self.clauses.append(clause)
        self._enter(clause)
        return clause

    def _lookup(self, field: Field) -> WordLookup:
        if field not in self._words:
            self._words[field] = WordLookup(FIELDS[field], self._scanner)
        return self._words[field]

    def _look_for(self, clause: Clause, feature: Feature) -> None:
        leaf = clause.leaf
        match leaf:
            case Term() | Prefix():
                self._lookup(leaf.field).add(clause)
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

    def sight(self, document: Document) -> Parts:
        """Give what it takes to find all that rules ask for in an item."""
        parts: Parts = []
        lang = document.lang
        for lookup in self._words.values():
            for field in lookup.item_fields:
                for text in document.texts(field):
                    parts += (lookup.read(text, lang), _NEXT_TEXT)
                parts.append(_NEXT_FIELD)
        parts += [mark(feature.id, OWN) for feature in self._others(document)]
        return parts

    def _others(self, document: Document) -> list[Feature]:
        """Find what is no word."""
        found: list[Feature] = []
        if self._symbols:
            found += [self._symbols[each] for each in document.symbols.intersection(self._symbols)]
        if self._baskets:
            found += [self._baskets[each] for each in document.baskets.intersection(self._baskets)]
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


_TEXT: Final = Field.TEXT
_NEXT_TEXT: Final = mark(NOTHING, STEM)
"""Between two texts of a field is a place that no word stands at."""
_NEXT_FIELD: Final = mark(MAX_DISTANCE, SKIP) + mark(NOTHING, STEM)
"""Nothing is near across fields."""


def _is_indexed(leaf: Leaf) -> bool:
    match leaf:
        case Term() | Prefix() | Tagged() | InBasket() | Amount():
            return True
        case Regex():
            return is_indexable(leaf)
        case _:  # Conditions on the story.
            return False
