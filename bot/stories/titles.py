"""A title as it names a report: without the publisher's name, and whether it names anything at all."""

import re

from bot.stories.words import fold

_SUFFIX = re.compile(r"\s+(?:[-–—|•·:]|--)\s+(?=[^-–—|•·]{2,40}$)|\s*[|]\s*(?=[^|]{2,40}$)")
_PREFIX = re.compile(
    r"^(?:update|corrected|correction|refile|wrapup|exclusive|breaking(?: news)?|just in|alert|live(?: updates)?|watch"
    r"|video|photos?|analysis|insight|factbox|explainer|opinion|newswatch|the tell|press release|developing)"
    r"(?:\s*\d+)?\s*[-:|–—]\s*",
    re.IGNORECASE,
)
_PUNCTUATION = re.compile(r"[^\w%$€£¥]+")
_OUTLET = re.compile(
    r"(?:news|times|post|journal|herald|tribune|daily|today|reuters|bloomberg|cnbc|cnn|bbc|guardian|yahoo|finance"
    r"|marketwatch|barron|seeking alpha|benzinga|zacks|the motley fool|forbes|fortune|npr|ap|afp|wsj|ft|nikkei|globe"
    r"|telegraph|observer|gazette|chronicle|review|magazine|blog|online|radio|tv|press|wire|\.com|\.net|\.org|\.co)",
    re.IGNORECASE,
)
_CALENDAR = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:mon|tue|wed|thu|fri|sat|sun)\b"
    r"|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
    r"|\b(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?"
    r"|\b\d{1,4}(?:st|nd|rd|th)?\b|\b\d{1,2}[/.:-]\d{1,2}(?:[/.:-]\d{2,4})?\b|\b(?:am|pm|est|edt|gmt|et|q[1-4])\b",
    re.IGNORECASE,
)


def bare_title(title: str, source: str = "") -> str:
    """Cut the publisher's suffix (``… - BOV News``, ``… | Reuters``) and a label (``UPDATE 2-``) off ``title``."""
    cut = _PREFIX.sub("", title.strip())
    matches = list(_SUFFIX.finditer(cut))
    if matches:
        last = matches[-1]
        tail, head = cut[last.end() :], cut[: last.start()]
        if len(head) >= 12 and _is_outlet(tail, source):
            cut = head
    return cut.rstrip(" .…\u200e") or title


def _is_outlet(tail: str, source: str) -> bool:
    if source:
        publisher, name = _squeeze(source), _squeeze(tail)
        if name and (name in publisher or publisher in name):
            return True
    return bool(_OUTLET.search(tail)) and len(tail.split()) <= 4


def _squeeze(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", fold(name).removesuffix(".com").removeprefix("the "))


def normal_title(title: str) -> str:
    """Fold an already bare title, so that typography makes no difference."""
    return _PUNCTUATION.sub(" ", fold(title).replace("'", "").replace("’", "")).strip()


def undated(title: str) -> str:
    """Give a bare title without the dates and numbers a periodic column changes from day to day."""
    return " ".join(_CALENDAR.sub(" ", title).split())
