"""Rich messages, read from their HTML as strictly as plain ones are.

https://core.telegram.org/bots/api#rich-messages. Text, headings, lists, quotations, details, code and
dividers are read; tables, media, maps and formulas are refused, as is Markdown. What Telegram says of a fault
is not written down anywhere; what is said here begins as it does of plain messages.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from bot.demo.botapi.refusal import bad_request
from bot.demo.botapi.world import Json

LONGEST = 32_768
MOST_BLOCKS = 500
DEEPEST = 16
_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9-]*)((?:\s+[a-z]+(?:="[^"<>]*")?)*)\s*(/?)>|([^<]+)')
_ATTRIBUTE = re.compile(r'([a-z]+)(?:="([^"]*)")?')
_STYLES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "code": "code", "mark": "marked",
    "sub": "subscript", "sup": "superscript",
}  # fmt: skip
_TEXTS = frozenset({"p", "footer", "pre", "summary", "cite", "h1", "h2", "h3", "h4", "h5", "h6"})
"""Blocks that hold text."""
_HOLDERS = frozenset({"blockquote", "details", "ul", "ol", "li", ""})
"""Blocks that hold others."""


@dataclass(slots=True)
class _Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["_Element | str"] = field(default_factory=list)


def read_rich(given: Json) -> Json:
    """Give the RichMessage that an InputRichMessage becomes.

    Raises:
        Refusal: its HTML cannot be read, or it holds too much or nothing.

    """
    unknown = given.keys() - {"html", "markdown", "is_rtl", "skip_entity_detection"}
    html = given.get("html")
    if unknown or not isinstance(html, str) or "markdown" in given:
        raise bad_request("can't parse rich message: the stand-in reads the field html only")
    root = _parse(html)
    blocks = _blocks(root.children)
    if not rich_text(blocks).strip():
        raise bad_request("message text is empty")
    if len(rich_text(blocks)) > LONGEST or _count(blocks) > MOST_BLOCKS:
        raise bad_request("message is too long")
    return {"blocks": blocks} | ({"is_rtl": True} if given.get("is_rtl") is True else {})


def rich_text(value: Any) -> str:
    """Give the text of a RichText, or of blocks, each on a line of its own."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        blocks = bool(value) and all(isinstance(each, dict) and _is_block(each) for each in value)
        return ("\n" if blocks else "").join(map(rich_text, value))
    parts = (value.get(name) for name in ("summary", "text", "blocks", "items", "credit"))
    return "\n".join(rich_text(part) for part in parts if part)


def _is_block(value: Json) -> bool:
    return "blocks" in value or value.get("type") in {
        "paragraph", "heading", "pre", "footer", "divider", "list", "blockquote", "details",
    }  # fmt: skip


def _parse(html: str) -> _Element:
    root = _Element("")
    stack = [root]
    place = 0
    while place < len(html):
        found = _TOKEN.match(html, place)
        if found is None:
            raise _fault("Unclosed start tag", place)
        end, tag, attributes, closed, text = found.groups()
        if text is not None:
            stack[-1].children.append(unescape(text))
        elif end:
            if stack[-1].tag != tag:
                raise _fault(f'Unmatched end tag "{tag}"', place)
            stack.pop()
        else:
            element = _Element(tag, dict(_ATTRIBUTE.findall(attributes)))
            _check_place(stack[-1].tag, tag, place)
            stack[-1].children.append(element)
            if not closed and tag not in {"hr", "br"}:
                stack.append(element)
            if len(stack) > DEEPEST:
                raise _fault("too many nested tags", place)
        place = found.end()
    if len(stack) > 1:
        raise _fault(f'Can\'t find end tag corresponding to start tag "{stack[-1].tag}"', place)
    return root


def _check_place(outer: str, tag: str, place: int) -> None:
    inline = tag in _STYLES or tag in {"a", "br"}
    if not inline and tag not in _TEXTS and tag not in _HOLDERS and tag != "hr":
        raise _fault(f'Unsupported start tag "{tag}"', place)
    in_list = outer in {"ul", "ol"}
    if in_list != (tag == "li") or (not inline and outer not in _HOLDERS):
        raise _fault(f'tag "{tag}" must not be inside "{outer}"', place)


def _blocks(children: list[_Element | str]) -> list[Json]:
    """Give blocks; text that stands beside them is a paragraph of its own."""
    blocks: list[Json] = []
    loose: list[_Element | str] = []
    for child in [*children, _Element("hr")]:
        if isinstance(child, str) or child.tag in _STYLES or child.tag in {"a", "br"}:
            loose.append(child)
            continue
        if any(not isinstance(each, str) or each.strip() for each in loose):
            blocks.append({"type": "paragraph", "text": _text(loose)})
        loose = []
        blocks.append(_block(child))
    return blocks[:-1]


def _block(element: _Element) -> Json:
    match element.tag:
        case "hr":
            return {"type": "divider"}
        case "ul" | "ol":
            items = [each for each in element.children if isinstance(each, _Element)]
            return {
                "type": "list",
                "items": [
                    {"label": "•" if element.tag == "ul" else f"{at}.", "blocks": _blocks(each.children)}
                    for at, each in enumerate(items, 1)
                ],
            }  # fmt: skip
        case "blockquote":
            return {"type": "blockquote", "blocks": _blocks(element.children)}
        case "details":
            first, *rest = element.children or [""]
            if isinstance(first, str) or first.tag != "summary":
                raise bad_request("can't parse rich message: details must begin with a summary")
            return {"type": "details", "summary": _text(first.children), "blocks": _blocks(rest)}
        case "p" | "footer" | "pre":
            kind = {"p": "paragraph"}.get(element.tag, element.tag)
            return {"type": kind, "text": _text(element.children)}
        case heading if heading in _TEXTS and heading.startswith("h"):
            return {"type": "heading", "text": _text(element.children), "size": int(heading[1])}
        case other:
            raise bad_request(f'can\'t parse rich message: tag "{other}" stands alone')


def _text(children: list[_Element | str]) -> Any:
    """Give a RichText: a string, an object, or an array of these."""
    parts = [_styled(child) for child in children]
    return parts[0] if len(parts) == 1 else (parts or "")


def _styled(child: _Element | str) -> Any:
    if isinstance(child, str):
        return child
    if child.tag == "br":
        return "\n"
    text = _text(child.children)
    if child.tag == "a":
        url = unescape(child.attributes.get("href", ""))
        return {"type": "url", "text": text, "url": url} if url else text
    return {"type": _STYLES[child.tag], "text": text}


def _count(blocks: list[Json]) -> int:
    """Count blocks, nested ones and list items among them."""
    inner = [
        *(each.get("blocks", []) for each in blocks),
        *(each.get("items", []) for each in blocks),
    ]
    return len(blocks) + sum(map(_count, inner))


def _fault(words: str, place: int) -> Exception:
    return bad_request(f"can't parse rich message: {words} at offset {place}")
