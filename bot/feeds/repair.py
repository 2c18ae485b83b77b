"""Repairs what keeps most broken feeds from being well-formed XML: their ampersands. Pure.

feedparser's strict half then reads them. Its lenient half makes ``R&D;`` of ``R&D`` and raises on
references to no character.
"""

import re
from html import unescape
from html.entities import html5
from xml.sax.saxutils import escape

_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)"  # where an ampersand is one
    r"|&(?!(?:amp|lt|gt|quot|apos);)(?:\#[xX]([0-9a-fA-F]++);?|\#([0-9]++);?|([a-zA-Z][a-zA-Z0-9]{1,30});)?",
    re.DOTALL,
)
_NO_CHARACTER = "\ufffd"


def repair(xml: str) -> str:
    """Give ``xml`` with every ampersand outside CDATA part of a reference XML knows.

    A lone one is escaped, HTML's names (``&nbsp;``) become their characters, references to no
    character become U+FFFD. A document that declares entities of its own keeps its names.
    """
    if "<!ENTITY" in xml:
        return xml
    return _AMPERSAND.sub(_repaired, xml)


def _repaired(found: re.Match[str]) -> str:
    hexadecimal, decimal, name = found.groups()
    if hexadecimal or decimal:
        return _reference(hexadecimal or decimal, 16 if hexadecimal else 10)
    if found[0].startswith("<"):
        return found[0]
    if name and f"{name};" in html5:
        return escape(unescape(f"&{name};"))
    return f"&amp;{found[0][1:]}"


def _reference(digits: str, base: int) -> str:
    code = int(digits.lstrip("0")[:8] or "0", base)
    if 0x80 <= code < 0xA0:  # meant as windows-1252, as browsers take it
        return unescape(f"&#{code};")
    known = code in {0x9, 0xA, 0xD} or 0x20 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF
    return f"&#{code};" if known and code & 0xFFFE != 0xFFFE else _NO_CHARACTER
