"""What people do in their chats, and how the bot learns of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.demo.botapi import wire
from bot.demo.botapi.html import Entity, units
from bot.demo.botapi.updates import Updates
from bot.demo.botapi.world import (
    Chat,
    ChatKind,
    File,
    Json,
    Message,
    Person,
    Standing,
    Topic,
    World,
)

ANONYMOUS = Person(id=1087968824, first_name="Group", username="GroupAnonymousBot", is_bot=True)
"""Who writes where an administrator of a group writes in its name."""
_COMMAND = re.compile(r"(?<!\S)/\w{1,64}(?:@\w+)?")
_UNHEARD = frozenset(
    {Standing.LEFT, Standing.KICKED, Standing.BLOCKED, Standing.DEACTIVATED, Standing.DELETED}
)


class People:
    """The people of a world. Each thing they do is in the bot's queue when the call returns."""

    def __init__(self, world: World, updates: Updates) -> None:
        self._world = world
        self._updates = updates

    def private(self, person: Person) -> Chat:
        """Give the private chat of a person with the bot, opened on the first call."""
        chat = self._world.chats.get(person.id)
        if chat is None:
            chat = Chat(
                id=person.id,
                kind=ChatKind.PRIVATE,
                title=person.first_name,
                username=person.username,
                members={person.id: (person, "member")},
            )
            self._world.chats[chat.id] = chat
        return chat

    def group(
        self,
        title: str,
        creator: Person,
        members: Sequence[Person] = (),
        *,
        kind: ChatKind = ChatKind.SUPERGROUP,
        standing: Standing = Standing.MEMBER,
        username: str = "",
        forum: bool = False,
    ) -> Chat:
        """Open a group or a channel and take the bot into it."""
        number = self._world.next_id()
        people = {person.id: (person, "member") for person in members}
        chat = Chat(
            id=-number if kind is ChatKind.GROUP else -1_000_000_000_000 - number,
            kind=kind,
            title=title,
            username=username,
            members={creator.id: (creator, "creator")} | people,
            standing=Standing.LEFT,
            forum=forum,
        )
        self._world.chats[chat.id] = chat
        self.stand(chat, standing)
        return chat

    def say(
        self,
        chat: Chat,
        text: str,
        *,
        by: Person | None = None,
        thread: int | None = None,
        answering: int | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Message:
        """Write ``text``, by default as the chat's first member; a channel's posts have no writer.

        ``extra`` is whatever else the message object is to hold: a location, a forward's origin.
        """
        writer = None if chat.kind is ChatKind.CHANNEL else by or _first(chat)
        told = dict(extra or {})
        if writer == ANONYMOUS:
            told["sender_chat"] = wire.chat(chat)
        message = Message(
            id=self._world.next_id(),
            chat_id=chat.id,
            sender=writer,
            date=self._world.now(),
            text=text,
            entities=_commands(text),
            reply_to=answering,
            thread=thread,
            extra=told,
        )
        return self._post(chat, message)

    def send_file(
        self,
        chat: Chat,
        name: str,
        content: bytes,
        *,
        caption: str = "",
        mime: str = "application/octet-stream",
        by: Person | None = None,
    ) -> Message:
        """Send a document."""
        file = File(id=f"doc{self._world.next_id()}", name=name, mime=mime, content=content)
        self._world.files[file.id] = file
        message = Message(
            id=self._world.next_id(),
            chat_id=chat.id,
            sender=by or _first(chat),
            date=self._world.now(),
            text=caption,
            entities=_commands(caption),
            document=file,
        )
        return self._post(chat, message)

    def edit(self, message: Message, text: str) -> Message:
        """Change what somebody wrote."""
        edited = replace(
            message,
            text=text,
            entities=_commands(text),
            edited=self._world.now(),
            edits=message.edits + 1,
        )
        self._world.put(edited)
        chat = self._world.chats[message.chat_id]
        kind = "edited_channel_post" if chat.kind is ChatKind.CHANNEL else "edited_message"
        self._tell(chat, kind, wire.message(self._world, edited))
        return edited

    def tap(self, message_id: int, button: str, *, by: Person | None = None) -> str:
        """Tap the button with this text or data, and give the tap's id.

        Raises:
            LookupError: the message has no such button that sends something.

        """
        message = self.find(message_id)
        for row in message.buttons:
            for each in row:
                if each.data and button in {each.text, each.data}:
                    return self.forge_tap(message_id, each.data, by=by)
        texts = [each.text for row in message.buttons for each in row if each.data]
        raise LookupError(f"message {message_id} has no button {button!r} to tap, only {texts}")

    def forge_tap(
        self, message_id: int, data: str, *, by: Person | None = None, reachable: bool = True
    ) -> str:
        """Send a tap with any data, as an old message or a changed client would; give its id.

        Where the message is not ``reachable``, its date is 0 and its content is left out:
        https://core.telegram.org/bots/api#inaccessiblemessage.
        """
        message = self.find(message_id)
        chat = self._world.chats[message.chat_id]
        tap = str(4_000_000_000 + self._world.next_id())
        self._world.callbacks[tap] = None
        self._tell(
            chat,
            "callback_query",
            {
                "id": tap,
                "from": wire.user(by or _first(chat)),
                "message": wire.message(self._world, message)
                if reachable
                else {"chat": wire.chat(chat), "message_id": message_id, "date": 0},
                "chat_instance": str(chat.id),
                "data": data,
            },
        )
        return tap

    def ask_inline(self, person: Person, query: str, *, offset: str = "") -> str:
        """Type ``@bot query`` in some chat, and give the query's id."""
        asked = str(8_000_000_000 + self._world.next_id())
        self._world.inline[asked] = None
        content: Json = {
            "id": asked,
            "from": wire.user(person),
            "query": query,
            "offset": offset,
            "chat_type": "sender",
        }
        self._updates.add("inline_query", content)
        return asked

    def stand(self, chat: Chat, standing: Standing, *, by: Person | None = None) -> None:
        """Block, kick, promote or mute the bot, or take it in again.

        The bot is told where Telegram tells it; of a deleted account or group it is not.
        """
        before, chat.standing = chat.standing, standing
        self._world.touch()
        if before is standing or standing in {Standing.DEACTIVATED, Standing.DELETED}:
            return
        content: Json = {
            "chat": wire.chat(chat),
            "from": wire.user(by or _first(chat)),
            "date": self._world.now(),
            "old_chat_member": wire.member(self._world.bot, wire.bot_status(before)),
            "new_chat_member": wire.member(self._world.bot, wire.bot_status(standing)),
        }
        self._updates.add("my_chat_member", content)

    def appoint(self, chat: Chat, person: Person, status: str = "administrator") -> None:
        """Make somebody in a group its administrator, or a plain ``member`` again; the bot is not told."""
        chat.members[person.id] = (person, status)
        self._world.touch()

    def migrate(self, chat: Chat) -> Chat:
        """Turn a group into a supergroup, which is a chat of its own, and give that."""
        moved = Chat(
            id=-1_000_000_000_000 - self._world.next_id(),
            kind=ChatKind.SUPERGROUP,
            title=chat.title,
            members=dict(chat.members),
            standing=chat.standing,
        )
        self._world.chats[moved.id] = moved
        self.say(chat, "", extra={"migrate_to_chat_id": moved.id})
        self.say(moved, "", extra={"migrate_from_chat_id": chat.id})
        chat.moved_to = moved.id
        return moved

    def open_topic(self, chat: Chat, name: str) -> Topic:
        """Open a topic in a forum."""
        told = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        topic = Topic(id=self._world.next_id(), name=name)
        chat.topics[topic.id] = topic
        self.say(chat, "", thread=topic.id, extra=told)
        return topic

    def close_topic(self, chat: Chat, topic: Topic) -> None:
        """Close a topic: only administrators may write there."""
        topic.open = False
        self.say(chat, "", thread=topic.id, extra={"forum_topic_closed": {}})

    def reopen_topic(self, chat: Chat, topic: Topic) -> None:
        """Open a closed topic again."""
        topic.open = True
        self.say(chat, "", thread=topic.id, extra={"forum_topic_reopened": {}})

    def delete_topic(self, chat: Chat, topic: Topic) -> None:
        """Delete a topic with its messages; the bot is not told."""
        del chat.topics[topic.id]
        for message in [each for each in chat.messages.values() if each.thread == topic.id]:
            del chat.messages[message.id]
        self._world.touch()

    def messages(self, chat: Chat) -> tuple[Message, ...]:
        """Give a chat's messages as they stand, the oldest first."""
        return tuple(chat.messages.values())

    def find(self, message_id: int) -> Message:
        """Give a message.

        Raises:
            LookupError: there is none, or it was deleted.

        """
        for chat in self._world.chats.values():
            if message_id in chat.messages:
                return chat.messages[message_id]
        raise LookupError(f"there is no message {message_id}")

    def _post(self, chat: Chat, message: Message) -> Message:
        self._world.put(message)
        kind = "channel_post" if chat.kind is ChatKind.CHANNEL else "message"
        self._tell(chat, kind, wire.message(self._world, message))
        return message

    def _tell(self, chat: Chat, kind: str, content: Json) -> None:
        """Queue an update, unless the bot is not there to see it."""
        if chat.standing not in _UNHEARD:
            self._updates.add(kind, content)


def _first(chat: Chat) -> Person:
    return next(iter(chat.members.values()))[0]


def _commands(text: str) -> tuple[Entity, ...]:
    """Find the commands in a text, as Telegram's clients mark them."""
    return tuple(
        Entity(type="bot_command", offset=units(text[: match.start()]), length=units(match.group()))
        for match in _COMMAND.finditer(text)
    )
