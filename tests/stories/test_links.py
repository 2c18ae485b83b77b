"""Links as the pages they name."""

import base64

import pytest

from bot.stories.links import canonical

PAGE = "post.example/world/curbs"


@pytest.mark.parametrize(
    "url",
    [
        "https://post.example/world/curbs",
        "http://www.post.example/world/curbs/",
        "https://POST.example/world/curbs#top",
        "https://m.post.example/world/curbs?utm_source=x&utm_medium=rss",
        "https://amp.post.example/world/curbs",
        "https://post.example/world/curbs/amp",
        "https://post.example/amp/world/curbs",
        "https://post.example/world/curbs.amp",
        "https://post.example/world/curbs?fbclid=abc&cmpid=rss",
        "https://post.example/world/curbs/index.html",
        "https://www.google.com/amp/s/www.post.example/world/curbs",
        "https://post-example.cdn.ampproject.org/c/s/www.post.example/world/curbs",
        "https://www.google.com/url?q=https://post.example/world/curbs&sa=U",
        "https://news.google.com/?url=https%3A%2F%2Fpost.example%2Fworld%2Fcurbs",
        "https://www.bing.com/news/apiclick.aspx?url=https%3a%2f%2fpost.example%2fworld%2fcurbs&c=1",
    ],
)
def test_one_page_has_one_name(url: str) -> None:
    """Tracking, AMP, mobile hosts and wrappers say nothing of the page."""
    assert canonical(url) == PAGE


def test_an_older_google_news_link_holds_the_address() -> None:
    """Its path is the address in base64, between a few bytes of Google's."""
    packed = b"\x08\x13\x22\x20https://post.example/world/curbs\xd2\x01\x00"
    path = base64.urlsafe_b64encode(packed).decode().rstrip("=")
    assert canonical(f"https://news.google.com/rss/articles/{path}?oc=5") == PAGE


def test_a_newer_google_news_link_stays_itself() -> None:
    """It holds only a key of Google's."""
    link = "https://news.google.com/rss/articles/CBMiQ0FVX3lxTE5rZ2F0ZWtleW9ubHk?oc=5"
    assert canonical(link).startswith("news.google.com/rss/articles/")


def test_what_names_the_page_is_kept_in_any_order() -> None:
    """A story's number in the query is no tracking."""
    assert canonical("https://post.example/view?b=2&id=1") == "post.example/view?b=2&id=1"
    assert canonical("https://post.example/view?id=1&b=2") == "post.example/view?b=2&id=1"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://post.example/",
        "https://post.example",
        "mailto:desk@post.example",
        "http://[broken",
        "//post.example/x",
        "https://www.google.com/url?q=https://www.google.com/url?q=https://google.com/url",
    ],
)
def test_what_names_no_page_has_no_name(url: str) -> None:
    """A front page tells no item from another."""
    assert canonical(url) in {"", "google.com/url"}
