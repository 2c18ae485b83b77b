"""The Bot API stand-in for tests of all that speaks to Telegram."""

from collections.abc import AsyncIterator

import pytest

from bot.demo.botapi import StandIn
from tests.demo.botapi.spec import faults_of


@pytest.fixture
async def standin() -> AsyncIterator[StandIn]:
    """Give a stand-in that refuses even what Telegram passes over."""
    async with await StandIn.start(strict=True) as started:
        yield started
        assert not faults_of(started.calls)
