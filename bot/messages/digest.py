"""Several alerts as one Telegram message, by topic. Pure."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from bot.domain.alert import AlertContent
from bot.messages.message import LIMIT, Message
from bot.messages.text import cut, units
from bot.messages.view import MARKS, view

_TITLE = 160
"""UTF-16 units of a title."""


def render_digest(
    contents: Sequence[AlertContent], *, lang: str = "en", zone: str = "UTC"
) -> Message:
    """Give one message of ``contents``, which come by topic: a line each, linked.

    What does not fit is counted in the last line; :data:`bot.messages.message.LIMIT` holds.
    """
    lines: list[str] = []
    length, shown = 0, 0
    for line, told in _lines(contents, lang, zone):
        needed = units(Message(text=line).visible) + 1
        if length + needed > LIMIT - 20:
            break
        lines.append(line)
        length, shown = length + needed, shown + told
    if shown < len(contents):
        lines.append(f"… +{len(contents) - shown}")
    return Message(text="\n".join(lines))


def _lines(contents: Sequence[AlertContent], lang: str, zone: str) -> Iterator[tuple[str, int]]:
    """Give each line, and how many alerts it tells: none, for a heading."""
    for topic, alerts in groupby(contents, key=_topic):
        if topic:
            yield f"<b>{escape(topic, quote=False)}</b>", 0
        for content in alerts:
            yield _line(content, lang, zone), 1


def _topic(content: AlertContent) -> str:
    return next((rule.topic or rule.name for rule in content.rules), "")


def _line(content: AlertContent, lang: str, zone: str) -> str:
    shown = view(content, lang=lang, zone=zone)
    title = escape(cut("".join(run.text for run in shown.title), _TITLE), quote=False)
    linked = f'<a href="{escape(shown.url)}">{title}</a>' if shown.url else title
    publisher = escape(cut(shown.publisher, _TITLE), quote=False)
    return f"{MARKS[shown.severity]} {linked}" + (f" · {publisher}" if publisher else "")
