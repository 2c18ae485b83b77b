"""Rules as JSON Lines, one ``{"id", "query"}`` a line."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from bot.domain.rule import Rule, RuleId
from bot.packs.assembly import Known
from bot.packs.source import Faults, Source, aligned, offset_of, one_line, read_source
from bot.query.errors import QueryError
from bot.query.macros import Names, resolve
from bot.query.parser import parse
from bot.query.tree import Node

_QUERY = re.compile(r'"query"\s*:\s*"')


def read_lines(path: Path, known: Known, faults: Faults) -> tuple[tuple[Rule, Node], ...]:
    """Read the rules of a file, which may use the named queries that are ``known``."""
    source = read_source(path, faults)
    if source is None:
        return ()
    names = Names(queries=known.queries)
    rules: dict[str, tuple[Rule, Node]] = {}
    for number, line in enumerate(source.text.split("\n"), start=1):
        for rule, query in _rules(source, number, line, names):
            if rule.id in rules:
                source.complain(f'the id "{rule.id}" is there already; ids are unique', number, 1)
            rules.setdefault(rule.id, (rule, query))
    if not rules and not faults.problems:
        source.complain('holds no rules; write one {"id": …, "query": …} a line')
    return tuple(rules.values())


def _rules(source: Source, number: int, line: str, names: Names) -> Iterator[tuple[Rule, Node]]:
    """Give the rule of a line; none where the line is blank or faulty."""
    if not line.strip():
        return
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as error:
        source.complain(f"is no JSON: {error.msg}", number, error.colno)
        return
    name, query = map(fields.get, ("id", "query")) if isinstance(fields, dict) else (None, None)
    if not isinstance(name, str | int) or not isinstance(query, str):
        source.complain('is no rule; a rule is {"id": "…", "query": "…"}', number, 1)
        return
    try:
        node = resolve(parse(query), names, text=query)
    except QueryError as error:
        column = _column(line, query, offset_of(error, query))
        source.complain(one_line(error), number, column, error.problem.excerpt)
        return
    yield Rule(id=RuleId(str(name)), name=str(name), query=query), node


def _column(line: str, query: str, offset: int) -> int:
    """Give the column in the line of JSON where the sign at ``offset`` of the query stands."""
    begin = _QUERY.search(line)
    return aligned(line, begin.end(), len(line), query, offset) + 1 if begin else 1
