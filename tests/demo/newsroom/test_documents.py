"""Feeds are written so that the reference parser reads what the script says."""

from datetime import UTC, datetime

import feedparser
import pytest

from bot.demo.newsroom.documents import Published, article, content_type, feed_document
from bot.demo.newsroom.script import Format, Outlet, Piece, Trouble
from bot.domain.feed import Tier

AT = datetime(2026, 3, 2, 14, 2, 5, 999_999, tzinfo=UTC)
PIECE = Piece(number=7, outlet="wire", title="A & B <raise> 关税", summary='5 < 6 & "so on"')


def outlet(form: Format, trouble: Trouble = Trouble.NONE) -> Outlet:
    """Give an outlet."""
    return Outlet(
        id="wire", publisher="Wire & Co", tier=Tier.WIRE, format=form, lang="zh", trouble=trouble
    )


@pytest.mark.parametrize("form", list(Format))
def test_what_is_written_can_be_read(form: Format) -> None:
    """Title, summary, link, id and time, with every special character."""
    body = feed_document(outlet(form), [Published(piece=PIECE, at=AT)], "http://127.0.0.1:1")
    read = feedparser.parse(body, response_headers={"content-type": content_type(outlet(form))})
    assert not read.bozo
    assert read.feed.title == "Wire & Co"
    assert read.feed.language == "zh"
    (entry,) = read.entries
    assert entry.link == "http://127.0.0.1:1/wire/7"
    assert "7" in entry.id
    assert "关税" in entry.title
    assert "so on" in entry.summary
    assert tuple(entry.published_parsed)[:6] == (2026, 3, 2, 14, 2, 5)


def test_an_empty_feed_is_a_feed() -> None:
    """Before anything was published."""
    for form in Format:
        assert not feedparser.parse(feed_document(outlet(form), [], "http://127.0.0.1:1")).bozo


def test_malformed_xml_is_malformed() -> None:
    """The reference parser complains."""
    broken = outlet(Format.RSS, Trouble.MALFORMED)
    body = feed_document(broken, [Published(piece=PIECE, at=AT)], "http://127.0.0.1:1")
    assert feedparser.parse(body).bozo


def test_an_article_is_escaped() -> None:
    """And says that it is a sample."""
    page = article(outlet(Format.RSS), Published(piece=PIECE, at=AT))
    assert "<h1>A &amp; B &lt;raise&gt; 关税</h1>" in page
    assert "nothing of it happened" in page
