"""What is at an address that somebody pasted."""

import pytest

from bot.actions.hosting import NamedFeed
from bot.domain.errors import RefusedError
from bot.domain.feed import Document, Failed, Feed, FeedState, Fetched, ParsedFeed
from bot.domain.sentence import Sentence, said, verbatim
from bot.feeds.finder import WebFinder
from bot.pipeline.places import Place

LINK = '<link rel="alternate" type="application/rss+xml" title="{0}" href="/{0}">'


class Web:
    """Pages by address."""

    def __init__(self, **pages: str) -> None:
        self.pages = {f"https://mill.example/{path}": body for path, body in pages.items()}

    async def fetch(self, feed: Feed, state: FeedState, place: Place | None = None) -> Fetched:
        if feed.url not in self.pages:
            return Failed(reason=verbatim("mill.example has nothing there"))
        return Document(body=self.pages[feed.url].encode(), url=feed.url)


class Reader:
    """Reads what begins like a feed."""

    async def parse(self, document: Document) -> ParsedFeed | Sentence:
        if not document.body.startswith(b"<rss"):
            return said("parse.json")
        return ParsedFeed(title="Mill", lang="en", entries=())


def finder(**pages: str) -> WebFinder:
    return WebFinder(Web(**pages), Reader())


async def test_a_feeds_own_address_gives_the_feed_with_its_title() -> None:
    found = await finder(rss="<rss/>").find("https://mill.example/rss")
    assert found == [NamedFeed(url="https://mill.example/rss", title="Mill")]


async def test_a_page_that_names_one_feed_gives_that_one_once_it_was_read() -> None:
    page = f"<!doctype html><head>{LINK.format('rss')}"
    found = await finder(home=page, rss="<rss/>").find("https://mill.example/home")
    assert found == [NamedFeed(url="https://mill.example/rss", title="Mill")]


async def test_a_page_that_names_several_gives_them_to_choose_from() -> None:
    page = f"<!doctype html><head>{LINK.format('news')}{LINK.format('ore')}"
    found = await finder(home=page).find("https://mill.example/home")
    assert [feed.title for feed in found] == ["news", "ore"]


@pytest.mark.parametrize(
    ("path", "said"),
    [("none", "nothing there"), ("page", "names no feed"), ("json", "this is JSON")],
)
async def test_where_there_is_none_it_is_said_why(path: str, said: str) -> None:
    web = finder(page="<!doctype html><p>Mill</p>", json="{}")
    with pytest.raises(RefusedError, match=said):
        await web.find(f"https://mill.example/{path}")
