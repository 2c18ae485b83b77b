"""Ampersands become what XML wants; what was right stays as it was."""

import time
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.repair import repair


@pytest.mark.parametrize(
    ("xml", "repaired"),
    [
        ("R&D at AT&T; 5 & 6", "R&amp;D at AT&amp;T; 5 &amp; 6"),
        ("&amp;&lt;&gt;&quot;&apos;", "&amp;&lt;&gt;&quot;&apos;"),
        ("?a=1&b=2&copy=3", "?a=1&amp;b=2&amp;copy=3"),
        ("&nbsp;&eacute;&LT;", "\u00a0é&lt;"),
        ("&#8217;&#x2019;&#10;", "&#8217;&#8217;&#10;"),
        ("&#150;", "–"),
        ("&#0;&#xD800;&#1114112;&#xFFFF;&#99999999999999999999;", "\ufffd" * 5),
        ("&#8217 and &#;", "&#8217; and &amp;#;"),
        ("<![CDATA[R&D &nbsp;]]>&", "<![CDATA[R&D &nbsp;]]>&amp;"),
        ("<![CDATA[R&D", "<![CDATA[R&D"),
        ("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"),
    ],
)
def test_references_become_ones_xml_knows(xml: str, repaired: str) -> None:
    assert repair(xml) == repaired


@given(st.text(alphabet="&#;xDabc0189ltgmpnbs é<"))
def test_any_text_between_tags_becomes_well_formed(text: str) -> None:
    assert ET.fromstring(f"<a>{repair(text.replace('<', ''))}</a>").tag == "a"


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"], max_codepoint=0xFFFD)))
def test_what_is_well_formed_stays(text: str) -> None:
    assert repair(escape(text)) == escape(text)


@pytest.mark.parametrize("part", ["<![CDATA[", "&", "&#", "&#x", "&a", "<!"])
def test_hostile_text_is_read_in_one_pass(part: str) -> None:
    started = time.process_time()

    repair(part * 300_000)

    assert time.process_time() - started < 5
