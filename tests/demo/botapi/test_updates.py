"""Updates reach the bot, by polling or by webhook, each until it is confirmed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.demo.botapi import Person, StandIn, Standing
from bot.demo.botapi.people import ANONYMOUS
from bot.demo.botapi.world import ChatKind

Call = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]
OWNER = Person(id=2001, first_name="Olga")


async def test_updates_come_again_until_confirmed(standin: StandIn, call: Call) -> None:
    """An offset above an update's id confirms it; a negative one keeps the newest."""
    for text in ("one", "two", "three"):
        standin.say(standin.visitor, text)
    _, first = await call("getUpdates", limit=2)
    ids = [update["update_id"] for update in first["result"]]
    assert [update["message"]["text"] for update in first["result"]] == ["one", "two"]
    _, rest = await call("getUpdates", offset=ids[-1] + 1)
    assert [update["message"]["text"] for update in rest["result"]] == ["three"]
    assert standin.pending == 1
    standin.say(standin.visitor, "four")
    _, newest = await call("getUpdates", offset=-1)
    assert [update["message"]["text"] for update in newest["result"]] == ["four"]
    assert standin.pending == 1


async def test_a_long_poll_ends_with_the_first_update(standin: StandIn, call: Call) -> None:
    """And with none when its time is over."""
    poll = asyncio.create_task(_ask(call, "getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    standin.say(standin.visitor, "/start now")
    _, answer = await poll
    (update,) = answer["result"]
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    _, empty = await call("getUpdates", offset=update["update_id"] + 1, timeout=1)
    assert empty["result"] == []


async def test_two_pollers_are_a_conflict(standin: StandIn, call: Call) -> None:
    """The first one is told, the second goes on."""
    first = asyncio.create_task(_ask(call, "getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(_ask(call, "getUpdates", timeout=20))
    status, refused = await first
    assert status == 409
    assert refused["description"].startswith("Conflict: terminated by other getUpdates request")
    standin.say(standin.visitor, "hi")
    assert (await second)[0] == 200


async def test_a_webhook_gets_each_update_until_it_takes_it(standin: StandIn, call: Call) -> None:
    """With the secret it asked for; polling is a conflict meanwhile."""
    took = asyncio.Event()
    taken: list[dict[str, Any]] = []
    secrets: list[str | None] = []

    async def take(request: web.Request) -> web.Response:
        secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if len(secrets) == 1:
            return web.Response(status=500)
        taken.append(await request.json())
        took.set()
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", take)
    async with TestServer(app) as server:
        await call("setWebhook", url=str(server.make_url("/hook")), secret_token="s3cret")
        status, refused = await call("getUpdates")
        assert status == 409
        assert "webhook is active" in refused["description"]
        standin.say(standin.visitor, "hi")
        async with asyncio.timeout(5):
            await took.wait()
        assert taken[0]["message"]["text"] == "hi"
        assert secrets == ["s3cret", "s3cret"]
        await call("deleteWebhook")
    assert (await call("getWebhookInfo"))[1]["result"]["url"] == ""
    assert (await call("getUpdates"))[0] == 200


async def test_a_failing_webhook_is_told_of(standin: StandIn, call: Call) -> None:
    """What is pending waits, and can be dropped."""
    tried = asyncio.Event()

    async def fail(_request: web.Request) -> web.Response:
        tried.set()
        return web.Response(status=500)

    app = web.Application()
    app.router.add_post("/hook", fail)
    async with TestServer(app) as server:
        await call("setWebhook", url=str(server.make_url("/hook")))
        standin.say(standin.visitor, "hi")
        async with asyncio.timeout(5):
            await tried.wait()
            tried.clear()
            await tried.wait()
    _, info = await call("getWebhookInfo")
    assert info["result"]["pending_update_count"] == 1
    assert info["result"]["last_error_message"] == "Wrong response from the webhook: 500"
    await call("deleteWebhook", drop_pending_updates=True)
    assert standin.pending == 0


async def test_only_the_kinds_asked_for_come(standin: StandIn, call: Call) -> None:
    """The choice holds until another is made."""
    await call("getUpdates", allowed_updates=["edited_message"])
    message = standin.say(standin.visitor, "/start")
    standin.edit(message, "/stop")
    _, answer = await call("getUpdates")
    (update,) = answer["result"]
    assert update["edited_message"]["text"] == "/stop"


async def test_what_people_do_is_told_as_telegram_tells_it(standin: StandIn, call: Call) -> None:
    """Taking in and kicking, channel posts, anonymous administrators, topics, documents."""
    group = standin.group("Desk", OWNER, forum=True)
    channel = standin.group("Tape", OWNER, kind=ChatKind.CHANNEL, standing=Standing.ADMINISTRATOR)
    standin.say(group, "/route", by=ANONYMOUS)
    standin.say(channel, "hello")
    standin.open_topic(group, "Oil")
    standin.send_file(standin.visitor, "feeds.opml", b"<opml/>", caption="/import")
    standin.stand(group, Standing.KICKED)
    standin.say(group, "unheard")
    _, answer = await call("getUpdates")
    updates = answer["result"]
    assert [next(iter(update.keys() - {"update_id"})) for update in updates] == [
        "my_chat_member",
        "my_chat_member",
        "message",
        "channel_post",
        "message",
        "message",
        "my_chat_member",
    ]
    assert updates[2]["message"]["sender_chat"]["id"] == group.id
    assert updates[3]["channel_post"]["sender_chat"]["id"] == channel.id
    assert updates[4]["message"]["forum_topic_created"]["name"] == "Oil"
    assert updates[5]["message"]["document"]["file_name"] == "feeds.opml"
    kicked = updates[6]["my_chat_member"]
    assert kicked["old_chat_member"]["status"] == "member"
    assert kicked["new_chat_member"]["status"] == "kicked"


async def _ask(call: Call, method: str, **values: object) -> tuple[int, dict[str, Any]]:
    return await call(method, **values)
