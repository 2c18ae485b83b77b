"""Writes a query's tree as text: the canonical form, which :func:`bot.query.parser.parse` reads back."""

import re

from bot.query.build import all_of, any_of
from bot.query.fold import is_alone
from bot.query.limits import children
from bot.query.tree import (
    NOTHING,
    AgeIs,
    Amount,
    And,
    AtLeast,
    Field,
    InBasket,
    Leaf,
    Macro,
    Near,
    Node,
    Not,
    OfficialIs,
    Or,
    Prefix,
    Regex,
    SourcesIs,
    StoryCondition,
    Tagged,
    Term,
    TierIs,
    Watchlist,
)
from bot.query.values import write_duration, write_number
from bot.query.words import spaced

_CASHTAG = re.compile(r"[A-Z][A-Z0-9]*(?:[.-][A-Z0-9]+)*")
_READ_OTHERWISE = frozenset({"and", "or", "not", "of"})
"""Words that are operators where they stand without quotes."""


def format_query(node: Node) -> str:
    """Write ``node`` so that ``parse(format_query(node)) == node``, without needless signs."""
    return _write(node, Field.TEXT)


def canonical(node: Node) -> Node:
    """Give ``node`` with the children of AND, OR and ``n of`` in a fixed order.

    Queries that differ only in that order become equal, so many subscribers' can share one
    evaluation. What a person wrote is shown as they wrote it; this is for keys.
    """
    match node:
        case And():
            return all_of(_sorted(node.children))
        case Or():
            return any_of(_sorted(node.children))
        case AtLeast():
            return AtLeast(count=node.count, children=tuple(_sorted(node.children)))
        case Not():
            return Not(child=canonical(node.child))
        case Near():
            left, right = canonical(node.left), canonical(node.right)
            if not node.ordered:
                left, right = _sorted((left, right))
            return Near(left=left, right=right, distance=node.distance, ordered=node.ordered)
        case _:
            return node


def _sorted(nodes: tuple[Node, ...]) -> list[Node]:
    return sorted((canonical(node) for node in nodes), key=format_query)


def _write(node: Node, inside: Field) -> str:
    """Write ``node`` where ``inside`` is the field of the group around it."""
    field = _common_field(node)
    if field not in {inside, None, Field.TEXT} and not isinstance(node, Not):
        text = _write(node, field)
        return f"{field}:{text}" if not children(node) else f"{field}:({text})"
    match node:
        case And():
            return " ".join(_grouped(child, inside) for child in node.children)
        case Or():
            return " OR ".join(_grouped(child, inside) for child in node.children)
        case Not():
            return f"-{_grouped(node.child, inside)}"
        case Near():
            operator = f"{'O' if node.ordered else ''}NEAR/{node.distance}"
            return f"{_grouped(node.left, inside)} {operator} {_grouped(node.right, inside)}"
        case AtLeast():
            listed = ", ".join(_write(child, inside) for child in node.children)
            return f"{node.count} of ({listed})"
        case _:
            return _leaf(node)


def _grouped(node: Node, inside: Field) -> str:
    """Write ``node`` as part of another, in parentheses where it has parts itself."""
    text = _write(node, inside)
    whole = isinstance(node, Not) or not children(node)
    return text if whole or _common_field(node) not in {inside, None} else f"({text})"


def _common_field(node: Node) -> Field | None:
    """Give the field that all of ``node`` looks in, None where there is no such."""
    match node:
        case Term() | Prefix() | Regex() | Amount() | Macro():
            return node.field
        case And() | Or() | AtLeast() | Near() | Not():
            fields = {_common_field(child) for child in children(node)}
            return fields.pop() if len(fields) == 1 else None
        case _:
            return None


def _leaf(node: Leaf) -> str:
    match node:
        case Term():
            return _term(node)
        case Prefix():
            return f"{node.prefix}*"
        case Regex():
            return f"/{_slashes_escaped(node.pattern)}/{'i' if node.ignore_case else ''}"
        case Amount():
            return f"{node.unit}{node.comparison}{write_number(node.value)}"
        case Macro():
            return f"@{node.name}"
        case Tagged() | InBasket() | Watchlist():
            return _touched(node)
        case _:
            return _condition(node)


def _touched(node: Tagged | InBasket | Watchlist) -> str:
    match node:
        case InBasket():
            return f"basket:{node.basket}"
        case Watchlist():
            return f"watchlist:{node.name}"
        case Tagged():
            if node == NOTHING:
                return "watchlist:empty"
            return f"${node.symbol}" if _CASHTAG.fullmatch(node.symbol) else f"ticker:{node.symbol}"


def _condition(node: StoryCondition) -> str:
    match node:
        case SourcesIs():
            within = f" within:{write_duration(node.within)}" if node.within else ""
            return f"sources{node.comparison}{node.count}{within}"
        case OfficialIs():
            return f"official:{'yes' if node.official else 'no'}"
        case TierIs():
            return f"tier{node.comparison}{node.tier}"
        case AgeIs():
            return f"age{node.comparison}{write_duration(node.age)}"


def _term(node: Term) -> str:
    text = spaced(node.words)
    bare = len(node.words) == 1 or all(is_alone(word) for word in node.words)
    if " " in text or not bare or (not node.exact and text in _READ_OTHERWISE):
        text = f'"{text}"'
    return f"={text}" if node.exact else text


def _slashes_escaped(pattern: str) -> str:
    r"""Write ``/`` as ``\/`` where it is not escaped already."""
    written = ""
    escaped = False
    for sign in pattern:
        written += "\\/" if sign == "/" and not escaped else sign
        escaped = sign == "\\" and not escaped
    return written
