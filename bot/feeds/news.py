"""The entries of an ordinary document."""

import re
from datetime import datetime
from typing import TypeAlias
from xml.etree.ElementTree import Element

from bot.domain.item import Entry
from bot.feeds.element import (
    HTML,
    PLAIN,
    attributes_of,
    kind_of,
    language_of,
    plain_text,
    resolved,
    value_of,
)
from bot.feeds.entries import entry_of, first_link, first_time, tag_of
from bot.feeds.links import Base
from bot.feeds.people import read_authors
from bot.feeds.text import from_guess
from bot.feeds.tree import Names, NotOrdinary
from bot.feeds.vocabulary import PARTS, STRANGE_IN_ENTRIES

_MEDIA = frozenset({"media", "media title", "tag", "text"})
"""What may stand within another element of an entry."""
_DEFAULT_KINDS = {
    "content_encoded": HTML, "dc_description": HTML, "description": HTML, "media_description": HTML,
}  # fmt: skip
_TIMES = ("published", "updated", "created")
_KEYWORDS = frozenset({"itunes_keywords", "media_keywords"})
_SCHEME = {"domain"}
"""The attributes of most tags."""
_CONTENTS = frozenset({"content", "content_encoded"})
_HTML_LINKS = frozenset({"html", "text/html", "xhtml", "application/xhtml+xml"})
_ENTITY = re.compile(r"&([A-Za-z0-9_]+);")

Parts: TypeAlias = dict[str, list[Element]]


class _PartOf(dict[str, str | None]):
    """What elements are to an entry, by what the tree calls them; None for those that are nothing."""

    def __init__(self, names: Names) -> None:
        super().__init__()
        self._names = names

    def __missing__(self, tag: str) -> str | None:
        name = self._names[tag]
        if name in STRANGE_IN_ENTRIES:
            raise NotOrdinary
        part = self[tag] = PARTS.get(name)
        return part


