"""What is said to readers, as text and back: the key of a sentence and its values, not its words.

So a reader gets it in the language they have when it is sent.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, assert_never

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from bot.domain.sentence import Sentence, Value, verbatim
from bot.storage.columns import from_micros, storable, to_micros


def written(said: Sentence | None) -> str:
    """Give a sentence as JSON, nothing as an empty text."""
    return "" if said is None else json.dumps(_json(said), ensure_ascii=False)


def sentence_of(text: str) -> Sentence | None:
    """Read what :func:`written` gave; what was stored as English before there were keys is verbatim."""
    if not text.startswith("{"):
        return verbatim(text) if text else None
    return _sentence(json.loads(text))


class Said(TypeDecorator[Sentence]):
    """A sentence in a column that is never null."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sentence | None, dialect: Dialect) -> Any:
        """Store it as JSON."""
        return written(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Sentence | None:
        """Read a sentence, or nothing."""
        return sentence_of(value or "")


def _json(value: Value) -> object:
    match value:
        case Sentence(key=key, values=values):
            return {"key": key, "values": {name: _json(each) for name, each in values.items()}}
        case datetime():
            return {"at": to_micros(value)}
        case date():
            return {"day": value.isoformat()}
        case tuple():
            return [_json(each) for each in value]
        case str():
            return storable(value)
        case int():
            return value
        case _:
            assert_never(value)


def _sentence(found: Mapping[str, Any]) -> Sentence:
    return Sentence(found["key"], {name: _value(each) for name, each in found["values"].items()})


def _value(found: Any) -> Value:
    match found:
        case {"key": _}:
            return _sentence(found)
        case {"at": micros}:
            return from_micros(micros)
        case {"day": day}:
            return date.fromisoformat(day)
        case list():
            return tuple(each if isinstance(each, str) else _sentence(each) for each in found)
        case str() | int():
            return found
        case _:
            raise ValueError(f"a sentence holds a value that this version does not know: {found!r}")
