"""The command ``tapewatch``: run, demo, and the offline commands people script."""

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False)


def run() -> None:
    """Run the command line."""
    app()
