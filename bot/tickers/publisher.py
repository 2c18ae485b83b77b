"""Where a headline ends and its publisher's name begins: "… - BOV News", "… | Reuters"."""

import re

_TAIL = re.compile(r"\s+(?:[-–—|]|::)\s+([^|–—]{2,40})$")
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
    tail = _TAIL.search(title)
    if tail is None or tail.start() < 10:
        return len(title)
    said = tail.group(1)
    if source and said.casefold() == source.casefold():
        return tail.start()
    if len(said.split()) <= 5 and said[0].isupper() and _PRESS.search(said):
        return tail.start()
    return len(title)
