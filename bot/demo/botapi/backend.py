"""What every method of the stand-in works on."""

from dataclasses import dataclass

from bot.demo.botapi.flood import FloodControl
from bot.demo.botapi.params import Call
from bot.demo.botapi.refusal import Refusal, bad_request, forbidden
from bot.demo.botapi.updates import Updates
from bot.demo.botapi.world import Chat, ChatKind, Standing, World


@dataclass(slots=True, kw_only=True)
class Backend:
    """The world, what leaves it for the bot, and what keeps the bot from flooding it."""

    world: World
    updates: Updates
    flood: FloodControl | None = None

    def chat(self, call: Call) -> Chat:
        """Give the chat that a call names by id or ``@username``.

        Raises:
            Refusal: there is none, or it has become another.

        """
        asked = call.values.get("chat_id", "")
        if asked == "":
            raise bad_request("chat_id is empty")
        for chat in self.world.chats.values():
            if asked == chat.id or (chat.username and asked == f"@{chat.username}"):
                break
        else:
            raise bad_request("chat not found")
        if chat.moved_to is not None:
            raise Refusal(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                parameters={"migrate_to_chat_id": chat.moved_to},
            )
        return chat

    def inside(self, call: Call) -> Chat:
        """Give the chat that a call names, where the bot is in it.

        Raises:
            Refusal: the bot is not, or no longer.

        """
        chat = self.chat(call)
        kind = chat.kind.value
        match chat.standing:
            case Standing.BLOCKED:
                raise forbidden("bot was blocked by the user")
            case Standing.DEACTIVATED:
                raise forbidden("user is deactivated")
            case Standing.DELETED:
                raise forbidden("the group chat was deleted")
            case Standing.KICKED:
                raise forbidden(f"bot was kicked from the {kind} chat")
            case Standing.LEFT:
                raise forbidden(f"bot is not a member of the {kind} chat")
            case Standing.MEMBER | Standing.ADMINISTRATOR | Standing.MUTED:
                return chat

    def writable(self, call: Call) -> Chat:
        """Give the chat that a call names, where the bot may write a message now; count it.

        Raises:
            Refusal: it may not: rights, the topic, or flood control.

        """
        chat = self.inside(call)
        if chat.kind is ChatKind.CHANNEL and chat.standing is not Standing.ADMINISTRATOR:
            raise bad_request("need administrator rights in the channel chat")
        if chat.standing is Standing.MUTED:
            raise bad_request("not enough rights to send text messages to the chat")
        if "message_thread_id" in call.values:
            topic = chat.topics.get(call.number("message_thread_id"))
            if topic is None:
                raise bad_request("message thread not found")
            if not topic.open and chat.standing is not Standing.ADMINISTRATOR:
                raise bad_request("TOPIC_CLOSED")
        if self.flood is not None:
            self.flood.check(chat.id)
        return chat
