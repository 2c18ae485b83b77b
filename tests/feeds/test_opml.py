"""Lists of feeds in and out, and what is no list kept out."""

import pytest

from bot.actions.hosting import NamedFeed
from bot.domain.errors import RefusedError
from bot.feeds.opml import LARGEST, read_opml, write_opml

BOMB = """<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<opml version="2.0"><body><outline text="&b;" xmlUrl="https://a.example/"/></body></opml>"""


@pytest.mark.parametrize(
    "title", ["Steel & <Ore>", "quote \" and ' both", "关税 🚢", "new\nline", "a\x00b\ufffe"]
)
def test_what_is_written_is_read_again(title: str) -> None:
    feed = NamedFeed(url="https://mill.example/feed?a=1&b=2", title=title)
    (read,) = read_opml(write_opml([feed]))
    assert read.url == feed.url
    assert read.title == title.replace("\x00", "\ufffd").replace("\ufffe", "\ufffd")


def test_folders_are_opened_names_in_any_case_taken_and_repeats_left_out() -> None:
    content = b"""<OPML version="1.1"><head/><body><outline text="Folder">
    <outline title="A" text="B" xmlurl=" https://a.example/ "/><outline text="no feed"/>
    <outline XMLURL="https://a.example/"/></outline></body></OPML>"""
    assert read_opml(content) == (NamedFeed(url="https://a.example/", title="A"),)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (BOMB.encode(), "document type"),
        (b'<!DOCTYPE opml SYSTEM "file:///etc/hostname"><opml/>', "document type"),
        (b"<opml><body></opml>", "in line 1"),
        (b"<rss/>", "no OPML"),
        (b"", "no OPML"),
        (b"\xff\xfe\x00", "no OPML"),
        (b'<?xml version="1.0" encoding="klingon"?><opml/>', "UTF-8|OPML"),
        (b" " * (LARGEST + 1), "1 MB"),
    ],
)
def test_what_is_no_list_is_refused_with_the_reason(content: bytes, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        read_opml(content)


def test_a_document_nested_ten_thousand_deep_is_read() -> None:
    deep = b"<outline>" * 10_000 + b"</outline>" * 10_000
    assert read_opml(b"<opml>" + deep + b"</opml>") == ()
