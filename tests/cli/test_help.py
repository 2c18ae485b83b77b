"""The list of commands: it says of each what the command says of itself, and imports none."""

import subprocess
import sys

import pytest

from bot.cli.commands import COMMANDS, command


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_a_command_what_it_says_of_itself(name: str) -> None:
    """The line in the list is the first of the command's own help."""
    first, _, _ = command(name).help.partition("\n\n")
    assert " ".join(first.split()) == COMMANDS[name][1]


def test_a_command_imports_only_what_it_needs() -> None:
    """To say the version needs no library of any command, and to try a query none of the bot's."""
    modules = ("numpy", "yaml", "aiohttp", "pydantic", "sqlalchemy", "telegram")
    for statement, needed in (
        ("import bot.cli", set[str]()),
        ("import bot.cli.offline", {"numpy", "yaml"}),
    ):
        done = subprocess.run(
            [sys.executable, "-c", f"{statement}; import sys; print(*sys.modules)"],
            capture_output=True, text=True, check=True, timeout=100,
        )  # fmt: skip
        assert needed == set(modules) & set(done.stdout.split())
