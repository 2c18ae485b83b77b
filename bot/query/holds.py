"""Judges one query on items one after another: what the oracle says, without the words and no more than needed.

For a few queries over many items, where making an index of rules would not pay.
"""

from bot.domain.story import StoryFacts
from bot.query.document import OPENING, Document
from bot.query.limits import children
from bot.query.oracle import find, occurrences
from bot.query.stems import LANGUAGES
from bot.query.tree import And, Node, Not, Or, Prefix, Term
from bot.query.words import stem_of


def holds(node: Node, document: Document, facts: StoryFacts | None = None) -> bool | None:
    """Say whether ``node``, names put in, holds; None where that waits for the story.

    ``document`` may be made with ``only`` the openings that :func:`openings` gives.
    """
    match node:
        case And():
            return _each(node.children, document, facts, deciding=False)
        case Or():
            return _each(node.children, document, facts, deciding=True)
        case Not():
            value = holds(node.child, document, facts)
            return None if value is None else not value
        case Term() | Prefix():
            return bool(occurrences(node, document))
        case _:
            return find(node, document, facts).value


def _each(
    nodes: tuple[Node, ...], document: Document, facts: StoryFacts | None, *, deciding: bool
) -> bool | None:
    """Judge nodes until one decides for all of them."""
    result: bool | None = not deciding
    for node in nodes:
        value = holds(node, document, facts)
        if value is deciding:
            return deciding
        if value is None:
            result = None
    return result


def openings(node: Node) -> frozenset[str]:
    """Give under what :meth:`bot.query.document.Document.begins` is asked for places, in any language."""
    found: set[str] = set()
    open_nodes = [node]
    while open_nodes:
        current = open_nodes.pop()
        if isinstance(current, Prefix):
            found.add(current.prefix[:OPENING])
        elif isinstance(current, Term) and current.exact:
            found.add(current.words[0])
        elif isinstance(current, Term):
            found.update(stem_of(current.words[0], lang) for lang in LANGUAGES)
        open_nodes += children(current)
    return frozenset(found)
