"""``@bot query`` in any chat: stored items of the last days, for whoever is subscribed."""

from dataclasses import dataclass

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode

from bot.actions.desk import Desk
from bot.actions.preview import Hit, preview
from bot.chat.lines import hit_line
from bot.domain.subscriber import SubscriberId
from bot.messages.text import cut, link
from bot.messages.words import Words
from bot.query.errors import QueryError

PAGE = 10
_MOST = 100
_TITLE = 100
_DESCRIPTION = 150
_LABEL = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is offered for an inline query."""

    articles: tuple[InlineQueryResultArticle, ...] = ()
    next_offset: str = ""
    """Asks for the next page; empty on the last."""
    button: InlineQueryResultsButton | None = None
    """Shown above them: what is in the way, opening the chat with the bot."""


async def results(desk: Desk, person: SubscriberId, say: Words, query: str, offset: str) -> Found:
    """Give a page of the items that ``query`` holds on, the newest first, one a story."""
    if desk.rules.find(person) is None:
        return _only(say("inline.subscribe"), "start")
    if not query.strip():
        return _only(say("inline.type"), "help")
    try:
        shown = await preview(desk, query.strip(), person, last=_MOST)
    except QueryError as error:
        return _only(cut(say.sentence(error.said), _LABEL), "help")
    if not shown.last:
        return _only(say("inline.none"), "help")
    at = int(offset) if offset.isdecimal() and len(offset) < 4 else 0
    page = shown.last[at : at + PAGE]
    return Found(
        articles=tuple(map(_article, page)),
        next_offset=str(at + PAGE) if at + PAGE < len(shown.last) else "",
    )


def _article(hit: Hit) -> InlineQueryResultArticle:
    item = hit.item
    address = link(item.url)
    return InlineQueryResultArticle(
        id=item.id,
        title=cut(item.title, _TITLE) or "—",
        description=cut(f"{item.source} · {item.summary}", _DESCRIPTION),
        url=address or None,
        input_message_content=InputTextMessageContent(
            hit_line(hit)[2:],
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(url=address) if address else None,
        ),
    )


def _only(text: str, parameter: str) -> Found:
    return Found(button=InlineQueryResultsButton(text=text, start_parameter=parameter))
