"""From feedparser's dictionaries to entries: which of its keys say what, cleaned and bounded. Pure."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from bot.domain.item import Entry
from bot.feeds.dates import published_at
from bot.feeds.links import Base
from bot.feeds.text import from_guess, from_html, shorten

TITLE_LIMIT = 500
TITLE_FROM_SUMMARY = 120
"""Characters of a summary that serve as the title of an entry without one."""
SUMMARY_LIMIT = 4_000
NAME_LIMIT = 200
TAG_LIMIT = 100
TAGS = 30
GUID_LIMIT = 500
UNTITLED = "(untitled)"

Values = Mapping[str, object]
"""A dictionary of feedparser's. Its own ``get`` answers with other keys and warns: :func:`value` does not."""

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_MAIL = re.compile(r"\s*\S+@\S+(?:\s+\((.*)\))?\s*", re.DOTALL)
_AUTHOR_LOOKED_AT = 1_000
_LANG = re.compile(
    r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|\d{3}))?(?:-[a-z\d-]+)?", re.IGNORECASE
)


def to_entry(entry: Values, *, base: Base, lang: str, now: datetime) -> Entry:
    """Give the entry in our terms.

    ``base`` is what its links were resolved against, ``lang`` what the feed says of its language;
    ``now`` bounds times of publication.
    """
    title, summary, url = text_of(entry, "title"), _summary(entry), _link(entry, base)
    guid = base.guid(string(entry, "id"))
    return Entry(
        guid=guid if len(guid) <= GUID_LIMIT else _digest(guid),
        title=shorten(
            title or shorten(summary, TITLE_FROM_SUMMARY) or url or guid or UNTITLED, TITLE_LIMIT
        ),
        summary=shorten(summary, SUMMARY_LIMIT),
        url=url,
        author=shorten(", ".join(_authors(entry)), NAME_LIMIT),
        published=_published(entry, now),
        lang=_entry_lang(entry) or lang,
        tags=tuple(dict.fromkeys(_tags(entry)))[:TAGS],
        source=shorten(text_of(mapping(entry, "source"), "title"), NAME_LIMIT),
    )


def value(values: Values, key: str) -> object:
    """Give what stands under exactly ``key``, or None."""
    return dict.get(values, key) if isinstance(values, dict) else None


def string(values: Values, key: str) -> str:
    """Give the text under ``key``, or nothing."""
    found = value(values, key)
    return found if isinstance(found, str) else ""


def mapping(values: Values, key: str) -> Values:
    """Give the dictionary under ``key``, or an empty one."""
    found = value(values, key)
    return found if isinstance(found, dict) else {}


def mappings(values: Values, key: str) -> list[Values]:
    """Give the dictionaries in the list under ``key``."""
    found = value(values, key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def text_of(values: Values, key: str) -> str:
    """Give the plain text under ``key``, whatever type the feed says it has."""
    return _plain(string(values, key), string(mapping(values, f"{key}_detail"), "type"))


def normal_lang(tag: str) -> str:
    """Give a language tag as BCP 47 writes it (``en-US``, ``zh-Hant-TW``), nothing where it is none."""
    found = _LANG.fullmatch(tag.strip().replace("_", "-"))
    if found is None:
        return ""
    language, script, region = found.groups()
    parts = (language.lower(), script and script.title(), region and region.upper())
    return "-".join(part for part in parts if part)


def _plain(text: str, kind: str) -> str:
    # Text that claims to be plain is guessed at all the same: RSS has no type for titles, and most
    # Atom feeds without one hold escaped HTML.
    return from_html(text) if kind in _HTML_TYPES else from_guess(text)


def _summary(entry: Values) -> str:
    if summary := text_of(entry, "summary"):
        return summary
    contents = (
        _plain(string(each, "value"), string(each, "type")) for each in mappings(entry, "content")
    )
    return next(filter(None, contents), "")


def _link(entry: Values, base: Base) -> str:
    """Give where the entry can be read: its page, else its file (an entry of media only)."""
    link = string(entry, "link")
    if link == string(entry, "id") and not base.gave(link):
        link = ""  # feedparser takes a guid for a link unless told otherwise; "4711" is none
    candidates = [
        string(entry, "feedburner_origlink"),
        link,
        *(
            string(each, "href")
            for each in mappings(entry, "links")
            if string(each, "rel") != "self"
        ),
        *(string(each, "url") for each in mappings(entry, "media_content")),
    ]
    return next(filter(None, map(base.absolute, candidates)), "")


def _authors(entry: Values) -> list[str]:
    """Give the authors' names; RSS has them behind an address, ``desk@example.org (Cara Moss)``."""
    author = string(entry, "author")[:_AUTHOR_LOOKED_AT]
    if mail := _MAIL.fullmatch(author):
        names = [mail[1] or ""]
    else:
        names = [string(each, "name") for each in mappings(entry, "authors")]
        names = names if any(names) else [author]
    return [name for name in dict.fromkeys(map(from_guess, names)) if name]


def _published(entry: Values, now: datetime) -> datetime | None:
    texts = (string(entry, key) for key in ("published", "updated", "created"))
    return next(filter(None, (published_at(text, now) for text in texts)), None)


def _entry_lang(entry: Values) -> str:
    """Give what the entry itself says of its language (``dc:language``, ``xml:lang``)."""
    said = (string(entry, "language"), string(mapping(entry, "title_detail"), "language"))
    return next(filter(None, map(normal_lang, said)), "")


def _tags(entry: Values) -> Iterator[str]:
    for tag in mappings(entry, "tags"):
        if name := from_guess(string(tag, "label") or string(tag, "term")):
            yield shorten(name, TAG_LIMIT)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=20).hexdigest()
