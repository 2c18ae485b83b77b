"""From what a feed holds to plain text: markup out, entities decoded once, nothing invisible left.

Every function here is total (any text gives a text) and linear in its input, so that a hostile
entry costs no more than an honest one of its length.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

MARKUP_LIMIT = 200_000
"""Characters of markup that are looked at: what a reader gets is far shorter."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Element names (HTML Living Standard, with the old ones feeds still use). Inline elements hold parts
# of one word; all others separate words.
_INLINE = _words(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q s samp small "
    "span strike strong sub sup time tt u var wbr"
)
_BLOCK = _words(
    "address area article aside audio base blockquote body br button canvas caption center col "
    "colgroup dd details dialog dir div dl dt embed fieldset figcaption figure footer form frame "
    "frameset h1 h2 h3 h4 h5 h6 header hr html img input label legend li link main map menu meta nav "
    "ol optgroup option p param picture pre progress ruby rp rt section select source summary table "
    "tbody td textarea tfoot th thead tr track ul video"
)
_DROPPED = _words(
    "applet head iframe math noframes noscript object script style svg template title"
)
"""Their content is no text for a reader."""
_NAMES = _INLINE | _BLOCK | _DROPPED

# A tag ends at the first ">" outside quotes, or with the text ("… <a href=", cut off by a publisher).
# No part crosses a "<" and nothing backtracks (possessive quantifiers), so any text is read in one pass.
_TAG = re.compile(
    r"<(/?)([a-zA-Z][\w:.-]*+)"
    r"""(?:(?:[^<>"']|"[^"<]*"|'[^'<]*')*+>|[^<>]*+(?:>|$))"""
    r"|<!--|<[!?][^<>]*+>"
)
# The same without what only the careful way reads: nothing is known of a tag but its name.
_WHOLE_TAG = re.compile(r"""</?([a-zA-Z][\w:.-]*+)(?:[^<>"']|"[^"<]*"|'[^'<]*')*+>""")
_SEPARATORS: dict[str | None, str] = {
    written: "" if name in _INLINE else " "
    for name in _INLINE | _BLOCK
    for written in (name, name.upper())
}
"""What stands for a tag of this name; no other tag can be read without looking at it."""

_NESTED = 4
"""Rounds in which tags hidden in tags are dropped."""
# Only with its semicolon: "Q&A&copy=1" holds no entity. Bounded: no number of a million digits.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,30});")
_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # control characters that are not white space
    "\xad\u034f\u061c\u180e\u200b\u200e\u200f\u2060-\u206f\ufeff"  # zero width, soft hyphen
    "\u202a-\u202e"  # bidirectional overrides: they make a title show what it does not say
    r"\ud800-\udfff\ufff9-\ufffb\ufffe\uffff"  # no characters at all; mypyc takes none of them in a literal
    "\U000e0000-\U000e007f"  # invisible tags
    "]+"
)
_INVISIBLE_MARK = "\u034f"
"""The one of them that :meth:`str.isprintable` takes for printable."""
# Joiners shape Persian, Indian scripts and emoji; at a space or beside a Latin letter they only hide
# a word from a rule.
_STRAY_JOINER = re.compile("(?<![^\x00-\x7f\\s])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f\\s])")


def fold(text: str) -> str:
    """Give ``text`` on one line: invisible characters removed, white space folded. Idempotent."""
    folded = text if text.isprintable() and "  " not in text else " ".join(text.split())
    if folded.isprintable() and _INVISIBLE_MARK not in folded:  # nearly every text, and far quicker
        return folded.strip()
    return " ".join(_STRAY_JOINER.sub("", _INVISIBLE.sub("", text)).split())


def from_html(markup: str) -> str:
    """Give the text of HTML, folded.

    Tags that show up only once entities are decoded (feeds that escape twice) are dropped as well,
    entities are not decoded a second time.
    """
    return _to_text(markup, any_tag=True)


def from_guess(text: str) -> str:
    """Give the text of what may be HTML or not (an RSS title), folded: ``a < b`` stays as it is."""
    return _to_text(text, any_tag=False)


def shorten(text: str, limit: int) -> str:
    """Give ``text`` in at most ``limit`` characters, cut at a word with ``…`` where it is longer."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ", limit // 2)  # text without spaces is cut anywhere
    if space > 0 and text[limit - 1] != " ":
        cut = cut[:space]
    return cut.rstrip(" ,;:–-") + "…"


def _to_text(markup: str, *, any_tag: bool) -> str:
    if "<" not in markup and "&" not in markup:
        return fold(markup)
    markup = markup[:MARKUP_LIMIT].replace("<![CDATA[", "").replace("]]>", "")
    text = _without_plain_tags(markup)
    if text is None:
        text = "".join(_without_tags(markup, any_tag=any_tag))
    return _without_hidden_tags(fold(_decode_entities(text)))


def _without_plain_tags(markup: str) -> str | None:
    """Give what :func:`_without_tags` gives, or None where that takes a closer look."""
    if "<" not in markup:
        return markup
    parts = _WHOLE_TAG.split(markup)
    separators = list(map(_SEPARATORS.get, parts[1::2]))
    if None in separators:
        return None
    parts[1::2] = separators
    text = "".join(parts)
    return None if "<" in text else text


def _without_hidden_tags(text: str) -> str:
    """Drop the tags that decoding brought to light, and those that dropping others put together."""
    for _ in range(_NESTED):
        if "<" not in text:
            return text
        stripped = fold("".join(_without_tags(text, any_tag=False)))
        if stripped == text:
            return text
        text = stripped
    return fold(text.replace("<", " "))  # "<<<b>b>b>": nobody writes that but to get a tag through


def _decode_entities(text: str) -> str:
    return _ENTITY.sub(lambda entity: _character(entity[0]), text) if "&" in text else text


_character = lru_cache(maxsize=512)(unescape)


def _without_tags(markup: str, *, any_tag: bool) -> Iterator[str]:
    """Give the pieces of ``markup`` between its tags; with not ``any_tag``, only HTML's own are tags."""
    position = 0
    for tag in _TAG.finditer(markup):
        if tag.start() < position:  # inside what was dropped
            continue
        yield markup[position : tag.start()]
        name = (tag[2] or "").lower()
        if name and not _is_tag(tag[0], name, any_tag=any_tag):
            yield tag[0]
            position = tag.end()
            continue
        position = tag.end()
        if tag[0] == "<!--":
            position = _after(markup, "-->", position)
        elif name in _DROPPED and not tag[1] and not tag[0].endswith("/>"):
            position = _after_element(markup, name, position)
        if name not in _INLINE:
            yield " "
    yield markup[position:]


def _is_tag(tag: str, name: str, *, any_tag: bool) -> bool:
    if tag.endswith(">"):
        return any_tag or name in _NAMES
    return name in _NAMES and any(map(str.isspace, tag))


def _after(markup: str, end: str, start: int) -> int:
    found = markup.find(end, start)
    return len(markup) if found < 0 else found + len(end)


def _after_element(markup: str, name: str, start: int) -> int:
    closing = re.compile(rf"</{name}\b[^<>]*+>?", re.IGNORECASE).search(markup, start)
    return closing.end() if closing else len(markup)
