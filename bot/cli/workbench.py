"""The commands that try rules on what has been: backtest, explain, tune."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from bot.actions.backtest import Alerted, Backtest, backtest
from bot.actions.tighten import Proposal, propose
from bot.cli import jsonl
from bot.cli.offline import (
    ItemsOption,
    alone,
    analyst_of,
    compiled,
    reader_of,
    shipped_names,
    watched,
)
from bot.domain.errors import StoreError
from bot.domain.item import Item
from bot.packs.library import Library, load_library
from bot.packs.location import default_rules
from bot.query.document import Document
from bot.query.explain import Explanation, explain, render
from bot.query.tree import Node

if TYPE_CHECKING:
    from bot.actions.desk import Desk

_WIDEST_BAR = 40
_SHOWN = 10
_TICKERS = 12
_ALL_TIME = timedelta(days=36_500)
_TUNED_ON = timedelta(days=30)

QueryArgument = Annotated[str, typer.Argument(help="In the query language, docs/rules.md.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON for a program.")]


def backtest_(
    rule: Annotated[
        str,
        typer.Argument(help="A rule's id, as tariffs/announced or @telegram:1/mine, or a query."),
    ],
    days: Annotated[
        int | None, typer.Option(min=1, help="How far to look back: 30, or all of --items.")
    ] = None,
    against: Annotated[
        str | None, typer.Option(metavar="OTHER", help="A rule's id or a query to compare with.")
    ] = None,
    items: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Items as JSON Lines, - is standard input; the configured database by default.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Say what a rule would have alerted on, and what it gains and loses against another."""
    tested = asyncio.run(_backtest(rule, against, items, days))
    if as_json:
        jsonl.write(_fields(tested, compared=against is not None))
    else:
        print("\n".join(_lines(tested, compared=against is not None)))


async def _backtest(rule: str, against: str | None, file: str | None, days: int | None) -> Backtest:
    from bot.cli.archive import query_of  # noqa: PLC0415 - the database's libraries load slowly

    library = load_library(default_rules())
    period = timedelta(days=days or 30) if days or file is None else _ALL_TIME
    async with _desk(library, file) as desk:
        query = query_of(library, desk, rule)
        other = None if against is None else query_of(library, desk, against)
        with _bar("looking back") as progress:
            return await backtest(desk, query, other, period=period, progress=progress)


@contextlib.asynccontextmanager
async def _desk(library: Library, file: str | None) -> AsyncIterator["Desk"]:
    from bot.cli import archive  # noqa: PLC0415 - the database's libraries load slowly

    opened = (
        archive.of_database(library)
        if file is None
        else archive.of_items(library, jsonl.read_items(file))
    )
    async with opened as desk:
        yield desk


