"""The bot as it is killed: each line on standard input, settings as JSON, starts it anew in a process of its own.

That process is a fork of this one, which has loaded the libraries and the tables; so a start takes a tenth
of what it takes otherwise and is the same from opening the database on. It writes where it is, a word a line:
``opening``, ``running``, and ``committing`` before each transaction of news. This one writes the process's
number after ``born``, and after ``ended`` how it ended.
"""

import asyncio
import importlib
import json
import os
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from bot import logs
from bot.app import Pace, Tapewatch
from bot.cli.serve import stop_signals
from bot.domain.feed import Feed, FeedId
from bot.packs.library import Library, load_library
from bot.pipeline.ports import Changes
from bot.settings import Settings

_INTERVAL = timedelta(milliseconds=200)
_PACE = Pace(tick=timedelta(milliseconds=20))


def main(folder: str) -> None:
    """Start one after another until standard input ends; ``folder`` holds no rules."""
    library = load_library(Path(folder))
    # What is loaded when it is first asked for, which would be in each process anew.
    assert library.gazetteer is not None
    assert library.frequencies is not None
    with suppress(ImportError):
        importlib.import_module("bot.storage.server")
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _live(json.loads(line), library)
        _say("born", child)
        _, status = os.waitpid(child, 0)
        _say("ended", os.waitstatus_to_exitcode(status))


def _live(told: Mapping[str, str], library: Library) -> None:
    """Run, and end the process with status 0 where that ended as it should."""
    status = 1
    try:
        logs.configure(level="warning", style="text")
        asyncio.run(_run(told, library))
        status = 0
    except Exception:  # noqa: BLE001 - whatever it is ends this process, which must not go on as its parent does
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


async def _run(told: Mapping[str, str], library: Library) -> None:
    settings = Settings(
        _env_file=None,
        TELEGRAM_BOT_TOKEN=told["token"],
        telegram_api=told["telegram"],
        database=told["database"],
        host="127.0.0.1",
        port=0,
    )
    feeds = [
        Feed(id=FeedId(name), url=f"{told['feeds']}/{name}", title=name, publisher=name, interval=_INTERVAL)
        for name in told["names"].split()
    ]  # fmt: skip
    bot = Tapewatch(settings, library, feeds=feeds, pace=_PACE)
    async with stop_signals() as stop:
        _say("opening")
        await bot.start()
        _say("running")
        commit = bot.store.commit

        async def announced(changes: Changes) -> None:
            _say("committing")
            await commit(changes)

        bot.store.commit = announced  # type: ignore[method-assign]
        await bot.run(stop)


def _say(*words: object) -> None:
    """Write a line at once: it is one write, so that lines of two processes do not mix."""
    os.write(1, f"{' '.join(map(str, words))}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1])
