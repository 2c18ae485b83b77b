"""What matching an item gives: at once which rules hold; on which words, when somebody asks."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from bot.domain.rule import Evidence, Match, RuleId

Owners: TypeAlias = RuleId | dict[RuleId, None] | tuple[RuleId, ...]
"""The rules of one query: nearly always one; else, in the order they were added, in the index a dict,
and in matches what was in it."""
Query: TypeAlias = tuple[bytes, Owners]
"""A query's code and its rules."""


def rules_of(owners: Owners) -> tuple[RuleId, ...]:
    """Give the rules of a query as they are now."""
    return (owners,) if isinstance(owners, str) else tuple(owners)


class Matches:
    """The rules that hold on an item, and those that wait for its story to grow.

    ``rule_ids`` is there at once; ``held`` works the evidence out when it is first read, and is the
    same whatever has become of the index since.
    """

    __slots__ = ("_evidence", "_held", "_queries", "rule_ids", "waiting")

    def __init__(
        self,
        held: Sequence[Query],
        waiting: Sequence[Query],
        evidence: Callable[[bytes], tuple[Evidence, ...]],
    ) -> None:
        self._evidence = evidence
        self._held: tuple[Match, ...] | None = None
        self.rule_ids = tuple([owner for _, owner in held if isinstance(owner, str)])
        """Rules that hold, those of one query beside each other."""
        if len(self.rule_ids) < len(held):
            held = [(code, rules_of(owners)) for code, owners in held]
            self.rule_ids = tuple([rule for _, owners in held for rule in rules_of(owners)])
        self._queries = held
        self.waiting: Sequence[RuleId] = [
            rule for _, owners in waiting for rule in rules_of(owners)
        ]
        """Rules that would hold if the conditions on the story in them did, which do not, or not yet."""

    @property
    def held(self) -> tuple[Match, ...]:
        """Give the rules that hold, each with the words that made it true."""
        if self._held is None:
            self._held = tuple(
                Match(rule_id=rule_id, evidence=evidence)
                for code, owners in self._queries
                for evidence in (self._evidence(code),)
                for rule_id in rules_of(owners)
            )
        return self._held

    def __repr__(self) -> str:
        return f"Matches(held={self.held}, waiting={self.waiting})"
