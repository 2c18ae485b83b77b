"""What could make a query quieter: clauses that items suggest, and narrower readings of itself. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product

from bot.domain.evidence import Evidence
from bot.query.build import all_of, any_of
from bot.query.document import FIELDS, Document
from bot.query.errors import QueryError
from bot.query.format import format_query
from bot.query.near import near_fault
from bot.query.oracle import find, judge
from bot.query.parser import parse
from bot.query.tree import And, Field, InBasket, Near, Node, Or, Prefix, Tagged, Term
from bot.query.words import Word, typed

_NEAR = 8
_FEWEST_LETTERS = 3


class Change(StrEnum):
    """What is changed, the least surprising first."""

    EXCLUDE = "exclude"
    """Items that hold a clause are left out."""
    FEWER = "fewer"
    """An alternative is taken out."""
    CLOSER = "closer"
    """Two words must stand near each other."""
    TITLE = "title"
    """Words are looked for in the title only."""
    REQUIRE = "require"
    """A clause must hold as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """One change of a query."""

    change: Change
    clause: Node
    """What is excluded, required or taken out, or stands in place of what was."""
    node: Node | None = None
    """The whole query where the change is inside it; None where a clause is added to it."""
    around: bool = False
    """A phrase that the query's own words stand in: it says in which meaning they are not wanted."""

    @property
    def judged(self) -> Node:
        """What is judged on items to see whether the change drops them."""
        return self.clause if self.node is None else self.node

    @property
    def drops_where_held(self) -> bool:
        """Whether an item is dropped where :attr:`judged` holds, or where it does not."""
        return self.change is Change.EXCLUDE


def exclusions(node: Node, document: Document) -> Iterator[Narrowing]:
    """Give what of an item that ``node`` holds on could be excluded: not the words it holds on.

    Phrases around those come first: ``"duty free"`` for ``duty``.
    """
    taken = judge(node, document).evidence
    around: list[Node] = []
    elsewhere: list[Node] = []
    for clause in _clauses(document):
        if not _overlap(find(clause, document, None).evidence, taken):
            elsewhere.append(clause)
        elif isinstance(clause, Term) and len(clause.words) > 1:
            around.append(clause)
    for clause in around:
        yield Narrowing(change=Change.EXCLUDE, clause=clause, around=True)
    for clause in elsewhere:
        yield Narrowing(change=Change.EXCLUDE, clause=clause)


def _overlap(some: Iterable[Evidence], others: Iterable[Evidence]) -> bool:
    return any(
        one.field == other.field and one.start < other.end and other.start < one.end
        for one, other in product(some, others)
    )


def requirements(document: Document) -> Iterator[Narrowing]:
    """Give what of a wanted item could be required."""
    return (Narrowing(change=Change.REQUIRE, clause=clause) for clause in _clauses(document))


def narrowings(node: Node, documents: Sequence[Document]) -> Iterator[Narrowing]:
    """Give narrower readings of ``node``, which holds on ``documents``.

    Alternatives are taken out only where they hold on one of them.
    """
    in_title = _in_title(node)
    if in_title != node:
        yield Narrowing(change=Change.TITLE, clause=in_title, node=in_title)
    for clause, whole in _inside(node, documents):
        change = Change.CLOSER if isinstance(clause, Near) else Change.FEWER
        yield Narrowing(change=change, clause=clause, node=whole)


def _clauses(document: Document) -> Iterator[Node]:
    """Give what can be asked of an item, words of the title first, each once."""
    found: dict[Node, None] = {}
    for field in FIELDS[Field.TEXT]:
        words = document.words(field)
        found.update(dict.fromkeys(_words(words, 1)))
        found.update(dict.fromkeys(_words(words, 2)))
    found.update((Tagged(symbol=symbol), None) for symbol in sorted(document.symbols))
    found.update((InBasket(basket=basket), None) for basket in sorted(document.baskets))
    for field in (Field.SOURCE, Field.TAG):
        for text in document.texts(FIELDS[field][0]):
            written = tuple(word.norm.lower() for word in typed(text))
            if written:
                found[Term(words=written, field=field)] = None
    return (clause for clause in found if _can_be_typed(clause))


def _words(words: Sequence[Word], width: int) -> Iterator[Term]:
    for start in range(len(words) - width + 1):
        norms = tuple(word.readings[-1].norm for word in words[start : start + width])
        if all(len(norm) >= _FEWEST_LETTERS and norm.isalpha() for norm in norms):
            yield Term(words=norms)


def _can_be_typed(clause: Node) -> bool:
    """Say whether a clause, written, is read as itself: tags and sources may hold anything."""
    try:
        return parse(format_query(clause)) == clause
    except QueryError:
        return False


def _in_title(node: Node) -> Node:
    """Give ``node`` with the words it requires looked for in the title only."""
    match node:
        case Term() | Prefix() if node.field is Field.TEXT:
            return replace(node, field=Field.TITLE)
        case And():
            return all_of([_in_title(child) for child in node.children], node.span)
        case Or():
            return any_of([_in_title(child) for child in node.children], node.span)
        case Near():
            return replace(node, left=_in_title(node.left), right=_in_title(node.right))
        case _:
            return node


def _inside(node: Node, documents: Sequence[Document]) -> Iterator[tuple[Node, Node]]:
    """Give ``node`` with one group in it narrowed, and before it the clause that makes the difference."""
    match node:
        case And():
            yield from _closer(node)
            for at, child in enumerate(node.children):
                rest = (node.children[:at], node.children[at + 1 :])
                for clause, whole in _inside(child, documents):
                    yield clause, all_of([*rest[0], whole, *rest[1]], node.span)
        case Or():
            for at, child in enumerate(node.children):
                others = (*node.children[:at], *node.children[at + 1 :])
                if any(find(child, one, None).value is not False for one in documents):
                    yield child, any_of(others, node.span)
        case _:
            return


def _closer(node: And) -> Iterator[tuple[Node, Node]]:
    """Join two neighbours by NEAR where they can be."""
    for at in range(len(node.children) - 1):
        left, right = node.children[at : at + 2]
        if _is_words(left) and _is_words(right) and not near_fault(left, right):
            near = Near(left=left, right=right, distance=_NEAR)
            yield near, all_of([*node.children[:at], near, *node.children[at + 2 :]], node.span)


def _is_words(node: Node) -> bool:
    return not isinstance(node, And) and near_fault(node, node) is None
