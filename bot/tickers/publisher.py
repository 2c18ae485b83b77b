"""Where a headline ends and its publisher's name begins: "… - BOV News", "… | Reuters"."""

import re

_PARTED = re.compile(r"\s+(?:[-–—|]|::)\s+(?=\S)")
_SHORTEST, _LONGEST = 10, 40
"""Characters of a headline at least, of a publisher's name at most."""
_PRESS = re.compile(
    r"(?i)\b(?:news|times|post|journal|herald|reuters|bloomberg|cnbc|cnn|bbc|alpha|daily|tribune|gazette|insider|yahoo|"
    r"marketwatch|barron'?s|wsj|forbes|fool|reporter|observer|chronicle|guardian|telegraph|independent|magazine|review|"
    r"press|today|weekly|nikkei|register|sentinel|examiner|dispatch|globe|mail|standard|express|mirror|wire|zacks|"
    r"benzinga|thestreet|techcrunch|verge|engadget|quartz|axios|politico|fortune|economist|tipranks|investing|"
    r"international|online|network|media|radio|tv|blog)\b|\.(?:com|net|org|co|io)\b"
)


def cut(title: str, source: str) -> int:
    """Give how many characters of a title are headline: all of it where no publisher follows.

    ``source`` is the publisher as the feed names it; elsewhere a publisher is known by the words
    such names are made of, and by its being short and last.
    """
    parts = list(_PARTED.finditer(title, _SHORTEST))
    if not parts:
        return len(title)
    start, end = parts[-1].span()
    said = title[end:].rstrip()
    if source and said.casefold() == source.casefold():
        return start
    short = len(said) <= _LONGEST and len(said.split()) <= 5
    return start if short and said[:1].isupper() and _PRESS.search(said) else len(title)
