"""What a killed process leaves behind: all it was told was stored, and nothing half done."""

import asyncio
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.delivery import Sent
from bot.storage import open_store
from tests.storage.making import NOON, claim, record

VICTIM = """
import asyncio, sys
from datetime import timedelta
from bot.storage import open_store
from tests.storage.making import NOON, changes, claim, delivery

async def main():
    store = await open_store(sys.argv[1])
    for number in range(1_000_000):
        about = f"story-{number}"
        told = [delivery(5 * number + who, about) for who in range(5)]
        await store.commit(changes(*told, about=about))
        print("committed", number, flush=True)
        (one,) = await claim(store, NOON, limit=1, lease=timedelta(seconds=30))
        print("claimed", one.id, flush=True)

asyncio.run(main())
"""


@pytest.mark.parametrize("lines", [1, 8, 23])
def test_what_was_committed_survives_kill_9_and_the_rest_leaves_no_trace(
    tmp_path: Path, lines: int
) -> None:
    """Killed in the middle of work, wherever it is after so many lines."""
    url = f"sqlite:///{tmp_path}/tapewatch.db"
    command = [sys.executable, "-c", VICTIM, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as victim:
        assert victim.stdout is not None
        heard = [victim.stdout.readline() for _ in range(lines)]
        victim.kill()
        heard += [line for line in victim.stdout if line.endswith("\n")]
    assert victim.returncode == -signal.SIGKILL
    committed = sum(line.startswith("committed") for line in heard)
    claimed = sum(line.startswith("claimed") for line in heard)
    asyncio.run(inspect(url, committed, claimed))


async def inspect(url: str, committed: int, claimed: int) -> None:
    """Look at what is left, and deliver it. The last step may be done and not have been said."""
    store = await open_store(url)
    counted = await store.counts()
    assert counted["items"] in {committed, committed + 1}
    assert counted["alerts"] == counted["pending"] == 5 * counted["items"]
    later = NOON + timedelta(minutes=1)
    sent = set()
    while taken := await claim(store, later, limit=100, lease=timedelta(seconds=30)):
        for one in taken:
            await record(store, one, Sent(message_id="1"), later)
            sent.add(one.id)
    assert len(sent) == counted["pending"]
    assert (await store.queue()).doubtful in {claimed, claimed + 1}
    await store.close()
