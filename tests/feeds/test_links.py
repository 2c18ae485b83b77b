"""Links become absolute, guids stay as they are."""

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.links import Base, is_clean
from bot.feeds.text import fold

BASE = Base.of("https://me:secret@x.example/feeds/all.xml?k=v")


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("story", "https://x.example/feeds/story"),
        ("/story", "https://x.example/story"),
        ("../story", "https://x.example/story"),
        ("?id=1", "https://x.example/feeds/all.xml?id=1"),
        ("//y.example/s", "https://y.example/s"),
        ("http://y.example/a b", "http://y.example/a%20b"),
        ("mailto:desk@x.example", ""),
        ("https://y.example/" + "x" * 2_000, ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_a_link_becomes_absolute_before_and_after_feedparser_resolved_it(
    link: str, url: str
) -> None:
    assert BASE.absolute(link) == url
    if "[" not in link:
        assert BASE.absolute(urljoin(BASE.stand_in, link)) == url or not link


@pytest.mark.parametrize("guid", ["4711", "a/b", "/a/b", "tag:x,2026:1", "https://x.example/1"])
def test_a_guid_that_feedparser_resolved_is_as_it_was_given(guid: str) -> None:
    assert BASE.guid(urljoin(BASE.stand_in, guid)) == guid


def test_what_became_an_address_only_by_joining_is_not_given_as_one() -> None:
    assert BASE.gave("https://x.example/4711")
    assert not BASE.gave(urljoin(BASE.stand_in, "4711"))
    assert not BASE.gave("4711")


@pytest.mark.parametrize("url", ["", "file:///tmp/feed.xml", "feed.xml"])
def test_a_document_from_nowhere_has_no_relative_links(url: str) -> None:
    base = Base.of(url)

    assert base.absolute(urljoin(base.stand_in, "story")) == ""
    assert base.absolute("https://y.example/") == "https://y.example/"


@given(
    st.lists(
        st.sampled_from(
            [
                "http://",
                "https://",
                "x.example",
                ":80",
                "/",
                "a",
                ";",
                "?",
                "#",
                "..",
                "[",
                "@",
                "é",
                " ",
            ]
        )
    ).map("".join)
)
def test_an_address_that_is_clean_stays_as_it_is(address: str) -> None:
    if is_clean(address):
        assert urljoin(BASE.url, fold(address)) == address
