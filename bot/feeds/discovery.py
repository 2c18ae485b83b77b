"""The feeds a web page names: what a person pasted is often the page, not its feed. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

from bot.feeds.links import Base
from bot.feeds.text import fold, shorten

_LOOKED_AT = 300_000
"""Characters of a page; feeds are named in its head."""
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_TAG = re.compile(r"<(link|a|base)\s([^<>]*+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""(?<![a-zA-Z-])([a-zA-Z-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
)
_PAGE = re.compile(
    r"(?:<!--.*?-->\s*|<\?[^>]*>\s*)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_FEED_PATH = re.compile(
    r"(?:/|\b)(?:feed|rss|atom)s?(?:\.xml|\.rss|/)?$|\.rss$|\.atom$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed:
    """A feed that a page names."""

    url: str
    title: str = ""


def is_page(text: str) -> bool:
    """Tell whether ``text`` is a web page."""
    return _PAGE.match(text[:2_000].lstrip()) is not None


def find_feeds(page: str, url: str) -> tuple[FoundFeed, ...]:
    """Give the feeds that ``page``, which came from ``url``, names; the most likely ones first.

    These are its ``<link rel="alternate">`` of a feed's type (RSS Advisory Board, "autodiscovery");
    where it has none, links in its text whose path looks like a feed's.
    """
    base, named, guessed = Base.of(url), dict[str, FoundFeed](), dict[str, FoundFeed]()
    for tag, attributes in _tags(page[:_LOOKED_AT]):
        address = base.absolute(attributes.get("href", ""))
        if not address:
            continue
        if tag == "base":
            base = Base(address)
        elif tag == "link" and _is_feed_link(attributes):
            title = shorten(fold(attributes.get("title", "")), 100)
            named.setdefault(address, FoundFeed(url=address, title=title))
        elif tag == "a" and _FEED_PATH.search(urlsplit(address).path):
            guessed.setdefault(address, FoundFeed(url=address))
    return tuple((named or guessed).values())


def _tags(page: str) -> Iterator[tuple[str, dict[str, str]]]:
    for tag in _TAG.finditer(page):
        yield (
            tag[1].lower(),
            {
                found[1].lower(): unescape(found[2] or found[3] or found[4] or "")
                for found in _ATTRIBUTE.finditer(tag[2])
            },
        )


def _is_feed_link(attributes: dict[str, str]) -> bool:
    kind = attributes.get("type", "").split(";")[0].strip().lower()
    return kind in _FEED_TYPES and "alternate" in attributes.get("rel", "").lower().split()
