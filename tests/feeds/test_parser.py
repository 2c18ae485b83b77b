"""Documents become entries: golden pairs in data/, ``name.xml`` beside ``name.expected.json``."""

import io
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import feedparser
import pytest

from bot.domain.feed import Document, ParsedFeed
from bot.domain.sentence import Sentence
from bot.feeds.parser import parse_document

DATA = Path(__file__).parent / "data"
NAMES = sorted(path.stem for path in DATA.glob("*.xml"))


def as_json(read: ParsedFeed | Sentence) -> dict[str, object]:
    """Give what a golden pair expects: a problem or a feed, empty fields left out."""
    if isinstance(read, Sentence):
        return {"problem": str(read)}
    feed = asdict(read)
    entries = [
        {key: value for key, value in entry.items() if value} for entry in feed.pop("entries")
    ]
    feed = {key: value for key, value in feed.items() if value} | {"entries": entries}
    return {"feed": json.loads(json.dumps(feed, default=str))}


def read(text: str, now: datetime, url: str = "https://news.example/feed") -> ParsedFeed:
    parsed = parse_document(Document(body=text.encode(), url=url), now)
    assert isinstance(parsed, ParsedFeed), parsed
    return parsed


def rss(items: str) -> str:
    return f'<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'


@pytest.mark.parametrize("name", NAMES)
def test_a_document_gives_what_stands_beside_it(name: str, now: datetime) -> None:
    expected = json.loads((DATA / f"{name}.expected.json").read_text(encoding="utf-8"))
    given = expected.pop("given")
    body = (DATA / f"{name}.xml").read_bytes()

    parsed = parse_document(Document(body=body, **given), now)

    assert as_json(parsed) == expected


@pytest.mark.parametrize("name", NAMES)
def test_every_entry_feedparser_sees_becomes_an_entry(name: str, now: datetime) -> None:
    body = (DATA / f"{name}.xml").read_bytes()
    try:
        seen = len(feedparser.parse(io.BytesIO(body)).entries)
    except ValueError:  # on references to no character; we repair them
        seen = 1

    parsed = parse_document(Document(body=body, url="https://news.example/"), now)

    assert len(parsed.entries if isinstance(parsed, ParsedFeed) else ()) == seen


@pytest.mark.parametrize("base", ["", " xml:base='.'"])
def test_a_guid_stays_as_it_is_when_the_feed_moves(base: str, now: datetime) -> None:
    text = rss(
        f"<item{base}><title>a</title><guid>4711</guid></item><item><guid>/n/2</guid></item>"
    )

    before = read(text, now, "http://old.example/feeds/all.xml")
    after = read(text, now, "https://new.example/rss.xml")

    assert [entry.guid for entry in before.entries] == ["4711", "/n/2"]
    assert [entry.key for entry in after.entries] == [entry.key for entry in before.entries]
    assert [entry.url for entry in after.entries] == ["", ""]


def test_a_link_after_an_entry_with_a_base_of_its_own_is_the_feeds_again(now: datetime) -> None:
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>'
        '<entry xml:base="https://else.example/x/"><id>urn:1</id><link href="a"/></entry>'
        '<entry><id>urn:2</id><link href="b"/></entry></feed>'
    )

    entries = read(text, now, "https://news.example/dir/feed").entries

    assert [entry.url for entry in entries] == [
        "https://else.example/x/a",
        "https://news.example/dir/b",
    ]


def test_no_credentials_of_the_feeds_address_reach_an_items_link(now: datetime) -> None:
    parsed = read(rss("<item><link>/a</link></item>"), now, "https://me:secret@news.example/feed")

    assert parsed.entries[0].url == "https://news.example/a"


def test_long_fields_are_cut_at_a_word(now: datetime) -> None:
    words = "seven " * 2_000
    item = (
        f"<item><title>{words}</title><description>{words}</description><guid>{words}</guid></item>"
    )

    entry = read(rss(item), now).entries[0]

    assert len(entry.title) <= 500
    assert entry.title.endswith("seven…")
    assert 3_900 < len(entry.summary) <= 4_000
    assert len(entry.guid) == 40


def test_a_guid_too_long_to_keep_still_tells_entries_apart(now: datetime) -> None:
    items = "".join(
        f"<item><guid isPermaLink='false'>{'x' * 600}{n}</guid></item>" for n in range(2)
    )

    first, second = read(rss(items), now).entries

    assert first.key != second.key


def test_the_name_of_a_file_is_not_opened(now: datetime, tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(rss("<item><title>private</title></item>"))

    parsed = parse_document(Document(body=str(tmp_path / "feed.xml").encode(), url=""), now)

    assert isinstance(parsed, Sentence)
    assert "neither RSS nor Atom" in str(parsed)
