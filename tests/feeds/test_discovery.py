"""Feeds that web pages name."""

import time

import pytest

from bot.feeds.discovery import FoundFeed, find_feeds, is_page


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("<!DOCTYPE html><html>", True),
        ("\n<!-- built at noon --><!-- by hand --> <HTML lang=en>", True),
        ("<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML'><html>", True),
        ("<head><title>", True),
        ("<rss version='2.0'>", False),
        ("<feed xmlns='http://www.w3.org/2005/Atom'>", False),
        ("<!-- <html> --><rss>", False),
        ("html", False),
        ("", False),
    ],
)
def test_a_page_is_told_from_a_feed(text: str, page: bool) -> None:
    assert is_page(text) is page


def test_feeds_are_found_in_the_order_a_page_names_them() -> None:
    page = """<head><LINK REL="alternate stylesheet" HREF="/s.css">
      <link rel="alternate" type="application/rss+xml; charset=utf-8" title="News &amp; notes" href="/n?a=1&amp;b=2">
      <link type='application/atom+xml' rel='Alternate' href=atom.xml>
      <link rel=alternate type=application/rss+xml href="/n?a=1&amp;b=2" title=again>
      <link rel="alternate" type="text/html" hreflang="de" href="/de">
      <a href="/rss">not needed</a>"""

    assert find_feeds(page, "https://u:p@x.example/dir/page") == (
        FoundFeed(url="https://x.example/n?a=1&b=2", title="News & notes"),
        FoundFeed(url="https://x.example/dir/atom.xml"),
    )


def test_a_base_element_is_obeyed() -> None:
    page = '<base href="/b/"><link rel=alternate type=application/rss+xml href=f>'

    assert find_feeds(page, "https://x.example/")[0].url == "https://x.example/b/f"


def test_links_that_look_like_feeds_are_the_second_choice() -> None:
    page = '<a href="/about">a</a><a class=x href="/news/rss.xml">r</a><a href="//f.example/feed/">f</a>'

    assert [found.url for found in find_feeds(page, "https://x.example/")] == [
        "https://x.example/news/rss.xml",
        "https://f.example/feed/",
    ]


@pytest.mark.parametrize(
    "href", ["javascript:feed", "http://[/feed", "", "data:application/rss+xml,x"]
)
def test_what_is_no_web_address_is_no_feed(href: str) -> None:
    page = f'<link rel=alternate type=application/rss+xml href="{href}"><a href="{href}">'

    assert find_feeds(page, "https://x.example/") == ()


@pytest.mark.parametrize("part", ["<a ", "<link a", "a='x\"", "<!-- -->", "<?x", "/rss", '"'])
def test_a_hostile_page_is_read_in_one_pass(part: str) -> None:
    started = time.process_time()

    find_feeds(f"<a href=/{part * 100_000}>", "https://x.example/")
    is_page(part * 100_000)

    assert time.process_time() - started < 5
