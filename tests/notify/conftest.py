"""Alerts to render and send, and a chat to send them to that is as strict as Telegram."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from bot.chat.request import AiohttpRequest
from bot.demo.botapi import StandIn
from tests.demo.botapi.strict import standin
from tests.messages.alerts import make_content, make_delivery, member, mention

__all__ = ["make_content", "make_delivery", "member", "mention", "standin"]


@pytest.fixture
async def bot(standin: StandIn) -> AsyncIterator[Bot]:
    """Give who speaks to it, over what the running bot speaks through; no answer is waited for long."""
    request = AiohttpRequest(connections=8, connect=5.0, read=0.5)
    async with Bot(standin.token, base_url=f"{standin.url}/bot", request=request) as connected:
        yield connected
