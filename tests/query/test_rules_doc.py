"""docs/rules.md teaches by examples that are true: every one of them is run."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.item import Item, ItemId
from bot.domain.story import Report, StoryFacts
from bot.domain.ticker import Symbol, TickerTag, Via
from bot.query import limits
from bot.query.advice import advise
from bot.query.document import Document, analyse
from bot.query.errors import QueryError
from bot.query.explain import explain, render
from bot.query.macros import Names, resolve
from bot.query.oracle import judge
from bot.query.parser import parse

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| `((?:[^`])+)` \| (.*?) \| (.*?) \|$")
NOW = datetime(2026, 1, 5, tzinfo=UTC)


def _rows() -> Iterator[tuple[str, str, str]]:
    examples = False
    for line in PAGE.splitlines():
        if line.startswith("| You type"):
            examples = True
        elif not line.startswith("|"):
            examples = False
        elif examples and (row := ROW.match(line)):
            yield row[1].replace("\\|", "|"), row[2], row[3]


def _blocks(kind: str) -> list[str]:
    return [body for name, body in BLOCK.findall(PAGE) if name == kind]


def _found(query: str, document: Document, facts: StoryFacts | None = None, **names: str) -> str:
    """Give what the page writes under *found*."""
    node = resolve(parse(query), Names(queries=names), text=query)
    verdict = judge(node, document, facts)
    if not verdict.holds:
        return "no"
    return " · ".join(words.text for words in verdict.evidence) or "yes"


def _sorted(found: str) -> list[str]:
    return sorted(found.split(" · "))


@pytest.mark.parametrize(("query", "headline", "found"), list(_rows()))
def test_a_headline_is_found_as_the_table_says(query: str, headline: str, found: str) -> None:
    assert _sorted(_found(query, analyse(Item(id=ItemId("1"), title=headline)))) == _sorted(found)


@pytest.mark.parametrize("block", _blocks("item"))
def test_an_item_is_found_as_the_example_says(block: str) -> None:
    lines = dict(line.split(": ", 1) for line in block.splitlines())
    query, found = lines.pop("query"), lines.pop("found")
    names = {name[1:]: lines.pop(name) for name in list(lines) if name.startswith("@")}
    tickers = [
        TickerTag(symbol=Symbol(symbol), name=symbol, via=Via.NAME, why="name")
        for symbol in lines.pop("tickers", "").split()
    ]
    baskets = frozenset(lines.pop("baskets", "").split())
    sources = int(lines.pop("sources", "1"))
    tags = tuple(lines.pop("tags", "").split("; "))
    reports = tuple(Report(source=f"s{number}", at=NOW, tier=3) for number in range(sources))
    facts = StoryFacts(opened=NOW, now=NOW, reports=reports)
    item = Item(
        id=ItemId("1"),
        title=lines.pop("title"),
        summary=lines.pop("summary", ""),
        source=lines.pop("source", ""),
        url=lines.pop("url", ""),
        lang=lines.pop("lang", "en"),
        tags=tags,
    )
    assert not lines
    document = analyse(item, tags=tickers, baskets=baskets)
    assert _sorted(_found(query, document, facts, **names)) == _sorted(found)


@pytest.mark.parametrize("block", _blocks("error"))
def test_a_fault_is_told_as_the_page_shows(block: str) -> None:
    query, carets, message = block.split("\n")
    with pytest.raises(QueryError) as raised:
        parse(query)
    problem = raised.value.problem
    assert (problem.excerpt, problem.message) == (f"{query}\n{carets}", message)


@pytest.mark.parametrize("block", _blocks("warning"))
def test_a_warning_is_given_as_the_page_shows(block: str) -> None:
    query, message = block.split("\n")
    assert [advice.message for advice in advise(parse(query), {})] == [message]


@pytest.mark.parametrize("block", _blocks("explain"))
def test_an_explanation_reads_as_the_page_shows(block: str) -> None:
    query, headline, said = block.split("\n", 2)
    document = analyse(Item(id=ItemId("1"), title=headline))
    assert render(explain(parse(query), document, typed=query)) == said


def test_the_page_has_examples_of_every_kind_and_names_the_limits() -> None:
    assert len(list(_rows())) > 80
    assert all(len(_blocks(kind)) >= 1 for kind in ("item", "error", "warning", "explain"))
    for limit in (
        f"{limits.MAX_LENGTH:,} characters",
        f"{limits.MAX_CLAUSES} words and conditions",
        f"{limits.MAX_RESOLVED:,} with named",
        f"{limits.MAX_PREFIXES} prefixes",
        f"{limits.MAX_REGEXES} regular expressions",
        f"groups {limits.MAX_DEPTH} deep",
    ):
        assert limit in " ".join(PAGE.split())
