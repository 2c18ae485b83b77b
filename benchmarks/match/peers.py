"""Others that match many rules against an item: Mokaccino's percolator, and a loop over all rules."""

from collections.abc import Callable, Iterable, Sequence

import mokaccino

from bot.query.document import Document
from bot.query.tree import And, Near, Node, Not, Or, Prefix, Term
from bot.query.words import BREAK, stem_of


class Mokaccino:
    """A percolator in Rust (PyPI: mokaccino). It knows no positions.

    So it is given a phrase and a NEAR as the AND of their words, which is less to do than to find them.
    """

    def __init__(self, queries: Iterable[Node]) -> None:
        percolator = mokaccino.Percolator()
        self.positional: set[int] = set()
        """Numbers of rules of which it can only find where their words are."""
        for number, query in enumerate(queries):
            if isinstance(query, Near) or (isinstance(query, Term) and len(query.words) > 1):
                self.positional.add(number)
            percolator.add_query_id(_asked(query), number)
        self._percolator = percolator.optimized()

    @staticmethod
    def document(document: Document) -> "mokaccino.Document":
        """Give an item as it takes it: cut and stemmed by us, at no cost to it."""
        words = [*document.words("title"), *document.words("summary")]
        made = mokaccino.Document()
        for stem in {word.stem for word in words}:
            made.add_value("stem", stem)
        for norm in {word.norm for word in words}:
            made.add_value("norm", norm)
        return made

    def match(self, document: "mokaccino.Document") -> list[int]:
        """Give the numbers of the rules that hold."""
        found: list[int] = self._percolator.percolate_list(document)
        return found


def _asked(query: Node) -> "mokaccino.Query":
    match query:
        case Term(words=(word,)):
            return mokaccino.Query.from_kv("stem", stem_of(word))
        case Term(words=words):
            return mokaccino.Query.from_and([_asked(Term(words=(word,))) for word in words])
        case Near(left=left, right=right):
            return mokaccino.Query.from_and([_asked(left), _asked(right)])
        case Prefix(prefix=prefix):
            return mokaccino.Query.from_kprefix("norm", prefix)
        case And(children=children):
            return mokaccino.Query.from_and([_asked(child) for child in children])
        case Or(children=children):
            return mokaccino.Query.from_or([_asked(child) for child in children])
        case Not(child=child):
            return mokaccino.Query.from_not(_asked(child))
        case _:
            raise ValueError(f"{query} is not made by these benchmarks")


Holds = Callable[[Sequence[str], set[str], set[str]], bool]
"""Whether a rule holds on an item's stems, the set of them, and its words."""
_APART = (BREAK,) * 20
"""Between title and summary: no phrase or NEAR reaches across."""


class Loop:
    """What most bots do: every rule in turn, each a function made beforehand."""

    def __init__(self, queries: Iterable[Node]) -> None:
        self._rules = [_function(query) for query in queries]

    def match(self, document: Document) -> list[int]:
        """Give the numbers of the rules that hold."""
        title, summary = document.words("title"), document.words("summary")
        stems = [word.stem for word in (*title, *_APART, *summary)]
        distinct, norms = set(stems), {word.norm for word in (*title, *summary)}
        return [n for n, holds in enumerate(self._rules) if holds(stems, distinct, norms)]


def _function(query: Node) -> Holds:
    match query:
        case Term(words=(word,)):
            stem = stem_of(word)
            return lambda _stems, distinct, _norms: stem in distinct
        case Term(words=words):
            phrase = [stem_of(word) for word in words]
            return lambda stems, distinct, _norms: (
                distinct.issuperset(phrase) and _row(phrase, stems)
            )
        case Near(left=Term(words=(left,)), right=Term(words=(right,)), distance=distance):
            sides = stem_of(left), stem_of(right)
            return lambda stems, distinct, _norms: (
                distinct.issuperset(sides) and _near(sides, stems, distance)
            )
        case Prefix(prefix=prefix):
            return lambda _stems, _distinct, norms: any(norm.startswith(prefix) for norm in norms)
        case And(children=children):
            every = [_function(child) for child in children]
            return lambda *item: all(holds(*item) for holds in every)
        case Or(children=children):
            some = [_function(child) for child in children]
            return lambda *item: any(holds(*item) for holds in some)
        case Not(child=child):
            unwanted = _function(child)
            return lambda *item: not unwanted(*item)
        case _:
            raise ValueError(f"{query} is not made by these benchmarks")


def _row(phrase: Sequence[str], stems: Sequence[str]) -> bool:
    return any(stems[at : at + len(phrase)] == phrase for at in range(len(stems)))


def _near(sides: tuple[str, str], stems: Sequence[str], distance: int) -> bool:
    left, right = ([at for at, stem in enumerate(stems) if stem == side] for side in sides)
    return any(0 < abs(one - other) <= distance for one in left for other in right)
