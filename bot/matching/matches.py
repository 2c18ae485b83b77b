"""What matching an item gives: at once which rules hold; on which words, when somebody asks."""

from collections.abc import Callable, Sequence

from bot.domain.evidence import Evidence
from bot.domain.rule import Match, RuleId


class Matches:
    """The rules that hold on an item, and those that wait for its story to grow.

    ``rule_ids`` is there at once. ``held`` works the evidence out when it is first read, of the rules
    as they are then: read it before rules are changed.
    """

    __slots__ = ("_evidence", "_held", "rule_ids", "waiting")

    def __init__(
        self,
        held: Sequence[RuleId],
        waiting: Sequence[RuleId],
        evidence: Callable[[RuleId], tuple[Evidence, ...]],
    ) -> None:
        self.rule_ids = tuple(held)
        """Rules that hold, those of one query beside each other."""
        self.waiting = tuple(waiting)
        """Rules that would hold if the conditions on the story in them did, which do not, or not yet."""
        self._evidence = evidence
        self._held: tuple[Match, ...] | None = None

    @property
    def held(self) -> tuple[Match, ...]:
        """Give the rules that hold, each with the words that made it true."""
        if self._held is None:
            self._held = tuple(
                Match(rule_id=rule_id, evidence=self._evidence(rule_id))
                for rule_id in self.rule_ids
            )
        return self._held

    def __repr__(self) -> str:
        return f"Matches(held={self.held}, waiting={self.waiting})"
