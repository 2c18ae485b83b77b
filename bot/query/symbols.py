"""A company has many symbols: what is asked for one is asked for all of them."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.query.build import all_of, any_of, at_least, negation
from bot.query.limits import children
from bot.query.tree import And, AtLeast, Node, Not, Or, Tagged

Listings = Callable[[str], Iterable[str]]
"""A symbol → all symbols of its company, itself among them."""


def with_listings(node: Node, listings: Listings) -> Node:
    """Give ``node`` with ``$9988.HK`` holding on ``BABA`` too, and ``$FB`` on ``META``."""
    return _with_listings(node, listings) if _names_a_symbol(node) else node


def _names_a_symbol(node: Node) -> bool:
    open_nodes = [node]
    while open_nodes:
        current = open_nodes.pop()
        if isinstance(current, Tagged):
            return True
        open_nodes += children(current)
    return False


def _with_listings(node: Node, listings: Listings) -> Node:
    match node:
        case Tagged():
            return any_of(
                [replace(node, symbol=symbol) for symbol in listings(node.symbol)], node.span
            )
        case And():
            return all_of([_with_listings(child, listings) for child in node.children], node.span)
        case Or():
            return any_of([_with_listings(child, listings) for child in node.children], node.span)
        case Not():
            return negation(_with_listings(node.child, listings), node.span)
        case AtLeast():
            listed = [_with_listings(child, listings) for child in node.children]
            return at_least(node.count, listed, node.span)
        case _:  # what holds no other node, and NEAR, whose sides are words
            return node
