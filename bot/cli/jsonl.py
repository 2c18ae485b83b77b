"""JSON Lines in and out: items, results, and where a line is wrong."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, TypeVar

from bot.domain.errors import ConfigurationError, Problem
from bot.domain.evidence import Evidence
from bot.domain.feed import Tier
from bot.domain.item import Item, ItemId
from bot.domain.ticker import TickerTag

T = TypeVar("T")
STANDARD_INPUT = "-"


@contextmanager
def opened(file: str) -> Iterator[IO[str]]:
    """Open ``file`` for reading, standard input where it is ``-``.

    Raises:
        ConfigurationError: it cannot be read, with why.

    """
    if file == STANDARD_INPUT:
        yield sys.stdin
        return
    try:
        stream = Path(file).open(encoding="utf-8-sig")  # noqa: SIM115 - closed by the with below
    except OSError as error:
        raise ConfigurationError(
            [Problem(file=file, message=f"cannot be read: {error.strerror}")]
        ) from None
    with stream:
        yield stream


def read_items(file: str) -> Iterator[Item]:
    """Go through the items of a JSON Lines file; blank lines are passed over.

    Raises:
        ConfigurationError: at the first line that is no item, with its number and what it lacks.

    """
    return _read(file, _item)


def read_marked(file: str) -> Iterator[tuple[Item, bool | None]]:
    """Go through the items as :func:`read_items`, each with its mark ``"wanted"`` where it has one."""
    return _read(file, lambda fields: (_item(fields), _mark(fields)))


def _read(file: str, of: Callable[[Mapping[str, Any]], T]) -> Iterator[T]:
    with opened(file) as lines:
        try:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _numbered(file, number, line, of)
        except UnicodeDecodeError:
            raise _fault(file, 0, "is not UTF-8; save the file as UTF-8") from None


def _numbered(file: str, number: int, line: str, of: Callable[[Mapping[str, Any]], T]) -> T:
    try:
        return of(_fields(line))
    except (ValueError, TypeError) as error:
        raise _fault(file, number, str(error)) from None


def _fault(file: str, line: int, message: str) -> ConfigurationError:
    name = "<stdin>" if file == STANDARD_INPUT else file
    return ConfigurationError(
        [Problem(file=name, line=line, column=1 if line else 0, message=message)]
    )


def _fields(line: str) -> Mapping[str, Any]:
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"is no JSON: {error.msg} at column {error.colno}") from None
    if not isinstance(fields, dict):
        raise TypeError('is no object; an item is {"id": …, "title": …}')
    return fields


def _mark(fields: Mapping[str, Any]) -> bool | None:
    wanted = fields.get("wanted")
    if wanted is not None and not isinstance(wanted, bool):
        raise TypeError(f'"wanted" is {json.dumps(wanted)}; it must be true or false')
    return wanted


def _item(fields: Mapping[str, Any]) -> Item:
    for name in ("id", "title"):
        if not isinstance(fields.get(name), str | int):
            raise TypeError(f'has no "{name}"; an item needs "id" and "title"')
    return Item(
        id=ItemId(str(fields["id"])),
        title=str(fields["title"]),
        summary=_text(fields, "summary"),
        url=_text(fields, "url"),
        source=_text(fields, "source"),
        author=_text(fields, "author"),
        published=_time(_text(fields, "published")),
        lang=_text(fields, "lang") or "en",
        tags=_tags(fields),
        tier=_tier(fields),
    )


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError(f'"{name}" is {json.dumps(value)}; it must be text')
    return value


def _tags(fields: Mapping[str, Any]) -> tuple[str, ...]:
    value = fields.get("tags") or []
    if not isinstance(value, list) or not all(isinstance(tag, str) for tag in value):
        raise TypeError('"tags" must be a list of texts')
    return tuple(value)


def _tier(fields: Mapping[str, Any]) -> Tier:
    value = fields.get("tier", "press")
    try:
        return Tier[value.upper()] if isinstance(value, str) else Tier(value)
    except (KeyError, ValueError):
        names = ", ".join(tier.name.lower() for tier in Tier)
        raise ValueError(f'"tier" is {json.dumps(value)}; it must be one of {names}') from None


def _time(text: str) -> datetime | None:
    if not text:
        return None
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f'"published" is "{text}"; write ISO 8601, like 2026-03-04T14:02:00Z'
        ) from None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def write(value: Mapping[str, object]) -> None:
    """Write one object on one line of standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")


def item_fields(item: Item) -> dict[str, object]:
    """Give ``item`` as it is written."""
    return {
        "id": item.id,
        "title": item.title,
        "summary": item.summary,
        "url": item.url,
        "source": item.source,
        "author": item.author,
        "published": iso(item.published),
        "lang": item.lang,
        "tags": list(item.tags),
    }


def evidence_fields(evidence: Evidence) -> dict[str, object]:
    """Give a piece of evidence as it is written."""
    return {
        "field": evidence.field,
        "start": evidence.start,
        "end": evidence.end,
        "text": evidence.text,
    }


def ticker_fields(tag: TickerTag) -> dict[str, object]:
    """Give a ticker tag as it is written."""
    fields: dict[str, object] = {
        "symbol": tag.symbol,
        "name": tag.name,
        "via": tag.via.value,
        "why": tag.why,
        "evidence": [evidence_fields(piece) for piece in tag.evidence],
    }
    if tag.basket:
        fields["basket"] = tag.basket
    return fields


def iso(value: datetime | None) -> str | None:
    """Give a time as it is written: ISO 8601 in UTC, ``Z`` at its end."""
    if value is None:
        return None
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
