"""The commands there are; what one needs is imported when it is called, so that each starts at once."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

COMMANDS = {
    "run": ("serve:run", "Start the bot: poll the curated feeds, alert in Telegram or in this terminal."),
    "health": ("serve:health", "Ask the running bot how it stands; exit status 1 where it needs attention."),
    "demo": ("demo:demo", "Play a minute of news from a newsroom on this machine: no network, no account."),
    "parse": ("entries:parse", "Read a feed and write its entries as items, one a line."),
    "match": ("offline:match", "Say for every item which rules hold, and on which words."),
    "tag": ("offline:tag", "Say for every item which tickers it touches, and why."),
    "cluster": ("offline:cluster", "Say for every item, in the order given, which story it tells and whether it opens it."),
    "try": ("offline:try_", "Write the items a query holds on, with the words; say on stderr how many, and the last three."),
    "check": ("rules:check", "Validate packs, baskets, feed lists and aliases, and try every example."),
    "backtest": ("workbench:backtest_", "Say what a rule would have alerted on, and what it gains and loses against another."),
    "explain": ("workbench:explain_", "Say for every item which clauses of a query held on which words, and how near the others came."),
    "tune": ("workbench:tune", 'Propose a quieter query from items marked "wanted": true or false, and show what else it drops.'),
    "feeds": ("feeds:app", "Look at the feeds that are polled."),
}  # fmt: skip
"""By name: the function in this package, or the group; what the list of commands says of it."""


class Commands(TyperGroup):
    """Finds the commands of the table by their names."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = dict(_later())


def _later() -> Iterator[tuple[str, TyperCommand]]:
    for name, (_place, says) in COMMANDS.items():
        yield name, _Later(name, help=says)


class _Later(TyperCommand):
    """Stands in the list of commands for one that is not imported yet."""

    def make_context(self, *args: Any, **more: Any) -> Any:
        """Let the command itself read its arguments: it is what is invoked then."""
        return command(str(self.name)).make_context(*args, **more)


def command(name: str) -> Any:
    """Import the command called ``name``, as typer makes it of its function."""
    module, _, attribute = COMMANDS[name][0].partition(":")
    found = getattr(import_module(f"bot.cli.{module}"), attribute)
    if isinstance(found, typer.Typer):
        return get_group(found)
    alone = typer.Typer(add_completion=False)
    alone.command(name=name)(found)
    return get_command(alone)
