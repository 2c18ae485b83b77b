"""From a document to the entries it holds: feedparser reads it, we clean what it read. Pure.

feedparser's own cleaning is off: it takes most of its time, resolves only some links, and leaves
markup. Times are not its own either (it makes a day of this month of ``2025/03/03``) nor are
encodings (it believes a server's default ``charset``): :mod:`bot.feeds.dates`,
:mod:`bot.feeds.charset`.

A hostile document can keep feedparser busy for minutes: outside of tests and commands that read one
file this runs in a worker (:mod:`bot.feeds.worker`).
"""

import io
import re
from datetime import datetime
from typing import Final
from xml.sax import SAXParseException

import feedparser

from bot.domain.feed import Document, ParsedFeed
from bot.domain.urls import redact_url, without_credentials
from bot.feeds.charset import to_text
from bot.feeds.discovery import find_feeds, is_page
from bot.feeds.entries import (
    TITLE_LIMIT,
    absolute,
    mappings,
    normal_lang,
    string,
    text_of,
    to_entry,
    value,
)
from bot.feeds.text import fold, shorten

# No content-location: feedparser would make guids absolute with it, and every entry of a feed that
# moved would be new.
_HEADERS: Final = {"content-type": "application/xml; charset=utf-8"}
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")


def parse_document(document: Document, now: datetime) -> ParsedFeed | str:
    """Give what ``document`` holds, every entry feedparser sees as an :class:`Entry`.

    Or a sentence for the operator saying why it is no feed. ``now`` bounds what can be a time of
    publication.
    """
    text = to_text(document.body, document.content_type)
    if is_page(text):
        return _page_sentence(text, document.url)
    found = _read(text)
    feed, entries = found["feed"], found["entries"]
    if not found["version"] and not entries:
        return _no_feed_sentence(text)
    base = without_credentials(document.url)
    lang = normal_lang(string(feed, "language"))
    hubs = (
        string(link, "href") for link in mappings(feed, "links") if string(link, "rel") == "hub"
    )
    return ParsedFeed(
        title=shorten(text_of(feed, "title"), TITLE_LIMIT),
        lang=lang,
        entries=tuple(to_entry(entry, base=base, lang=lang, now=now) for entry in entries),
        hub=next((absolute(base, hub) for hub in hubs), ""),
        complaint=_complaint(value(found, "bozo_exception")),
    )


def _read(text: str) -> feedparser.FeedParserDict:
    try:
        return _feedparser(text)
    except (ValueError, OverflowError):  # its lenient half raises on references to no character
        return _feedparser(_REFERENCE.sub(_possible, text))


def _feedparser(text: str) -> feedparser.FeedParserDict:
    # A stream: feedparser opens what it is given bare as a file of that name.
    return feedparser.parse(
        io.BytesIO(text.encode()),
        response_headers=_HEADERS,
        sanitize_html=False,
        resolve_relative_uris=False,
    )


def _possible(reference: re.Match[str]) -> str:
    hexadecimal, decimal = reference.groups()
    digits = (hexadecimal or decimal).lstrip("0")
    code = int(digits[:8] or "0", 16 if hexadecimal else 10)
    return "\ufffd" if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF else f"&#{code};"


def _complaint(error: object) -> str:
    if isinstance(error, SAXParseException):
        line, column = error.getLineNumber(), error.getColumnNumber()
        return (
            f"this is not well-formed XML (line {line}, column {column}: {error.getMessage()}); "
            "it was read leniently, and entries may be missing"
        )
    return shorten(fold(str(error)), 200) if error else ""


def _page_sentence(page: str, url: str) -> str:
    feeds = find_feeds(page, url)
    if not feeds:
        return (
            "this is a web page, not a feed, and it names no feed; look for an RSS link on the site"
        )
    named = " or ".join(
        f"{redact_url(feed.url)} ({feed.title})" if feed.title else redact_url(feed.url)
        for feed in feeds[:3]
    )
    return f"this is a web page, not a feed; its feed may be {named}"


def _no_feed_sentence(text: str) -> str:
    if not text:
        return "the answer was empty"
    if text[0] in "{[":
        return "this is JSON, not RSS or Atom; look for the publisher's RSS or Atom address"
    return f"this is neither RSS nor Atom; it begins with “{shorten(fold(text[:200]), 60)}”"
