"""What a query requires of an item at least, and whether that is all of it."""

from collections.abc import Iterable
from typing import Final

from bot.matching.algebra import Algebra, Side, Words
from bot.matching.atoms import Atom, group, order
from bot.matching.features import Clause, Feature


class Plan:
    """A conjunction that holds wherever the query does."""

    __slots__ = ("complete", "forbidden", "required")

    def __init__(
        self,
        required: tuple[Atom, ...] = (),
        forbidden: Atom | None = None,
        complete: bool = True,
    ) -> None:
        self.required = required
        """Each once."""
        self.forbidden = forbidden
        self.complete = complete
        """The conjunction is the query: no more is to be verified."""

    @property
    def atom(self) -> Atom | None:
        """Give the one thing that it says, if it says only one."""
        if self.complete and self.forbidden is None and len(self.required) == 1:
            return self.required[0]
        return None

    def rarest(self) -> Atom | None:
        """Give the one requirement that fewest items meet."""
        return min(self.required, key=order, default=None)


_UNKNOWN: Final = Plan(complete=False)


class Planner(Algebra[Plan]):
    """Makes a plan of a query. Story conditions count as met: they are judged on the story."""

    def leaf(self, clause: Clause) -> Plan:
        """Require it, if it is looked up."""
        return _UNKNOWN if clause.feature is None else Plan((clause.feature,))

    def phrase(self, words: Words) -> Plan:
        """Require it."""
        return Plan((_atom(words),))

    def all_of(self, parts: list[Plan]) -> Plan:
        """Require and forbid what any part does."""
        required: dict[Atom, None] = {}
        forbidden: list[Atom] = []
        complete = True
        for part in parts:
            for atom in part.required:
                required[atom] = None
            if part.forbidden is not None:
                forbidden.append(part.forbidden)
            complete = complete and part.complete
        return Plan(tuple(required), group(forbidden) if forbidden else None, complete)

    def any_of(self, parts: list[Plan]) -> Plan:
        """Require one of what each part requires most rarely, which is all if each says one thing."""
        atoms: list[Atom] = []
        for part in parts:
            atom = part.atom
            if atom is not None:
                atoms.append(atom)
        if len(atoms) == len(parts):
            return _one_of(atoms, complete=True)
        return _one_of(_rarest(parts), complete=False) if _all_require(parts) else _UNKNOWN

    def negation(self, part: Plan) -> Plan:
        """Forbid it, if it says one thing."""
        return _UNKNOWN if part.atom is None else Plan(forbidden=part.atom)

    def near(
        self,
        left: Side,
        right: Side,
        distance: int,
        *,
        ordered: bool,
    ) -> Plan:
        """Require one of each side."""
        sides = dict.fromkeys(group([_atom(one) for one in side]) for side in (left, right))
        return Plan((*sides,), complete=False)

    def at_least(self, count: int, parts: list[Plan]) -> Plan:
        """Require one of the rarest, as many as cannot all be missing."""
        if count >= len(parts):
            return Plan((*dict.fromkeys(_rarest(parts)),), complete=False)
        rarest = sorted(_rarest(parts), key=order)[: len(parts) - count + 1]
        enough = count > 0 and len(rarest) == len(parts) - count + 1
        return _one_of(rarest, complete=False) if enough else _UNKNOWN


def _atom(one: Clause | Words) -> Feature | tuple[Feature, ...]:
    """Give what a word, prefix or phrase is looked up by."""
    if isinstance(one, Clause):
        assert one.feature is not None, "words and prefixes are looked up"
        return one.feature
    return tuple(word.feature for word in one if word.feature is not None)


def _rarest(parts: Iterable[Plan]) -> list[Atom]:
    return [rarest for part in parts if (rarest := part.rarest()) is not None]


def _all_require(parts: Iterable[Plan]) -> bool:
    return all(part.required for part in parts)


def _one_of(atoms: Iterable[Atom], *, complete: bool) -> Plan:
    return Plan((group(atoms),), complete=complete)
