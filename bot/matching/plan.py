"""What a query requires of an item at least, and whether that is all of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import assert_never

from bot.matching.features import Atom, Feature, group, order
from bot.query.tree import (
    AgeIs,
    Amount,
    And,
    AtLeast,
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
    Tagged,
    Term,
    TierIs,
    Watchlist,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A conjunction that holds wherever the query does."""

    required: frozenset[Atom] = frozenset()
    forbidden: Atom | None = None
    complete: bool = True
    """The conjunction is the query: no more is to be verified."""

    @property
    def atom(self) -> Atom | None:
        """Give the one thing that it says, if it says only one."""
        if self.complete and self.forbidden is None and len(self.required) == 1:
            return next(iter(self.required))
        return None

    def rarest(self) -> Atom | None:
        """Give the one requirement that fewest items meet."""
        return min(self.required, key=order, default=None)


_UNKNOWN = Plan(complete=False)
Intern = Callable[[Leaf], Feature]
"""Gives the feature of a leaf."""


def plan(node: Node, intern: Intern) -> Plan:
    """Work out what ``node`` requires; story conditions count as met, they are judged on the story.

    Raises:
        ValueError: for an unresolved macro or watchlist.

    """
    match node:
        case Term():
            return Plan(required=frozenset((_term(node, intern),)))
        case Regex() | Prefix() | Tagged() | InBasket() | Amount():
            feature = intern(node)
            return Plan(required=frozenset((feature,))) if feature.indexed else _UNKNOWN
        case SourcesIs() | OfficialIs() | TierIs() | AgeIs():
            return _UNKNOWN
        case And(children=children):
            return _all(plan(child, intern) for child in children)
        case Or(children=children):
            return _any([plan(child, intern) for child in children])
        case Not(child=child):
            atom = plan(child, intern).atom
            return _UNKNOWN if atom is None else Plan(forbidden=atom)
        case Near(left=left, right=right):
            both = _all((plan(left, intern), plan(right, intern)))
            return Plan(required=both.required, complete=False)
        case AtLeast(count=count, children=children):
            return _at_least(count, [plan(child, intern) for child in children])
        case Macro() | Watchlist():
            raise ValueError(f"{node} must be resolved before it is indexed")
        case _:
            assert_never(node)


def _term(term: Term, intern: Intern) -> Atom:
    words = tuple(
        intern(Term(words=(word,), field=term.field, exact=term.exact)) for word in term.words
    )
    return words[0] if len(words) == 1 else words


def _all(plans: Iterable[Plan]) -> Plan:
    required: frozenset[Atom] = frozenset()
    forbidden: list[Atom] = []
    complete = True
    for each in plans:
        required |= each.required
        complete = complete and each.complete
        if each.forbidden is not None:
            forbidden.append(each.forbidden)
    return Plan(
        required=required, forbidden=group(forbidden) if forbidden else None, complete=complete
    )


def _any(plans: list[Plan]) -> Plan:
    """Require one of what each alternative requires most rarely; all of it if each is one thing."""
    rarest = [found for each in plans if (found := each.rarest()) is not None]
    if len(rarest) < len(plans):
        return _UNKNOWN
    complete = all(each.atom is not None for each in plans)
    return Plan(required=frozenset((group(rarest),)), complete=complete)


def _at_least(count: int, plans: list[Plan]) -> Plan:
    """Of any ``len(plans) - count + 1`` alternatives at least one holds: take the rarest ones."""
    rarest = [found for each in plans if (found := each.rarest()) is not None]
    needed = len(plans) - count + 1
    if count >= len(plans):
        return Plan(required=frozenset(rarest), complete=False)
    if count < 1 or len(rarest) < needed:
        return _UNKNOWN
    chosen = sorted(rarest, key=order)[:needed]
    return Plan(required=frozenset((group(chosen),)), complete=False)
