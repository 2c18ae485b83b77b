"""How much memory the bot holds while nothing happens: curated feeds, shipped packs, rules of subscribers.

The feeds are the curated ones, answered on loopback by a server that has no news in them; Telegram is
the stand-in; both are in a process of their own, as is the bot, which tells its resident memory once
every feed was polled. The peer is a bare interpreter that has imported the same libraries and done
nothing. What a library's import adds, one after another, is printed with ``--imports``.

``python -m benchmarks memory --rules 1000``
"""

import argparse
import asyncio
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.latency import outside_world

LIBRARIES = (
    "aiohttp.web", "apscheduler.schedulers.asyncio", "babel.dates", "jinja2", "numpy",
    "prometheus_client", "pydantic_settings", "re2", "rich.console", "sqlalchemy", "Stemmer",
    "structlog", "telegram.ext", "yaml",
)  # fmt: skip
"""What the bot runs on."""


def main(args: Sequence[str] = ()) -> int:
    """Print the figures, and return 0; 1 where the bot could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks memory")
    parser.add_argument("--rules", type=int, default=1_000)
    parser.add_argument("--imports", action="store_true", help="list what each library adds")
    options = parser.parse_args(list(args))
    bare = _bare(LIBRARIES)
    try:
        ours = asyncio.run(_idle(options.rules))
    except (OSError, ValueError) as error:
        print(f"the bot could not be measured: {error}", file=sys.stderr)
        return 1
    print(f"the bot, idle, {options.rules:,} rules: {ours:6.1f} MB   (held to 150)")
    print(f"the same libraries, imported: {bare:6.1f} MB   the bot is × {ours / bare:.2f}")
    if options.imports:
        before = _bare(())
        print(f"{'an interpreter':38}{before:6.1f} MB")
        for number, library in enumerate(LIBRARIES, 1):
            after = _bare(LIBRARIES[:number])
            print(f"  + {library:34}{after - before:6.1f}")
            before = after
    return 0


def _bare(libraries: Sequence[str]) -> float:
    """Give the resident megabytes of an interpreter that imported ``libraries``."""
    told = (
        "import sys\nfor name in sys.argv[1:]: __import__(name)\n"
        + _RESIDENT
        + "\nprint(resident())"
    )
    run = subprocess.run(
        [sys.executable, "-c", told, *libraries], capture_output=True, check=True, text=True
    )
    return float(run.stdout)


_RESIDENT = """
def resident():
    with open("/proc/self/status") as status:
        (line,) = (line for line in status if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024
"""


async def _idle(rules: int) -> float:
    """Give the resident megabytes of the bot, once all feeds were polled."""
    async with outside_world(people=0) as addresses:
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(Path(__file__).with_name("idle.py")), json.dumps(addresses), str(rules),
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        told, _ = await process.communicate()
    return float(told)
