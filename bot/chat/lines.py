"""Pieces of answers: items and alerts as lines of Telegram HTML."""

from html import escape

from bot.actions.preview import Hit
from bot.domain.alert import AlertContent
from bot.domain.item import Item
from bot.messages.text import cut, link, marked
from bot.messages.words import Html, Words

_TITLE = 160
"""UTF-16 units."""
_SOURCE = 40


def hit_line(hit: Hit) -> Html:
    """Give an item's title, linked, with the words that matched bold."""
    spans = [(each.start, each.end) for each in hit.match.evidence if each.field == "title"]
    title = "".join(
        f"<b>{escape(run.text, quote=False)}</b>" if run.hit else escape(run.text, quote=False)
        for run in marked(hit.item.title, spans, _TITLE)
    )
    return Html(f"• {_linked(title, hit.item.url)}{_by(hit.item.source)}")


def item_line(item: Item) -> Html:
    """Give an item's title, linked, and its publisher."""
    title = f"<b>{escape(cut(item.title, _TITLE), quote=False)}</b>"
    return Html(f"{_linked(title, item.url)}{_by(item.source)}")


def alert_line(say: Words, content: AlertContent, zone: str) -> Html:
    """Give an alert in a line: time, title, publisher."""
    when = say.moment(content.alert.created, zone)
    title = _linked(escape(cut(content.story.title, _TITLE), quote=False), content.item.url)
    return Html(f"• {when} {title}{_by(content.item.source)}")


def rule_name(rule: str) -> str:
    """Name a rule by its id: one of a subscriber's as they call it, a pack's with its pack."""
    return rule.rpartition("/")[2] if rule.startswith("@") else rule


def _by(source: str) -> str:
    return f" · {escape(cut(source, _SOURCE), quote=False)}" if source else ""


def _linked(html: str, url: str) -> str:
    usable = link(url)
    return f'<a href="{escape(usable)}">{html}</a>' if usable and html else html
