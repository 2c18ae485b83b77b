"""Telegram's HTML, read as strictly as Telegram reads it.

https://core.telegram.org/bots/api#html-style. Offsets in refusals are in bytes of the text as sent;
offsets and lengths of entities are in UTF-16 code units of the text as read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.demo.botapi.refusal import Refusal, bad_request

_KINDS: Mapping[str, str] = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_NAMED: Mapping[str, str] = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-z]+));?")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>]+)(?:\s*=\s*("[^"]*"|'[^']*'|[a-zA-Z0-9.-]+))?""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A styled part of a text (https://core.telegram.org/bots/api#messageentity)."""

    type: str
    offset: int
    length: int
    url: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Formatted:
    """A text with its styled parts, in order."""

    text: str
    entities: tuple[Entity, ...] = ()


def units(text: str) -> int:
    """Count UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> Formatted:
    """Read ``source``.

    Raises:
        Refusal: a tag is not one of Telegram's, is not closed, or is closed out of turn.

    """
    return _trim(_Reader(source).read())


def plain(source: str) -> Formatted:
    """Give a text without markup, without the spaces around it."""
    return Formatted(text=source.strip())


@dataclass(slots=True, kw_only=True)
class _Open:
    tag: str
    at: int
    """UTF-16 units of text before it."""
    order: int
    attributes: dict[str, str]


@dataclass(slots=True)
class _Reader:
    source: str
    place: int = 0
    length: int = 0
    text: list[str] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    found: list[tuple[int, int, Entity]] = field(default_factory=list)

    def read(self) -> Formatted:
        while self.place < len(self.source):
            character = self.source[self.place]
            if character == "<":
                self._tag()
            elif character == "&":
                self._reference()
            else:
                self._add(character)
                self.place += 1
        if self.stack:
            tag = self.stack[-1].tag
            raise bad_request(
                f"can't parse entities: Can't find end tag corresponding to start tag \"{tag}\""
            )
        entities = tuple(entity for _, _, entity in sorted(self.found, key=lambda each: each[:2]))
        return Formatted(text="".join(self.text), entities=entities)

    def _add(self, text: str) -> None:
        self.text.append(text)
        self.length += units(text)

    def _reference(self) -> None:
        match = _REFERENCE.match(self.source, self.place)
        character = _referred(match) if match else ""
        if match is None or not character:
            self._add("&")
            self.place += 1
            return
        self._add(character)
        self.place = match.end()

    def _tag(self) -> None:
        begin = self.place
        if self.source.startswith("</", begin):
            self._end_tag(begin)
            return
        end = self._name_end(begin + 1)
        if end == len(self.source):
            raise self._fault("Unclosed start tag", begin)
        tag = self.source[begin + 1 : end].lower()
        if tag not in _KINDS:
            raise self._fault(f'Unsupported start tag "{tag}"', begin)
        self.place = end
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._fault('Tag "span" must have class "tg-spoiler"', begin)
        self.stack.append(
            _Open(tag=tag, at=self.length, order=len(self.found), attributes=attributes)
        )

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            rest = re.compile(r"\s*").match(self.source, self.place)
            self.place = rest.end() if rest else self.place
            if self.place == len(self.source):
                raise self._fault("Unclosed start tag", begin)
            if self.source[self.place] == ">":
                self.place += 1
                return attributes
            match = _ATTRIBUTE.match(self.source, self.place)
            if match is None:
                raise self._fault(f'Empty attribute name in the tag "{tag}"', begin)
            name, value = match[1].lower(), match[2]
            if value is None and not (tag == "blockquote" and name == "expandable"):
                raise self._fault(
                    f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begin
                )
            attributes[name] = _REFERENCE.sub(_decoded, (value or "").strip("\"'"))
            self.place = match.end()

    def _end_tag(self, begin: int) -> None:
        if not self.stack:
            raise self._fault("Unexpected end tag", begin)
        end = self._name_end(begin + 2)
        name = self.source[begin + 2 : end].lower()
        rest = re.compile(r"\s*>").match(self.source, end)
        if rest is None:
            raise self._fault("Unclosed end tag", begin)
        opened = self.stack.pop()
        if name and name != opened.tag:
            wanted = f'expected "</{opened.tag}>", found "</{name}>"'
            raise self._fault("Unmatched end tag", begin, f", {wanted}")
        self.place = rest.end()
        entity = _entity(opened, self.length, "".join(self.text))
        if entity is not None:
            self.found.append((entity.offset, -entity.length, entity))

    def _name_end(self, start: int) -> int:
        place = start
        while place < len(self.source) and not self.source[place].isspace():
            if self.source[place] == ">":
                break
            place += 1
        return place

    def _fault(self, words: str, at: int, rest: str = "") -> Refusal:
        place = len(self.source[:at].encode("utf-8", "surrogatepass"))
        return bad_request(f"can't parse entities: {words} at byte offset {place}{rest}")


def _entity(opened: _Open, end: int, text: str) -> Entity | None:
    """Give what a closed tag styled, or None where it styled nothing."""
    length = end - opened.at
    if length == 0:
        return None
    kind = _KINDS[opened.tag]
    entity = Entity(type=kind, offset=opened.at, length=length)
    if kind == "text_link":
        inner = text.encode("utf-16-le")[opened.at * 2 : end * 2].decode("utf-16-le")
        url = opened.attributes.get("href", "") or inner
        # A link that is none is not refused: its text simply is no link.
        return replace(entity, url=url) if re.match(r"(?i)(https?|tg|mailto|tel):", url) else None
    if kind == "blockquote" and "expandable" in opened.attributes:
        return replace(entity, type="expandable_blockquote")
    if kind == "code":
        language = opened.attributes.get("class", "").removeprefix("language-")
        return replace(entity, language=language)
    return entity


def _referred(match: re.Match[str]) -> str:
    """Give the character of a reference, or nothing where there is none."""
    if match[3]:
        return _NAMED.get(match[3], "")
    number = int(match[1], 16) if match[1] else int(match[2])
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else ""


def _decoded(match: re.Match[str]) -> str:
    return _referred(match) or match[0]


def _trim(formatted: Formatted) -> Formatted:
    """Take the spaces around the text away, and what is left of entities that reached into them."""
    text = formatted.text.rstrip()
    lead = units(text) - units(text.lstrip())
    text = text.lstrip()
    length = units(text)
    entities = []
    for entity in formatted.entities:
        start = max(entity.offset - lead, 0)
        end = min(entity.offset + entity.length - lead, length)
        if end > start:
            entities.append(replace(entity, offset=start, length=end - start))
    return Formatted(text=text, entities=tuple(entities))
