"""RE2 expressions whose necessary text an item holds; only their programs are run."""

from collections.abc import Iterator

from bot.matching.features import Feature
from bot.matching.literals import required_literals
from bot.query.regex import find_all
from bot.query.tree import Regex

_GRAM = 3


def is_indexable(regex: Regex) -> bool:
    """Say whether ``regex`` needs a text that can be looked for before its program is run."""
    return bool(required_literals(regex.pattern, ignore_case=regex.ignore_case))


class RegexLookup:
    """Expressions for one field, each under three letters of every text it may need.

    Adding is an append, where RE2's own filtered set is compiled anew; three letters in a row rule
    out nearly all of a thousand expressions before any text is compared.
    """

    def __init__(self) -> None:
        self._by_gram: dict[str, list[tuple[str, Regex, Feature]]] = {}

    def add(self, regex: Regex, feature: Feature) -> None:
        """Look for an indexable ``regex`` from now on."""
        for literal in required_literals(regex.pattern, ignore_case=regex.ignore_case):
            grams = [literal[at : at + _GRAM] for at in range(len(literal) - _GRAM + 1)]
            gram = min(grams, key=lambda each: len(self._by_gram.get(each, ())))
            self._by_gram.setdefault(gram, []).append((literal, regex, feature))

    def find(self, text: str) -> Iterator[Feature]:
        """Give the features of expressions that match ``text``; one may come twice."""
        folded = text.casefold()
        grams = {folded[at : at + _GRAM] for at in range(len(folded) - _GRAM + 1)}
        for gram in self._by_gram.keys() & grams:
            for literal, regex, feature in self._by_gram[gram]:
                if literal in folded and find_all(
                    regex.pattern, text, ignore_case=regex.ignore_case
                ):
                    yield feature
