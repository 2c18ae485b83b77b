"""Pieces of a view as Telegram's HTML, the same in a plain message and in a rich one. Pure.

https://core.telegram.org/bots/api#html-style: only ``<``, ``>`` and ``&`` are special, and a tag
that is not closed refuses the whole message; so every text is escaped where it enters a line.
"""

import re
from collections.abc import Iterable
from html import escape

from bot.messages.text import Run
from bot.messages.view import View

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def inline(text: str) -> str:
    """Escape a text that shares its line with others, isolated where it runs right to left."""
    escaped = escape(text, quote=False)
    # U+2068 and U+2069 (Unicode UAX #9): its direction does not reach its neighbours.
    return f"\u2068{escaped}\u2069" if _RIGHT_TO_LEFT.search(text) else escaped


def plain(runs: Iterable[Run]) -> str:
    """Escape runs, without telling hits apart."""
    return "".join(escape(run.text, quote=False) for run in runs)


def hits(runs: Iterable[Run], tag: str) -> str:
    """Escape runs, those that a rule matched on inside ``tag``."""
    return "".join(
        f"<{tag}>{escape(run.text, quote=False)}</{tag}>"
        if run.hit
        else escape(run.text, quote=False)
        for run in runs
    )


def dotted(parts: Iterable[str]) -> str:
    """Put the parts that are there into one line."""
    return " · ".join(part for part in parts if part)


def topics(shown: View) -> str:
    """Give topics, best tier and number of sources in a line."""
    return dotted(map(inline, (*shown.topics, *shown.standing)))


def tickers(shown: View) -> str:
    """Give mentions and themes in a line."""
    return dotted(
        [" ".join(map(inline, shown.mentions)), *(inline(str(theme)) for theme in shown.themes)]
    )


def source(shown: View) -> str:
    """Give publisher and times in a line; the name is a link, for buttons are lost when a message is forwarded."""
    name = inline(shown.publisher)
    linked = f'<a href="{escape(shown.url)}">{name}</a>' if name and shown.url else name
    return dotted([linked, *map(inline, shown.times)])
