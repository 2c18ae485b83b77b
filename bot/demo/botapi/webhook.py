"""Updates pushed to the bot's webhook, one at a time, each until it is taken.

https://core.telegram.org/bots/api#setwebhook
"""

import asyncio

import aiohttp

from bot.demo.botapi.updates import Updates

_AGAIN_AFTER = 0.2
"""Seconds before an update that was not taken is pushed again; Telegram takes longer."""
_ANSWER_WITHIN = aiohttp.ClientTimeout(total=10)


async def push(updates: Updates) -> None:
    """Push updates to the webhook while one is set, until cancelled."""
    async with aiohttp.ClientSession(timeout=_ANSWER_WITHIN) as session:
        while True:
            await updates.pushable()
            update = updates.first()
            if update is None:
                continue
            fault = await _post(session, updates, update)
            updates.webhook_error = fault
            if fault:
                await asyncio.sleep(_AGAIN_AFTER)
            else:
                updates.confirm(update["update_id"] + 1)


async def _post(session: aiohttp.ClientSession, updates: Updates, update: dict[str, object]) -> str:
    """Push one update; give what went wrong, or nothing."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": updates.secret} if updates.secret else {}
    try:
        async with session.post(updates.webhook, json=update, headers=headers) as answer:
            return "" if answer.ok else f"Wrong response from the webhook: {answer.status}"
    except (aiohttp.ClientError, TimeoutError):
        return "Connection failed"
