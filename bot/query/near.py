"""What may stand on the sides of NEAR."""

from bot.query.tree import Field, Macro, Node, Or, Prefix, Term


def near_fault(side: Node, other: Node) -> str:
    """Say why ``side`` cannot stand beside NEAR and ``other``, in words for its author, or nothing."""
    if not all(isinstance(one, Term | Prefix | Macro) for one in alternatives(side)):
        return (
            "a side of NEAR is a word, a phrase, a prefix or a group of alternatives, "
            "as in (tariff OR duty) NEAR/8 steel"
        )
    if len(_fields(side) | _fields(other)) > 1:
        return "both sides of NEAR are looked for in the same field, as in title:(a NEAR/8 b)"
    return ""


def alternatives(side: Node) -> tuple[Node, ...]:
    """Give what a side of NEAR is one of."""
    return side.children if isinstance(side, Or) else (side,)


def _fields(side: Node) -> frozenset[Field]:
    return frozenset(
        one.field for one in alternatives(side) if isinstance(one, Term | Prefix | Macro)
    )
