"""Numbers that officials give a document: the same in every language that reports it."""

import re

from bot.domain.item import Item

_I = re.IGNORECASE
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("order", re.compile(r"\bE(?:xecutive )?\.?O(?:rder)?\.?\s(?:No\.?\s)?(?P<number>1[34]\d{3})\b", _I)),
    ("order", re.compile(r"第\s?(?P<number>1[34]\d{3})\s?号(?:行政令|行政命令)")),
    ("proclamation", re.compile(r"\bProclamation\s(?:No\.?\s)?(?P<number>1[01],?\d{3})\b")),
    ("register", re.compile(r"\b(?:FR Doc\.?\s|Federal Register\s(?:No\.?\s)?)(?P<number>20\d\d-\d{5})\b", _I)),
    ("docket", re.compile(r"\b(?P<number>(?:USTR|BIS|ITA|FDA|EPA|SEC|FTC|FCC|DOT|DOE)-20\d\d-\d{4,5})\b")),
    ("union", re.compile(r"\((?:EU|UE|ЕС)\)\s?(?:No\.?\s|Nr\.?\s|n°\s)?(?P<number>20\d\d/\d{2,4})\b")),
    ("cve", re.compile(r"\bCVE-(?P<number>20\d\d-\d{4,6})\b", _I)),
    ("notice", re.compile(r"\bAnnouncement\sNo\.?\s(?P<number>\d{1,3})\s(?:of\s|\()(?P<year>20\d\d)\b", _I)),
    ("notice", re.compile(r"公告\s?(?P<year>20\d\d)\s?年第?\s?(?P<number>\d{1,3})\s?号")),
    ("notice", re.compile(r"(?P<year>20\d\d)\s?年第?\s?(?P<number>\d{1,3})\s?号公告")),
)  # fmt: skip
_HINTS = (
    "xecutive O", "XECUTIVE O", "EO ", "E.O", "Proclam", "FR Doc", "ederal Reg", "-20", "(EU)", "(UE)", "(ЕС)", "CVE",
    "cve-", "nnouncement N", "NNOUNCEMENT N", "号",
)  # fmt: skip
"""One of these stands in every reference: nearly all items are done with them."""
_READ = 400
"""Characters of the summary: what a report is about is named early."""


def references(item: Item) -> frozenset[str]:
    """Give the references an item names early: ``order 14257``, ``notice 18 2025``."""
    text = f"{item.title}\n{item.summary[:_READ]}"
    if not any(map(text.__contains__, _HINTS)):
        return frozenset()
    return frozenset(
        " ".join([kind, *(named[part].replace(",", "") for part in sorted(named))])
        for kind, pattern in _PATTERNS
        for named in (found.groupdict() for found in pattern.finditer(text))
    )
