"""Many at once on one database: tasks of one process everywhere, many processes on PostgreSQL."""

import asyncio
from collections import defaultdict
from datetime import timedelta

import pytest

from bot.domain.delivery import DeliveryKind, Moved, Sent
from bot.domain.subscriber import Destination
from bot.pipeline.ports import Store
from bot.storage import open_store
from bot.storage.store import SqlStore
from tests.storage.backends import ALL, POSTGRES
from tests.storage.making import MINUTE, NOON, changes, chat, claim, delivery, record, subscriber

PLACES = range(1, 7)
EACH = 12


async def fill(store: Store) -> None:
    """Give every destination several notices."""
    for number in range(EACH):
        await store.commit(
            changes(
                *(
                    delivery(place, None, DeliveryKind.NOTICE, text=f"{number:02}")
                    for place in PLACES
                )
            )
        )


async def work(store: Store, sent: dict[Destination, list[str]], flying: set[Destination]) -> None:
    """Claim and record until nothing is left, and see that nobody else is at the same place."""
    idle = 0
    while idle < 20:
        taken = await claim(store, NOON, limit=2, lease=MINUTE)
        idle = 0 if taken else idle + 1
        for one in taken:
            assert one.destination not in flying
            flying.add(one.destination)
        await asyncio.sleep(0.002)
        for one in taken:
            sent[one.destination].append(str(one.said))
            flying.remove(one.destination)
            await record(store, one, Sent(message_id="1"), NOON)


def check(sent: dict[Destination, list[str]]) -> None:
    """Everything once, and in order at each destination."""
    expected = [f"{number:02}" for number in range(EACH)]
    assert sent == {chat(place): expected for place in PLACES}


async def test_tasks_share_an_outbox_without_double_claims(store: Store) -> None:
    """While others write, too."""
    await fill(store)
    sent: dict[Destination, list[str]] = defaultdict(list)
    flying: set[Destination] = set()
    await asyncio.gather(
        *(work(store, sent, flying) for _ in range(4)),
        *(store.save_subscriber(subscriber(number)) for number in range(20)),
    )
    check(sent)
    assert (await store.queue()).doubtful == 0


@pytest.mark.parametrize("url", [POSTGRES], indirect=True)
async def test_workers_share_a_server_without_double_claims(url: str) -> None:
    """Each with its own connections, some of them ingesting at the same time."""
    workers = await asyncio.gather(*(open_store(url, exclusive=False) for _ in range(4)))
    await fill(workers[0])
    sent: dict[Destination, list[str]] = defaultdict(list)
    flying: set[Destination] = set()

    async def ingest(worker: Store, name: str) -> None:
        for number in range(10):
            told = [
                delivery(place, f"{name}-{number}", not_before=NOON + MINUTE) for place in PLACES
            ]
            await worker.commit(changes(*told, about=f"{name}-{number}"))

    await asyncio.gather(
        *(work(worker, sent, flying) for worker in workers),
        ingest(workers[0], "a"),
        ingest(workers[1], "b"),
    )
    check(sent)
    queue = await workers[0].queue()
    assert (queue.doubtful, queue.pending) == (0, 2 * 10 * len(PLACES))
    for worker in workers:
        await worker.close()


@pytest.mark.parametrize("url", ALL, indirect=True)
async def test_a_cancelled_call_leaves_the_store_in_order(store: Store) -> None:
    """What was begun is finished or undone, and the next call finds everything working."""
    for pause in (0.0, 0.0002, 0.0005, 0.001, 0.002):
        about = f"story-{pause}"
        task = asyncio.create_task(store.commit(changes(delivery(about=about), about=about)))
        await asyncio.sleep(pause)
        if task.cancel():
            with pytest.raises(asyncio.CancelledError):
                await task
    assert isinstance(store, SqlStore)
    await asyncio.gather(*store._database._begun, return_exceptions=True)
    counted = await store.counts()
    assert counted["items"] == counted["alerts"] == counted["pending"]


async def test_a_group_that_moved_twice_ends_where_it_is(store: Store) -> None:
    """And what was decided for the old address meanwhile is sent there, and moves as well."""
    await store.save_subscriber(subscriber())
    await store.commit(changes(delivery()))
    (one,) = await claim(store, NOON, limit=1, lease=MINUTE)
    await record(store, one, Moved(to=chat(2)), NOON)
    await store.commit(changes(delivery(kind=DeliveryKind.REPLY)))
    taken = await claim(store, NOON + timedelta(seconds=1), limit=9, lease=MINUTE)
    assert {one.destination for one in taken} == {chat(1), chat(2)}
    for one in taken:
        await record(store, one, Moved(to=chat(3)), NOON)
    known = await store.subscriber(subscriber().id)
    assert known is not None
    assert known.destination == chat(3)
