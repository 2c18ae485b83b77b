"""Lists in a chat: a page at a time, and the buttons that turn to its neighbours. Every list is shown so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.chat.conversation import Rows, button

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """What is shown of a list."""

    shown: tuple[T, ...]
    first: int
    """The number in the list, from 1, of the first that is shown."""
    turns: Rows = ()
    """A row of buttons to the pages beside this; none where one page holds all."""

    @property
    def numbered(self) -> tuple[tuple[int, T], ...]:
        """What is shown, each with its number in the list."""
        return tuple(enumerate(self.shown, self.first))


def page_of(things: Sequence[T], page: str, size: int, verb: str, *words: object) -> Page[T]:
    """Give the page of ``things`` that ``page`` numbers, from 0, as a button's data does.

    What is no number shows the first page, one too far the last. The buttons that turn send
    ``verb:words:number``.
    """
    last = max(0, (len(things) - 1) // size)
    at = min(page_number(page), last)

    turns = []
    if at > 0:
        turns.append(button(f"« {at}/{last + 1}", verb, *words, at - 1))
    if at < last:
        turns.append(button(f"{at + 2}/{last + 1} »", verb, *words, at + 1))
    return Page(
        shown=tuple(things[at * size : (at + 1) * size]),
        first=at * size + 1,
        turns=(tuple(turns),) if turns else (),
    )


def page_with(place: int, size: int) -> str:
    """Name the page that shows the thing at ``place`` of a list, from 0."""
    return str(place // size)


def page_number(words: str) -> int:
    """Give the number of a page, from 0, as a button names it; the first where it is none."""
    return int(words) if words.isdecimal() and len(words) < 6 else 0