@contextlib.contextmanager
def _bar(doing: str) -> Iterator[Callable[[float], None]]:
    """Show a bar on stderr, where that is a terminal, and give what moves it, from 0 to 1."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        task = progress.add_task(doing, total=1.0)
        yield lambda done: progress.update(task, completed=done)


def _fields(tested: Backtest, *, compared: bool) -> dict[str, object]:
    fields: dict[str, object] = {
        "since": jsonl.iso(tested.since),
        "until": jsonl.iso(tested.until),
        "items": tested.items,
        "alerts": len(tested.gained) + len(tested.kept),
        "per_day": round(tested.per_day, 2),
        "tickers": dict(tested.tickers()),
    }
    if not compared:
        fields["stories"] = [_alerted_fields(one) for one in tested.gained]
        fields["by_day"] = {day.isoformat(): gained for day, gained, _, _ in tested.by_day()}
        return fields
    fields["against"] = {
        "alerts": len(tested.lost) + len(tested.kept),
        "per_day": round(tested.against_per_day, 2),
    }
    for name, part in (("gained", tested.gained), ("lost", tested.lost), ("kept", tested.kept)):
        fields[name] = [_alerted_fields(one) for one in part]
    fields["by_day"] = {
        day.isoformat(): {"gained": gained, "lost": lost, "kept": kept}
        for day, gained, lost, kept in tested.by_day()
    }
    return fields


def _alerted_fields(one: Alerted) -> dict[str, object]:
    return {
        "story": one.story_id,
        "title": one.title,
        "url": one.url,
        "at": jsonl.iso(one.at),
        "tickers": list(one.tickers),
    }


def _lines(tested: Backtest, *, compared: bool) -> Iterator[str]:
    """Write a backtest for a reader: figures, a bar a day, the stories that make the difference."""
    yield (
        f"{tested.items:,} items in {tested.days:.1f} days: "
        f"{_alerts(tested.gained, tested.kept)}, {tested.per_day:.1f} a day"
    )
    if compared:
        yield (
            f"the other: {_alerts(tested.lost, tested.kept)}, {tested.against_per_day:.1f} a day"
        )
        yield (
            f"gained {len(tested.gained)}, lost {len(tested.lost)}, kept {len(tested.kept)}"
            "   (█ kept, + gained, - lost)"
        )
    yield ""
    yield from _plot(tested, compared=compared)
    touched = tested.tickers()
    if touched:
        shown = ", ".join(f"{symbol} {count}" for symbol, count in touched[:_TICKERS])
        more = f" and {len(touched) - _TICKERS} more" if len(touched) > _TICKERS else ""
        yield f"\ntickers: {shown}{more}"
    parts = (("gained", tested.gained), ("lost", tested.lost)) if compared else (
        ("last", tested.gained),
    )  # fmt: skip
    for name, part in parts:
        if part:
            yield f"\n{name}:"
        for one in part[:_SHOWN]:
            yield f"  {one.at:%Y-%m-%d %H:%M}  {one.title}"
        if len(part) > _SHOWN:
            yield f"  … and {len(part) - _SHOWN} more"


def _alerts(*parts: Sequence[Alerted]) -> str:
    count = sum(map(len, parts))
    return f"{count} alert{'' if count == 1 else 's'}"


def _plot(tested: Backtest, *, compared: bool) -> Iterator[str]:
    """Draw a line a day, as wide as it had alerts; the widest fills the plot."""
    days = tested.by_day()
    if tested.until - tested.since > timedelta(days=366):
        days = tuple(day for day in days if any(day[1:]))
    most = max((sum(counts) for _, *counts in days), default=0)
    scale = min(_WIDEST_BAR / most, 1.0) if most else 0.0
    for day, gained, lost, kept in days:
        shares = ((kept, "█"), (gained, "+" if compared else "█"), (lost, "-"))
        bar = "".join(sign * max(round(count * scale), 1) for count, sign in shares if count)
        told = f"{kept + gained}" + (f" (+{gained} -{lost})" if gained + lost and compared else "")
        yield f"{day:%Y-%m-%d}  {bar:<{_WIDEST_BAR}}  {told}"


def explain_(query: QueryArgument, items: ItemsOption, as_json: JsonOption = False) -> None:
    """Say for every item which clauses of a query held on which words, and how near the others came."""
    node = compiled(query)
    read = reader_of([node])
    for item in watched(jsonl.read_items(items)):
        explained = explain(node, read(item), alone(item), typed=query)
        if as_json:
            jsonl.write({"item": item.id, **_explained_fields(explained)})
        else:
            print(f"{item.id}: {item.title}\n{render(explained)}\n")


def _explained_fields(explained: Explanation) -> dict[str, object]:
    fields: dict[str, object] = {
        "clause": explained.text,
        "held": explained.held,
        "evidence": [jsonl.evidence_fields(words) for words in explained.words],
    }
    if explained.near:
        fields["near"] = str(explained.near)
    if explained.parts:
        fields["parts"] = [_explained_fields(part) for part in explained.parts]
    return fields


def tune(query: QueryArgument, items: ItemsOption, as_json: JsonOption = False) -> None:
    """Propose a quieter query from items marked "wanted": true or false, and show what else it drops.

    What else is seen on the items without a mark and on those that the configured database has of the
    last 30 days. Exit status 1 where no small change keeps all that is wanted and drops all that is not.
    """
    analyst = analyst_of()
    node = compiled(query)
    marked: dict[bool | None, list[Document]] = {True: [], False: [], None: []}
    given: dict[bool | None, list[Item]] = {True: [], False: [], None: []}
    for item, wanted in jsonl.read_marked(items):
        given[wanted].append(item)
    for wanted, some in given.items():
        marked[wanted] = [analyst.read(item).document for item in watched(some)]
    known = {item.id for some in given.values() for item in some}
    others = [*marked[None], *(one for one in _stored_hits(node) if one.item.id not in known)]
    background = shipped_names().frequencies.shares()
    proposals = propose(node, marked[True], marked[False], others, background)
    for number, one in enumerate(proposals, start=1):
        if as_json:
            jsonl.write(_proposal_fields(one, query))
        else:
            print("\n".join(_proposed(number, one, query)))
    if not proposals:
        typer.echo(_none(marked[False]), err=True)
        raise typer.Exit(1)


def _stored_hits(node: Node) -> list[Document]:
    from bot.cli.archive import hits  # noqa: PLC0415 - the database's libraries load slowly

    try:
        return asyncio.run(hits(shipped_names(), node, _TUNED_ON))
    except StoreError as error:
        print(f"The other items are those without a mark alone. {error}", file=sys.stderr)
        return []


def _none(unwanted: list[Document]) -> str:
    if not unwanted:
        return 'no item is marked "wanted": false; there is nothing to drop'
    return "no small change drops what is not wanted and keeps all that is"


def _proposal_fields(one: Proposal, query: str) -> dict[str, object]:
    return {
        "change": one.change.value,
        "query": one.applied_to(query),
        "says": str(one),
        "drops": [{"item": lost.item.id, "title": lost.item.title} for lost in one.drops],
    }


def _proposed(number: int, one: Proposal, query: str) -> Iterator[str]:
    yield f"{number}. {one}"
    yield f"   {one.applied_to(query)}"
    yield f"   drops {len(one.drops)} of the other items" + (":" if one.drops else "")
    for lost in one.drops[:_SHOWN]:
        yield f"     {lost.item.title}"
