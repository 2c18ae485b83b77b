"""The bot's lives, one after another: started, followed by what it writes, and ended."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Coroutine, Mapping
from pathlib import Path

from benchmarks.promise.outside import Tally

STUCK = 90.0
"""Seconds in which whatever is waited for comes, or the bot does nothing any more."""


class BrokenError(Exception):
    """The bot did not start, did nothing, ended by itself, or left a damaged database."""


class Life:
    """One process, from its start to its end."""

    def __init__(self) -> None:
        self.opening = asyncio.Event()
        """It is about to open the database."""
        self.running = asyncio.Event()
        """It took up where the last one ended."""
        self.committing = Tally()
        """Transactions of news begun."""
        self.born: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        """The process's number."""
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        """Its exit code; minus the signal that ended it."""

    def heard(self, word: str, *rest: str) -> None:
        """Follow a line it wrote, or that was written of it."""
        match word, *rest:
            case ("opening",):
                self.opening.set()
            case ("running",):
                self.running.set()
            case ("committing",):
                self.committing.add()
            case "born", number:
                self.born.set_result(int(number))
            case "ended", code:
                self.ended.set_result(int(code))

    def lost(self) -> None:
        """Nobody will say any more what becomes of it."""
        for future in (self.ended, self.born):
            if not future.done():
                future.set_result(-1)

    async def end(self, number: signal.Signals) -> int:
        """Send it a signal, and give its exit code once it is gone."""
        process = await self.born
        if not self.ended.done():
            with contextlib.suppress(ProcessLookupError):  # it ends at this very moment
                os.kill(process, number)
        return await self.ended


class Nursery:
    """Starts lives; not two at once."""

    def __init__(self, process: Process, stderr: Path) -> None:
        self._process = process
        self._stderr = stderr
        self._life: Life | None = None
        self._silent = False

    def begin(self, settings: Mapping[str, str]) -> Life:
        """Start a life."""
        assert self._process.stdin is not None
        self._life = Life()
        self._process.stdin.write(f"{json.dumps(settings)}\n".encode())
        if self._silent:
            self._life.lost()
        return self._life

    @property
    def complaints(self) -> str:
        """The end of what was written on standard error."""
        return self._stderr.read_text(encoding="utf-8", errors="replace")[-4_000:]

    async def follow(self) -> None:
        """Hear what is written, until nobody writes any more."""
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            if self._life is not None:
                self._life.heard(*line.decode().split())
        self._silent = True
        if self._life is not None:
            self._life.lost()


@contextlib.asynccontextmanager
async def nursery(folder: Path) -> AsyncIterator[Nursery]:
    """Give a nursery that keeps its files in ``folder``; who lives when it is left is killed."""
    rules, stderr = folder / "rules", folder / "stderr"
    rules.mkdir()
    with stderr.open("wb") as complaints:
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(Path(__file__).with_name("victim.py")), str(rules),
            stdin=PIPE, stdout=PIPE, stderr=complaints,
        )  # fmt: skip
    assert process.stdin is not None
    made = Nursery(process, stderr)
    following = asyncio.create_task(made.follow())
    try:
        yield made
    finally:
        if (life := made._life) is not None:  # noqa: SLF001 - its own maker
            await life.end(signal.SIGKILL)
        process.stdin.close()
        await process.wait()
        await following


async def within(life: Life, wanted: Coroutine[object, object, None], what: str) -> None:
    """Wait for what a bot that lives does.

    Raises:
        BrokenError: it died, or did not.

    """
    waiting = asyncio.create_task(wanted)
    done, _ = await asyncio.wait(
        (waiting, life.ended), timeout=STUCK, return_when=asyncio.FIRST_COMPLETED
    )
    if waiting in done:
        return waiting.result()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    if life.ended.done():
        raise BrokenError(f"the bot was to {what} and ended with status {life.ended.result()}")
    raise BrokenError(f"the bot was to {what}, and did not in {STUCK:g} s")


async def stopped(life: Life) -> None:
    """Ask a bot to stop, as an operator does.

    Raises:
        BrokenError: it did not end well.

    """
    if code := await life.end(signal.SIGTERM):
        raise BrokenError(f"the bot was asked to stop and ended with status {code}")
