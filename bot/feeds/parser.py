"""From a document to the entries it holds. Pure.

Ordinary feeds are read by :mod:`bot.feeds.ordinary`; all others by feedparser, and we clean what it read.
feedparser's own cleaning is off: it takes nearly half of its time and leaves markup. Neither are its
times taken (it makes a day of this month of ``2025/03/03``) nor its encodings (it believes a server's
default ``charset``): :mod:`bot.feeds.dates`, :mod:`bot.feeds.charset`.

A hostile document can keep feedparser busy for hours: outside of tests and commands that read one
file this runs in a worker (:mod:`bot.feeds.worker`).
"""

import io
from datetime import datetime
from xml.sax import SAXParseException

import feedparser

from bot.domain.feed import Document, ParsedFeed
from bot.domain.sentence import Sentence, said
from bot.domain.urls import redact_url
from bot.feeds.charset import to_text
from bot.feeds.discovery import find_feeds, is_page
from bot.feeds.entries import (
    TITLE_LIMIT,
    mappings,
    normal_lang,
    string,
    text_of,
    to_entry,
    value,
)
from bot.feeds.links import Base
from bot.feeds.ordinary import read_ordinary
from bot.feeds.repair import repair
from bot.feeds.text import fold, shorten


def parse_document(document: Document, now: datetime) -> ParsedFeed | Sentence:
    """Give what ``document`` holds, every entry feedparser sees as an :class:`Entry`.

    Or a sentence for the operator saying why it is no feed. ``now`` bounds what can be a time of
    publication.
    """
    return read_ordinary(document, now) or parse_with_feedparser(document, now)


def parse_with_feedparser(document: Document, now: datetime) -> ParsedFeed | Sentence:
    """Do the same with feedparser, whatever the document."""
    text = to_text(document.body, document.content_type)
    if not text:
        return said("parse.empty")
    if is_page(text):
        return _page_sentence(text, document.url)
    base = Base.of(document.url)
    found = _read(repair(text), base)
    feed, entries = found["feed"], found["entries"]
    if not found["version"] and not entries:
        return _no_feed_sentence(text)
    lang = normal_lang(string(feed, "language"))
    hubs = (
        string(link, "href") for link in mappings(feed, "links") if string(link, "rel") == "hub"
    )
    return ParsedFeed(
        title=shorten(text_of(feed, "title"), TITLE_LIMIT),
        lang=lang,
        entries=tuple(to_entry(entry, base=base, lang=lang, now=now) for entry in entries),
        hub=next(map(base.absolute, hubs), ""),
        complaint=_complaint(value(found, "bozo_exception")),
    )


def _read(xml: str, base: Base) -> feedparser.FeedParserDict:
    headers = {"content-type": "application/xml; charset=utf-8"}
    if "base=" in xml:  # it joins addresses for every element, so only where it matters
        headers["content-location"] = base.stand_in
    # A stream: feedparser opens what it is given bare as a file of that name.
    return feedparser.parse(
        io.BytesIO(xml.encode()),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )


def _complaint(error: object) -> str:
    if isinstance(error, SAXParseException):
        line, column = error.getLineNumber(), error.getColumnNumber()
        return (
            f"this is not well-formed XML (line {line}, column {column}: {error.getMessage()}); "
            "it was read leniently, and entries may be missing"
        )
    return shorten(fold(str(error)), 200) if error else ""


def _page_sentence(page: str, url: str) -> Sentence:
    feeds = find_feeds(page, url)
    if not feeds:
        return said("parse.page")
    named = tuple(
        f"{redact_url(feed.url)} ({feed.title})" if feed.title else redact_url(feed.url)
        for feed in feeds[:3]
    )
    return said("parse.page_of", feeds=named)


def _no_feed_sentence(text: str) -> Sentence:
    if text[0] in "{[":
        return said("parse.json")
    return said("parse.neither", text=shorten(fold(text[:200]), 60))