class NewsReader:
    """Reads the entries of one document."""

    def __init__(
        self, names: Names, base: Base, *, based: bool, lang: str, inherited: str, now: datetime
    ) -> None:
        """``lang`` is the feed's language, ``inherited`` that of the elements around the entries."""
        self._names, self._part_of = names, _PartOf(names)
        self._base, self._based = base, based
        self._lang, self._inherited, self._now = lang, inherited, now
        self._known_tags = dict[str, str]()
        self._deep = set[Element]()
        """What stands within another element of its entry."""

    def read(self, element: Element) -> Entry:
        """Give an entry.

        Raises:
            NotOrdinary: it is one for feedparser.

        """
        parts, guid, link, inherited = self._parts(element), "", "", self._inherited
        if element.attrib:
            attributes = attributes_of(element)
            if not attributes.keys().isdisjoint(("href", "lastmod")):
                raise NotOrdinary
            guid, inherited = attributes.get("rdf:about", ""), language_of(attributes, inherited)
        title, title_language = self._title(parts, inherited)
        if "guid" in parts:
            guid, link = self._guid(parts["guid"])
        links = list[str]()
        for each in parts.get("link", ()):
            link = self._link(each, links, link)
        if link == guid and not self._base.gave(link):
            link = ""
        if "origin" in parts:
            link = self._base.absolute(self._value(parts, "origin")) or link
        links.insert(0, link)
        url = first_link(links, self._base)
        if not url and "media" in parts:
            files = [attributes_of(each).get("url", "") for each in parts["media"]]
            url = first_link(files, self._base)
        times = [self._value(parts, part) for part in _TIMES if part in parts]
        return entry_of(
            guid=self._base.guid(guid),
            title=title,
            summary=self._summary(parts["text"]) if "text" in parts else "",
            url=url,
            authors=read_authors(parts["author"], self._names) if "author" in parts else (),
            published=first_time(times, self._now),
            langs=(self._value(parts, "language"), title_language)
            if title_language or "language" in parts
            else (),
            lang=self._lang,
            tags=self._tags(parts["tag"]) if "tag" in parts else (),
            source=from_guess(self._value(parts, "source")) if "source" in parts else "",
        )

    def _parts(self, entry: Element) -> Parts:
        parts, part_of = dict[str, list[Element]](), self._part_of
        for child in entry:
            part = part_of[child.tag]
            if part is not None:
                if part in parts:
                    parts[part].append(child)
                else:
                    parts[part] = [child]
            if len(child):
                self._look_within(child, part, parts)
        return parts

    def _look_within(self, holder: Element, part: str | None, parts: Parts) -> None:
        """Take the elements within another for the entry's, as feedparser does."""
        if part in {"author", "text"}:
            return  # looked at when their turn comes
        if part not in {None, "media"}:
            raise NotOrdinary
        for element in holder.iter():
            inner = self._part_of[element.tag]
            if element is holder or inner is None:
                continue
            if inner not in _MEDIA or (len(element) and inner != "media"):
                raise NotOrdinary
            parts.setdefault(inner, []).append(element)
            self._deep.add(element)

    def _value(self, parts: Parts, part: str) -> str:
        """Give the text of what stands in the entry once, of several the last."""
        return value_of(parts[part][-1]) if part in parts else ""

    def _title(self, parts: Parts, inherited: str) -> tuple[str, str]:
        """Give the first title that says something, and its language."""
        titles = parts.get("title", ())
        if len(titles) != 1 or "media title" in parts:
            # Behind these feedparser forgets that it has seen a title.
            lost = "loss" in parts or "source" in parts
            titles = [title for title in titles if value_of(title)][:1] or titles[-1:]
            media = "media title" in parts and not (titles and value_of(titles[0]))
            if media or (lost and (len(parts.get("title", ())) > 1 or "media title" in parts)):
                raise NotOrdinary
            if not titles:
                return "", ""
        attributes = attributes_of(titles[0])
        kind = kind_of(attributes, PLAIN)
        return plain_text(titles[0], kind), language_of(attributes, inherited)

    def _summary(self, texts: list[Element]) -> str:
        """Give the summary, else the content.

        The first description is the summary; a second one is content, and overwrites the summary
        where there was content before it.
        """
        summary: tuple[Element, str, bool] | None = None
        contents, is_deep = list[tuple[Element, str]](), False
        for text in texts:
            name, attributes = self._names[text.tag], attributes_of(text)
            if name in _CONTENTS or (summary and not contents):
                kind = kind_of(attributes, HTML if name == "content_encoded" else PLAIN)
                contents.append((text, kind))
                summary = summary or (text, kind, False)
            elif not (summary and summary[2] and text in self._deep):
                kind = kind_of(attributes, _DEFAULT_KINDS.get(name, PLAIN))
                summary, is_deep = (text, kind, True), text in self._deep
            elif is_deep:
                raise NotOrdinary  # of two within others the less deep one
        if summary and (plain := plain_text(summary[0], summary[1], said=summary[2])):
            return plain
        return next(filter(None, (plain_text(*content) for content in contents)), "")

    def _guid(self, elements: list[Element]) -> tuple[str, str]:
        """Give the guid, and the link it is unless it says otherwise."""
        if len(elements) > 1:
            raise NotOrdinary
        (element,) = elements
        guid = value_of(element)
        if element.attrib and attributes_of(element).get("ispermalink", "true") != "true":
            return guid, ""
        guid = guid and resolved(guid, based=self._based)
        return guid, guid

    def _link(self, element: Element, links: list[str], link: str) -> str:
        """Add a link to ``links``; give the entry's, which was ``link`` before."""
        attributes = attributes_of(element)
        if self._names[element.tag] == "enclosure":
            links.append(attributes.get("url", attributes.get("uri", attributes.get("href", ""))))
            return link
        rel = attributes.get("rel", "alternate").lower()
        if attributes and not attributes.keys().isdisjoint(("uri", "url")):
            raise NotOrdinary
        if "href" in attributes:
            href = resolved(attributes["href"], based=self._based)
            kind = attributes.get("type", "" if rel == "self" else "text/html").lower()
            if rel == "alternate" and kind in _HTML_LINKS:
                link = href
        else:
            href = value_of(element)
            href = href and resolved(href, based=self._based)
            if "&" in href:
                href = _ENTITY.sub(r"&\1", href.replace("&amp;", "&"))
            link = href
        if rel != "self":
            links.append(href)
        return link

    def _tags(self, elements: list[Element]) -> list[str]:
        tags = list[str]()
        labelled = False  # and without a term: the next text becomes its term
        for element in elements:
            attributes = element.attrib
            if attributes and attributes.keys() != _SCHEME:
                if self._names[element.tag] in _KEYWORDS:
                    continue  # feedparser overlooks them
                lowered = attributes_of(element)
                term, label = lowered.get("term", ""), lowered.get("label", "")
                if term or label:
                    labelled = not term
                    tags.append(self._tag(label or term))
            text = value_of(element)
            if self._names[element.tag] in _KEYWORDS:
                tags += map(self._tag, text.split(","))
            elif labelled and text:
                labelled = False
            elif text:
                tags.append(self._tag(text))
        return tags

    def _tag(self, text: str) -> str:
        """Give a tag; they come again and again."""
        tag = self._known_tags.get(text)
        if tag is None:
            tag = self._known_tags[text] = tag_of(text)
        return tag
