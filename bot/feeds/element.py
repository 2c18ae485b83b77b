"""What feedparser makes of the text, the type and the language of an element."""

import re
from collections.abc import Mapping
from functools import lru_cache
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from bot.feeds.links import is_clean
from bot.feeds.text import from_guess, from_html
from bot.feeds.tree import NotOrdinary, prefix_of

PLAIN, HTML, XHTML = "text/plain", "text/html", "application/xhtml+xml"
_KINDS = {
    "text": PLAIN, "plain": PLAIN, PLAIN: PLAIN, "html": HTML, HTML: HTML, "xhtml": XHTML, XHTML: XHTML,
}  # fmt: skip
_XHTML = "{http://www.w3.org/1999/xhtml}"
_NO_XHTML = frozenset({"body", "math", "svg"})
"""What feedparser reads as more than markup, even there."""
_DEEPEST = 30
"""Elements within one another that are followed."""
_LONGEST = 20_000
"""Pieces of markup that are put together; four an element."""
_SLASHES = re.compile(r"^([A-Za-z][A-Za-z0-9+-.]*://)/+")


def value_of(element: Element) -> str:
    """Give the text of an element that holds no other.

    Raises:
        NotOrdinary: it does hold one.

    """
    if len(element):
        raise NotOrdinary
    text = element.text
    return text.strip() if text else ""


def attributes_of(element: Element) -> Mapping[str, str]:
    """Give an element's attributes, by their names in lower case.

    Raises:
        NotOrdinary: one of them has a namespace that makes feedparser take it for another.

    """
    found = element.attrib
    return {_attribute(name): value for name, value in found.items()} if found else found


@lru_cache(maxsize=256)
def _attribute(name: str) -> str:
    uri, namespaced, local = name.rpartition("}")
    if not namespaced:
        return name.lower()
    prefix = prefix_of(uri[1:])
    if prefix == "" or (prefix is None and local.lower() == "about"):  # RDF's, misspelt
        raise NotOrdinary
    return f"{prefix}:{local.lower()}"


def kind_of(attributes: Mapping[str, str], default: str) -> str:
    """Give the type of text that an element says it has.

    Raises:
        NotOrdinary: it is another one, which feedparser may take for base64.

    """
    if not attributes:
        return default
    kind = _KINDS.get(attributes.get("type", default).lower())
    if kind is None or attributes.get("mode") == "base64":
        raise NotOrdinary
    return kind


def language_of(attributes: Mapping[str, str], inherited: str) -> str:
    """Give the language that an element says its text is in."""
    return (
        attributes.get("xml:lang", attributes.get("lang", inherited)) if attributes else inherited
    )


def plain_text(element: Element, kind: str, *, said: bool = True) -> str:
    """Give an element's text without markup, as :func:`bot.feeds.entries.text_of` does.

    ``kind`` is its type, which feedparser has forgotten where that is not ``said``.

    Raises:
        NotOrdinary: it depends on whether feedparser takes plain text for HTML.

    """
    text = _markup(element) if kind == XHTML else value_of(element)
    if kind != PLAIN and said:
        return from_html(text)
    plain = from_guess(text)
    if "<" in text and (kind == XHTML or (kind == PLAIN and said)) and from_html(text) != plain:
        raise NotOrdinary
    return plain


def resolved(address: str, *, based: bool) -> str:
    """Give a link as feedparser resolves it.

    Raises:
        NotOrdinary: that takes the base of a document that may have one (``based``).

    """
    if based and not is_clean(address):
        raise NotOrdinary
    return _SLASHES.sub(r"\1", address) if ":///" in address else address


def _markup(element: Element) -> str:
    """Give what is in an element as markup, without attributes: nobody reads them."""
    pieces = [escape(element.text or "")]
    _add_markup(element, pieces, 0)
    return "".join(pieces)


def _add_markup(element: Element, pieces: list[str], depth: int) -> None:
    for child in element:
        _, xhtml, name = child.tag.lower().partition(_XHTML)
        if (
            not xhtml
            or not name.isalnum()
            or name in _NO_XHTML
            or depth > _DEEPEST
            or len(pieces) > _LONGEST
        ):
            raise NotOrdinary
        pieces += (f"<{name}>", escape(child.text or ""))
        if len(child):
            _add_markup(child, pieces, depth + 1)
        pieces += (f"</{name}>", escape(child.tail or ""))
