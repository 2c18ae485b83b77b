"""How documents go to a worker process and what it read comes back: frames of JSON and bytes.

JSON, because what a hostile document may have done to a worker must not reach us as code (pickle) or
as a crash (marshal). In small frames, because decoding one holds the event loop.

    us → worker    request, body
    worker → us    once: ready        for each request: head, entries …, tail
"""

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.feed import Document, ParsedFeed
from bot.domain.item import Entry
from bot.domain.sentence import Sentence

LENGTH = struct.Struct(">I")
READY = b"ready"
FRAME = 64 * 1024
"""Bytes after which a frame of entries is sent: far under a millisecond of decoding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A document to read, without its body."""

    url: str
    content_type: str
    now: datetime
    seconds: float
    """What we wait; a worker whose parent died ends itself soon after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """How it went: why it could not be read, or what is known of the feed and how many entries follow."""

    problem: Sentence | None = None
    title: str = ""
    lang: str = ""
    hub: str = ""
    complaint: str = ""
    entries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """The end of an answer."""

    retires: bool
    """The worker holds more memory than an idle one should, and ends."""


def framed(payload: bytes) -> bytes:
    """Give ``payload`` as a frame: its length in four bytes, then itself."""
    return LENGTH.pack(len(payload)) + payload


def pack_request(document: Document, now: datetime, seconds: float) -> bytes:
    """Give the frame that announces ``document``; its body follows in a frame of its own."""
    values = [document.url, document.content_type, now.isoformat(), seconds]
    return framed(_json(values))


def unpack_request(payload: bytes) -> Request:
    """Read what :func:`pack_request` wrote."""
    url, content_type, now, seconds = json.loads(payload)
    return Request(
        url=url, content_type=content_type, now=datetime.fromisoformat(now), seconds=seconds
    )


def pack_answer(read: ParsedFeed | Sentence) -> Iterator[bytes]:
    """Give the frames of an answer but its tail."""
    if isinstance(read, Sentence):
        # Its values are texts, numbers and lists of texts, which JSON has.
        yield framed(_json([[read.key, read.values], "", "", "", "", 0]))
        return
    head = [None, read.title, read.lang, read.hub, read.complaint, len(read.entries)]
    yield framed(_json(head))
    batch, size = list[bytes](), 0
    for entry in read.entries:
        batch.append(_json(_entry_values(entry)))
        size += len(batch[-1])
        if size >= FRAME:
            yield framed(b"[" + b",".join(batch) + b"]")
            batch, size = [], 0
    if batch:
        yield framed(b"[" + b",".join(batch) + b"]")


def pack_tail(tail: Tail) -> bytes:
    """Give the frame that ends an answer."""
    return framed(_json(tail.retires))


def unpack_head(payload: bytes) -> Head:
    """Read the first frame of an answer."""
    problem, title, lang, hub, complaint, entries = json.loads(payload)
    return Head(
        problem=_sentence(*problem) if problem else None,
        title=title,
        lang=lang,
        hub=hub,
        complaint=complaint,
        entries=entries,
    )


def _sentence(key: str, values: Mapping[str, Any]) -> Sentence:
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return Sentence(key, {**values, **lists})


def unpack_entries(payload: bytes) -> list[Entry]:
    """Read a frame of entries."""
    return [
        Entry(
            guid=guid,
            title=title,
            summary=summary,
            url=url,
            author=author,
            published=datetime.fromisoformat(published) if published else None,
            lang=lang,
            tags=tuple(tags),
            source=source,
        )
        for guid, title, summary, url, author, published, lang, tags, source in json.loads(payload)
    ]


def unpack_tail(payload: bytes) -> Tail:
    """Read the last frame of an answer."""
    return Tail(retires=bool(json.loads(payload)))


def _entry_values(entry: Entry) -> list[object]:
    published = entry.published.isoformat() if entry.published else ""
    return [
        entry.guid, entry.title, entry.summary, entry.url, entry.author, published, entry.lang,
        entry.tags, entry.source,
    ]  # fmt: skip


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
