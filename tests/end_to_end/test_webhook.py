"""Updates pushed to the bot's own web server in place of polling for them."""

import socket

import aiohttp

from bot.demo.botapi.standin import StandIn

from .conftest import Publisher, Running


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def test_updates_are_pushed_and_strangers_refused(
    publisher: Publisher, telegram: StandIn, running: Running
) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}/telegram"
    async with running(publisher.feed("press"), port=port, telegram_webhook=address):
        telegram.say(telegram.visitor, "/start")
        await telegram.wait_for(lambda message: "Welcome" in message.text, within=20)
        assert not any(call.method == "getUpdates" for call in telegram.calls)
        header = "X-Telegram-Bot-Api-Secret-Token"
        async with aiohttp.ClientSession() as stranger:
            update = {"update_id": 1}
            for secret in ("", "guessed"):
                async with stranger.post(address, json=update, headers={header: secret}) as answer:
                    assert answer.status == 403
            async with stranger.post(address, data=b"{") as answer:
                assert answer.status == 400
