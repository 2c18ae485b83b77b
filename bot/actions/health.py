"""How the bot stands: for the health check, the dashboard and the operator."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.errors import StoreError
from bot.domain.sentence import Sentence, said
from bot.pipeline.ports import Clock, Outbox, QueueState, ReadStore

TICK_OVERDUE = timedelta(seconds=30)
QUEUE_OVERDUE = timedelta(minutes=5)


@dataclass(slots=True)
class Pulse:
    """Written by the running bot: when it started and when it last looked for due feeds."""

    started: datetime
    last_tick: datetime | None = None
    problems: dict[str, Sentence] = field(default_factory=dict)
    """What stands in the way right now, by part: ``telegram`` → ``the token was refused``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Whether the bot does its work, and what keeps it from it."""

    ok: bool
    complaints: tuple[Sentence, ...]
    """One sentence each, for the operator; empty when all is well."""
    uptime: timedelta
    counts: Mapping[str, int]
    queue: QueueState | None


class HealthStore(ReadStore, Outbox, Protocol):
    """The part of a store that health asks."""


async def health(store: HealthStore, pulse: Pulse, clock: Clock) -> Health:
    """Look at the bot's pulse, its store and its queue. Never raises: a store that fails is told."""
    now = clock.now()
    complaints = [
        said("health.part", part=part, problem=problem)
        for part, problem in sorted(pulse.problems.items())
    ]
    last = pulse.last_tick or pulse.started
    if now - last > TICK_OVERDUE:
        silent = round((now - last).total_seconds())
        complaints.append(said("health.scheduler", seconds=silent))
    counts: Mapping[str, int] = {}
    queue: QueueState | None = None
    try:
        counts, queue = await store.counts(), await store.queue()
    except StoreError as error:
        complaints.append(said("health.database", problem=error.said))
    else:
        if queue.oldest is not None and now - queue.oldest > QUEUE_OVERDUE:
            waited = round((now - queue.oldest).total_seconds() / 60)
            complaints.append(said("health.outbox", count=queue.pending, minutes=waited))
    return Health(
        ok=not complaints,
        complaints=tuple(complaints),
        uptime=now - pulse.started,
        counts=counts,
        queue=queue,
    )
