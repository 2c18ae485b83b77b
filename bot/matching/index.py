"""Many stored queries against one item.

    add     tree → code → a row, found under the rarest thing the query requires
    match   words of the item → what is true of it → rows that own it → checks, all at once → the few
            that say more than that are judged → rules; their evidence when it is asked for

docs/decisions/0004-index.md says why it is built so, and what it costs.
"""

from collections.abc import Iterable
from typing import TypeVar

from bot.domain.rule import Evidence, RuleId
from bot.domain.story import StoryFacts
from bot.matching.code import Algebra, Trees, encode, fold
from bot.matching.directory import Directory
from bot.matching.frequencies import Frequencies
from bot.matching.matches import Matches, Query, rules_of
from bot.matching.placement import Placement, place
from bot.matching.plan import Planner
from bot.matching.registry import Registry
from bot.matching.rows import Rows
from bot.matching.sighting import Judgement, Sighting
from bot.matching.vocabulary import Vocabulary
from bot.query.document import Document
from bot.query.oracle import find, judge
from bot.query.tree import Node

T = TypeVar("T")
_TREES = Trees()
_PLANNER = Planner()
_FREE: Query = (b"", RuleId(""))
"""Stands at rows that are not in use."""


class RuleIndex:
    """Rules, indexed so that an item meets few of them. Adding and removing shows at the next item."""

    def __init__(self, frequencies: Frequencies | None = None) -> None:
        self._registry = Registry()
        self._vocabulary = Vocabulary(frequencies or Frequencies(), self._registry)
        self._rows = Rows(self._registry)
        self._queries: list[Query] = []
        self._free: list[int] = []
        self._by_code = Directory()
        self._by_rule = Directory()
        self._len = 0

    def __len__(self) -> int:
        return self._len

    def __contains__(self, rule_id: RuleId) -> bool:
        return self._row_of_rule(rule_id) is not None

    def add(self, rule_id: RuleId, query: Node) -> None:
        """Match ``query`` for ``rule_id`` from now on, in place of an earlier query of that rule.

        Raises:
            ValueError: for a tree with a macro or a watchlist that is not resolved.

        """
        code = encode(query, self._vocabulary.intern)
        row = self._row_of_code(code)
        before = self._row_of_rule(rule_id)
        if before is not None:
            if before == row:
                return
            self._disown(before, rule_id)
        if row is None:
            row = self._new_row(code, rule_id)
        else:
            self._share(row, rule_id)
        self._by_rule.add(hash(rule_id), row)
        self._len += 1

    def add_many(self, rules: Iterable[tuple[RuleId, Node]]) -> None:
        """Add rules one by one, as they come."""
        for rule_id, query in rules:
            self.add(rule_id, query)

    def remove(self, rule_id: RuleId) -> bool:
        """Match nothing for ``rule_id`` any more; say whether it was there."""
        row = self._row_of_rule(rule_id)
        if row is None:
            return False
        self._disown(row, rule_id)
        return True

    def match(self, document: Document, facts: StoryFacts | None = None) -> Matches:
        """Give the rules that hold on an item, judged on what is known of its story."""
        sighting = self._vocabulary.sight(document)
        sure, doubtful = self._rows.candidates(sighting)
        judged, waiting = self._judged([self._queries[row] for row in doubtful], sighting, facts)
        return self._matches(
            [*[self._queries[row] for row in sure], *judged], waiting, document, facts
        )

    def recheck(self, document: Document, facts: StoryFacts, rule_ids: Iterable[RuleId]) -> Matches:
        """Judge only these rules on an item, as its story has grown; unknown ones are passed over."""
        by_row: dict[int, dict[RuleId, None]] = {}
        for rule_id in rule_ids:
            row = self._row_of_rule(rule_id)
            if row is not None:
                by_row.setdefault(row, {})[rule_id] = None
        asked = [(self._queries[row][0], rules) for row, rules in by_row.items()]
        held, waiting = self._judged(asked, self._vocabulary.sight(document), facts)
        return self._matches(held, waiting, document, facts)

    def _judged(
        self, queries: Iterable[Query], sighting: Sighting, facts: StoryFacts | None
    ) -> tuple[list[Query], list[Query]]:
        """Give those of ``queries`` that hold, and those that wait for their story."""
        held: list[Query] = []
        waiting: list[Query] = []
        for query in queries:
            value = self._judge(query[0], sighting, None)
            if value is None and facts is not None and self._judge(query[0], sighting, facts):
                held.append(query)
            elif value is None:
                waiting.append(query)
            elif value:
                held.append(query)
        return held, waiting

    def _judge(self, code: bytes, sighting: Sighting, facts: StoryFacts | None) -> bool | None:
        if sighting.exact:
            return self._fold(code, Judgement(sighting, facts))
        return find(self._fold(code, _TREES), sighting.document, facts).value

    def _matches(
        self, held: list[Query], waiting: list[Query], document: Document, facts: StoryFacts | None
    ) -> Matches:
        def evidence(code: bytes) -> tuple[Evidence, ...]:
            return judge(self._fold(code, _TREES), document, facts).evidence

        return Matches(held, waiting, evidence)

    def _fold(self, code: bytes, algebra: Algebra[T]) -> T:
        return fold(code, self._vocabulary.clauses, algebra)

    def _placed(self, code: bytes) -> Placement:
        return place(self._fold(code, _PLANNER))

    def _new_row(self, code: bytes, rule_id: RuleId) -> int:
        if self._free:
            row = self._free.pop()
        else:
            row = len(self._queries)
            self._queries.append(_FREE)
        self._rows.add(row, self._placed(code))
        self._queries[row] = code, rule_id
        self._by_code.add(hash(code), row)
        return row

    def _share(self, row: int, rule_id: RuleId) -> None:
        code, owners = self._queries[row]
        if isinstance(owners, dict):
            owners[rule_id] = None
        else:
            self._queries[row] = code, dict.fromkeys((*rules_of(owners), rule_id))

    def _disown(self, row: int, rule_id: RuleId) -> None:
        """Take the rule off its row, and the row away if it was the last."""
        self._by_rule.remove(hash(rule_id), row)
        self._len -= 1
        code, owners = self._queries[row]
        if isinstance(owners, dict):
            del owners[rule_id]
            if owners:
                return
        self._by_code.remove(hash(code), row)
        self._rows.remove(row, self._placed(code))
        self._queries[row] = _FREE
        self._free.append(row)

    def _row_of_code(self, code: bytes) -> int | None:
        found = self._by_code.find(hash(code))
        return next((row for row in found if self._queries[row][0] == code), None)

    def _row_of_rule(self, rule_id: RuleId) -> int | None:
        for row in self._by_rule.find(hash(rule_id)):
            owners = self._queries[row][1]
            if owners == rule_id if isinstance(owners, str) else rule_id in owners:
                return row
        return None
