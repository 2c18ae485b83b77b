"""What adding and removing one rule costs while items come in."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from time import thread_time

from bot.domain.item import Item
from bot.domain.rule import RuleId
from bot.matching.index import RuleIndex
from bot.query.document import analyse
from bot.query.tree import And, Node, Prefix, Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Of one change, in CPU microseconds."""

    median: float
    worst: float


def changes(
    index: RuleIndex, rules: Iterable[tuple[RuleId, Node]], items: Sequence[Item]
) -> tuple[Cost, Cost]:
    """Add ``rules`` under new ids, then remove them, an item after each; give both costs."""
    added, removed = [], []
    ids = []
    for number, (_, query) in enumerate(rules):
        rule_id = RuleId(f"new/{number}")
        ids.append(rule_id)
        asked = _with_news(query, number) if number % 4 == 0 else query
        added.append(_timed(lambda: index.add(rule_id, asked)))  # noqa: B023 - called at once
        index.match(analyse(items[number % len(items)]))
    for number, rule_id in enumerate(ids):
        removed.append(_timed(lambda: index.remove(rule_id)))  # noqa: B023
        index.match(analyse(items[number % len(items)]))
    return _cost(added), _cost(removed)


def _with_news(query: Node, number: int) -> Node:
    """Ask for a word and a prefix that no rule has asked for."""
    letters = "".join(chr(97 + number // 26**place % 26) for place in range(3))
    return And(children=(query, Prefix(prefix=f"{letters}o"), Term(words=(f"{letters}overo",))))


def _timed(change: Callable[[], object]) -> float:
    started = thread_time()
    change()
    return (thread_time() - started) * 1e6


def _cost(spent: list[float]) -> Cost:
    return Cost(median=median(spent), worst=max(spent))
