"""The trial: start, kill at a moment that was drawn, look at what is left, start again."""

import asyncio
import contextlib
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from random import Random
from statistics import median
from time import monotonic
from typing import assert_never

from benchmarks.latency.outside import TOKEN
from benchmarks.promise.inside import learned, look, look_at_copy, none, told
from benchmarks.promise.lives import STUCK, BrokenError, Life, Nursery, nursery, stopped, within
from benchmarks.promise.news import subscriptions
from benchmarks.promise.outside import FEEDS, Outside, outside_world
from benchmarks.promise.verdict import Key, Killed, Verdict, judge
from bot.storage import open_store
from bot.storage.outbox import queue

_A_START = 0.3
"""Seconds that a start takes, until one was measured."""


class Phase(StrEnum):
    """What the bot is at when it is killed."""

    FIRST_START = "first start"
    """There is no database yet, or no feed was learned."""
    START = "start"
    POLLING = "polling"
    COMMITTING = "committing"
    SENDING = "sending"
    ANSWER_HIDDEN = "answer hidden"
    """The message is taken, and the answer does not come."""
    WHENEVER = "whenever"


@dataclass(slots=True)
class Trial:
    """So many kills, drawn by ``seed``, of a bot on an empty database."""

    kills: int
    seed: int
    database: str
    progress: Callable[[str], None] = lambda _: None
    killed: dict[int, Killed] = field(default_factory=dict)
    """By number; the life that it ended has the same."""
    complaints: str = ""
    """What the bot wrote on standard error, its end."""
    caught_up: list[float] = field(default_factory=list)
    """Seconds from a start to everything being told that was published before."""
    _starts: list[float] = field(default_factory=list)
    _outside: Outside = field(init=False)
    _nursery: Nursery = field(init=False)

    async def run(self) -> Verdict:
        """Give what came of it.

        Raises:
            BrokenError: the bot could not go on after a kill.

        """
        async with contextlib.AsyncExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="tapewatch-bench-"))
            self.database = self.database or f"sqlite:///{folder}/promise.db"
            self._outside = await stack.enter_async_context(outside_world(self.seed))
            self._nursery = await stack.enter_async_context(nursery(Path(folder)))
            try:
                await self._live_and_die()
            finally:
                self.complaints = self._nursery.complaints
            stored = await look(self.database, told)
            counted = await look(self.database, queue)
            return judge(
                self._outside.owed,
                [key for key, _ in stored],
                self._outside.receipts,
                self.killed,
                counted.doubtful,
            )

    async def _live_and_die(self) -> None:
        phases = self._phases()
        while phases[-1] is Phase.FIRST_START:
            await self._kill(phases.pop())
        await self._subscribe()
        await self._learn()
        async with _beside(self._outside.publish()):
            while phases:
                await self._kill(phases.pop())
        await self._finish()

    def _phases(self) -> list[Phase]:
        """Give the phases to kill in, the last one first: each as often as the others."""
        draw, drawn = Random(self.seed), list[Phase]()
        first = max(1, self.kills // 20)
        later = [phase for phase in Phase if phase is not Phase.FIRST_START]
        while len(drawn) < self.kills - first:
            drawn += draw.sample(later, len(later))
        return drawn[: self.kills - first] + [Phase.FIRST_START] * first

    def _begin(self) -> Life:
        return self._nursery.begin(
            {
                "token": TOKEN,
                "telegram": self._outside.telegram,
                "feeds": self._outside.feeds,
                "names": " ".join(FEEDS),
                "database": self.database,
            }
        )

    async def _kill(self, phase: Phase) -> None:
        """Start the bot, let it catch up or not, kill it in a phase, and look at what is left."""
        draw = Random(f"{self.seed}/{len(self.killed) + 1}")
        owed, began = dict(self._outside.owed), monotonic()
        self._outside.next_life()
        life = self._begin()
        if phase not in {Phase.FIRST_START, Phase.START}:
            await within(life, self._started(life), "start")
            if draw.random() < 0.5:
                await self._catch_up(life, owed)
                self.caught_up.append(monotonic() - began)
        await within(life, self._moment(phase, life, draw), f"come to {phase}")
        if (code := await life.end(signal.SIGKILL)) != -signal.SIGKILL:
            raise BrokenError(f"the bot ended by itself with status {code} at {phase}")
        unrecorded = await self._left_behind(phase)
        if phase is Phase.START and life.running.is_set():
            phase = Phase.WHENEVER
        self.killed[self._outside.life] = Killed(phase=phase, unrecorded=unrecorded)
        self.progress(f"{len(self.killed)} of {self.kills} kills")

    async def _left_behind(self, phase: Phase) -> frozenset[Key]:
        """Give the alerts that are stored and not known to have been sent."""
        read = none if phase is Phase.FIRST_START else told
        alerts, integrity = await look_at_copy(self.database, read)
        if integrity != "ok":
            raise BrokenError(f"the database is damaged after {phase}: {integrity}")
        return frozenset(key for key, sent in alerts if not sent)

    async def _catch_up(self, life: Life, owed: Mapping[Key, int]) -> None:
        try:
            await within(life, self._outside.told(owed), "tell what it had missed")
        except BrokenError as error:
            stored = dict(await look(self.database, told))
            missing = [
                f"{key.piece!r} to {key.reader} of life {owed[key]}, "
                + ("stored" if key in stored else "not stored")
                for key in self._outside.missing(owed)
            ]
            raise BrokenError(f"{error}: {'; '.join(missing)}") from error

    async def _moment(self, phase: Phase, life: Life, draw: Random) -> None:
        """Wait for the moment to kill."""
        match phase:
            case Phase.FIRST_START | Phase.START:
                await life.opening.wait()
                usual = median(self._starts) if self._starts else _A_START
                await asyncio.sleep(draw.uniform(0, usual))
            case Phase.POLLING:
                await self._outside.asked.more(draw.randint(1, 40))
                await asyncio.sleep(draw.uniform(0, 0.02))
            case Phase.COMMITTING:
                await life.committing.more(draw.randint(1, 4))
                await asyncio.sleep(draw.uniform(0, 0.01))
            case Phase.SENDING:
                await self._outside.messages(draw.randint(1, 8))
                await asyncio.sleep(draw.uniform(0, 0.02))
            case Phase.ANSWER_HIDDEN:
                await self._outside.hidden()
                await asyncio.sleep(draw.uniform(0, 0.2))
            case Phase.WHENEVER:
                await asyncio.sleep(draw.uniform(0, 2.0))
            case _:
                assert_never(phase)

    async def _started(self, life: Life) -> None:
        await life.opening.wait()
        began = monotonic()
        await life.running.wait()
        self._starts.append(monotonic() - began)

    async def _subscribe(self) -> None:
        store = await open_store(self.database)
        for reader, rule in subscriptions().items():
            await store.save_subscriber(reader)
            await store.save_rule(rule)
        await store.close()

    async def _learn(self) -> None:
        """Let the bot learn what the feeds hold: what comes from then on is news."""
        life = self._begin()

        async def all_learned() -> None:
            while await look(self.database, learned) < len(FEEDS):
                await self._outside.asked.more(len(FEEDS))

        await within(life, self._started(life), "start")
        await within(life, all_learned(), "learn its feeds")
        await stopped(life)

    async def _finish(self) -> None:
        """Let the bot tell all there is; what it does not tell in time is lost."""
        self._outside.next_life()
        life = self._begin()

        async def all_sent() -> None:
            while (await look(self.database, queue)).pending:
                await self._outside.asked.more(len(FEEDS))

        await within(life, self._started(life), "start")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STUCK):
                await self._outside.told(self._outside.owed)
        await within(life, all_sent(), "empty its outbox")
        await stopped(life)


@contextlib.asynccontextmanager
async def _beside(work: Coroutine[object, object, None]) -> AsyncIterator[None]:
    """Do something meanwhile."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
