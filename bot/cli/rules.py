"""The command that checks rules."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import jsonl
from bot.packs.check import CheckReport
from bot.packs.check import check as check_rules
from bot.packs.location import default_rules
from bot.packs.report import as_json, as_junit, as_text


class Format(StrEnum):
    """How the report is written."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"


_WRITERS: dict[Format, Callable[[CheckReport], str]] = {
    Format.TEXT: as_text,
    Format.JSON: as_json,
    Format.JUNIT: as_junit,
}


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH…]", help="Files and folders; by default the shipped rules."),
    ] = None,
    written: Annotated[Format, typer.Option("--format", help="How to report.")] = Format.TEXT,
    stream: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Recorded items as JSON Lines, with times: holds the rules' per_day against them.",
        ),
    ] = None,
) -> None:
    """Validate packs, baskets, feed lists and aliases, and try every example.

    Faults are told as file:line:column: message, and the exit status is 1 where there are any.
    """
    items = None if stream is None else jsonl.read_items(stream)
    report = check_rules(paths or [default_rules()], items)
    print(_WRITERS[written](report))
    if report.failures:
        raise typer.Exit(1)
