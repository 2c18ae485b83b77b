"""Puts named queries and the watchlist into a query: ``@tariffs``, ``@pack.name``, ``watchlist:mine``."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.domain.sentence import Sentence, said
from bot.query.build import all_of, any_of, at_least, negation
from bot.query.errors import QueryError, fault
from bot.query.format import format_query
from bot.query.limits import MAX_RESOLVED, children, excess
from bot.query.near import near_fault
from bot.query.parser import parse
from bot.query.reader import did_you_mean
from bot.query.tree import (
    NOTHING,
    Amount,
    And,
    AtLeast,
    Field,
    Macro,
    Near,
    Node,
    Not,
    Or,
    Prefix,
    Regex,
    Tagged,
    Term,
    Watchlist,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What names in a query stand for."""

    queries: Mapping[str, str | Node] = field(default_factory=dict)
    """Name without ``@`` → query: ``tariffs`` of the subscriber's own, ``defense.contracts`` of a pack."""
    watchlist: tuple[str, ...] = ()
    """Symbols of the query's owner."""
    pack: str = ""
    """The pack the query stands in: there ``@name`` means ``@pack.name`` first."""


def resolve(node: Node, names: Names, *, text: str | None = None) -> Node:
    """Give ``node`` with everything put in that its names stand for; nothing named is left.

    Args:
        node: as parsed.
        names: what its names stand for.
        text: what ``node`` was parsed from, for the place of a fault; its canonical form if None.

    Raises:
        QueryError: a name is unknown, stands for itself in a circle, for no query, or all of it
            together is more than :mod:`bot.query.limits` allows.

    """
    if not names_anything(node):
        return node
    if text is None:
        text = format_query(node)
        node = parse(text)
    resolved = _Resolver(names).put_in(node, _Place(text, names.pack))
    if wrong := excess(resolved, MAX_RESOLVED):
        raise fault(text, 0, said("query.exceeds_named", wrong=wrong), end=len(text))
    return resolved


def names_anything(node: Node) -> bool:
    """Say whether ``node`` names another query or a watchlist."""
    open_nodes = [node]
    while open_nodes:
        current = open_nodes.pop()
        if isinstance(current, Macro | Watchlist):
            return True
        open_nodes += children(current)
    return False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a name stands: in which query, of which pack, and by which names one came there."""

    text: str
    """Of the query everything is put into: what its author can change."""
    pack: str
    path: tuple[str, ...] = ()
    span: tuple[int, int] = (0, 0)
    """Of the first name on the path, in ``text``."""

    def fault(self, node: Node, wrong: Sentence, replacement: str | None = None) -> QueryError:
        """Make the error for ``node``, saying in which named query it stands."""
        if not self.path:
            start, end = node.span
            return fault(self.text, start, wrong, end=end, replacement=replacement)
        start, end = self.span
        inside = said("query.in_named", name=self.path[-1], fault=wrong)
        return fault(self.text, start, inside, end=end)

    def inside(self, name: str, pack: str, macro: Macro) -> "_Place":
        """Give the place within the query ``name`` that ``macro`` stands for."""
        return _Place(self.text, pack, (*self.path, name), self.span if self.path else macro.span)


class _Resolver:
    """Puts names in, each name once however often it is used."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.called = {name.lower(): name for name in names.queries}
        self.known: dict[str, Node] = {}

    def put_in(self, node: Node, place: _Place) -> Node:
        match node:
            case Macro():
                return looked_for_in(self.named(node, place), node.field)
            case Watchlist():
                return self.watched(node)
            case And():
                return all_of([self.put_in(child, place) for child in node.children], node.span)
            case Or():
                return any_of([self.put_in(child, place) for child in node.children], node.span)
            case Not():
                return negation(self.put_in(node.child, place), node.span)
            case Near():
                return self.beside(node, place)
            case AtLeast():
                listed = [self.put_in(child, place) for child in node.children]
                return at_least(node.count, listed, node.span)
            case _:
                return node

    def watched(self, node: Watchlist) -> Node:
        symbols = sorted(set(self.names.watchlist))
        return any_of([Tagged(symbol=symbol) for symbol in symbols] or [NOTHING], node.span)

    def beside(self, node: Near, place: _Place) -> Near:
        """Put names in on both sides of NEAR, where they may stand for alternatives only."""
        left, right = self.put_in(node.left, place), self.put_in(node.right, place)
        for side, other, written in ((left, right, node.left), (right, left, node.right)):
            if wrong := near_fault(side, other):
                raise place.fault(written, wrong)
        return replace(node, left=left, right=right)

    def named(self, macro: Macro, place: _Place) -> Node:
        name = self.full_name(macro, place)
        if name in place.path:
            circle = " -> ".join(f"@{one}" for one in (*place.path[place.path.index(name) :], name))
            raise place.fault(macro, said("query.circle", name=name, circle=circle))
        if name not in self.known:
            self.known[name] = self.read(name, place, macro)
        return self.known[name]

    def full_name(self, macro: Macro, place: _Place) -> str:
        """Find what a name means where it stands: in its pack first, then among all."""
        own = f"{place.pack}.{macro.name}".lower()
        name = self.called.get(own) if place.pack else None
        name = name or self.called.get(macro.name.lower())
        if name is not None:
            return name
        known = tuple(self.names.queries)
        meant = did_you_mean(macro.name, known) or next(
            (name for name in known if name.endswith(f".{macro.name}")), ""
        )
        unknown = (
            said("query.name_unknown", name=macro.name)
            if meant and not place.path
            else _unknown(macro.name, known)
        )
        raise place.fault(macro, unknown, replacement=f"@{meant}" if meant else None)

    def read(self, name: str, place: _Place, macro: Macro) -> Node:
        """Parse a named query, where it is still text, and put in what it names itself."""
        query = self.names.queries[name]
        pack = name.rpartition(".")[0] or self.names.pack
        try:
            node = parse(query) if isinstance(query, str) else query
        except QueryError as error:
            faulty = said("query.named_faulty", name=name, fault=error.said)
            raise place.fault(macro, faulty) from error
        if not names_anything(node):
            return node
        resolved = self.put_in(node, place.inside(name, pack, macro))
        if wrong := excess(resolved, MAX_RESOLVED):
            raise place.fault(macro, said("query.named_exceeds", name=name, wrong=wrong))
        return resolved


def looked_for_in(node: Node, field: Field) -> Node:
    """Give ``node`` with those of its words that say no field looked for in ``field``."""
    if field is Field.TEXT:
        return node
    match node:
        case Term() | Prefix() | Regex() | Amount():
            return replace(node, field=field) if node.field is Field.TEXT else node
        case And():
            return all_of([looked_for_in(child, field) for child in node.children], node.span)
        case Or():
            return any_of([looked_for_in(child, field) for child in node.children], node.span)
        case AtLeast():
            listed = [looked_for_in(child, field) for child in node.children]
            return at_least(node.count, listed, node.span)
        case Not():
            return negation(looked_for_in(node.child, field), node.span)
        case Near():
            left, right = looked_for_in(node.left, field), looked_for_in(node.right, field)
            return replace(node, left=left, right=right)
        case _:
            return node


def _unknown(name: str, known: tuple[str, ...]) -> Sentence:
    if not known:
        return said("query.name_unknown_yet", name=name)
    shown = ", ".join(f"@{one}" for one in known[:8]) + (" …" if len(known) > 8 else "")
    return said("query.name_unknown_of", name=name, names=shown)
