"""HTML is read as Telegram reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.botapi.html import Entity, parse_html, units
from bot.demo.botapi.refusal import Refusal


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("a &lt;b&gt; &amp; &quot;c&quot;", 'a <b> & "c"', []),
        ("&#65;&#x42; &copy; &nothing; &", "AB &copy; &nothing; &", []),
        ("<b>a</b><STRONG>b</Strong>", "ab", [("bold", 0, 1), ("bold", 1, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("🔴 <b>é关</b>", "🔴 é关", [("bold", 3, 2)]),
        (
            "<u>a</u> <s>b</s> <code>c</code>",
            "a b c",
            [("underline", 0, 1), ("strikethrough", 2, 1), ("code", 4, 1)],
        ),
        ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ("<b></b>x", "x", []),
        ("  <b> a </b> ", "a", [("bold", 0, 1)]),
        ("<b>a</>", "a", [("bold", 0, 1)]),
        ('<a href="notalink">a</a>', "a", []),
    ],
)
def test_what_telegram_reads(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    """Text and entities, counted in UTF-16 units."""
    formatted = parse_html(source)
    assert formatted.text == text
    assert [(each.type, each.offset, each.length) for each in formatted.entities] == entities


def test_a_link_keeps_its_address() -> None:
    """With its references decoded, in either kind of quotes or none."""
    for source in (
        '<a href="https://a.example/?x=1&amp;y=2">a</a>',
        "<a href='https://a.example/?x=1&amp;y=2'>a</a>",
    ):
        (entity,) = parse_html(source).entities
        assert entity == Entity(
            type="text_link", offset=0, length=1, url="https://a.example/?x=1&y=2"
        )


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("é <p>x</p>", 'Unsupported start tag "p" at byte offset 3'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b ", "Unclosed start tag at byte offset 0"),
        ("3 < 4", 'Unsupported start tag "" at byte offset 2'),
        ("a < b > c", 'Unsupported start tag "" at byte offset 2'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        (
            "<a href>a</a>",
            'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
        ),
    ],
)
def test_what_telegram_refuses(source: str, complaint: str) -> None:
    """In Telegram's words, with the place in bytes."""
    with pytest.raises(Refusal) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {complaint}"


@given(st.text())
def test_any_text_is_read_or_refused(source: str) -> None:
    """Nothing a bot sends breaks the stand-in, and entities never leave the text."""
    try:
        formatted = parse_html(source)
    except Refusal:
        return
    assert all(
        0 <= each.offset < each.offset + each.length <= units(formatted.text)
        for each in formatted.entities
    )
