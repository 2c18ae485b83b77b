"""What an ordinary document says of its feed, outside of its entries."""

from xml.etree.ElementTree import Element

from bot.feeds.element import (
    PLAIN,
    attributes_of,
    kind_of,
    language_of,
    plain_text,
    resolved,
    value_of,
)
from bot.feeds.links import Base
from bot.feeds.tree import Names, NotOrdinary, Tree

_TITLES = frozenset({"dc_title", "media_title", "title"})
_LANGUAGES = frozenset({"dc_language", "language"})
_SUMMARIES = frozenset({"itunes_summary", "summary"})
_DESCRIPTIONS = frozenset({"dc_description", "description", "media_description"}) | _SUMMARIES
_STRANGE = frozenset({"content", "content_encoded", "entry", "item", "source"})
"""What makes a document not ordinary outside of entries."""
_STRUCTURE = frozenset({"channel", "feed", "rdf_rdf", "rss"})
_OWN = {
    "image": frozenset({"description", "height", "href", "link", "title", "url", "width"}),
    "textinput": frozenset({"description", "link", "name", "title"}),
}
"""What has a title and a link of its own; at any element but these, feedparser forgets where it is."""
_OURS = _TITLES | _LANGUAGES | _DESCRIPTIONS | _STRANGE | _STRUCTURE | {"link", *_OWN}


class Channel:
    """The feed itself, and the elements of its entries."""

    def __init__(self, tree: Tree, names: Names, base: Base) -> None:
        """Read what ``tree`` says of its feed.

        Raises:
            NotOrdinary: it is none, or one for feedparser.

        """
        self.language = self.title = self.hub = ""
        self.entries = list[Element]()
        self._names, self._base, self._based = names, base, tree.based
        self._titled = self._summarized = False
        root = tree.root
        name, attributes = names[root.tag], attributes_of(root)
        self.entry_language = language_of(attributes, "")
        """What the elements around all entries say of their language."""
        if name == "feed":
            self.language = self.entry_language
            self._read(root, "entry")
            return
        if name not in {"rss", "rdf_rdf"}:
            raise NotOrdinary
        channels = [child for child in root if names[child.tag] == "channel"]
        if len(channels) != 1 or (name == "rss" and len(root) != 1) or root[0] is not channels[0]:
            raise NotOrdinary  # the title of an image before it would count as the feed's
        (channel,) = channels
        attributes = attributes_of(channel)
        if not attributes.keys().isdisjoint(("href", "lastmod")):
            raise NotOrdinary
        if name == "rss":
            self.language = self.entry_language
            self.entry_language = language_of(attributes, self.entry_language)
        self._read(channel, "item")
        if name == "rdf_rdf":
            root.remove(channel)
            self._read(root, "item", outside=True)

    def _read(self, parent: Element, entry: str, *, outside: bool = False) -> None:
        """Read the children of the feed's element; ``outside`` of it, only entries and images count."""
        for child in parent:
            name = self._names[child.tag]
            if name == entry:
                self.entries.append(child)
            elif name in _OWN:
                self._pass_by(child, _OWN[name])
            elif outside:
                raise NotOrdinary
            else:
                self._note(name, child)
                if len(child):
                    self._check(child)

    def _note(self, name: str, element: Element) -> None:
        if name in _TITLES:
            if self._titled:
                raise NotOrdinary
            self._titled = True
            self.title = plain_text(element, kind_of(attributes_of(element), PLAIN))
        elif name in _LANGUAGES:
            self.language = value_of(element)
        elif name == "link":
            self._note_link(element)
        elif name in _DESCRIPTIONS:
            if self._summarized:
                raise NotOrdinary  # feedparser takes it for the content of the entry that follows
            self._summarized = name in _SUMMARIES
        elif name in _STRANGE or name in _STRUCTURE:
            raise NotOrdinary

    def _note_link(self, element: Element) -> None:
        attributes = attributes_of(element)
        if attributes.get("rel", "").lower() != "hub":
            return
        href = attributes.get("url", attributes.get("uri", attributes.get("href", "")))
        if not href:
            raise NotOrdinary
        self.hub = self.hub or self._base.absolute(resolved(href, based=self._based))

    def _check(self, parent: Element) -> None:
        """Refuse elements within others that would be the feed's all the same."""
        for element in parent.iter():
            name = self._names[element.tag]
            if name in _OURS and element is not parent:
                raise NotOrdinary

    def _pass_by(self, parent: Element, own: frozenset[str]) -> None:
        if any(len(child) or self._names[child.tag] not in own for child in parent):
            raise NotOrdinary
