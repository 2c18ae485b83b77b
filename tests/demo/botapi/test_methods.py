"""Calls are checked and answered as Telegram does it."""

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from bot.demo.botapi import FloodLimits, Person, StandIn, Standing
from bot.demo.botapi.world import ChatKind

Call = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]
OWNER = Person(id=2001, first_name="Olga")


async def test_a_message_is_sent_and_seen(standin: StandIn, call: Call) -> None:
    """The answer is the message as Telegram writes it."""
    status, answer = await call(
        "sendMessage", chat_id=standin.visitor.id, text=" <b>hi</b> ", parse_mode="HTML"
    )
    assert status == 200
    assert answer["ok"] is True
    assert answer["result"]["text"] == "hi"
    assert answer["result"]["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    (message,) = standin.messages(standin.visitor)
    assert message.id == answer["result"]["message_id"]
    assert message.by_bot


async def test_parameters_come_in_any_way(standin: StandIn, call: Call) -> None:
    """A query string and a form hold JSON in texts; a method's case does not matter."""
    url = f"{standin.url}/bot{standin.token}"
    markup = '{"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}'
    values = {"chat_id": "1001", "text": "hi", "disable_notification": "True"}
    async with aiohttp.ClientSession() as session:
        async with session.get(
            f"{url}/sendmessage", params=values | {"reply_markup": markup}
        ) as got:
            assert got.status == 200
        async with session.post(f"{url}/SENDMESSAGE", data=values) as posted:
            assert posted.status == 200
    first, second = standin.messages(standin.visitor)
    assert first.buttons[0][0].data == "go"
    assert second.silent


BUTTONS = {"text": "hi", "chat_id": 1001}


def keyboard(**button: object) -> dict[str, object]:
    """Give a keyboard of one button."""
    return {"inline_keyboard": [[button]]}


@pytest.mark.parametrize(
    ("method", "values", "refusal"),
    [
        ("sendMessage", {"text": "hi"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 5, "text": "hi"}, "chat not found"),
        ("sendMessage", {"chat_id": "@nobody", "text": "hi"}, "chat not found"),
        ("sendMessage", {"chat_id": 1001}, "message text is empty"),
        ("sendMessage", {"chat_id": 1001, "text": " \n"}, "message text is empty"),
        ("sendMessage", {"chat_id": 1001, "text": "x" * 4097}, "message is too long"),
        ("sendMessage", {"chat_id": 1001, "text": "😀" * 2049}, "message is too long"),
        ("sendMessage", {"chat_id": 1001, "text": 5}, 'parameter "text" must be a String'),
        (
            "sendMessage",
            {"chat_id": 1001, "text": "hi", "message_thread_id": "x"},
            'parameter "message_thread_id" must be an Integer',
        ),
        (
            "sendMessage",
            {"chat_id": 1001, "text": "hi", "nonsense": 1},
            "sendMessage has no parameter nonsense",
        ),
        (
            "sendMessage",
            {"chat_id": 1001, "text": "<p>", "parse_mode": "HTML"},
            'can\'t parse entities: Unsupported start tag "p" at byte offset 0',
        ),
        (
            "sendMessage",
            {"chat_id": 1001, "text": "hi", "parse_mode": "XML"},
            "unsupported parse_mode",
        ),
        ("sendMessage", BUTTONS | {"reply_markup": "x"}, "object expected as reply markup"),
        (
            "sendMessage",
            BUTTONS | {"reply_markup": keyboard(text="a", callback_data="x" * 65)},
            "BUTTON_DATA_INVALID",
        ),
        (
            "sendMessage",
            BUTTONS | {"reply_markup": keyboard(text="a", callback_data="关" * 22)},
            "BUTTON_DATA_INVALID",
        ),
        (
            "sendMessage",
            BUTTONS | {"reply_markup": keyboard(text="a")},
            "can't parse inline keyboard button: text buttons are unallowed in the inline keyboard",
        ),
        (
            "sendMessage",
            BUTTONS | {"reply_markup": keyboard(text="a", url="http://localhost/")},
            "inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL",
        ),
        (
            "sendMessage",
            {"chat_id": 1001, "text": "hi", "reply_parameters": {"message_id": 99}},
            "message to be replied not found",
        ),
        (
            "sendMessage",
            {"chat_id": 1001, "text": "hi", "message_thread_id": 9},
            "message thread not found",
        ),
        ("editMessageText", {"text": "hi"}, "message identifier is not specified"),
        (
            "editMessageText",
            {"chat_id": 1001, "message_id": 99, "text": "hi"},
            "message to edit not found",
        ),
        (
            "editMessageText",
            {"chat_id": 1001, "message_id": 1, "text": "x" * 4097},
            "MESSAGE_TOO_LONG",
        ),
        ("deleteMessage", {"chat_id": 1001, "message_id": 99}, "message to delete not found"),
        (
            "answerCallbackQuery",
            {"callback_query_id": "1"},
            "query is too old and response timeout expired or query ID is invalid",
        ),
        (
            "sendChatAction",
            {"chat_id": 1001, "action": "dancing"},
            "wrong parameter action in request",
        ),
        (
            "sendDocument",
            {"chat_id": 1001, "document": "gone"},
            "there is no document in the request",
        ),
        ("getFile", {"file_id": "gone"}, "invalid file_id"),
        (
            "setMyCommands",
            {"commands": [{"command": "Bad!", "description": "x"}]},
            "BOT_COMMAND_INVALID",
        ),
        (
            "setWebhook",
            {"url": "http://a.example/"},
            "bad webhook: An HTTPS URL must be provided for webhook",
        ),
        (
            "setWebhook",
            {"url": "https://a.example:99/"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ("getChatMember", {"chat_id": 1001, "user_id": 5}, "user not found"),
        ("leaveChat", {"chat_id": 1001}, "chat member status can't be changed in private chats"),
    ],
)
async def test_a_wrong_call_is_refused(
    call: Call, method: str, values: dict[str, Any], refusal: str
) -> None:
    """Each with the words Telegram has for it."""
    status, answer = await call(method, **values)
    assert (status, answer["error_code"]) == (400, 400)
    assert answer["description"] == f"Bad Request: {refusal}"


async def test_a_wrong_token_or_method_is_refused(call: Call) -> None:
    """Unauthorized, or not even looked at."""
    assert await call("getMe", token="1:other") == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
    )
    assert (await call("getMe", token="nonsense"))[0] == 404
    assert (await call("sendRockets"))[0] == 404


async def test_an_edit_that_changes_nothing_is_refused(standin: StandIn, call: Call) -> None:
    """Text, style and buttons must differ; a person's message is not the bot's to edit."""
    _, sent = await call("sendMessage", chat_id=1001, text="one")
    edit = {"chat_id": 1001, "message_id": sent["result"]["message_id"]}
    _, refused = await call("editMessageText", **edit, text="one")
    assert refused["description"].startswith("Bad Request: message is not modified: specified")
    _, edited = await call("editMessageText", **edit, text="<b>one</b>", parse_mode="HTML")
    assert edited["result"]["edit_date"]
    _, marked = await call(
        "editMessageReplyMarkup", **edit, reply_markup=keyboard(text="a", callback_data="a")
    )
    assert marked["result"]["reply_markup"]
    theirs = standin.say(standin.visitor, "mine")
    _, refused = await call("editMessageText", chat_id=1001, message_id=theirs.id, text="x")
    assert refused["description"] == "Bad Request: message can't be edited"


@pytest.mark.parametrize(
    ("standing", "description"),
    [
        (Standing.LEFT, "Forbidden: bot is not a member of the supergroup chat"),
        (Standing.KICKED, "Forbidden: bot was kicked from the supergroup chat"),
        (Standing.DELETED, "Forbidden: the group chat was deleted"),
        (Standing.BLOCKED, "Forbidden: bot was blocked by the user"),
        (Standing.DEACTIVATED, "Forbidden: user is deactivated"),
        (Standing.MUTED, "Bad Request: not enough rights to send text messages to the chat"),
    ],
)
async def test_a_chat_may_be_closed_to_the_bot(
    standin: StandIn, call: Call, standing: Standing, description: str
) -> None:
    """Each way in Telegram's words."""
    chat = standin.group("Desk", OWNER)
    standin.stand(chat, standing)
    status, answer = await call("sendMessage", chat_id=chat.id, text="hi")
    assert answer["description"] == description
    assert status == answer["error_code"] == (403 if "Forbidden" in description else 400)


async def test_a_group_that_moved_says_where(standin: StandIn, call: Call) -> None:
    """The supergroup is another chat, with the same people."""
    group = standin.group("Desk", OWNER, kind=ChatKind.GROUP)
    moved = standin.migrate(group)
    _, refused = await call("sendMessage", chat_id=group.id, text="hi")
    assert refused["parameters"] == {"migrate_to_chat_id": moved.id}
    status, _ = await call("sendMessage", chat_id=moved.id, text="hi")
    assert status == 200


async def test_topics_open_close_and_go(standin: StandIn, call: Call) -> None:
    """Into a closed one only administrators write, into a deleted one nobody."""
    forum = standin.group("Desk", OWNER, forum=True)
    topic = standin.open_topic(forum, "Tariffs")
    send = {"chat_id": forum.id, "message_thread_id": topic.id, "text": "hi"}
    _, sent = await call("sendMessage", **send)
    assert sent["result"]["message_thread_id"] == topic.id
    standin.close_topic(forum, topic)
    _, refused = await call("sendMessage", **send)
    assert refused["description"] == "Bad Request: TOPIC_CLOSED"
    standin.stand(forum, Standing.ADMINISTRATOR)
    assert (await call("sendMessage", **send))[0] == 200
    standin.reopen_topic(forum, topic)
    standin.stand(forum, Standing.MEMBER)
    assert (await call("sendMessage", **send))[0] == 200
    standin.delete_topic(forum, topic)
    _, refused = await call("sendMessage", **send)
    assert refused["description"] == "Bad Request: message thread not found"


async def test_only_administrators_post_in_a_channel(standin: StandIn, call: Call) -> None:
    """By its name as well as by its id."""
    channel = standin.group("Tape", OWNER, kind=ChatKind.CHANNEL, username="tape")
    _, refused = await call("sendMessage", chat_id="@tape", text="hi")
    assert refused["description"] == "Bad Request: need administrator rights in the channel chat"
    standin.stand(channel, Standing.ADMINISTRATOR)
    assert (await call("sendMessage", chat_id="@tape", text="hi"))[0] == 200


async def test_members_are_told(standin: StandIn, call: Call) -> None:
    """Who administers, how many there are, how the bot stands."""
    helper = Person(id=2002, first_name="Hugo")
    group = standin.group("Desk", OWNER, [helper])
    _, administrators = await call("getChatAdministrators", chat_id=group.id)
    assert [each["user"]["id"] for each in administrators["result"]] == [OWNER.id]
    assert (await call("getChatMemberCount", chat_id=group.id))[1]["result"] == 3
    _, member = await call("getChatMember", chat_id=group.id, user_id=helper.id)
    assert member["result"]["status"] == "member"
    assert (await call("leaveChat", chat_id=group.id))[1]["result"] is True
    assert group.standing is Standing.LEFT


async def test_flood_control_names_the_seconds() -> None:
    """A chat takes a burst, then it refuses until the burst is old enough."""
    now = 1_000.0
    async with (
        await StandIn.start(flood=FloodLimits(chat=(2, 4.0)), clock=lambda: now) as standin,
        aiohttp.ClientSession() as session,
    ):

        async def send() -> dict[str, Any]:
            url = f"{standin.url}/bot{standin.token}/sendMessage"
            async with session.post(url, json={"chat_id": 1001, "text": "hi"}) as answer:
                told: dict[str, Any] = await answer.json()
                return told

        assert (await send())["ok"]
        assert (await send())["ok"]
        now += 1.5
        refused = await send()
        assert refused["error_code"] == 429
        assert refused["parameters"] == {"retry_after": 3}
        now += 2.5
        assert (await send())["ok"]


async def test_a_parameter_telegram_does_not_know_is_passed_over() -> None:
    """Unless the stand-in is told to be stricter than Telegram."""
    async with await StandIn.start() as standin, aiohttp.ClientSession() as session:
        url = f"{standin.url}/bot{standin.token}/getMe"
        async with session.post(url, json={"nonsense": 1}) as answer:
            assert answer.status == 200
