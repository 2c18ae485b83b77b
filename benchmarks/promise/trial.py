"""The trial: start, kill at a moment that was drawn, look at what is left, start again."""

import asyncio
import contextlib
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median
from time import monotonic

from benchmarks.latency.outside import TOKEN
from benchmarks.promise.inside import learned, look, look_at_copy, none, told
from benchmarks.promise.lives import Life, Nursery, nursery
from benchmarks.promise.news import subscriptions
from benchmarks.promise.outside import FEEDS, Outside, outside_world
from benchmarks.promise.verdict import Key, Killed, Verdict, judge
from bot.storage import open_store
from bot.storage.outbox import queue

FIRST_START, WHENEVER = "first start", "whenever"
PHASES = ("start", "polling", "committing", "sending", "answer hidden", WHENEVER)
_STUCK = 90.0
"""Seconds in which whatever is waited for comes, or the bot does nothing any more."""
_A_START = 0.3
"""Seconds that a start takes, until one was measured."""


class BrokenError(Exception):
    """The bot did not start, did nothing or ended by itself."""


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
        while phases[-1] == FIRST_START:
            await self._kill(phases.pop())
        await self._subscribe()
        await self._learn()
        async with _beside(self._outside.publish()):
            while phases:
                await self._kill(phases.pop())
        await self._finish()

    def _phases(self) -> list[str]:
        """Give the phases to kill in, the last one first: each as often as the others."""
        draw, drawn = Random(self.seed), list[str]()
        first = max(1, self.kills // 20)
        while len(drawn) < self.kills - first:
            drawn += draw.sample(PHASES, len(PHASES))
        return drawn[: self.kills - first] + [FIRST_START] * first

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

    async def _kill(self, phase: str) -> None:
        """Start the bot, let it catch up or not, kill it in a phase, and look at what is left."""
        draw = Random(f"{self.seed}/{len(self.killed) + 1}")
        owed, began = dict(self._outside.owed), monotonic()
        self._outside.next_life()
        life = self._begin()
        starting = phase in {FIRST_START, "start"}
        if not starting:
            await _within(life, self._started(life), "start")
            if draw.random() < 0.5:
                await self._catch_up(life, owed)
                self.caught_up.append(monotonic() - began)
        await _within(life, self._moment(phase, life, draw), f"come to {phase}")
        if (code := await life.end(signal.SIGKILL)) != -signal.SIGKILL:
            raise BrokenError(f"the bot ended by itself with status {code} at {phase}")
        nothing = phase == FIRST_START
        alerts, integrity = await look_at_copy(self.database, none if nothing else told)
        if integrity != "ok":
            raise BrokenError(f"the database is damaged after {phase}: {integrity}")
        if phase == "start" and life.running.is_set():
            phase = WHENEVER
        self.killed[self._outside.life] = Killed(
            phase=phase, unrecorded=frozenset(key for key, sent in alerts if not sent)
        )
        self.progress(f"{len(self.killed)} of {self.kills} kills, {len(alerts)} alerts stored")

    async def _catch_up(self, life: Life, owed: Mapping[Key, int]) -> None:
        try:
            await _within(life, self._outside.told(owed), "tell what it had missed")
        except BrokenError as error:
            stored = dict(await look(self.database, told))
            missing = [
                f"{key.piece!r} to {key.reader} of life {owed[key]}, "
                + ("stored" if key in stored else "not stored")
                for key in self._outside.missing(owed)
            ]
            raise BrokenError(f"{error}: {'; '.join(missing)}") from error

    async def _moment(self, phase: str, life: Life, draw: Random) -> None:
        """Wait for the moment to kill."""
        match phase:
            case "start" | "first start":
                await life.opening.wait()
                a_start = median(self._starts) if self._starts else _A_START
                await asyncio.sleep(draw.uniform(0, a_start))
            case "polling":
                await self._outside.asked.more(draw.randint(1, 40))
                await asyncio.sleep(draw.uniform(0, 0.02))
            case "committing":
                await life.committing.more(draw.randint(1, 4))
                await asyncio.sleep(draw.uniform(0, 0.01))
            case "sending":
                await self._outside.messages(draw.randint(1, 8))
                await asyncio.sleep(draw.uniform(0, 0.02))
            case "answer hidden":
                await self._outside.hidden()
                await asyncio.sleep(draw.uniform(0, 0.2))
            case _:
                await asyncio.sleep(draw.uniform(0, 2.0))

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

        await _within(life, self._started(life), "start")
        await _within(life, all_learned(), "learn its feeds")
        await _stopped(life)

    async def _finish(self) -> None:
        """Let the bot tell all there is; what it does not tell in time is lost."""
        self._outside.next_life()
        life = self._begin()

        async def all_sent() -> None:
            while (await look(self.database, queue)).pending:
                await self._outside.asked.more(len(FEEDS))

        await _within(life, self._started(life), "start")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_STUCK):
                await self._outside.told(self._outside.owed)
        await _within(life, all_sent(), "empty its outbox")
        await _stopped(life)


async def _within(life: Life, wanted: Coroutine[object, object, None], what: str) -> None:
    """Wait for what a bot that lives does.

    Raises:
        BrokenError: it died, or did not.

    """
    waiting = asyncio.create_task(wanted)
    done, _ = await asyncio.wait(
        (waiting, life.ended), timeout=_STUCK, return_when=asyncio.FIRST_COMPLETED
    )
    if waiting in done:
        return waiting.result()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    if life.ended.done():
        raise BrokenError(f"the bot was to {what} and ended with status {life.ended.result()}")
    raise BrokenError(f"the bot was to {what}, and did not in {_STUCK:g} s")


async def _stopped(life: Life) -> None:
    if code := await life.end(signal.SIGTERM):
        raise BrokenError(f"the bot was asked to stop and ended with status {code}")


@contextlib.asynccontextmanager
async def _beside(work: Coroutine[object, object, None]) -> AsyncIterator[None]:
    """Do something meanwhile."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
