"""Feeds and articles as they go over the wire. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import assert_never

from bot.demo.newsroom.script import Format, Outlet, Piece, Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A piece, and when it appeared."""

    piece: Piece
    at: datetime


def content_type(outlet: Outlet) -> str:
    """Give the media type of an outlet's feed."""
    return f"application/{outlet.format}+xml; charset=utf-8"


def feed_document(outlet: Outlet, entries: Sequence[Published], base: str) -> bytes:
    """Write an outlet's feed with these entries, the newest first; ``base`` begins every address."""
    match outlet.format:
        case Format.RSS:
            text = _rss(outlet, entries, base)
        case Format.ATOM:
            text = _atom(outlet, entries, base)
        case _:
            assert_never(outlet.format)
    return text.encode()


def article(outlet: Outlet, published: Published) -> str:
    """Write the page a piece's link leads to."""
    piece = published.piece
    return (
        f'<!doctype html><html lang="{outlet.lang}"><meta charset="utf-8">'
        f"<title>{escape(piece.title)}</title>"
        '<meta name="viewport" content="width=device-width">'
        f"<h1>{escape(piece.title)}</h1><p>{escape(piece.summary)}</p>"
        f"<p><small>{escape(outlet.publisher)}, {published.at:%d %B %Y %H:%M} UTC."
        " A sample text of the Tapewatch demo; nothing of it happened.</small></p></html>"
    )


def _rss(outlet: Outlet, entries: Sequence[Published], base: str) -> str:
    if outlet.trouble is Trouble.MALFORMED:
        # Nothing escaped, nothing closed.
        items = "".join(
            f"<item><title>{each.piece.title}</title><description>{each.piece.summary}"
            f"<link>{base}{each.piece.path}</link>"
            for each in entries
        )
        return f"<?xml version='1.0'?><rss version=2.0><channel><title>{outlet.publisher}{items}"
    items = "".join(_rss_item(each, base) for each in entries)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
        f"<title>{escape(outlet.publisher)}</title><link>{base}/{outlet.id}</link>"
        f"<description>{escape(outlet.publisher)}</description>"
        f"<language>{outlet.lang}</language>{items}</channel></rss>\n"
    )


def _rss_item(published: Published, base: str) -> str:
    piece = published.piece
    # As most publishers do: the description is HTML, escaped.
    description = escape(f"<p>{escape(piece.summary)}</p>")
    return (
        f"\n<item><title>{escape(piece.title)}</title><link>{base}{piece.path}</link>"
        f'<guid isPermaLink="false">{piece.outlet}-{piece.number}</guid>'
        f"<pubDate>{format_datetime(published.at, usegmt=True)}</pubDate>"
        f"<description>{description}</description></item>"
    )


def _atom(outlet: Outlet, entries: Sequence[Published], base: str) -> str:
    updated = f"{entries[0].at:%Y-%m-%dT%H:%M:%SZ}" if entries else "1970-01-01T00:00:00Z"
    items = "".join(_atom_entry(each, base) for each in entries)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.lang}">'
        f"<title>{escape(outlet.publisher)}</title><id>tag:newsroom.example,2026:{outlet.id}</id>"
        f'<link rel="alternate" href="{base}/{outlet.id}"/>'
        f"<author><name>{escape(outlet.publisher)}</name></author>"
        f"<updated>{updated}</updated>{items}</feed>\n"
    )


def _atom_entry(published: Published, base: str) -> str:
    piece, at = published.piece, f"{published.at:%Y-%m-%dT%H:%M:%SZ}"
    return (
        f"\n<entry><title>{escape(piece.title)}</title>"
        f'<link rel="alternate" href="{base}{piece.path}"/>'
        f"<id>tag:newsroom.example,2026:{piece.outlet}/{piece.number}</id>"
        f"<published>{at}</published><updated>{at}</updated>"
        f'<summary type="text">{escape(piece.summary)}</summary></entry>'
    )
