"""One run at one size: rules indexed, items matched by us and by the peers, rules changed."""

import gc
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import thread_time
from typing import TypeVar

import psutil

from benchmarks.match.changes import Cost, changes
from benchmarks.match.corpus import Newswire
from benchmarks.match.peers import Loop, Mokaccino
from benchmarks.match.rules import RuleMaker
from benchmarks.match.stored import load_seconds
from benchmarks.match.timing import rate
from bot.app import COLLECTED
from bot.domain.item import Item, ItemId
from bot.domain.rule import RuleId
from bot.matching.frequencies import Frequencies
from bot.matching.index import RuleIndex
from bot.query.document import analyse
from bot.query.tree import Node

T = TypeVar("T")
LENGTHS = (40, 130)
"""Words of an item: an RSS entry, a wire story."""
_LOOP_RULES, _LOOP_ITEMS = 100_000, 20
"""The loop is measured with so many rules at most, on so many items."""
_LEARNED = 3_000
"""Past items that word frequencies are learned from before rules are indexed."""
_WIRE, _PAST, _RULES, _ITEMS = range(4)
"""Seeds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How much is made for a run."""

    past: int
    """Items that rules are made of."""
    items: int
    """Of 40 words; fewer of longer ones."""
    changes: int
    seconds: float
    """CPU time that every speed is measured for, at least."""


FULL = Scale(past=20_000, items=1_000, changes=2_000, seconds=2.0)
QUICK = Scale(past=6_000, items=200, changes=400, seconds=0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Items of one length; all speeds are items a CPU second."""

    length: int
    matches: float
    """Rules that hold on an item."""
    ours: float
    """Cutting an item into words included."""
    with_evidence: float
    """The same, the words that made every rule true worked out."""
    mokaccino: float
    """Given its documents ready made."""
    loop: float | None
    disagreements: int
    """Items on which a peer finds other rules than we do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came of one size."""

    rules: int
    load: float
    """CPU seconds, of indexing trees."""
    stored: float
    """CPU seconds from a stored text to the index."""
    bytes_per_rule: float
    added: Cost
    removed: Cost
    speeds: tuple[Speed, ...]


def run(size: int, scale: Scale) -> Run:
    """Measure everything with ``size`` rules; peers get the same rules and items."""
    wire = Newswire(_WIRE)
    past = list(wire.items(scale.past, LENGTHS[0], _PAST))
    items = {
        length: [_item(*text) for text in wire.items(scale.items * 40 // length, length, _ITEMS)]
        for length in LENGTHS
    }
    frequencies = Frequencies()
    for text in past[:_LEARNED]:
        frequencies.learn(analyse(_item(*text)))
    maker = RuleMaker(past, _RULES)
    index = RuleIndex(frequencies)
    before = _memory()
    load = _load(index, _told(maker.rules(size), f"{size:,} rules, indexed", size))
    bytes_per_rule = (_memory() - before) / size
    gc.freeze()  # as the bot does once it has started
    gc.set_threshold(*COLLECTED)
    found = {length: [_found(index, item) for item in items[length]] for length in LENGTHS}
    ours = {length: _ours(index, items[length], scale.seconds) for length in LENGTHS}
    added, removed = changes(index, maker.rules(scale.changes), items[40])
    gc.unfreeze()
    del index
    stored = _stored(past, size)
    percolator = Mokaccino(_queries(past, size, "indexed by Mokaccino"))
    loop = (
        Loop(_queries(past, size, "made functions for the loop")) if size <= _LOOP_RULES else None
    )
    return Run(
        rules=size,
        load=load,
        stored=stored,
        bytes_per_rule=bytes_per_rule,
        added=added,
        removed=removed,
        speeds=tuple(
            _compared(
                (percolator, loop),
                length=length,
                items=items[length],
                found=found[length],
                ours=ours[length],
                seconds=scale.seconds,
            )
            for length in LENGTHS
        ),
    )


def _queries(past: Sequence[tuple[str, str]], size: int, what: str) -> Iterator[Node]:
    rules = RuleMaker(past, _RULES).rules(size)
    return (query for _, query in _told(rules, f"{size:,} rules, {what}", size))


def _stored(past: Sequence[tuple[str, str]], size: int) -> float:
    """Measure as the bot starts: the garbage collector rests meanwhile."""
    rules = _told(RuleMaker(past, _RULES).rules(size * 2), f"{size:,} rules, stored", size)
    gc.disable()
    try:
        return load_seconds(rules, size)
    finally:
        gc.enable()


def _item(title: str, summary: str) -> Item:
    return Item(id=ItemId("item"), title=title, summary=summary)


def _memory() -> int:
    gc.collect()
    resident: int = psutil.Process().memory_info().rss
    return resident


def _told(made: Iterable[T], what: str, size: int) -> Iterator[T]:
    """Pass ``made`` on, telling how far it is."""
    for number, each in enumerate(made, 1):
        yield each
        if number % max(1, size // 4) == 0:
            print(f"{what}: {number * 100 // size} %", file=sys.stderr, flush=True)


def _load(index: RuleIndex, rules: Iterable[tuple[RuleId, Node]]) -> float:
    """Index ``rules`` and give the CPU seconds it took, without those of making them."""
    spent = 0.0
    for rule_id, query in rules:
        started = thread_time()
        index.add(rule_id, query)
        spent += thread_time() - started
    return spent


def _number(rule_id: RuleId) -> int:
    return int(rule_id.rpartition("-")[2])


def _found(index: RuleIndex, item: Item) -> frozenset[int]:
    return frozenset(map(_number, index.match(analyse(item)).rule_ids))


def _ours(index: RuleIndex, items: Sequence[Item], seconds: float) -> tuple[float, float]:
    """Give our speed without and with evidence."""
    return (
        rate(lambda item: index.match(analyse(item)).rule_ids, items, seconds),
        rate(lambda item: index.match(analyse(item)).held, items[:50], seconds / 2),
    )


def _compared(
    peers: tuple[Mokaccino, Loop | None],
    *,
    length: int,
    items: Sequence[Item],
    found: Sequence[frozenset[int]],
    ours: tuple[float, float],
    seconds: float,
) -> Speed:
    """Measure the peers, after comparing what they find."""
    percolator, loop = peers
    documents = [analyse(item) for item in items]
    theirs = [percolator.document(document) for document in documents]
    disagreements = sum(
        not _agrees(frozenset(percolator.match(document)), held, percolator.positional)
        for document, held in zip(theirs, found, strict=True)
    )
    few = documents[:_LOOP_ITEMS]
    if loop is not None:
        disagreements += sum(
            frozenset(loop.match(document)) != held
            for document, held in zip(few, found, strict=False)
        )
    return Speed(
        length=length,
        matches=sum(map(len, found)) / len(found),
        ours=ours[0],
        with_evidence=ours[1],
        mokaccino=rate(percolator.match, theirs, seconds),
        loop=rate(loop.match, few, seconds) if loop else None,
        disagreements=disagreements,
    )


def _agrees(theirs: frozenset[int], ours: frozenset[int], positional: set[int]) -> bool:
    """Say whether a peer without positions finds what we do, and more only where those decide."""
    return theirs >= ours and theirs - ours <= positional
