"""The commands about feeds."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot.domain.errors import ConfigurationError, Problem
from bot.domain.feed import Feed
from bot.feeds.doctor import examine
from bot.feeds.fetcher import HttpFetcher
from bot.feeds.worker import ProcessParser
from bot.packs.library import load_library
from bot.packs.location import default_rules
from bot.scheduler import SystemClock
from bot.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="Look at the feeds that are polled.")


@app.command()
def doctor(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[FEED…]", help="Feeds by id; all by default.")
    ] = None,
) -> None:
    """Ask each feed once from here; say which answer and what to do about the others.

    Exit status 1 where one needs attention.
    """
    settings = load_settings()
    known = {feed.id: feed for feed in load_library(settings.rules or default_rules()).feeds}
    unknown = [name for name in names or () if name not in known]
    if unknown:
        raise ConfigurationError(
            Problem(message=f"there is no feed {name!r}; rules/feeds/ has them") for name in unknown
        )
    feeds = [feed for feed in known.values() if (feed.id in names if names else feed.enabled)]
    if asyncio.run(_examine(feeds, settings.contact)):
        raise typer.Exit(1)


async def _examine(feeds: list[Feed], contact: str) -> int:
    """Print a verdict a feed, as they come in; give how many are not well."""
    console, unwell = Console(highlight=False), 0
    clock = SystemClock()
    fetcher, parser = HttpFetcher(clock, contact=contact), ProcessParser(clock)
    try:
        async for verdict in examine(feeds, fetcher, parser, clock):
            unwell += not verdict.well
            mark = Text("✓ ", style="green") if verdict.well else Text("✗ ", style="red")
            newest = f", newest {verdict.newest:%Y-%m-%d %H:%M} UTC" if verdict.newest else ""
            console.print(
                mark + Text(verdict.feed.id, style="bold")
                + Text(f"  {verdict.entries} entries{newest}  {verdict.advice}"),
                soft_wrap=True,
            )  # fmt: skip
    finally:
        await fetcher.close()
        await parser.close()
    console.print(f"{len(feeds) - unwell} of {len(feeds)} feeds are well")
    return unwell
