"""What there is on the stand-in's side of Telegram: people, chats, messages, files. State only."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar

from bot.demo.botapi.html import Entity

Json: TypeAlias = dict[str, Any]
"""An object of the wire protocol, https://core.telegram.org/bots/api#available-types."""


_Seen = TypeVar("_Seen")


class ChatKind(StrEnum):
    """https://core.telegram.org/bots/api#chat."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class Standing(StrEnum):
    """How the bot stands in a chat."""

    MEMBER = "member"
    ADMINISTRATOR = "administrator"
    MUTED = "muted"
    """May read and not write."""
    LEFT = "left"
    KICKED = "kicked"
    BLOCKED = "blocked"
    """By the person of a private chat."""
    DEACTIVATED = "deactivated"
    """That person deleted their account."""
    DELETED = "deleted"
    """The group is no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who writes, or the bot."""

    id: int
    first_name: str
    username: str = ""
    language: str = "en"
    is_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A document somebody sent."""

    id: str
    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """An inline button as it is seen."""

    text: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as it stands now; an edit makes a new value in its place."""

    id: int
    chat_id: int
    sender: Person | None
    """None for a channel's post."""
    date: int
    """Unix time, as the wire has it."""
    text: str = ""
    """Or the document's caption."""
    entities: tuple[Entity, ...] = ()
    rich: Mapping[str, Any] | None = None
    """A RichMessage; its text stands in :attr:`text` as well."""
    markup: Mapping[str, Any] | None = None
    preview: Mapping[str, Any] | None = None
    reply_to: int | None = None
    thread: int | None = None
    document: File | None = None
    silent: bool = False
    edited: int | None = None
    """Unix time of the last edit."""
    edits: int = 0
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Whatever else the wire object holds: a location, a service message."""

    @property
    def by_bot(self) -> bool:
        """Whether the bot wrote it."""
        return self.sender is not None and self.sender.is_bot

    @property
    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        """The inline buttons under it, in rows."""
        rows = (self.markup or {}).get("inline_keyboard", ())
        return tuple(
            tuple(
                Button(
                    text=button["text"],
                    data=button.get("callback_data", ""),
                    url=button.get("url", ""),
                )
                for button in row
            )
            for row in rows
        )


@dataclass(slots=True, kw_only=True)
class Topic:
    """A topic of a forum."""

    id: int
    name: str
    open: bool = True


@dataclass(slots=True, kw_only=True)
class Chat:
    """A chat the bot knows."""

    id: int
    kind: ChatKind
    title: str = ""
    username: str = ""
    members: dict[int, tuple[Person, str]] = field(default_factory=dict)
    """With their status: ``creator``, ``administrator``, ``member``."""
    standing: Standing = Standing.MEMBER
    moved_to: int | None = None
    topics: dict[int, Topic] = field(default_factory=dict)
    forum: bool = False
    messages: dict[int, Message] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackAnswer:
    """What the bot answered to a tapped button."""

    text: str = ""
    alert: bool = False


@dataclass(slots=True, kw_only=True)
class World:
    """Everything, with one counter for all message ids as private chats have it."""

    bot: Person
    clock: Callable[[], float]
    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    callbacks: dict[str, CallbackAnswer | None] = field(default_factory=dict)
    """Taps by id, None until they are answered."""
    inline: dict[str, list[Json] | None] = field(default_factory=dict)
    """Inline queries by id, None until they are answered."""
    menus: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    """The bot's commands by scope (its type, or its JSON where it names a chat) and language."""
    profile: dict[str, Any] = field(default_factory=dict)
    """What else the bot set of itself, by method and language."""
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    _last_id: int = 0

    def next_id(self) -> int:
        """Give a number never given before."""
        self._last_id += 1
        return self._last_id

    def now(self) -> int:
        """Give the time as the wire has it."""
        return int(self.clock())

    def put(self, message: Message) -> Message:
        """Keep a message, new or edited."""
        self.chats[message.chat_id].messages[message.id] = message
        self.touch()
        return message

    def commands(self, scope: str = "default", language: str = "") -> list[Json]:
        """Give the command menu set for a scope and a language."""
        return self.menus.get((scope, language), [])

    def touch(self) -> None:
        """Wake everybody who waits for something to change."""
        self.changed.set()
        self.changed = asyncio.Event()

    async def until(self, seen: Callable[[], _Seen | None], within: float | None) -> _Seen:
        """Give what ``seen`` gives as soon as that is something.

        Raises:
            TimeoutError: it was nothing for so many seconds, if any are given.

        """
        async with asyncio.timeout(within):
            while (found := seen()) is None:
                await self.changed.wait()
        return found
