"""Puts nodes together so that every query has one shape: groups flat, nothing twice, no double NOT."""

from collections.abc import Iterable, Sequence

from bot.query.tree import And, AtLeast, Node, Not, Or


def all_of(children: Iterable[Node], span: tuple[int, int] = (0, 0)) -> Node:
    """Give the node that holds when all ``children`` do; there must be at least one."""
    flat = _flat(tuple(children), And)
    return flat[0] if len(flat) == 1 else And(children=flat, span=span)


def any_of(children: Iterable[Node], span: tuple[int, int] = (0, 0)) -> Node:
    """Give the node that holds when one of ``children`` does; there must be at least one."""
    flat = _flat(tuple(children), Or)
    return flat[0] if len(flat) == 1 else Or(children=flat, span=span)


def _flat(children: tuple[Node, ...], kind: type[And] | type[Or]) -> tuple[Node, ...]:
    if len(children) == 1:
        return children
    flat: dict[Node, None] = {}
    for child in children:
        if isinstance(child, kind):
            flat |= dict.fromkeys(child.children)
        else:
            flat[child] = None
    return tuple(flat)


def negation(child: Node, span: tuple[int, int] = (0, 0)) -> Node:
    """Give the node that holds when ``child`` does not."""
    return child.child if isinstance(child, Not) else Not(child=child, span=span)


def at_least(count: int, children: Sequence[Node], span: tuple[int, int] = (0, 0)) -> Node:
    """Give the node that holds when ``count`` of ``children`` do, from 1 to all of them."""
    if count == 1:
        return any_of(children, span)
    if count == len(children):
        return all_of(children, span)
    return AtLeast(count=count, children=tuple(children), span=span)
