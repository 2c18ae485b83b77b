"""Pieces of answers: items and alerts as lines of Telegram HTML."""

from html import escape

from bot.domain.alert import AlertContent
from bot.domain.item import Item
from bot.domain.rule import Match

_TITLE = 200


def emphasised(item: Item, match: Match) -> str:
    """Give the item's title, linked, with the words of ``match`` bold."""
    spans = [
        (piece.start, piece.end)
        for piece in sorted(match.evidence)
        if piece.field == "title" and piece.end <= _TITLE
    ]
    parts, at = [], 0
    title = item.title[:_TITLE]
    for start, end in spans:
        if start < at:
            continue
        parts += [escape(title[at:start]), f"<b>{escape(title[start:end])}</b>"]
        at = end
    parts.append(escape(title[at:]))
    return _linked("".join(parts), item.url) + (f" · {escape(item.source)}" if item.source else "")


def alert_line(content: AlertContent) -> str:
    """Give an alert in a line: time, title, publisher."""
    when = content.alert.created.strftime("%d.%m. %H:%M")
    title = _linked(escape(content.story.title[:_TITLE]), content.item.url)
    return f"• {when} UTC {title} · {escape(content.item.source)}"


def _linked(html: str, url: str) -> str:
    if not url.startswith(("http://", "https://")):
        return html
    return f'<a href="{escape(url, quote=True)}">{html}</a>'
