"""An alert or a digest as a rich message (Bot API 10.1), from the view that the plain one is made of. Pure.

https://core.telegram.org/bots/api#rich-messages: blocks of HTML, each on a line of its own, up to
32,768 characters and 500 blocks. What they take, a digest may hold; a plain one ends at 4,096.
"""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from bot.domain.alert import AlertContent
from bot.messages import pieces
from bot.messages.digest import digest_line, topic_of
from bot.messages.view import MARKS, view
from bot.messages.words import words

LONGEST = 32_768
"""Characters."""
MOST_BLOCKS = 500
_MOST_ENTRIES = 70
"""Alerts of a digest: each with a topic of its own has 450 characters and five blocks at most."""


def rich_alert(content: AlertContent, *, lang: str = "en", zone: str = "UTC") -> str:
    """Give an alert, as :func:`bot.messages.message.render_alert` does: the title as a heading, the rule as footer."""
    shown = view(content, lang=lang, zone=zone)
    return _blocks(
        [
            ("h4", f"{MARKS[shown.severity]} {pieces.plain(shown.title)}"),
            ("p", pieces.topics(shown)),
            ("p", pieces.tickers(shown)),
            ("p", pieces.source(shown)),
            ("p", pieces.inline(shown.others)),
            ("blockquote", pieces.hits(shown.snippet, "mark")),
            ("p", pieces.inline(shown.related)),
            ("footer", pieces.inline(shown.rules)),
        ]
    )


def rich_digest(contents: Sequence[AlertContent], *, lang: str = "en", zone: str = "UTC") -> str:
    """Give a digest, as :func:`bot.messages.digest.render_digest` does: a list under each topic."""
    say = words(lang)
    parts = [("h4", _unbold(say.count_html("digest.title", len(contents))))]
    for topic, told in groupby(contents[:_MOST_ENTRIES], key=lambda one: topic_of(one, say.lang)):
        parts.append(("h6", escape(topic, quote=False) if topic else say.html("digest.own")))
        parts.append(("ul", "".join(f"<li>{digest_line(each, lang, zone)}</li>" for each in told)))
    if len(contents) > _MOST_ENTRIES:
        parts.append(("p", say.html("digest.more", count=len(contents) - _MOST_ENTRIES)))
    return _blocks(parts)


def _unbold(html: str) -> str:
    """Take the bold letters off a line that is a heading already."""
    return html.replace("<b>", "").replace("</b>", "")


def _blocks(parts: Iterable[tuple[str, str]]) -> str:
    return "".join(f"<{tag}>{html}</{tag}>" for tag, html in parts if html)
