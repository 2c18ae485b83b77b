"""Reading documents in processes that can be killed: what a body does, it does there.

feedparser takes 10 to 90 ms for an ordinary feed, and 40 kB of blank lines in the right place hold it
for ten seconds. Here it holds a process of its own, which is killed at the time limit, may use so
much memory and no more, and is replaced. docs/decisions/0007-reading-feeds-in-a-worker.md.

Small ordinary feeds are read here and now: no process need be started for them, and none that is held
by a hostile document keeps them waiting. docs/decisions/0016-a-reader-for-ordinary-feeds.md.
"""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process, SubprocessStreamProtocol
from datetime import datetime
from typing import Self

from bot.domain.feed import Document, ParsedFeed
from bot.domain.item import Entry
from bot.domain.sentence import Sentence, said
from bot.feeds.ordinary import read_ordinary
from bot.feeds.wire import (
    LENGTH,
    pack_request,
    unpack_entries,
    unpack_head,
    unpack_tail,
)
from bot.pipeline.ports import Clock

SMALL = 64 * 1024
"""Bytes of a document that is read in place where it is ordinary: whatever is in it, that holds the event
loop for less than 50 ms; an honest one for 1 to 4."""
FEW = 500
"""Entries that it may have."""
START_LIMIT = 60.0
"""Seconds a worker may take to start; a quarter of one is usual."""
IDLE_LIMIT = 30.0
"""Seconds after which a worker that had nothing to do ends; one is kept."""
_SLICE = 256 * 1024
"""Bytes of a body written at once."""
_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LANG", "LC_ALL", "SYSTEMROOT")
"""What a worker gets to know: no token, no database address."""


class ProcessParser:
    """A :class:`bot.pipeline.ports.Parser` that leaves all but small ordinary feeds to worker processes.

    They are started when they are first needed; a second one only while the first is busy.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        workers: int = 2,
        time_limit: float = 10.0,
        memory_limit: int = 512 * 1024 * 1024,
    ) -> None:
        """``time_limit`` is in seconds a document, ``memory_limit`` in bytes a worker."""
        self._clock = clock
        self._time_limit = time_limit
        self._memory_limit = memory_limit
        self._places = asyncio.Semaphore(workers)
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
        self._closed = False

    async def parse(self, document: Document) -> ParsedFeed | Sentence:
        """Give the entries, or a sentence saying why this body cannot be read."""
        if len(document.body) <= SMALL:
            read_here = read_ordinary(document, self._clock.now(), most=FEW)
            if read_here is not None:
                return read_here
        async with self._places:
            try:
                worker = await self._take()
            except (OSError, EOFError, TimeoutError) as error:
                return said("parse.no_process", error=repr(error))
            reusable = False
            try:
                async with asyncio.timeout(self._time_limit):
                    read, reusable = await worker.read(
                        document, self._clock.now(), self._time_limit
                    )
            except TimeoutError:
                seconds = f"{self._time_limit:g}"
                return said("parse.slow", seconds=seconds, size=len(document.body))
            except (EOFError, OSError):
                return said("parse.ended", how=await worker.exit_reason())
            else:
                return read
            finally:
                await self._give_back(worker, reusable=reusable)

    async def close(self) -> None:
        """End every worker, also those at work."""
        self._closed = True
        for worker in (*self._idle, *self._busy):
            await worker.end()
        self._idle.clear()

    async def _take(self) -> "_Worker":
        while self._idle and not self._idle[-1].alive:
            await self._idle.pop().end()
        worker = self._idle.pop() if self._idle else await _Worker.start(self._memory_limit)
        self._busy.add(worker)
        return worker

    async def _give_back(self, worker: "_Worker", *, reusable: bool) -> None:
        self._busy.discard(worker)
        if self._closed or not reusable:
            await worker.end()
            return
        worker.idle_since = asyncio.get_running_loop().time()
        self._idle.append(worker)  # taken last in, first out: what is not needed stays at the front
        while len(self._idle) > 1 and worker.idle_since - self._idle[0].idle_since > IDLE_LIMIT:
            await self._idle.pop(0).end()


class _Worker:
    """One process, and the frames to and from it."""

    def __init__(
        self, transport: asyncio.SubprocessTransport, protocol: SubprocessStreamProtocol
    ) -> None:
        assert protocol.stdin is not None
        assert protocol.stdout is not None
        self._transport, self._stdin, self._stdout = transport, protocol.stdin, protocol.stdout
        self._process = Process(transport, protocol, asyncio.get_running_loop())
        self.idle_since = 0.0

    @classmethod
    async def start(cls, memory_limit: int) -> Self:
        """Start a process and wait until it is ready.

        Raises:
            OSError, EOFError, TimeoutError: it cannot be started.

        """
        loop = asyncio.get_running_loop()
        transport, protocol = await loop.subprocess_exec(
            lambda: SubprocessStreamProtocol(limit=2 * _SLICE, loop=loop),
            *(sys.executable, "-P", "-m", "bot.feeds.reader", str(memory_limit)),
            stdin=PIPE,
            stdout=PIPE,
            stderr=None,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        )
        worker = cls(transport, protocol)
        try:
            async with asyncio.timeout(START_LIMIT):
                await worker._receive()
        except BaseException:
            await worker.end()
            raise
        return worker

    @property
    def alive(self) -> bool:
        """Whether the process still runs, as far as is known."""
        return self._process.returncode is None

    async def read(
        self, document: Document, now: datetime, seconds: float
    ) -> tuple[ParsedFeed | Sentence, bool]:
        """Give what it read, and whether it can be used again.

        Raises:
            OSError, EOFError: the process ended.

        """
        self._stdin.write(pack_request(document, now, seconds))
        self._stdin.write(LENGTH.pack(len(document.body)))
        for start in range(0, len(document.body), _SLICE):
            self._stdin.write(document.body[start : start + _SLICE])
            await self._stdin.drain()
        await self._stdin.drain()
        head = unpack_head(await self._receive())
        entries = list[Entry]()
        while len(entries) < head.entries:
            entries += unpack_entries(await self._receive())
            await asyncio.sleep(0)  # what is buffered is received at once: others take their turn
        reusable = not unpack_tail(await self._receive()).retires
        if head.problem:
            return head.problem, reusable
        read = ParsedFeed(
            title=head.title,
            lang=head.lang,
            entries=tuple(entries),
            hub=head.hub,
            complaint=head.complaint,
        )
        return read, reusable

    async def end(self) -> None:
        """Kill the process and wait until it is gone."""
        self._transport.close()
        await self._process.wait()

    async def exit_reason(self) -> str:
        """Say how the process ended, which it has."""
        code = await self._process.wait()
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    async def _receive(self) -> bytes:
        (size,) = LENGTH.unpack(await self._stdout.readexactly(LENGTH.size))
        return await self._stdout.readexactly(size)
