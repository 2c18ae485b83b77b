"""A title as it names a report: bare of its publisher, and whether it names anything at all."""

import re
from functools import lru_cache

from bot.query.fold import fold

_TAIL = re.compile(r"\s+(?:[-–—|•·]|--|::)\s+(?=[^-–—|•·]{2,40}$)")
_LABEL = re.compile(
    r"^(?:update|corrected|correction|refile|wrapup|exclusive|breaking(?: news)?|just in|alert|live(?: updates?)?|watch"
    r"|video|photos?|analysis|insight|factbox|explainer|opinion|newswatch|the tell|press release|developing)"
    r"(?:\s*\d+)?\s*[-:|–—]\s*",
    re.IGNORECASE,
)
_OUTLET = re.compile(
    r"\b(?:news|times|post|journal|herald|tribune|daily|today|reuters|bloomberg|cnbc|cnn|bbc|guardian|yahoo|finance"
    r"|marketwatch|barron'?s|alpha|benzinga|zacks|fool|forbes|fortune|npr|ap|afp|wsj|ft|nikkei|globe|telegraph|observer"
    r"|gazette|chronicle|review|reporter|magazine|blog|online|radio|tv|press|wire|international|insider|axios|politico"
    r"|quartz|verge|techcrunch|mail|mirror|express|standard|dispatch|examiner|sentinel|weekly)\b"
    r"|\.(?:com|net|org|co|io)\b",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"(?:[^\w%$€£¥.]|\.(?!\d)|_)+")
_BLANKS = str.maketrans({sign: " " for sign in map(chr, range(128)) if _SEPARATORS.fullmatch(sign)})
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?"
)
_CALENDAR = re.compile(
    rf"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}|{_MONTH}"
    r"|(?:19|20)\d\d|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?|\d{1,2}[ :]\d\d(?=\s(?:[ap]m|e[sd]?t|gmt|utc)\b)"
    r"|[ap]m|e[sd]?t|gmt|utc|q[1-4]|(?:no|issue|episode|ep|vol|part|podcast|week|day)\.?\s\d{1,4})\b"
    r"|\d{1,4}\s?[年月日号期]|[周星期礼拜]+[一二三四五六日天]"
)
_DIGIT = re.compile(r"\d")
_DAY = re.compile(
    r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?day\b"
    r"|\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s(\d{1,2})\b"
)


def bare(title: str, source: str = "") -> str:
    """Cut the publisher (``… - BOV News``, ``… | Reuters``) and a label (``UPDATE 2-``) off ``title``.

    ``source`` is the publisher as the feed names it; elsewhere a publisher is known by the words its
    kind is named with.
    """
    cut = _LABEL.sub("", title.strip())
    for tail in _TAIL.finditer(cut):
        if tail.start() >= 12 and _is_outlet(cut[tail.end() :], source):
            cut = cut[: tail.start()]
            break
    return cut.rstrip(" .…\u200e") or title


def normal(bare_title: str) -> str:
    """Fold a bare title, so that typography and punctuation make no difference."""
    folded = fold(bare_title)
    if folded.isascii() and "." not in folded:  # most of them, and worth the short way
        return " ".join(folded.translate(_BLANKS).split())
    return _SEPARATORS.sub(" ", folded).strip()


@lru_cache(maxsize=4096)
def undated(normal_title: str) -> str:
    """Give a normal title without the dates and issue numbers that a column changes from day to day."""
    return " ".join(_CALENDAR.sub(" ", normal_title).split())


def days(normal_title: str) -> frozenset[str]:
    """Give the days a normal title names: ``thu``, ``dec 24``."""
    if "day" not in normal_title and not _DIGIT.search(normal_title):  # as most name none
        return frozenset()
    return frozenset(
        " ".join(part for part in found.groups() if part) for found in _DAY.finditer(normal_title)
    )


def _is_outlet(tail: str, source: str) -> bool:
    name, publisher = _squeezed(tail), _squeezed(source)
    if name and publisher and (name in publisher or publisher in name):
        return True
    return len(tail.split()) <= 4 and bool(_OUTLET.search(tail))


def _squeezed(name: str) -> str:
    return "".join(filter(str.isalnum, fold(name).removeprefix("the ").removesuffix(".com")))
