"""The stand-in held against the Bot API's machine-readable description: see :mod:`tests.demo.botapi.spec`."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.demo.botapi import Person, StandIn, Standing
from bot.demo.botapi.methods import KINDS, METHODS
from bot.demo.botapi.params import Kind
from bot.demo.botapi.people import ANONYMOUS
from bot.demo.botapi.world import ChatKind

from .spec import SPEC, faults, spec

pytestmark = pytest.mark.skipif(
    not SPEC, reason="needs TAPEWATCH_BOTAPI_SPEC, see spec.py beside it"
)
Call = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]
OLGA = Person(id=2001, first_name="Olga", username="olga")
GUS = Person(id=2002, first_name="Gus")


def test_a_value_that_does_not_fit_is_found() -> None:
    """A field that is missing, one too many, one of another type."""
    assert faults({"id": 1, "type": "private"}, ["Chat"], "chat") == []
    assert faults({"id": "1", "kind": "private"}, ["Chat"], "chat") == [
        "chat has no kind in Chat",
        "chat.id is no Integer: '1'",
        "chat lacks type of Chat",
    ]
    assert faults([{"type": "bold"}], ["Array of MessageEntity"], "entities")
    assert faults({"type": "italic", "text": "a"}, ["RichTextBold"], "text")


@pytest.mark.parametrize("name", METHODS)
def test_a_method_takes_the_parameters_it_has(name: str) -> None:
    """All of them and no other, each of its type."""
    fields = {field["name"]: field for field in spec()["methods"][name].get("fields", [])}
    assert METHODS[name].parameters == fields.keys()
    for field in fields.values():
        match field["types"]:
            case ["Integer"]:
                expected = {Kind.INTEGER, Kind.CHAT}  # a chat's id is one as well
            case ["String"]:
                expected = {Kind.TEXT}
            case ["Boolean"]:
                expected = {Kind.BOOLEAN}
            case ["Integer", "String"]:
                expected = {Kind.CHAT}
            case kinds if "InputFile" in kinds:
                expected = {Kind.FILE}
            case [kind] if kind.startswith("Array of "):
                expected = {Kind.ARRAY}
            case _:
                expected = {Kind.OBJECT}
        assert KINDS[field["name"]] in expected, field["name"]


async def test_what_is_answered_is_as_the_bot_api_describes_it(
    standin: StandIn, call: Call
) -> None:
    """Every object of every answer: its fields, and their types."""
    group = standin.group("Desk", OLGA, [GUS], forum=True, standing=Standing.ADMINISTRATOR)
    topic = standin.open_topic(group, "Tape")
    keyboard = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}
    chat = {"chat_id": group.id}
    sent = (
        await call(
            "sendMessage",
            **chat,
            text='<b>hi</b> <a href="https://a.example/">there</a>',
            parse_mode="HTML",
            message_thread_id=topic.id,
            reply_markup=keyboard,
            link_preview_options={"url": "https://a.example/"},
        )
    )[1]["result"]
    same = chat | {"message_id": sent["message_id"]}
    rich = {"html": "<h4>a</h4><p>b <mark>c</mark></p><ul><li>d</li></ul><hr/><footer>e</footer>"}
    tap = standin.tap(sent["message_id"], "a", by=OLGA)
    query = standin.ask_inline(OLGA, "duty")
    article = {
        "type": "article",
        "id": "1",
        "title": "t",
        "input_message_content": {"message_text": "m"},
    }
    me = (await call("getMe"))[1]["result"]["id"]
    file = standin.send_file(group, "a.yaml", b"x", caption="c")
    assert file.document is not None
    wanted: list[tuple[str, dict[str, Any]]] = [
        ("getMe", {}),
        ("sendMessage", chat | {"text": "a", "reply_parameters": same | {"chat_id": group.id}}),
        ("sendRichMessage", chat | {"rich_message": rich}),
        ("editMessageText", same | {"text": "b"}),
        ("editMessageText", same | {"rich_message": rich}),
        ("editMessageReplyMarkup", same | {"reply_markup": keyboard}),
        ("sendDocument", chat | {"document": file.document.id, "caption": "c"}),
        ("getFile", {"file_id": file.document.id}),
        ("sendChatAction", chat | {"action": "typing"}),
        ("answerCallbackQuery", {"callback_query_id": tap, "text": "ok"}),
        ("answerInlineQuery", {"inline_query_id": query, "results": [article]}),
        ("getChat", chat),
        ("getChatMember", chat | {"user_id": OLGA.id}),
        ("getChatMember", chat | {"user_id": me}),
        ("getChatAdministrators", chat | {"return_bots": True}),
        ("getChatMemberCount", chat),
        ("setMyCommands", {"commands": [{"command": "a", "description": "b"}]}),
        ("getMyCommands", {}),
        ("deleteMyCommands", {}),
        ("setMyName", {"name": "a"}),
        ("setMyDescription", {"description": "a"}),
        ("setMyShortDescription", {"short_description": "a"}),
        ("setChatMenuButton", {"menu_button": {"type": "default"}}),
        ("deleteMessage", same),
        ("deleteMessages", chat | {"message_ids": [file.id]}),
        ("leaveChat", chat),
        ("setWebhook", {"url": "http://127.0.0.1:1/x", "secret_token": "s"}),
        ("getWebhookInfo", {}),
        ("deleteWebhook", {"drop_pending_updates": True}),
        ("getUpdates", {}),
    ]
    assert {name for name, _ in wanted} == set(METHODS)
    for name, values in wanted:
        status, answer = await call(name, **values)
        assert status == 200, (name, answer)
        returns = spec()["methods"][name]["returns"]
        assert not faults(answer["result"], returns, name)


async def test_what_happens_is_told_as_the_bot_api_describes_it(
    standin: StandIn, call: Call
) -> None:
    """Every kind of update that the stand-in makes."""
    await call("getUpdates", allowed_updates=["message", "chat_member"])
    await call("getUpdates", allowed_updates=[])
    private = standin.visitor
    written = standin.say(private, "/start pack-tariffs")
    standin.edit(written, "/start")
    standin.say(private, "", extra={"location": {"latitude": 1.5, "longitude": 2.5}})
    standin.send_file(private, "a.opml", b"x", caption="/help")
    standin.ask_inline(OLGA, "duty", offset="10")
    for kind in (ChatKind.GROUP, ChatKind.SUPERGROUP, ChatKind.CHANNEL):
        chat = standin.group("Desk", OLGA, [GUS], kind=kind, username="")
        for standing in (
            Standing.ADMINISTRATOR, Standing.MUTED, Standing.MEMBER, Standing.KICKED, Standing.LEFT,
            Standing.ADMINISTRATOR,
        ):  # fmt: skip
            standin.stand(chat, standing)
        post = standin.say(chat, "/route")
        standin.edit(post, "/rules")
        _, sent = await call(
            "sendMessage",
            chat_id=chat.id,
            text="a",
            reply_markup={"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]},
        )
        if kind is not ChatKind.CHANNEL:
            standin.say(chat, "/watch LMT", by=ANONYMOUS, answering=sent["result"]["message_id"])
        standin.tap(sent["result"]["message_id"], "a", by=OLGA)
        standin.forge_tap(sent["result"]["message_id"], "b", by=GUS, reachable=False)
        if kind is ChatKind.GROUP:
            standin.migrate(chat)
    forum = standin.group("Forum", OLGA, forum=True, standing=Standing.ADMINISTRATOR)
    topic = standin.open_topic(forum, "Tape")
    standin.close_topic(forum, topic)
    standin.reopen_topic(forum, topic)
    standin.stand(private, Standing.BLOCKED)
    _, answer = await call("getUpdates", limit=100)
    updates = answer["result"]
    assert len(updates) > 40
    assert {next(iter(each.keys() - {"update_id"})) for each in updates} >= {
        "message", "edited_message", "channel_post", "edited_channel_post", "inline_query",
        "callback_query", "my_chat_member",
    }  # fmt: skip
    for update in updates:
        assert not faults(update, ["Update"], "update")
