"""Something said to a person, before it is known in which language they read it.

The core says no text: it names one by its key and gives the values put into it. Readers get it in
their own language (:mod:`bot.messages.words`); ``str`` is the English one, for logs and terminals.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeAlias

from bot.domain.english import ENGLISH

VERBATIM = "verbatim"
"""The key of what a person wrote themselves, or a program in its own words: ``text``, as it is."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text of the catalogues by its key, and the values its places name.

    A text that counts has the value ``count``, and a form for one.
    """

    key: str
    values: Mapping[str, "Value"] = field(default_factory=dict)

    def __str__(self) -> str:
        """Give it in English; a text that only the chat says is named by its key."""
        text = ENGLISH.get(self.key) or ENGLISH.get(self._form(), self.key)
        return text.format_map({name: _written(value) for name, value in self.values.items()})

    def _form(self) -> str:
        return f"{self.key}.{'one' if self.values.get('count') == 1 else 'other'}"


Value: TypeAlias = str | int | datetime | date | Sentence | tuple["str | Sentence", ...]
"""What a place in a text takes. A moment is shown in the reader's zone, several things as a list."""


def said(key: str, /, **values: Value) -> Sentence:
    """Give the sentence of ``key`` with its values."""
    return Sentence(key, values)


def verbatim(text: str) -> Sentence:
    """Give ``text`` as a sentence that is the same in every language."""
    return Sentence(VERBATIM, {"text": text})


def _written(value: Value) -> str:
    match value:
        case int():
            return f"{value:,}"
        case datetime():
            at = value.astimezone(UTC)
            return f"{at.day} {at:%b %H:%M} UTC"
        case date():
            return f"{value.day} {value:%B}"
        case tuple():
            return _listed([str(each) for each in value])
        case _:
            return str(value)


def _listed(parts: list[str]) -> str:
    if len(parts) < 3:
        return " and ".join(parts)
    return f"{', '.join(parts[:-1])}, and {parts[-1]}"
