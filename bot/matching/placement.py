"""Under what a rule is indexed: its rarest requirement; the next rarest thin the candidates."""

from typing import Final

from bot.matching.atoms import Atom, Group, anchors, order, proven_by_anchor
from bot.matching.features import Feature
from bot.matching.plan import Plan

CHECKS: Final = 2
"""Requirements beside the first that are checked for all candidates at once."""
_MOST_OWNERS: Final = 8
"""A group with more members owns its rows itself: an entry for each member would cost more."""


class Placement:
    """Where a row is found, and what it is checked for."""

    __slots__ = ("checks", "forbidden", "owners", "verify", "wide")

    def __init__(
        self,
        owners: tuple[Feature, ...],
        wide: Group | None,
        checks: tuple[Atom, ...],
        forbidden: Atom | None,
        *,
        verify: bool,
    ) -> None:
        self.owners = owners
        """One of these is in any item the query holds on."""
        self.wide = wide
        """Or this group is; with neither, any item is a candidate."""
        self.checks = checks
        self.forbidden = forbidden
        self.verify = verify
        """The query itself is judged on items that pass."""


def place(plan: Plan) -> Placement:
    """Choose for a plan; the same plan is placed the same at any time."""
    required = sorted(plan.required, key=order) if len(plan.required) > 1 else [*plan.required]
    owners: tuple[Feature, ...] = ()
    wide: Group | None = None
    if required:
        anchor = required[0]
        owners = anchors(anchor)
        if isinstance(anchor, frozenset) and len(owners) > _MOST_OWNERS:
            owners, wide = (), anchor
        if wide or proven_by_anchor(anchor):
            del required[0]
    verify = not plan.complete or len(required) > CHECKS
    return Placement(owners, wide, tuple(required[:CHECKS]), plan.forbidden, verify=verify)
