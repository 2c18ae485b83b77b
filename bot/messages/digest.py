"""Several alerts as one Telegram message, by topic. Pure."""

from collections.abc import Sequence
from html import escape

from bot.domain.alert import AlertContent
from bot.messages.message import LIMIT, Message
from bot.messages.text import cut, link
from bot.messages.view import MARKS, view
from bot.messages.words import Html, words

_TITLE = 160
"""UTF-16 units of an alert's title."""
_NAME = 40


def render_digest(
    contents: Sequence[AlertContent], *, lang: str = "en", zone: str = "UTC"
) -> Message:
    """Give ``contents``, in order, under the topic of each; what does not fit is counted.

    ``lang`` and ``zone`` as in :func:`bot.messages.message.render_alert`.
    """
    say = words(lang)
    lines = [say.count_html("digest.title", len(contents))]
    # What is left off is said in a line of its own, which must fit in any case.
    room = (
        LIMIT
        - Message(text=lines[0]).length
        - Message(text=say.html("digest.more", count=len(contents))).length
        - 2
    )
    topic: str | None = None
    for told, content in enumerate(contents):
        piece = [digest_line(content, lang, zone)]
        if (own := topic_of(content, say.lang)) != topic:
            topic = own
            heading = escape(own, quote=False) if own else say.html("digest.own")
            piece.insert(0, Html(f"\n<b>{heading}</b>"))
        room -= sum(Message(text=line).length + 1 for line in piece)
        if room < 0:
            lines.append(say.html("digest.more", count=len(contents) - told))
            break
        lines += piece
    return Message(text="\n".join(lines))


def digest_line(content: AlertContent, lang: str, zone: str) -> Html:
    """Give an alert in a line: its title, linked, then publisher, tickers, number of sources."""
    shown = view(content, lang=lang, zone=zone)
    title = escape(cut("".join(run.text for run in shown.title), _TITLE), quote=False)
    address = link(content.item.url)
    linked = f'<a href="{escape(address)}">{title}</a>' if address else title
    about = " · ".join(
        escape(part, quote=False)
        for part in (cut(content.item.source, _NAME), " ".join(shown.mentions), shown.standing[-1])
        if part
    )
    return Html(f"{MARKS[content.alert.severity]} {linked} · {about}")


def topic_of(content: AlertContent, lang: str) -> str:
    """Give the title of the topic an alert stands under; empty for those of own rules alone."""
    return next((cut(rule.topic_in(lang), _NAME) for rule in content.rules if rule.topic), "")
