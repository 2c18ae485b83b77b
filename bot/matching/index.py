"""Many stored queries against one item.

    add     tree → code → a row, found under the rarest thing the query requires
    match   words of the item → what is true of it → rows that own it → checks, all at once → the few
            that say more than that are judged → rules; their evidence when it is asked for

docs/decisions/0004-index.md says why it is built so, and what it costs.
"""

from collections.abc import Callable, Iterable
from typing import Final

from bot.domain.evidence import Evidence
from bot.domain.rule import RuleId
from bot.domain.story import StoryFacts
from bot.matching.checks import Check, Checks
from bot.matching.code import encode, fold
from bot.matching.frequencies import Frequencies
from bot.matching.matches import Matches
from bot.matching.placement import place
from bot.matching.plaincode import PlainEncoder
from bot.matching.plan import Plan, Planner
from bot.matching.queries import Queries
from bot.matching.rows import Rows
from bot.matching.scan import FASTEST, Scanner
from bot.matching.sighting import Sighting, is_exact
from bot.matching.vocabulary import Vocabulary
from bot.query.document import Document
from bot.query.oracle import find, judge
from bot.query.plain import build_plain
from bot.query.tree import Node

_PLANNER: Final = Planner()
_CHECKS: Final = Checks()
_MAX_KNOWN: Final = 1 << 20
"""Bytes of code whose checks are remembered, each taken for :data:`_LEAST` more: 10 to 20 MB."""
_LEAST: Final = 64


class RuleIndex:
    """Rules, indexed so that an item meets few of them. Adding and removing shows at the next item."""

    def __init__(self, frequencies: Frequencies | None = None, scanner: Scanner = FASTEST) -> None:
        self._read = scanner.read
        self._queries = Queries(scanner)
        self._rows = Rows(scanner, self._queries.codes)
        self._vocabulary = Vocabulary(
            frequencies or Frequencies(), self._rows.new_number, self._rows.enter, scanner
        )
        self._plain = PlainEncoder(self._vocabulary, _PLANNER)
        self._checks: dict[int, Check] = {}
        """By row, of queries judged lately: what is near one item is near the next of its subject."""
        self._remembered = 0

    def __len__(self) -> int:
        """Count the rules."""
        return len(self._queries)

    def __contains__(self, rule_id: RuleId) -> bool:
        """Say whether a rule of this id is indexed."""
        return self._queries.row_of_rule(rule_id) is not None

    def add(self, rule_id: RuleId, query: Node) -> None:
        """Match ``query`` for ``rule_id`` from now on, in place of an earlier query of that rule.

        Raises:
            ValueError: for a tree with a macro or a watchlist that is not resolved.

        """
        self._add(rule_id, *encode(query, self._vocabulary, _PLANNER))

    def add_plain(self, rule_id: RuleId, text: str) -> bool:
        """Match a query as it is typed, if it is plain (:mod:`bot.query.plain`); else do nothing.

        It is what :meth:`add` does with the query's tree, for a million rules at start.
        """
        made = build_plain(text, self._plain)
        if made is None:
            return False
        self._add(rule_id, *made)
        return True

    def _add(self, rule_id: RuleId, code: bytes, plan: Plan) -> None:
        row = self._queries.row_of_code(code)
        before = self._queries.row_of_rule(rule_id)
        if before is not None:
            if before == row:
                return
            self._disown(before, rule_id)
        if row is None:
            row = self._queries.new_row(code)
            self._rows.add(row, place(plan))
        self._queries.own(row, rule_id)

    def add_many(self, rules: Iterable[tuple[RuleId, Node]]) -> None:
        """Add rules one by one, as they come."""
        for rule_id, query in rules:
            self.add(rule_id, query)

    def remove(self, rule_id: RuleId) -> bool:
        """Match nothing for ``rule_id`` any more; say whether it was there."""
        row = self._queries.row_of_rule(rule_id)
        if row is not None:
            self._disown(row, rule_id)
        return row is not None

    def _disown(self, row: int, rule_id: RuleId) -> None:
        if self._queries.disown(row, rule_id):
            plan: Plan = fold(self._queries.codes[row], self._vocabulary.clauses, _PLANNER)
            self._rows.remove(row, place(plan))
            self._queries.drop(row)
            self._checks.pop(row, None)

    def match(self, document: Document, facts: StoryFacts | None = None) -> Matches:
        """Give the rules that hold on an item, judged on what is known of its story."""
        parts = self._vocabulary.sight(document)
        sure, doubtful, marks = self._rows.scan(parts, exact=is_exact(document))
        sighting = Sighting(document, marks)
        held = self._queries.rules(sure)
        waiting: list[RuleId] = []
        for row in memoryview(doubtful).cast("i"):
            value = self._judge(row, sighting, facts)
            if value is not False:
                (held if value else waiting).extend(self._queries.rules_of(row))
        return Matches(held, waiting, self._evidence(sighting, facts))

    def recheck(self, document: Document, facts: StoryFacts, rule_ids: Iterable[RuleId]) -> Matches:
        """Judge only these rules on an item, as its story has grown; unknown ones are passed over."""
        sighting = Sighting(document, self._read(self._vocabulary.sight(document)))
        held: list[RuleId] = []
        waiting: list[RuleId] = []
        for rule_id in rule_ids:
            row = self._queries.row_of_rule(rule_id)
            value = False if row is None else self._judge(row, sighting, facts)
            if value is not False:
                (held if value else waiting).append(rule_id)
        return Matches(held, waiting, self._evidence(sighting, facts))

    def _judge(self, row: int, sighting: Sighting, facts: StoryFacts | None) -> bool | None:
        """Say whether a row's query holds on an item; None where it waits for the item's story."""
        value = self._judged(row, sighting, None)
        if value is None and facts is not None and self._judged(row, sighting, facts):
            return True
        return value

    def _judged(self, row: int, sighting: Sighting, facts: StoryFacts | None) -> bool | None:
        check, document = self._check(row), sighting.document
        if sighting.is_exact:
            return check.value(document, sighting.places, facts)
        return find(check.cut(sighting.places), document, facts).value

    def _check(self, row: int) -> Check:
        known = self._checks.get(row)
        if known is not None:
            return known
        code = self._queries.codes[row]
        if self._remembered > _MAX_KNOWN:
            self._checks.clear()
            self._remembered = 0
        made: Check = fold(code, self._vocabulary.clauses, _CHECKS)
        self._checks[row] = made
        self._remembered += len(code) + _LEAST
        return made

    def _evidence(
        self, sighting: Sighting, facts: StoryFacts | None
    ) -> Callable[[RuleId], tuple[Evidence, ...]]:
        """Give what gives the words of an item that make a rule true."""
        known: dict[int, tuple[Evidence, ...]] = {}

        def evidence(rule_id: RuleId) -> tuple[Evidence, ...]:
            row = self._queries.row_of_rule(rule_id)
            if row is None:
                return ()
            if row not in known:
                tree = self._check(row).cut(sighting.places)
                known[row] = judge(tree, sighting.document, facts).evidence
            return known[row]

        return evidence
