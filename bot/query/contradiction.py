"""Finds what a query can never hold on: a word and its exclusion, fewer than one source, no watchlist."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.domain.sentence import Sentence, said
from bot.query.format import format_query
from bot.query.tree import (
    NOTHING,
    AgeIs,
    And,
    AtLeast,
    Comparison,
    Field,
    Near,
    Node,
    Not,
    OfficialIs,
    Or,
    Prefix,
    SourcesIs,
    Term,
    TierIs,
)
from bot.query.words import stem_of


def contradiction(node: Node) -> Sentence | None:
    """Say why ``node`` can never hold, or nothing where it can, or where that is not seen.

    What is said is true; not everything that can never hold is found.
    """
    match node:
        case And():
            return _first(node.children) or _clash(node.children) or _story_clash(node.children)
        case Or():
            reasons = [contradiction(child) for child in node.children]
            return reasons[0] if all(reasons) else None
        case AtLeast():
            possible = [child for child in node.children if not contradiction(child)]
            return None if len(possible) >= node.count else said("never.too_few")
        case SourcesIs() | TierIs():
            return _story_clash((node,))
        case _:
            return said("never.watchlist") if node == NOTHING else None


def _first(nodes: Iterable[Node]) -> Sentence | None:
    return next(filter(None, map(contradiction, nodes)), None)


def _clash(children: Sequence[Node]) -> Sentence | None:
    """Find something required and excluded at once."""
    required = frozenset().union(*(_implied(child) for child in children))
    for child in children:
        if not isinstance(child, Not):
            continue
        excluded = child.child.children if isinstance(child.child, Or) else (child.child,)
        for one in excluded:
            if _key(one) in required or _prefix_required(one, required):
                return said("never.clash", clause=format_query(one))
    languages = {
        child.words[0]
        for child in children
        if isinstance(child, Term) and child.field is Field.LANG and len(child.words[0]) == 2
    }
    if len(languages) < 2:
        return None
    return said("never.languages", languages=tuple(sorted(languages)))


def _key(node: Node) -> Node:
    """Give what two clauses have in common that hold on the same items: words by their stems."""
    if isinstance(node, Term) and not node.exact:
        return replace(node, words=tuple(stem_of(word) for word in node.words))
    return node


def _implied(node: Node) -> frozenset[Node]:
    """Give the clauses that hold wherever ``node`` does."""
    match node:
        case And():
            return frozenset().union({node}, *(_implied(child) for child in node.children))
        case Or():
            return frozenset.intersection(*(_implied(child) for child in node.children)) | {node}
        case Near():
            return _implied(node.left) | _implied(node.right) | {node}
        case Term() if not node.exact:
            fields = {node.field}
            if node.field in {Field.TITLE, Field.BODY}:
                fields.add(Field.TEXT)
            stems = tuple(stem_of(word) for word in node.words)
            rows = {stems, *((stem,) for stem in stems)}
            return frozenset(Term(words=row, field=field) for row in rows for field in fields)
        case _:
            return frozenset((node,))


def _prefix_required(excluded: Node, required: frozenset[Node]) -> bool:
    """Say whether a required word begins as the excluded prefix does."""
    return isinstance(excluded, Prefix) and any(
        isinstance(one, Term)
        and one.field is excluded.field
        and len(one.words) == 1
        and one.words[0].startswith(excluded.prefix)
        for one in required
    )


def _story_clash(children: Sequence[Node]) -> Sentence | None:
    """Find conditions on a story that no number meets."""
    official = {child.official for child in children if isinstance(child, OfficialIs)}
    if len(official) > 1:
        return said("never.official")
    for kind, lowest, why in (
        (SourcesIs, 1.0, said("never.sources")),
        (TierIs, 1.0, said("never.tier")),
        (AgeIs, 0.0, said("never.age")),
    ):
        bounds = [_bound(child) for child in children if isinstance(child, kind)]
        if bounds and not _possible(bounds, lowest):
            return why
    return None


def _bound(node: Node) -> tuple[Comparison, float]:
    match node:
        case SourcesIs():
            return node.comparison, float(node.count)
        case TierIs():
            return node.comparison, float(node.tier)
        case AgeIs():
            return node.comparison, node.age.total_seconds()
        case _:
            raise TypeError(f"{node} compares nothing")


def _possible(bounds: Sequence[tuple[Comparison, float]], lowest: float) -> bool:
    """Say whether a number from ``lowest`` on meets all bounds; only their neighbours need trying."""
    candidates = {lowest}
    for _, value in bounds:
        candidates |= {value - 1, value, value + 1}
    return any(
        number >= lowest and all(comparison.holds(number, value) for comparison, value in bounds)
        for number in candidates
    )
