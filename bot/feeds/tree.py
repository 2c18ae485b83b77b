"""A well-formed document as a tree, its elements under the names feedparser gives them.

The tree is that of :mod:`xml.etree`, which expat builds in C. What is dangerous in XML takes a DOCTYPE, and
no document with one is parsed.
"""

import contextlib
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, XMLParser

from bot.domain.feed import Document
from bot.feeds.charset import to_text
from bot.feeds.repair import repair
from bot.feeds.vocabulary import NAMESPACES, STRANGE

_DECLARATION = re.compile(rb"""xmlns(?::([^\s=>"']++))?\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
_BASE = re.compile(rb"base\s*+=", re.IGNORECASE)
_WITHOUT_LINKS = frozenset({"content", "encoded", "description", "summary"})
_REFERENCE = re.compile(rb"&#(?:0*+(\d{1,7})|x0*+([0-9a-fA-F]{1,6}));")
_CONTROL = re.compile(rb"\xc2[\x80-\x9f]")
"""Characters that were windows-1252 once; feedparser makes them that again, in some places."""
_TWICE = re.compile(rb"\xc3[\x82-\xb4](?:\xc2|&)")
"""What UTF-8 looks like that was taken for Latin-1 and encoded again."""
_LEADING = frozenset(range(0xC2, 0xF5))
"""What the first byte of a character in UTF-8 is in Latin-1."""


class NotOrdinary(Exception):  # noqa: N818 - it is no error: feedparser reads the document
    """This document is for feedparser."""


class Tree:
    """The elements of a document."""

    def __init__(self, document: Document) -> None:
        """Parse ``document``.

        Raises:
            NotOrdinary: it has a DOCTYPE, a base for its links, or is not well-formed even when repaired.

        """
        self.root, self.body, codes = _first_parsed(document)
        ascii_only = self.body.isascii()
        if not ascii_only and _CONTROL.search(self.body):
            raise NotOrdinary
        if not codes.isdisjoint(_LEADING) or (not ascii_only and _TWICE.search(self.body)):
            self._mend()
        self.based = b"base=" in self.body
        """Whether feedparser is told where the document came from."""
        if _BASE.search(self.body):
            self._check_bases()

    def _check_bases(self) -> None:
        """Refuse a base of an element in which there are links."""
        for element in self.root.iter():
            own = any(name.rpartition("}")[2].lower() == "base" for name in element.attrib)
            if own and not (self.based and element.tag.rpartition("}")[2] in _WITHOUT_LINKS):
                raise NotOrdinary

    def _mend(self) -> None:
        """Undo what feedparser takes for UTF-8 that was taken for Latin-1 and encoded again."""
        if b"xhtml" in self.body:
            raise NotOrdinary  # it does so to all of the markup at once
        for element in self.root.iter():
            text = element.text
            if text and not text.isascii() and not element.tag.endswith("name"):
                with contextlib.suppress(UnicodeError):
                    element.text = text.strip().encode("iso-8859-1").decode("utf-8")


def _first_parsed(document: Document) -> tuple[Element, bytes, set[int]]:
    """Give the document as it is, else decoded, else repaired; and what it refers to by number."""
    for body, repaired in _readings(document):
        codes = _referenced(body)
        if repaired or not any(map(_is_odd, codes)):
            with contextlib.suppress(ParseError):
                return _parsed(body), body, codes
    raise NotOrdinary


def _readings(document: Document) -> Iterator[tuple[bytes, bool]]:
    yield document.body, False
    text = to_text(document.body, document.content_type)
    if (decoded := text.encode()) != document.body:
        yield decoded, False
    yield repair(text).encode(), True


def _is_odd(code: int) -> bool:
    """Tell whether a reference to a character is well-formed, but to be repaired."""
    return 0x80 <= code < 0xA0 or code & 0xFFFE == 0xFFFE


def _referenced(body: bytes) -> set[int]:
    """Give the numbers of the characters that ``body`` refers to by number."""
    found = set(_REFERENCE.findall(body))
    return {int(decimal) if decimal else int(hexadecimal, 16) for decimal, hexadecimal in found}


def _parsed(body: bytes) -> Element:
    if b"<!DOCTYPE" in body:
        raise NotOrdinary
    # UTF-8 whatever it declares: see bot.feeds.charset. What S314 warns of takes a DOCTYPE.
    parser = XMLParser(encoding="utf-8")  # noqa: S314
    parser.feed(body)
    return parser.close()


class Names(dict[str, str]):
    """What feedparser calls elements, by what the tree calls them (``{namespace}name``)."""

    def __init__(self, body: bytes) -> None:
        """Look for the namespaces that ``body`` declares.

        Raises:
            NotOrdinary: it uses a prefix in two ways.

        """
        super().__init__()
        self._prefixes = dict[str, str]()
        """By namespace, where feedparser does not know it."""
        self._known = dict[str, str]()
        """By prefix, where it does."""
        declared = dict[str, str]()
        for found in set(_DECLARATION.findall(body)):
            prefix, uri = found[0].decode(), (found[1] or found[2]).decode()
            known = prefix_of(uri)
            if not prefix:
                continue
            if declared.setdefault(prefix, uri) != uri or (
                known is None and self._prefixes.setdefault(uri, prefix) != prefix
            ):
                raise NotOrdinary
            if known is not None:
                self._known[prefix] = known

    def __missing__(self, tag: str) -> str:
        """Give the name of an element.

        Raises:
            NotOrdinary: it is one that is always for feedparser.

        """
        uri, _, local = tag.rpartition("}")
        prefix = prefix_of(uri[1:])
        if prefix is None:
            prefix = self._prefixes.get(uri[1:], "").lower()
        if self._known.get(prefix, prefix) != prefix:
            raise NotOrdinary
        name = f"{prefix}_{local.lower()}" if prefix else local.lower()
        if name in STRANGE:
            raise NotOrdinary
        self[tag] = name
        return name


def prefix_of(uri: str) -> str | None:
    """Give the prefix feedparser has for a namespace, None for one it does not know."""
    lowered = uri.lower()
    return "" if not uri or "backend.userland.com/rss" in lowered else NAMESPACES.get(lowered)
