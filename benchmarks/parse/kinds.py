"""Feeds as publishers make them, in made-up words, and the worst that fits into what is read in place."""

from collections.abc import Callable
from functools import partial
from random import Random
from xml.sax.saxutils import escape

from bot.feeds.worker import SMALL

_SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"'
)
_ENGLISH = (
    "the port of harbour levy on imported steel rises as the ministry weighs export licences for battery "
    "makers and chip tools while shippers say rates fell central bank’s vote quarter margin Q&A"
)
_GERMAN = (
    "der Zoll auf Stahl steigt während das Ministerium Ausfuhren von Batterien prüft und Reeder "
    "fallende Frachtraten melden für das Quartal erwägt die Börse höhere Gebühren"
)
_CHINESE = "关税 上调 出口 管制 稀土 许可 港口 运费 央行 利率 电池 芯片 部长 会议 公布 数据"
_DATE = "Mon, 02 Mar 2026 {:02}:{:02}:00 +0000"


class _Writer:
    """Makes up the same feeds each time."""

    def __init__(self, words: str) -> None:
        self._words, self._random = words.split(), Random(7)

    def text(self, count: int) -> str:
        """Give so many words, escaped."""
        return escape(" ".join(self._random.choices(self._words, k=count)).capitalize())

    def html(self, paragraphs: int) -> str:
        return "\n".join(
            f'<p>{self.text(30)} <a href="https://news.example/{number}?a=1&amp;b=2">{self.text(4)}</a>, '
            f"{self.text(20)} <em>{self.text(2)}</em>&#8217;s&nbsp;{self.text(10)}.</p>"
            for number in range(paragraphs)
        )


def _rss(items: int, item: Callable[[int], str]) -> bytes:
    inner = "\n".join(f"<item>\n{item(number)}\n</item>" for number in range(items))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {_SPACES}>\n<channel>\n<title>Desk</title>\n'
        '<link>https://news.example/</link>\n<atom:link href="https://news.example/rss" rel="self" '
        'type="application/rss+xml"/>\n<description>News</description>\n<language>en-us</language>\n'
        f"<lastBuildDate>{_DATE.format(12, 0)}</lastBuildDate>\n{inner}\n</channel>\n</rss>"
    ).encode()


def _headlines(words: str, number_of_words: int = 30) -> bytes:
    writer = _Writer(words)
    return _rss(
        40,
        lambda number: (
            f"<title>{writer.text(10)}</title>\n<link>https://news.example/2026/03/{number}.html</link>\n"
            f'<guid isPermaLink="false">{8_000_000 + number}</guid>\n'
            f"<pubDate>{_DATE.format(number % 24, number)}</pubDate>\n"
            f"<description>{writer.text(number_of_words)}</description>"
        ),
    )


def _agency(words: str) -> bytes:
    writer = _Writer(words)
    return _rss(
        50,
        lambda number: (
            f"<title>{writer.text(11)}</title>\n<link>https://news.example/2026/03/{number}.html</link>\n"
            f'<guid isPermaLink="true">https://news.example/2026/03/{number}.html</guid>\n'
            f'<atom:link href="https://news.example/2026/03/{number}.html" rel="standout"/>\n'
            f"<description>{writer.text(25)}</description>\n<dc:creator>{writer.text(2)}</dc:creator>\n"
            f"<pubDate>{_DATE.format(number % 24, number)}</pubDate>\n"
            + "\n".join(
                f'<category domain="https://news.example/des">{writer.text(2)}</category>'
                for _ in range(6)
            )
            + f'\n<media:content height="151" medium="image" url="https://img.example/{number}.jpg" width="151"/>\n'
            f"<media:credit>{writer.text(2)}</media:credit>\n<media:description>{writer.text(12)}</media:description>"
        ),
    )


