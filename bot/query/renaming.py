"""Rewrites the names in a query's text and leaves everything else as it was typed. Pure."""

from collections.abc import Callable, Iterator

from bot.query.limits import children
from bot.query.parser import parse
from bot.query.tree import Macro, Node


def with_names(text: str, written: Callable[[str], str]) -> str:
    """Give ``text`` with each ``@name`` in it replaced by what ``written`` gives for its name.

    Raises:
        QueryError: ``text`` does not parse.

    """
    for macro in sorted(_macros(parse(text)), key=lambda macro: -macro.span[0]):
        start, end = macro.span
        start = text.index("@", start, end)
        text = text[:start] + written(macro.name) + text[end:]
    return text


def _macros(node: Node) -> Iterator[Macro]:
    below = [node]
    while below:
        current = below.pop()
        if isinstance(current, Macro):
            yield current
        below += children(current)
