"""Lists of feeds as other readers write them: OPML 2.0, http://opml.org/spec2.opml. Pure."""

import re
from collections.abc import Iterable
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from bot.actions.hosting import NamedFeed
from bot.domain.errors import RefusedError

LARGEST = 1_000_000
"""Bytes; a list of ten thousand feeds is as large."""
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_opml(feeds: Iterable[NamedFeed]) -> bytes:
    """Give a document that any feed reader takes."""
    outlines = "".join(
        f'    <outline type="rss" text={_quoted(feed.title or feed.url)} '
        f"xmlUrl={_quoted(feed.url)}/>\n"
        for feed in feeds
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n'
        "  <head><title>Tapewatch</title></head>\n"
        f"  <body>\n{outlines}  </body>\n</opml>\n"
    ).encode()


def read_opml(content: bytes) -> tuple[NamedFeed, ...]:
    """Give the feeds a document lists, in their order, each address once.

    A document that declares entities or a document type is not read: no OPML needs them, and a few
    of them can unfold to gigabytes.

    Raises:
        RefusedError: it is no OPML, and why.

    """
    if len(content) > LARGEST:
        raise RefusedError("refused.file_large", size="1 MB")
    found: dict[str, NamedFeed] = {}
    roots: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if not roots:
            roots.append(name.lower())
        given = {key.lower(): value.strip() for key, value in attributes.items()}
        url = given.get("xmlurl", "")
        if name.lower() == "outline" and url:
            found.setdefault(
                url, NamedFeed(url=url, title=given.get("title") or given.get("text", ""))
            )

    def refuse(*_: object) -> None:
        raise RefusedError("refused.opml_doctype")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise RefusedError(
            "refused.opml", reason=expat.ErrorString(error.code), line=error.lineno
        ) from None
    except (LookupError, ValueError):  # an encoding that Python does not know
        raise RefusedError("refused.file_encoding") from None
    if roots != ["opml"]:
        raise RefusedError("refused.opml_other")
    return tuple(found.values())


def _quoted(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", text))
