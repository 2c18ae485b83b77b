"""From feedparser's dictionaries to entries: which of its keys say what, cleaned and bounded. Pure.

What is made of the parts of an entry is the same for :mod:`bot.feeds.ordinary`.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
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
    link = string(entry, "link")
    if link == string(entry, "id") and not base.gave(link):
        link = ""  # feedparser takes a guid for a link unless told otherwise; "4711" is none
    others = (each for each in mappings(entry, "links") if string(each, "rel") != "self")
    return entry_of(
        guid=base.guid(string(entry, "id")),
        title=text_of(entry, "title"),
        summary=_summary(entry),
        url=first_link(
            (
                string(entry, "feedburner_origlink"),
                link,
                *(string(each, "href") for each in others),
                *(string(each, "url") for each in mappings(entry, "media_content")),
            ),
            base,
        ),
        authors=authors_of(
            string(entry, "author"), [string(each, "name") for each in mappings(entry, "authors")]
        ),
        published=first_time(
            (string(entry, key) for key in ("published", "updated", "created")), now
        ),
        langs=(string(entry, "language"), string(mapping(entry, "title_detail"), "language")),
        lang=lang,
        tags=[
            tag_of(string(tag, "label") or string(tag, "term")) for tag in mappings(entry, "tags")
        ],
        source=text_of(mapping(entry, "source"), "title"),
    )


def entry_of(
    *,
    guid: str,
    title: str,
    summary: str,
    url: str,
    authors: Sequence[str],
    published: datetime | None,
    langs: Iterable[str],
    lang: str,
    tags: Iterable[str],
    source: str,
) -> Entry:
    """Give an entry within bounds.

    ``langs`` are what the entry says of its language, the best first.
    """
    for each in langs:
        if each and (own := normal_lang(each)):
            lang = own
            break
    return Entry(
        guid=guid if len(guid) <= GUID_LIMIT else _digest(guid),
        title=shorten(
            title or shorten(summary, TITLE_FROM_SUMMARY) or url or guid or UNTITLED, TITLE_LIMIT
        ),
        summary=shorten(summary, SUMMARY_LIMIT),
        url=url,
        author=shorten(", ".join(authors), NAME_LIMIT),
        published=published,
        lang=lang,
        tags=tuple(dict.fromkeys(filter(None, tags)))[:TAGS],
        source=shorten(source, NAME_LIMIT),
    )


def first_link(candidates: Iterable[str], base: Base) -> str:
    """Give where an entry can be read: the first that is an address."""
    for candidate in candidates:
        if candidate and (link := base.absolute(candidate)):
            return link
    return ""


def first_time(candidates: Iterable[str], now: datetime) -> datetime | None:
    """Give when an entry was published: the first that is a time it can be."""
    for text in candidates:
        if text and (time := published_at(text, now)):
            return time
    return None


def tag_of(text: str) -> str:
    """Give a tag in plain text."""
    return shorten(from_guess(text), TAG_LIMIT)


def is_address(author: str) -> bool:
    """Tell whether an author is a mail address, perhaps with a name, as RSS has it."""
    return "@" in author and _MAIL.fullmatch(author[:_AUTHOR_LOOKED_AT]) is not None


def authors_of(author: str, names: Sequence[str]) -> list[str]:
    """Give the authors' names; RSS has them behind an address, ``desk@example.org (Cara Moss)``.

    ``author`` is the last one as feedparser has it, with the address, ``names`` are all names.
    """
    author = author[:_AUTHOR_LOOKED_AT]
    if "@" in author and (mail := _MAIL.fullmatch(author)):
        names = [mail[1] or ""]
    elif not any(names):
        names = [author]
    return [name for name in dict.fromkeys(map(from_guess, names)) if name]


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


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=20).hexdigest()
