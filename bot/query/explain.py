"""Why a query holds on an item or does not: every clause, on which words, or how near it came."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.evidence import Evidence
from bot.domain.sentence import Sentence
from bot.domain.story import StoryFacts
from bot.query.document import Document
from bot.query.errors import QueryError
from bot.query.format import format_query
from bot.query.nearness import how_near, in_field
from bot.query.oracle import find
from bot.query.parser import parse
from bot.query.tree import And, AtLeast, Node, Not, Or

_SHOWN_WORDS = 4
_SHOWN_MISSES = 5
_MARKS = {True: "✓", False: "✗", None: "…"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What came of one clause, and of the clauses it is made of."""

    node: Node
    text: str
    """The clause as it is written."""
    held: bool | None
    """None where the story decides and is not known."""
    words: tuple[Evidence, ...] = ()
    """It held on these; for a NOT that did not hold, what was found."""
    near: Sentence | None = None
    """For a single clause that did not hold: how near it came."""
    parts: tuple["Explanation", ...] = ()


def explain(
    node: Node, document: Document, facts: StoryFacts | None = None, *, typed: str = ""
) -> Explanation:
    """Explain what came of ``node``, names put in, on ``document``.

    It is said clause by clause, also inside groups that did not hold. ``typed`` is what the query was
    parsed from: clauses are shown as they stand there, or in canonical form.
    """
    finding = find(node, document, facts)
    parts: tuple[Explanation, ...] = ()
    words = tuple(sorted(finding.evidence))
    near: Sentence | None = None
    if isinstance(node, And | Or | AtLeast):
        parts = tuple(explain(child, document, facts, typed=typed) for child in node.children)
    elif isinstance(node, Not):
        words = tuple(sorted(find(node.child, document, facts).evidence))
    elif finding.value is not True:
        near = how_near(node, document, facts)
    return Explanation(
        node=node,
        text=_as_typed(node, typed) or format_query(node),
        held=finding.value,
        words=words,
        near=near,
        parts=parts,
    )


def _as_typed(node: Node, typed: str) -> str:
    """Give the part of ``typed`` that ``node`` was read from, nothing where it came from elsewhere.

    A clause of a named query has its place in another text, one in a field's group needs the field.
    """
    part = typed[slice(*node.span)]
    try:
        return part if part and parse(part) == node else ""
    except QueryError:
        return ""


def lacking(explanation: Explanation) -> tuple[Explanation, ...]:
    """Give the smallest clauses for want of which it did not hold, in order; none where it held."""
    if explanation.held is True:
        return ()
    if isinstance(explanation.node, And):
        return tuple(one for part in explanation.parts for one in lacking(part))
    return (explanation,)


def render(explanation: Explanation) -> str:
    """Write an explanation as lines of plain English, for the terminal.

    ::

        ✗ all of
          ✓ tariff: "tariffs" in the title
          ✗ steel NEAR/8 China: both are found, 14 words apart
    """
    return "\n".join(_lines(explanation, ""))


def _lines(explanation: Explanation, indent: str) -> Iterator[str]:
    mark = _MARKS[explanation.held]
    if not explanation.parts:
        said = _said(explanation)
        yield f"{indent}{mark} {explanation.text}{': ' if said else ''}{said}"
        return
    yield f"{indent}{mark} {_called(explanation.node)}"
    shown, hidden = _shown(explanation)
    for part in shown:
        yield from _lines(part, indent + "  ")
    if hidden:
        yield f"{indent}  ✗ … and {hidden} more"


def _called(group: Node) -> str:
    if isinstance(group, AtLeast):
        return f"{group.count} of"
    return "all of" if isinstance(group, And) else "one of"


def _shown(explanation: Explanation) -> tuple[list[Explanation], int]:
    """Leave out most of the alternatives that did not hold where there are many."""
    if isinstance(explanation.node, And):
        return list(explanation.parts), 0
    misses = [part for part in explanation.parts if part.held is False]
    left_out = misses[_SHOWN_MISSES:] if len(misses) > _SHOWN_MISSES + 1 else []
    return [part for part in explanation.parts if part not in left_out], len(left_out)


def _said(explanation: Explanation) -> str:
    if explanation.near:
        return str(explanation.near)
    if not explanation.words:
        return "not found" if isinstance(explanation.node, Not) else ""
    said = (f'"{words.text}" in {in_field(words.field)}' for words in explanation.words)
    shown = list(dict.fromkeys(said))
    more = f" and {len(shown) - _SHOWN_WORDS} more" if len(shown) > _SHOWN_WORDS else ""
    return ", ".join(shown[:_SHOWN_WORDS]) + more
