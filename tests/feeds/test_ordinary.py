"""Ordinary feeds are read as feedparser reads them, or left to it."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.feed import Document
from bot.feeds.ordinary import read_ordinary
from bot.feeds.parser import parse_with_feedparser
from tests.feeds.conftest import NOW

DATA = Path(__file__).parent / "data"
NAMES = sorted(path.stem for path in DATA.glob("*.xml"))
# Left to feedparser: what is no feed or not well-formed; a DOCTYPE; an Atom source; titles that only a
# picture has; a base for links.
OTHERS = {
    "json", "nothing", "sitemap", "web-page", "web-page-without-feed", "not-well-formed", "truncated",
    "rss-0.91", "atom-1.0", "media-only", "relative-links",
}  # fmt: skip

Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]


def document(text: str, url: str = "https://news.example/dir/feed") -> Document:
    return Document(body=text.encode(), url=url)


def captured(name: str) -> Document:
    expected = json.loads((DATA / f"{name}.expected.json").read_text(encoding="utf-8"))
    return Document(body=(DATA / f"{name}.xml").read_bytes(), **expected["given"])


def rss(items: str, more: str = "") -> Document:
    return document(f"<rss version='2.0' {SPACES}><channel>{more}{items}</channel></rss>")


def same(given: Document) -> bool:
    """Check that a document is read as feedparser reads it or not at all; tell which."""
    read = read_ordinary(given, NOW)
    assert read is None or read == parse_with_feedparser(given, NOW)
    return read is not None


@pytest.mark.parametrize("name", NAMES)
def test_a_captured_feed_is_read_as_feedparser_reads_it(name: str) -> None:
    assert same(captured(name)) == (name not in OTHERS)


def test_most_captured_documents_are_ordinary() -> None:
    """Of 32, which were collected for being unusual, and some of which are no feeds."""
    ordinary = sum(read_ordinary(captured(name), NOW) is not None for name in NAMES)

    assert ordinary / len(NAMES) > 0.6


SPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:nyt="http://www.nytimes.com/ns" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" xmlns:dcterms="http://purl.org/dc/terms/"'
)
USUAL = [
    "levy", "Zölle", "关税", "naïve", "harbour’s", "R&D", "a<b", "<b>bold</b>", "<p>para</p>", "<br/>", "&amp;",
    "&#8217;", "&eacute;", "&nbsp;", "&lt;i&gt;", "<script>x</script>", "<!--c-->", "\u200b", "\xa0", "1<2",
    "<a href='x>y'>z</a>", "\u0301", "</p>", "https://n.example/?a=1&b=2",
]  # fmt: skip
# What makes feedparser think, and some documents not ordinary.
ODD = [
    "<x>odd</x>", "Ã©", "Â\xa0", "\x96", "desk@n.example", "(Cara)", "@desk", "<![CDATA[", "]]>", "<title>",
    "&#150;", "\U0001fffe", "\x85",
]  # fmt: skip
WORDS = (
    st.integers(0, 30)
    .flatmap(lambda odd: st.lists(st.sampled_from(USUAL if odd else [*USUAL, *ODD]), max_size=6))
    .map(" ".join)
)
DATES = st.one_of(
    st.datetimes(datetime(1980, 1, 1), datetime(2027, 1, 1))  # noqa: DTZ001 - hypothesis wants them so
    .flatmap(
        lambda time: st.sampled_from([
            time.strftime("%a, %d %b %Y %H:%M:%S GMT"), time.strftime("%d %b %Y %H:%M:%S +0530"),
            time.strftime("%Y-%m-%dT%H:%M:%SZ"), time.isoformat() + "+02:00", time.strftime("%Y-%m-%d"),
            time.strftime("%B %d, %Y %I:%M %p EST"), time.strftime("%m/%d/%Y"),
        ])
    ),
    st.sampled_from(["", "today", "Mon, 31 Feb 2025 25:00:00 GMT", "2025-03-03T24:00:00Z", "1741000000"]),
)  # fmt: skip
URLS = st.sampled_from([
    "https://n.example/a", "http://n.example", "/a/b", "4711", "?x=1&y=2", "https://n.example/a?b=1&amp;c;d",
    "https://n.example/a b", "http:///n.example/x", "mailto:a@b.example", "", "tag:n.example,2025:1", "../up",
    "https://n.example/ü", "HTTPS://N.example/A", "https://relative.invalid/a", "https://n.example/?base=1",
])  # fmt: skip
TYPES = st.sampled_from(
    ["", "text", "html", "text/html", "xhtml", "TEXT", "image/png", "text/plain"]
)


def written(draw: Draw, text: str) -> str:
    """Give ``text`` in one of the ways XML has for it."""
    how = draw(st.sampled_from(["escaped", "escaped", "cdata", "numbers", "mixed", "comment"]))
    if how == "cdata" and "]]>" not in text:
        return f"{draw(st.sampled_from(['', ' ']))}<![CDATA[{text}]]>"
    if how == "numbers":
        return "".join(f"&#{ord(each)};" if each in "<&’é" else escape(each) for each in text)
    if how == "mixed" and "]]>" not in text:
        return f"{escape(text[:3])}<![CDATA[{text[3:]}]]>"
    return escape(text[:5]) + ("<!-- <item> -->" if how == "comment" else "") + escape(text[5:])


def attributes(draw: Draw, **values: st.SearchStrategy[str]) -> str:
    drawn = {name: draw(st.none() | each) for name, each in values.items()}
    return "".join(
        f" {name.replace('_', ':')}={quoteattr(value)}"
        for name, value in drawn.items()
        if value is not None
    )


def element(draw: Draw, name: str, value: st.SearchStrategy[str], **values: Any) -> str:
    given = attributes(draw, **values)
    return f"<{name}{given}>{written(draw, draw(value))}</{name}>"


RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
LANGS = st.sampled_from(["en", "de-CH", "zh_Hant", "", "no language"])


def rss_part(draw: Draw) -> str:
    """Give an element of an RSS item."""
    part: Callable[[], str] = draw(
        st.sampled_from(
            [
                lambda: element(draw, "title", WORDS, xml_lang=LANGS),
                lambda: element(draw, "title", WORDS),
                lambda: element(draw, "link", URLS),
                lambda: element(draw, "guid", URLS, isPermaLink=st.sampled_from(["true", "false"])),
                lambda: element(draw, "description", WORDS, type=TYPES),
                lambda: element(draw, "description", WORDS),
                lambda: element(draw, "content:encoded", WORDS),
                lambda: element(draw, "itunes:summary", WORDS),
                lambda: element(draw, "pubDate", DATES),
                lambda: element(draw, "dc:date", DATES),
                lambda: element(draw, "dcterms:created", DATES),
                lambda: element(draw, "dc:creator", WORDS),
                lambda: element(draw, "author", WORDS),
                lambda: element(draw, "category", WORDS, domain=WORDS, term=WORDS),
                lambda: element(draw, "category", WORDS),
                lambda: element(draw, "media:keywords", st.just("a, b,,c")),
                lambda: element(draw, "dc:language", LANGS),
                lambda: element(draw, "source", WORDS, url=URLS),
                lambda: element(draw, "feedburner:origLink", URLS),
                lambda: element(draw, "nyt:title", WORDS),
                lambda: element(draw, "comments", URLS),
                lambda: element(draw, "image", URLS),
                lambda: element(draw, "media:title", WORDS),
                lambda: element(draw, "media:description", WORDS),
                lambda: f"<enclosure{attributes(draw, url=URLS, type=WORDS)}/>",
                lambda: f"<atom:link{attributes(draw, href=URLS, rel=RELS, type=TYPES)}/>",
                lambda: f"<media:content{attributes(draw, url=URLS)}/>",
                lambda: (
                    f"<media:group><media:content{attributes(draw, url=URLS)}>"
                    f"{element(draw, 'media:title', WORDS)}{element(draw, 'media:description', WORDS)}"
                    "</media:content></media:group>"
                ),
                lambda: "<nyt:more><nyt:deep>x</nyt:deep></nyt:more>",
            ]
        )
    )
    return part()


RELS = st.sampled_from(["alternate", "self", "enclosure", "hub", "related", "ALTERNATE"])


def atom_text(draw: Draw, name: str) -> str:
    if draw(st.booleans()):
        return element(draw, name, WORDS, type=TYPES, xml_lang=LANGS)
    inner = draw(
        st.sampled_from([
            "<p>One <b>two</b> three</p> four", "a &lt; b<br/>c", "", "<p>é&#8217;<i>x</i></p>", "<svg/>",
            "<script>no</script>yes", "<foo>odd</foo>", "<title>t</title>",
        ])
    )  # fmt: skip
    return f'<{name} type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{inner}</div></{name}>'


def atom_part(draw: Draw) -> str:
    """Give an element of an Atom entry."""
    part: Callable[[], str] = draw(
        st.sampled_from(
            [
                lambda: atom_text(draw, "title"),
                lambda: atom_text(draw, "summary"),
                lambda: atom_text(draw, "content"),
                lambda: element(draw, "title", WORDS),
                lambda: element(draw, "id", URLS),
                lambda: f"<link{attributes(draw, href=URLS, rel=RELS, type=TYPES)}/>",
                lambda: f"<link{attributes(draw, href=URLS)}></link>",
                lambda: element(draw, "published", DATES),
                lambda: element(draw, "updated", DATES),
                lambda: f"<category{attributes(draw, term=WORDS, label=WORDS, scheme=URLS)}/>",
                lambda: (
                    f"<author>{element(draw, 'name', WORDS)}"
                    f"{draw(st.sampled_from(['', '<email>a@b.example</email>', '<uri>/me</uri>']))}</author>"
                ),
                lambda: "<author><email>a@b.example</email></author>",
                lambda: "<contributor><name>Nobody</name></contributor>",
                lambda: element(draw, "rights", WORDS),
                lambda: "<source><title>Le Fil</title></source>",
            ]
        )
    )
    return part()


@st.composite
def feeds(draw: Draw) -> Document:
    kind = draw(st.sampled_from(["rss", "rss", "rdf", "atom"]))
    part = atom_part if kind == "atom" else rss_part
    items = [
        "\n".join(part(draw) for _ in range(draw(st.integers(0, 7))))
        for _ in range(draw(st.integers(0, 3)))
    ]
    lang = attributes(draw, xml_lang=LANGS)
    text = {"rss": rss_text, "rdf": rdf_text, "atom": atom_feed_text}[kind](draw, items, lang)
    if draw(st.integers(0, 9)) == 0:
        text = text.replace("</", "&nbsp;</", 1)
    declaration = draw(
        st.sampled_from(["", '<?xml version="1.0" encoding="utf-8"?>\n', "\n", "\ufeff"])
    )
    return document(declaration + draw(st.sampled_from(["", "<!-- made by hand -->"])) + text)


def rss_text(draw: Draw, items: Sequence[str], lang: str) -> str:
    more = draw(
        st.sampled_from([
            "", "<title>Feed</title>", "<title>F &amp;amp; d</title><language>en-us</language>",
            "<image><title>I</title><url>/i.png</url><link>/</link></image><title>F</title>",
            "<title>F</title><atom:link rel='hub' href='https://hub.example/'/>",
            "<itunes:summary>s</itunes:summary><description>d</description>",
        ])
    )  # fmt: skip
    inner = "".join(f"<item>{each}</item>" for each in items)
    return f"<rss version='2.0' {SPACES}{lang}><channel>{more}{inner}</channel></rss>"


def rdf_text(draw: Draw, items: Sequence[str], lang: str) -> str:
    inner = "".join(f"<item{attributes(draw, rdf_about=URLS)}>{each}</item>" for each in items)
    return (
        f'<rdf:RDF {RDF} xmlns="http://purl.org/rss/1.0/" '
        f"{SPACES}{lang}><channel rdf:about='/'><title>F</title><items><rdf:Seq><rdf:li rdf:resource='/'/>"
        f"</rdf:Seq></items></channel>{inner}</rdf:RDF>"
    )


def atom_feed_text(draw: Draw, items: Sequence[str], lang: str) -> str:
    inner = "".join(f"<entry{attributes(draw, xml_lang=LANGS)}>{each}</entry>" for each in items)
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {SPACES}{lang}>{atom_text(draw, "title")}'
        f"<author><name>All</name></author><link rel='hub' href='/hub'/>{inner}</feed>"
    )


READ = {
    "the second of two titles is none": "<title>a</title><title>b</title>",
    "an empty title is none": "<title/><title>b</title>",
    "a picture's title is none beside the entry's": "<media:title>p</media:title><title>a</title>",
    "a picture's description is content beside the entry's": (
        "<description/><media:group><media:description>p</media:description></media:group>"
    ),
    "content before a description is no summary": (
        "<content:encoded>c</content:encoded><description>d</description>"
    ),
    "content alone is the summary": "<content:encoded>&lt;x>a&lt;/x></content:encoded>",
    "a second description is content": "<description/><description>d</description>",
    "of two dates the last counts": "<pubDate>2025-01-01</pubDate><pubDate>2026-01-01</pubDate>",
    "a guid is a link": "<guid>https://n.example/a</guid>",
    "a guid may be no link": "<guid isPermaLink='false'>https://n.example/a</guid>",
    "an entity in a link loses its end": "<link>https://n.example/?a=1&amp;amp;b&amp;c;d</link>",
    "three slashes are two": "<link>https:///n.example/a</link>",
    "a relative link is resolved": "<link>../b?c</link>",
    "an author behind an address": "<author>desk@example.org (Cara Moss)</author><dc:creator>D</dc:creator>",
    "a label swallows the text behind it": "<category label='L'>a</category><category>b</category>",
    "keywords with attributes are overlooked": "<media:keywords role='r'>a, b</media:keywords>",
    "keywords stand between commas": "<itunes:keywords>a, b,,c</itunes:keywords>",
    "an entry's language": "<title xml:lang='de_ch'>a</title>",
    "what was encoded twice is decoded twice": "<title>cafÃ©</title><dc:creator>Ã©</dc:creator>",
    "references mean windows-1252": "<title>it&#146;s &#x80;5</title>",
    "an empty entry": "",
}
LEFT = {
    "a title within another element": "<nyt:a><title>b</title></nyt:a>",
    "markup that is not escaped": "<description>a <b>b</b></description>",
    "a title of a picture only": "<media:title>p</media:title>",
    "plain text that may be HTML": "<title>&lt;x>a&lt;/x> &lt;b>c&lt;/b></title>",
    "base64": "<description mode='base64'>YQ==</description>",
    "an unknown type": "<description type='image/png'>YQ==</description>",
    "two guids": "<guid>1</guid><guid>2</guid>",
    "a link to the document itself": "<atom:link href=''/><comments>https://n.example/?base=1</comments>",
    "a base for links": "<link xml:base='https://else.example/'>a</link>",
    "a base in capitals": "<link xml:BASE='https://else.example/'>a</link>",
    "addresses in other forms": "<author>Cara Moss, desk@n.example</author>",
    "windows-1252": "<title>it\x92s</title>",
    "an item in an item": "<item/>",
}


@pytest.mark.parametrize("item", READ.values(), ids=READ)
def test_what_feedparser_makes_of_an_item(item: str) -> None:
    assert same(rss(f"<item>{item}</item><item><title>next</title></item>"))


@pytest.mark.parametrize("item", LEFT.values(), ids=LEFT)
def test_what_is_left_to_feedparser(item: str) -> None:
    assert not same(rss(f"<item>{item}</item>"))


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE rss [<!ENTITY a 'ha'>]><rss><channel><title>&a;</title></channel></rss>",
        "<rss/>",
        "<rss><channel/><channel/></rss>",
        "<rss><channel href='/'/></rss>",
        "<rss><channel><title>a</title><title>b</title></channel></rss>",
        "<rss><channel><image><guid/><title>a</title></image></channel></rss>",
        f"<rss {SPACES}><channel><itunes:summary/><description/></channel></rss>",
        "<rss xmlns:dc='http://purl.org/dc/terms/' xmlns:d='http://purl.org/dc/elements/1.1/'><channel><d:rights/></channel></rss>",
        "<rss><channel><item xmlns:a='b'/><item xmlns:a='c'/></channel></rss>",
        f"<rdf:RDF {RDF}><image><title>a</title></image><channel><title>b</title></channel></rdf:RDF>",
        "<rdf:RDF xmlns:rdf='urn:rdf'><channel/><item rdf:about='a'/></rdf:RDF>",
        "<html><body/></html>",
        "<opml/>",
    ],
)
def test_a_feed_that_is_left_to_feedparser(text: str) -> None:
    assert not same(document(text))


@pytest.mark.parametrize(
    "text",
    [
        "<rss><channel/></rss>",
        "<RSS><Channel><TITLE>a</TITLE><Item><Title>b</Title></Item></Channel></RSS>",
        "<rss xmlns:dc='https://purl.org/dc/elements/1.1/'><channel><item><dc:creator>a</dc:creator></item></channel></rss>",
        "<r:rss xmlns:r='http://backend.userland.com/rss2'><r:channel><r:item><r:title>a</r:title></r:item></r:channel></r:rss>",
        "<rss><channel><item><link xmlns='http://www.w3.org/2005/Atom' href='/a'/></item></channel></rss>",
    ],
)
def test_a_feed_that_needs_no_feedparser(text: str) -> None:
    assert same(document(text))


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "windows-1252", "utf-16"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_characters_are_those_of_the_other_way(encoding: str, declared: str) -> None:
    text = f"<?xml version='1.0' encoding='{declared}'?><rss><channel><title>Zölle – ‚ja‘</title></channel></rss>"

    assert same(Document(body=text.encode(encoding), url="https://n.example/"))


def test_no_more_entries_are_read_than_asked_for() -> None:
    given = rss("<item/><item/>")

    assert read_ordinary(given, NOW, most=1) is None
    assert read_ordinary(given, NOW, most=2) == read_ordinary(given, NOW)


@given(feeds())
@settings(max_examples=400, deadline=None)
def test_any_feed_is_read_as_feedparser_reads_it_or_left_to_it(given: Document) -> None:
    read = read_ordinary(given, NOW)
    assert read is None or read == parse_with_feedparser(given, NOW)
