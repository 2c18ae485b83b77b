"""Markup becomes plain text: nothing of it is left, nothing of the text is lost."""

import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds import text as cleaning
from bot.feeds.text import fold, from_guess, from_html, shorten

TAGS = [
    "b",
    "p",
    "br/",
    "a href='x'",
    'img alt="a > b"',
    "/div",
    "script",
    "/script",
    "!--",
    "table",
]
MARKUP = st.lists(
    st.one_of(
        st.sampled_from([f"<{tag}>" for tag in TAGS]),
        st.sampled_from(["&amp;", "&lt;", "&#8217;", "&nbsp;", "&", "<", ">", "-->", '"', "'"]),
        st.text(max_size=8),
    )
).map("".join)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Tar<b>iffs</b></p><p>rise</p>", "Tariffs rise"),
        ("one<br>two<BR/>three", "one two three"),
        ("<li>a</li><li>b</li>", "a b"),
        ("AT&amp;T &#8217;s &eacute;lan&nbsp;up", "AT&T ’s élan up"),
        ("<script>if (a<b) x()</script>left<style>p{}</style>", "left"),
        ("<SCRIPT>never closed", ""),
        ("a<!-- <b>not</b> this -->b", "a b"),
        ("a<!-- never closed", "a"),
        ("<img alt='a > b' src=x>after", "after"),
        ("margins < 5 % and > 2 %", "margins < 5 % and > 2 %"),
        ("cut off <a href='https://x", "cut off"),
        ("<o:p>x</o:p> <custom-tag>y</custom-tag>", "x y"),
        ("&lt;p&gt;escaped twice&lt;/p&gt;", "escaped twice"),
        ("&amp;lt;b&amp;gt; is written &amp;lt;", "&lt;b&gt; is written &lt;"),
        ("<![CDATA[<p>x</p>]]>", "x"),
        ("Q&A&copy=1 &unknown; &#99999999;", "Q&A&copy=1 &unknown; &#99999999;"),
        ("&#xD800;&#0;", "\ufffd\ufffd"),
        ("<scr<b>ipt>x", ""),
        ("<<<<<<b>b>b>b>b>b>x", "b>x"),
    ],
)
def test_html_becomes_text(markup: str, text: str) -> None:
    assert from_html(markup) == text


@pytest.mark.parametrize(
    ("guess", "text"),
    [
        ("a <b>bold</b> claim", "a bold claim"),
        ("<Q3 estimate> and i<3u", "<Q3 estimate> and i<3u"),
        ("EU <-> US", "EU <-> US"),
        ("5 <a", "5 <a"),
        ("S&amp;P 500", "S&P 500"),
    ],
)
def test_what_may_be_plain_loses_only_what_is_html(guess: str, text: str) -> None:
    assert from_guess(guess) == text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        (" a \u00a0\t\n b\u2028c ", "a b c"),
        ("tar\u200bi\u00adff\ufeff \u202egnp.exe", "tariff gnp.exe"),
        ("\x00a\x1bb\x7fc\x85d", "abc d"),
        ("ta\u200dr\u200ciff \u200d\u200c", "tariff"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("کشتی\u200cها", "کشتی\u200cها"),
        ("\ud800", ""),
    ],
)
def test_what_cannot_be_seen_is_removed(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("as it is", 8, "as it is"),
        ("one two three", 12, "one two…"),
        ("one two, three", 9, "one two…"),
        ("关税提高到百分之二十五", 6, "关税提高到…"),
        ("a" * 30, 10, "a" * 9 + "…"),
    ],
)
def test_a_text_is_cut_at_a_word(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short


@given(MARKUP)
def test_no_tag_of_html_is_left(markup: str) -> None:
    for text in (from_html(markup), from_guess(markup)):
        for tag in ("<b>", "<p>", "<br/>", "<script>", "</div>", "<table>", "<a href='x'>"):
            assert tag not in text


@given(MARKUP)
def test_text_comes_out_folded(markup: str) -> None:
    assert fold(from_html(markup)) == from_html(markup)
    assert fold(from_guess(markup)) == from_guess(markup)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=string.ascii_letters + string.digits + " .,%$€中文\n"))
def test_text_without_markup_stays_as_it_is(text: str) -> None:
    assert from_html(text) == from_guess(text) == fold(text) == " ".join(text.split())


@given(MARKUP.filter(lambda markup: "&" not in markup))
def test_cleaning_twice_is_cleaning_once(markup: str) -> None:
    assert from_guess(from_html(markup)) == from_html(markup)
    assert from_guess(from_guess(markup)) == from_guess(markup)


@given(st.text(), st.integers(min_value=2, max_value=50))
def test_a_cut_text_keeps_its_limit_and_its_beginning(text: str, limit: int) -> None:
    short = shorten(text, limit)

    assert len(short) <= limit
    assert text.startswith(short.removesuffix("…"))


@pytest.mark.parametrize(
    "part", ["<", "<a ", '<a "', "<script>", "<!--", "&", "&#", "<p", "&lt;script&gt;", "x\u200d"]
)
def test_hostile_markup_is_read_in_one_pass(part: str) -> None:
    markup = part * (200_000 // len(part))
    started = time.process_time()

    from_html(markup)

    assert time.process_time() - started < 5  # a tenth of a second, where it is not quadratic


@given(
    st.text()
    | st.lists(st.sampled_from("a  é\n\t\xa0\u200b\u200d\u034f\u2028\x1f\x7f中")).map("".join)
)
def test_what_needs_no_care_is_folded_alike(text: str) -> None:
    seen = cleaning._STRAY_JOINER.sub("", cleaning._INVISIBLE.sub("", text))

    assert fold(text) == " ".join(seen.split())


@given(MARKUP, st.booleans())
def test_plain_tags_are_dropped_alike(markup: str, any_tag: bool) -> None:
    plain = cleaning._without_plain_tags(markup)

    assert plain in {None, "".join(cleaning._without_tags(markup, any_tag=any_tag))}
