"""What passes between a chat and the commands: something asked, an answer, and the table's entries.

A command is a coroutine from :class:`Asked` to :class:`Answer`; :mod:`bot.chat.bot` carries both over
the wire and answers errors written for the subscriber (RefusedError, QueryError).
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeAlias

from bot.actions.desk import Desk
from bot.domain.subscriber import Destination, Subscriber, SubscriberId
from bot.messages.message import Button
from bot.messages.words import Words

Rows: TypeAlias = tuple[tuple[Button, ...], ...]


class Scope(StrEnum):
    """Whose menu lists a command."""

    PRIVATE = "private"
    GROUP = "group"
    """Everybody in a group or channel."""
    ADMIN = "admin"
    """Its administrators."""


async def _nobody(_: Destination) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A command, a tap or a text, as it came."""

    desk: Desk
    subscriber_id: SubscriberId
    destination: Destination
    say: Words
    """The words of the language it is answered in."""
    name: str = ""
    lang: str = "en"
    """Of the person's Telegram."""
    words: str = ""
    """What follows the command, or the colon of a tapped button's data."""
    text: str = ""
    """Of a message that completes a question (:attr:`Answer.expects`)."""
    code: str = ""
    """The first text in typewriter letters of the message tapped on or answered: a draft's query."""
    link: str = ""
    """The address behind the message answered: its Open button or first link."""
    message_id: str = ""
    """Of the message tapped on or answered, or of that which it answers itself: an alert's."""
    place: tuple[float, float] | None = None
    """A shared location: latitude, longitude."""
    bot_name: str = ""
    """For deep links: ``t.me/<bot_name>?start=…``."""
    private: bool = True
    person: str = ""
    """The id of who asks; in a group another than the chat's, and empty for a channel's post."""
    content: bytes = b""
    """Of a file that was sent."""
    administers: Callable[[Destination], Awaitable[bool]] = field(default=_nobody, repr=False)
    """Whether who asks may say what comes to another chat."""

    def about(self, words: str) -> "Asked":
        """Give the same with other ``words``."""
        return replace(self, words=words)

    async def subscriber(self) -> Subscriber:
        """Give who asks.

        Raises:
            RefusedError: they are not subscribed.

        """
        return await self.desk.subscriber(self.subscriber_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file to hand over."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said back: to a command in a new message, to a tap in the place of the tapped one."""

    html: str = ""
    """Empty: the tapped message stays as it is."""
    buttons: Rows = ()
    toast: str = ""
    """Shown over the chat after a tap; 200 characters at most."""
    aside: bool = False
    """Answers the tapped message in a new one and leaves it as it is."""
    expects: str = ""
    """``verb:words``: the next text completes it; see :class:`bot.chat.waiting.Waiting`."""
    document: Document | None = None
    preview: str = ""
    """The address shown as a link preview."""
    then: Sequence["Answer"] = ()
    """More messages after it."""


Command: TypeAlias = Callable[[Asked], Awaitable[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A command as it is registered, listed and documented; ``commands.<name>`` says what it does."""

    name: str
    run: Command
    usage: str = ""
    """What follows it, names of values in capitals."""
    examples: tuple[str, ...] = ()
    """Whole, as typed."""
    changes: bool = True
    """In a group or channel only an administrator may; else everybody."""
    strangers: bool = False
    """Also for those whom the operator has not let in."""
    slow: bool = False
    """It waits for others' servers: what comes after it is answered meanwhile."""
    scopes: frozenset[Scope] = frozenset({Scope.PRIVATE, Scope.ADMIN})
    """Whose menus list it."""


ASKING = frozenset(Scope)
"""The scopes of a command that only shows something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """What a button does, by the word before the colon in its data."""

    run: Command
    changes: bool = True
    """As :attr:`Entry.changes`."""
    strangers: bool = False
    """As :attr:`Entry.strangers`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Commands of one subject; ``sections.<name>`` is its title."""

    name: str
    entries: tuple[Entry, ...]


def button(text: str, verb: str, *words: object) -> Button:
    """Give a button that sends ``verb:words``, the words joined by colons."""
    return Button(text=text, data=f"{verb}:{':'.join(map(str, words))}")


def in_rows(buttons: Sequence[Button], width: int = 2) -> Rows:
    """Put buttons into rows of ``width``."""
    return tuple(tuple(buttons[at : at + width]) for at in range(0, len(buttons), width))
