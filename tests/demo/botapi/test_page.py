"""The chat page: what it is given and what may be done on it."""

import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.demo.botapi import StandIn


@pytest.fixture
async def browser(standin: StandIn) -> AsyncIterator[aiohttp.ClientSession]:
    """Give a browser without a screen."""
    async with aiohttp.ClientSession(standin.url) as session:
        yield session


async def state(browser: aiohttp.ClientSession) -> dict[str, Any]:
    """Give the state that a page just opened gets."""
    async with browser.get("/chat/events") as events:
        line = await events.content.readline()
        told: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
        return told


async def test_the_page_runs_only_its_own_script(browser: aiohttp.ClientSession) -> None:
    """A nonce of its own each time, in the policy and in the page."""
    async with browser.get("/") as page:
        text = await page.text()
        policy = page.headers["Content-Security-Policy"]
    nonce = policy.partition("script-src 'nonce-")[2].partition("'")[0]
    assert f'<script nonce="{nonce}">' in text
    assert "default-src 'none'" in policy
    assert "innerHTML" not in text


async def test_the_page_shows_the_visitors_chat(
    standin: StandIn, bot: Bot, browser: aiohttp.ClientSession
) -> None:
    """Messages with their styles and buttons, and the command menu."""
    await bot.set_my_commands([("start", "Begin")])
    standin.say(standin.visitor, "/start")
    sent = await bot.send_message(1001, "<b>a</b> <i>", parse_mode=None)
    told = await state(browser)
    assert told["commands"] == [{"command": "start", "description": "Begin"}]
    assert [(message["text"], message["mine"]) for message in told["messages"]] == [
        ("/start", True),
        ("<b>a</b> <i>", False),
    ]
    await bot.edit_message_text("b", 1001, sent.message_id)
    assert (await state(browser))["messages"][1]["version"] == 1


async def test_the_page_writes_and_taps(
    standin: StandIn, bot: Bot, browser: aiohttp.ClientSession
) -> None:
    """What is typed and tapped reaches the bot as the visitor's."""
    go = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])
    sent = await bot.send_message(1001, "hi", reply_markup=go)
    await browser.post("/chat/say", json={"text": " /help "})
    await browser.post("/chat/say", json={"text": " "})
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "/help"
    async with browser.post("/chat/tap", json={"message": 99, "data": "go"}) as gone:
        assert "no more" in (await gone.json())["text"]
    tap = standin.tap(sent.message_id, "Go")
    await bot.answer_callback_query(tap, "Done")
    assert (await standin.answer_to(tap)).text == "Done"


async def test_the_page_gives_documents(standin: StandIn, browser: aiohttp.ClientSession) -> None:
    """As files to keep, never to be shown in place."""
    message = standin.send_file(standin.visitor, "a.html", b"<script>")
    assert message.document is not None
    async with browser.get(f"/chat/files/{message.document.id}") as file:
        assert await file.read() == b"<script>"
        assert file.headers["Content-Disposition"] == "attachment"
    async with browser.get("/chat/files/none") as missing:
        assert missing.status == 404


async def test_the_page_sends_a_file(
    standin: StandIn, bot: Bot, browser: aiohttp.ClientSession
) -> None:
    """As the visitor's document, which the bot downloads."""
    told = {"name": "rules.yaml", "content": base64.b64encode(b"rules: []").decode()}
    async with browser.post("/chat/files", json=told) as sent:
        assert sent.status == 200
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    assert update.message.document.file_name == "rules.yaml"
    file = await update.message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"rules: []"
    for wrong in ({"name": "a", "content": "%"}, {"name": "a"}, {"content": "eA=="}):
        async with browser.post("/chat/files", json=wrong) as refused:
            assert refused.status == 400


async def test_other_sites_cannot_use_the_page(browser: aiohttp.ClientSession) -> None:
    """Neither by a form nor by a name of theirs that leads here."""
    async with browser.post("/chat/say", data={"text": "/stop"}) as form:
        assert form.status == 415
    async with browser.get("/", headers={"Host": "evil.example"}) as rebound:
        assert rebound.status == 403
    for path, body in (
        ("/chat/say", b'["/stop"]'),
        ("/chat/say", b"{"),
        ("/chat/tap", b'{"message": "one"}'),
        ("/chat/files", b"[]"),
    ):
        headers = {"Content-Type": "application/json"}
        async with browser.post(path, data=body, headers=headers) as odd:
            assert odd.status == 400
