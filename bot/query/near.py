"""What may stand on the sides of NEAR."""

from bot.domain.sentence import Sentence, said
from bot.query.tree import Field, Macro, Node, Or, Prefix, Term


def near_fault(side: Node, other: Node) -> Sentence | None:
    """Say why ``side`` cannot stand beside NEAR and ``other``, or nothing."""
    if not all(isinstance(one, Term | Prefix | Macro) for one in alternatives(side)):
        return said("query.near_sides")
    if len(_fields(side) | _fields(other)) > 1:
        return said("query.near_fields")
    return None


def alternatives(side: Node) -> tuple[Node, ...]:
    """Give what a side of NEAR is one of."""
    return side.children if isinstance(side, Or) else (side,)


def _fields(side: Node) -> frozenset[Field]:
    return frozenset(
        one.field for one in alternatives(side) if isinstance(one, Term | Prefix | Macro)
    )