def _blog(words: str) -> bytes:
    writer = _Writer(words)
    return _rss(
        10,
        lambda number: (
            f"<title>{writer.text(8)}</title>\n<link>https://blog.example/{number}/</link>\n"
            f"<comments>https://blog.example/{number}/#comments</comments>\n"
            f"<dc:creator><![CDATA[{writer.text(2)}]]></dc:creator>\n<pubDate>{_DATE.format(9, number)}</pubDate>\n"
            f"<category><![CDATA[{writer.text(1)}]]></category>\n<category><![CDATA[Markets]]></category>\n"
            f'<guid isPermaLink="false">https://blog.example/?p={number}</guid>\n'
            f"<description><![CDATA[<p>{writer.text(50)} [&#8230;]</p>]]></description>\n"
            f"<content:encoded><![CDATA[{writer.html(12)}]]></content:encoded>"
        ),
    )


def _atom(words: str, paragraphs: int) -> bytes:
    writer = _Writer(words)
    entries = "\n".join(
        f"<entry>\n<title>{writer.text(9)}</title>\n<id>tag:news.example,2026:{number}</id>\n"
        f'<link rel="alternate" type="text/html" href="https://news.example/{number}"/>\n'
        f"<published>2026-03-02T08:{number:02}:00Z</published>\n<updated>2026-03-02T09:{number:02}:00Z</updated>\n"
        f'<author>\n<name>{writer.text(2)}</name>\n</author>\n<category term="{writer.text(1)}"/>\n'
        f'<content type="html">{escape(writer.html(paragraphs))}</content>\n</entry>'
        for number in range(20)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n<title>Desk</title>\n'
        '<id>tag:news.example</id>\n<link rel="self" href="https://news.example/atom"/>\n'
        f"<updated>2026-03-02T12:00:00Z</updated>\n{entries}\n</feed>"
    ).encode()


KINDS: dict[str, Callable[[], bytes]] = {
    "headlines": partial(_headlines, _ENGLISH),
    "headlines, German": partial(_headlines, _GERMAN),
    "headlines, Chinese": partial(_headlines, _CHINESE),
    "an agency: tags, pictures": partial(_agency, _ENGLISH),
    "a blog: summary and full text": partial(_blog, _ENGLISH),
    "Atom, paragraphs of HTML": partial(_atom, _ENGLISH, 1),
    "Atom, full text only": partial(_atom, _ENGLISH, 6),
}
"""Ordinary feeds, by what they are like."""

_HEAD, _TAIL = b'<rss version="2.0"><channel><title>t</title>', b"</channel></rss>"


def _full(unit: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    before, after = _HEAD + before, after + _TAIL
    return before + unit * ((SMALL - len(before) - len(after)) // len(unit)) + after


_text = partial(_full, before=b"<item><description><![CDATA[", after=b"]]></description></item>")


def _xhtml() -> bytes:
    head = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml">'
        b'<div xmlns="http://www.w3.org/1999/xhtml">'
    )
    return head + b"<b>a</b>" * 4_900 + b"</div></content></entry></feed>"


WORST: dict[str, Callable[[], bytes]] = {
    "as many entries as are read": partial(_full, b"<item>" + b"<title>a</title>" * 7 + b"</item>"),
    "dates nobody can read": partial(
        _full, b"<item>" + b"<pubDate>1 x 2 x 3 x 4 x 5 x 6 x</pubDate>" * 3 + b"</item>"
    ),
    "tags that are none": partial(_text, b"<x>"),
    "tags hidden in tags": partial(_text, b"<<<<b>b>b>b>"),
    "tags cut off in an attribute": partial(_text, b"<a '"),
    "ampersands to be repaired": partial(_full, b"&a ", b"<item><title>", b"</title></item>"),
    "elements in elements": partial(
        _full, b"<a></a>", b"<item>" + b"<a>" * 99, b"</a>" * 99 + b"</item>"
    ),
    "XHTML": _xhtml,
}
"""What holds whoever reads it the longest, in as many bytes as are read in place."""
