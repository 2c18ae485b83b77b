"""Reads ordinary feeds as feedparser and we after it would, at a small part of the time. Pure.

Whatever a document does that is not done again here leaves it to feedparser. What feedparser does is said
where it is done again; docs/decisions/0016-a-reader-for-ordinary-feeds.md.
"""

from datetime import datetime

from bot.domain.feed import Document, ParsedFeed
from bot.feeds.channel import Channel
from bot.feeds.entries import TITLE_LIMIT, normal_lang
from bot.feeds.links import Base
from bot.feeds.news import NewsReader
from bot.feeds.text import shorten
from bot.feeds.tree import Names, NotOrdinary, Tree


def read_ordinary(
    document: Document, now: datetime, *, most: int | None = None
) -> ParsedFeed | None:
    """Give what ``document`` holds, None where it is not ordinary or has more than ``most`` entries.

    ``now`` bounds what can be a time of publication. It takes time linear in the document's length.
    """
    try:
        tree, base = Tree(document), Base.of(document.url)
        names = Names(tree.body)
        channel = Channel(tree, names, base)
        if most is not None and len(channel.entries) > most:
            return None
        lang = normal_lang(channel.language)
        reader = NewsReader(
            names, base, based=tree.based, lang=lang, inherited=channel.entry_language, now=now
        )
        return ParsedFeed(
            title=shorten(channel.title, TITLE_LIMIT),
            lang=lang,
            entries=tuple(map(reader.read, channel.entries)),
            hub=channel.hub,
        )
    except NotOrdinary:
        return None
