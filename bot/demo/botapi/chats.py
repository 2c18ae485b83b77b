"""Methods that look at chats and leave them."""

from bot.demo.botapi import wire
from bot.demo.botapi.backend import Backend
from bot.demo.botapi.params import Call
from bot.demo.botapi.refusal import bad_request
from bot.demo.botapi.world import ChatKind, Json, Standing


def get_chat(backend: Backend, call: Call) -> Json:
    """https://core.telegram.org/bots/api#getchat."""
    return wire.full_chat(backend.chat(call))


def get_member(backend: Backend, call: Call) -> Json:
    """https://core.telegram.org/bots/api#getchatmember."""
    chat, asked = backend.inside(call), call.number("user_id")
    if asked == backend.world.bot.id:
        return wire.member(backend.world.bot, wire.bot_status(chat.standing))
    if asked in chat.members:
        return wire.member(*chat.members[asked])
    for other in backend.world.chats.values():
        if asked in other.members:
            return wire.member(other.members[asked][0], "left")
    raise bad_request("user not found")


def get_administrators(backend: Backend, call: Call) -> list[Json]:
    """https://core.telegram.org/bots/api#getchatadministrators."""
    chat = backend.inside(call)
    if chat.kind is ChatKind.PRIVATE:
        raise bad_request("there are no administrators in the private chat")
    people = [
        wire.member(person, status)
        for person, status in chat.members.values()
        if status in {"creator", "administrator"}
    ]
    if chat.standing is Standing.ADMINISTRATOR and call.flag("return_bots"):
        people.append(wire.member(backend.world.bot, "administrator"))
    return people


def count_members(backend: Backend, call: Call) -> int:
    """https://core.telegram.org/bots/api#getchatmembercount, the bot among them."""
    return len(backend.inside(call).members) + 1


def leave(backend: Backend, call: Call) -> bool:
    """https://core.telegram.org/bots/api#leavechat."""
    chat = backend.inside(call)
    if chat.kind is ChatKind.PRIVATE:
        raise bad_request("chat member status can't be changed in private chats")
    chat.standing = Standing.LEFT
    backend.world.touch()
    return True
