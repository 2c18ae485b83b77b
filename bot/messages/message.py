"""An alert as a Telegram message: HTML, buttons, link preview. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape, unescape

from bot.domain.alert import AlertContent, AlertVerb
from bot.domain.delivery import DeliveryKind
from bot.domain.rule import RuleId, rule_code
from bot.domain.sentence import Sentence
from bot.domain.ticker import Via
from bot.messages import pieces
from bot.messages.text import ELLIPSIS, units
from bot.messages.view import MARKS, View, news, news_mark, view
from bot.messages.words import Words, words

TIGHTER = "tighter"
"""What the button of a notice on a spent budget asks for."""
LIMIT = 4_096
"""UTF-16 units a message may have after its HTML is parsed."""
_MOST_TICKERS = 4
_SYMBOL = re.compile(r"[A-Z0-9.-]{1,20}").fullmatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button under a message: it opens ``url`` or sends ``data`` (at most 64 bytes) to the bot."""

    text: str
    url: str = ""
    data: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent."""

    text: str
    """Telegram HTML."""
    buttons: tuple[tuple[Button, ...], ...] = ()
    """In rows."""
    preview: str = ""
    """The address shown as a preview; empty means none is shown."""
    rich: str = ""
    """The same as the HTML of a rich message, where that is tried first; empty: plain only."""

    @property
    def visible(self) -> str:
        """The text as it is read, without its markup."""
        return unescape(re.sub(r"<[^>]*>", "", self.text))

    @property
    def length(self) -> int:
        """The UTF-16 units Telegram counts; never above :data:`LIMIT`."""
        return units(self.visible)


def render_alert(
    content: AlertContent,
    kind: DeliveryKind = DeliveryKind.FIRST,
    *,
    lang: str = "en",
    zone: str = "UTC",
) -> Message:
    """Give the message of an alert: whole, or for a REPLY only what is new in it.

    ``lang`` is the reader's (BCP 47), ``zone`` where their clock stands (IANA). The title comes first, so that a lock screen shows it.
    """
    shown, say = view(content, lang=lang, zone=zone), words(lang)
    if kind is DeliveryKind.REPLY:
        mark = news_mark(content.novelty, shown.severity)
        what = pieces.inline(news(content.novelty, lang=lang))
        return Message(
            text=f"{mark} <b>{what}</b>\n{pieces.plain(shown.title)}",
            buttons=_rows([_open(shown, say)]),
        )
    snippet = pieces.hits(shown.snippet, "b")
    lines = [
        f"{MARKS[shown.severity]} <b>{pieces.plain(shown.title)}</b>",
        pieces.topics(shown),
        pieces.tickers(shown),
        pieces.source(shown),
        pieces.inline(shown.others),
        f"<blockquote expandable>{snippet}</blockquote>" if snippet else "",
        pieces.inline(shown.related),
        pieces.inline(shown.rules),
    ]
    return Message(
        text="\n".join(line for line in lines if line),
        buttons=_buttons(content, shown, say),
        preview=shown.url,
    )


def render_notice(
    said: Sentence, *, lang: str = "en", zone: str = "UTC", spent: RuleId | None = None
) -> Message:
    """Give a sentence of ours as a message; what does not fit is cut at a word.

    ``lang`` and ``zone`` as of :func:`render_alert`. With ``spent`` it says that this rule's budget is spent, and has a button that proposes a tighter
    query.
    """
    say = words(lang)
    text = say.sentence(said, zone)
    if units(text) > LIMIT:
        head = text[: LIMIT // 2 - 1]
        text = (head.rpartition(" ")[0] or head) + ELLIPSIS
    return Message(
        text=escape(text, quote=False),
        buttons=()
        if spent is None
        else ((Button(text=say("button.tighter"), data=f"{TIGHTER}:{rule_code(spent)}"),),),
    )


def _open(shown: View, say: Words) -> list[Button]:
    return [Button(text=say("button.open"), url=shown.url)] if shown.url else []


def _buttons(content: AlertContent, shown: View, say: Words) -> tuple[tuple[Button, ...], ...]:
    def button(text: str, verb: AlertVerb) -> Button:
        return Button(text=text, data=verb.callback(content.alert.story_id))

    return _rows(
        [
            [
                *_open(shown, say),
                button(say("button.why"), AlertVerb.WHY),
                button("👍", AlertVerb.LIKE),
                button("👎", AlertVerb.DISLIKE),
            ],
            [
                button(say("button.mute"), AlertVerb.MUTE),
                button(say("button.snooze"), AlertVerb.SNOOZE),
                button(say("button.less"), AlertVerb.LESS),
            ],
            [Button(text=f"${symbol}", data=f"ticker:{symbol}") for symbol in _symbols(content)],
        ]
    )


def _symbols(content: AlertContent) -> Sequence[str]:
    """Give the first tickers mentioned that fit behind a button."""
    mentioned = dict.fromkeys(
        tag.symbol for tag in content.tickers if tag.via is not Via.BASKET and _SYMBOL(tag.symbol)
    )
    return list(mentioned)[:_MOST_TICKERS]


def _rows(rows: Iterable[Iterable[Button]]) -> tuple[tuple[Button, ...], ...]:
    return tuple(row for row in map(tuple, rows) if row)
