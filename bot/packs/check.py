"""Checks files of rules: what is wrong in them, which examples fail, how noisy a rule is.

::

    paths ─ forms ─ assembly ─ faults
                       └─ every example, met by all rules ─ what failed, and why
    recorded items ────┴─ matches a day of the rules that set a bound
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import chain
from pathlib import Path

from bot.domain.errors import Problem
from bot.domain.item import Item, ItemId
from bot.domain.rule import RuleId
from bot.domain.story import Report, StoryFacts
from bot.matching.index import RuleIndex
from bot.packs.assembly import Assembly, BuiltRule, Known
from bot.packs.files import yaml_files
from bot.packs.forms import ExampleForm
from bot.packs.library import assemble_files
from bot.packs.location import default_rules
from bot.packs.source import Text
from bot.packs.tables import gazetteer_of
from bot.pipeline.analyst import Analyst
from bot.query.document import Document, analyse
from bot.query.explain import Explanation, explain, lacking
from bot.query.narrow import names_tags
from bot.tickers.tagger import Tagger

_SHOWN = 120
"""Characters shown of a clause that an example lacked."""
_ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)
"""Examples have no date; their stories are as old as their report."""


class Kind(StrEnum):
    """What a rule promises."""

    MATCH = "match"
    IGNORE = "ignore"
    PER_DAY = "per_day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of one promise of a rule."""

    rule_id: RuleId
    kind: Kind
    title: str
    """The example, or the bound in words."""
    problem: Problem | None = None
    """Why it was not kept, and where it is written; None where it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """All that was found."""

    files: int
    rules: int
    problems: tuple[Problem, ...]
    """Faults of the files themselves, by file and line."""
    verdicts: tuple[Verdict, ...]
    """In the order the rules stand."""

    @property
    def failures(self) -> tuple[Problem, ...]:
        """Give everything that is wrong: the faults, then the promises not kept."""
        failed = (verdict.problem for verdict in self.verdicts if verdict.problem)
        return (*self.problems, *failed)


def check(paths: Sequence[Path], stream: Iterable[Item] | None = None) -> CheckReport:
    """Check files and folders; with a recorded ``stream`` also the bounds ``per_day`` that rules set.

    Never raises for what is written in the files: that is what the report is about.
    """
    files = {path: yaml_files(path) for path in paths}
    assembly, known, faults = assemble_files(
        chain(*files.values()), beside=paths, known=Known(baskets={})
    )
    faults.problems += (
        Problem(file=str(path), message="holds no YAML file")
        for path, found in files.items()
        if not found
    )
    bench = _Bench(assembly, known)
    verdicts = [verdict for built in assembly.rules for verdict in bench.examples(built)]
    if stream is not None:
        verdicts += bench.noise(stream)
    return CheckReport(
        files=len(set(chain(*files.values()))),
        rules=len(assembly.rules),
        problems=faults.ordered(),
        verdicts=tuple(verdicts),
    )


class _Bench:
    """All rules in one index, so that an example is read and matched once."""

    def __init__(self, assembly: Assembly, known: Known) -> None:
        self._rules = assembly.rules
        self._index = RuleIndex()
        for built in assembly.rules:
            self._index.add(built.rule.id, built.query)
        self._read = _reader(assembly, known)

    def examples(self, built: BuiltRule) -> Iterator[Verdict]:
        """Judge a rule's examples."""
        for kind, examples in ((Kind.MATCH, built.form.match), (Kind.IGNORE, built.form.ignore)):
            for example in examples:
                why = self._why(built, kind, example)
                yield Verdict(
                    rule_id=built.rule.id,
                    kind=kind,
                    title=example.title.value,
                    problem=example.title.problem(why) if why else None,
                )

    def _why(self, built: BuiltRule, kind: Kind, example: ExampleForm) -> str:
        """Say why an example failed; nothing where it did not."""
        document, facts = self._read(_item(example)), _facts(example)
        held = built.rule.id in self._index.match(document, facts).rule_ids
        if held is (kind is Kind.MATCH):
            return ""
        explanation = explain(built.query, document, facts)
        said = f"matched on {_found(explanation)}" if held else f"lacks {_lacked(explanation)}"
        return f'{built.rule.id} must {kind} "{example.title.value}", and {said}'

    def noise(self, stream: Iterable[Item]) -> Iterator[Verdict]:
        """Hold the rules' bounds against their matches a day in a recorded stream."""
        days: dict[RuleId, Counter[date]] = defaultdict(Counter)
        for item in stream:
            if (when := item.when) is None:
                continue
            facts = _told(item, when, publishers=1)
            for rule_id in self._index.match(self._read(item), facts).rule_ids:
                days[rule_id][when.astimezone(UTC).date()] += 1
        for built in self._rules:
            if built.form.per_day is not None:
                yield _bounded(built, built.form.per_day, days[built.rule.id])


def _reader(assembly: Assembly, known: Known) -> Callable[[Item], Document]:
    """Give what makes an item ready; companies and themes are looked for only where a rule asks."""
    if not any(names_tags(built.query) for built in assembly.rules):
        return analyse
    baskets = dict(known.baskets or {}) | {one.id: (one, when) for one, when in assembly.baskets}
    gazetteer = gazetteer_of(
        default_rules(), assembly.aliases, assembly.stops, [one for one, _ in assembly.baskets]
    )
    analyst = Analyst(Tagger(gazetteer), baskets.values())
    return lambda item: analyst.read(item).document


def _bounded(built: BuiltRule, at_most: Text, days: Counter[date]) -> Verdict:
    worst, count = max(days.items(), key=lambda day: day[1], default=(None, 0))
    problem = None
    if count > int(at_most.value):
        message = (
            f"{built.rule.id} must match at most {at_most.value} items a day, and matched {count} "
            f"on {worst}; narrow its query, or raise the bound"
        )
        problem = at_most.problem(message)
    title = f"at most {at_most.value} a day"
    return Verdict(rule_id=built.rule.id, kind=Kind.PER_DAY, title=title, problem=problem)


def _item(example: ExampleForm) -> Item:
    return Item(
        id=ItemId("example"),
        title=example.title.value,
        summary=example.summary,
        source=example.source,
        lang=example.lang,
        tier=example.tier,
    )


def _facts(example: ExampleForm) -> StoryFacts:
    return _told(_item(example), _ANY_TIME, publishers=example.sources)


def _told(item: Item, when: datetime, *, publishers: int) -> StoryFacts:
    """Give the story of an item that so many publishers tell."""
    names = [item.source, *(f"publisher {number}" for number in range(2, publishers + 1))]
    reports = tuple(Report(source=name, at=when, tier=item.tier) for name in names)
    return StoryFacts(opened=when, now=when, reports=reports)


def _found(explanation: Explanation) -> str:
    words = dict.fromkeys(f'"{evidence.text}"' for evidence in explanation.words)
    return ", ".join(words) or "nothing but what it must not hold"


def _lacked(explanation: Explanation) -> str:
    """Say which clauses an item lacks, or which it holds and must not."""
    return "; ".join(_clause(one) for one in lacking(explanation))


def _clause(one: Explanation) -> str:
    text = one.text if len(one.text) <= _SHOWN else f"{one.text[:_SHOWN]}…"
    if one.near:
        return f"{text} ({one.near})"
    return f"{text} (found {_found(one)})" if one.words else text
