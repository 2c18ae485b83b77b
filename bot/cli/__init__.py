"""The command ``tapewatch``: run, demo, and the offline commands people script."""

import os
import sys

import typer

from bot import __version__
from bot.cli.commands import Commands
from bot.domain.errors import TapewatchError

app = typer.Typer(
    cls=Commands,
    name="tapewatch",
    help="Watches the news tape for people who trade on it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def _root(version: bool = typer.Option(False, "--version", help="Say the version.")) -> None:
    if version:
        print(f"tapewatch {__version__}")
        raise typer.Exit


def run() -> None:
    """Run the command line; what went wrong is one message on stderr, exit status 1."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr] # a terminal's own may be ASCII
    try:
        app()
    except TapewatchError as error:
        sys.stdout.flush()
        print(error, file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output has seen enough; nothing must be flushed into it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
