"""Bytes become text under the encoding they are in, whatever is said of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.charset import to_text


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("<a>稀土</a>".encode(), "text/xml; charset=iso-8859-1", "<a>稀土</a>"),
        ("<a>稀土</a>".encode("gb2312"), "text/xml; charset=GB2312", "<a>稀土</a>"),
        ("<a>5 € ’</a>".encode("cp1252"), "text/xml; charset=iso-8859-1", "<a>5 € ’</a>"),
        ("<a>é</a>".encode("cp1252"), "", "<a>é</a>"),
        ("<a>関税</a>".encode("cp932"), "text/xml; charset=Shift_JIS", "<a>関税</a>"),
        ("<a>관세</a>".encode("cp949"), "text/xml; charset='euc-kr'", "<a>관세</a>"),
        ("<a>пошлина</a>".encode("cp1251"), "text/xml; charset=windows-1251", "<a>пошлина</a>"),
        ("<a>x</a>".encode("utf-16-le"), "", "<a>x</a>"),
        ("<a>x</a>".encode("utf-16-be"), "text/xml", "<a>x</a>"),
        ("\ufeff<a>x</a>".encode("utf-32"), "", "<a>x</a>"),
        (b"<a>x</a>", "text/xml; charset=punycode", "<a>x</a>"),
        (b"<a>x</a>", "text/xml; charset=no-such", "<a>x</a>"),
        (b"\n <?xml version='1.0'?>\n<a>x\x00\x0b</a>", "", "<a>x</a>"),
        (b"", "", ""),
    ],
)
def test_a_body_is_decoded(body: bytes, content_type: str, text: str) -> None:
    assert to_text(body, content_type).lstrip("\ufeff") == text


def test_the_declaration_goes_before_the_header() -> None:
    body = b'<?xml version="1.0" encoding="windows-1251"?><a>' + "пошлина".encode("cp1251")

    assert to_text(body, "text/xml; charset=windows-1252") == "<a>пошлина"


def test_one_broken_byte_costs_one_character() -> None:
    body = b"<a>" + "Zölle für größere Häfen".encode() + b"\xe4</a>"

    assert to_text(body) == "<a>Zölle für größere Häfen\ufffd</a>"


def test_a_declaration_of_utf_16_in_single_bytes_is_not_believed() -> None:
    assert to_text(b'<?xml version="1.0" encoding="utf-16"?><a>x</a>') == "<a>x</a>"


@given(st.binary(), st.text(max_size=30))
def test_any_bytes_give_text_that_xml_allows(body: bytes, content_type: str) -> None:
    text = to_text(body, f"text/xml; charset={content_type}")

    assert not set(text) & {"\x00", "\x08", "\ufffe", "\uffff"}
    text.encode()
