"""What strangers write is cleaned, measured and cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.text import Run, clean, cut, excerpt, link, marked, units


def shown(runs: tuple[Run, ...]) -> str:
    """Write runs with the hits in brackets."""
    return "".join(f"[{run.text}]" if run.hit else run.text for run in runs)


def test_units_are_counted_as_utf_16() -> None:
    """A letter is one unit, an emoji outside the basic plane two."""
    assert units("aé关") == 3
    assert units("🔴") == 2


def test_clean_takes_away_what_a_line_cannot_hold() -> None:
    """Line breaks, escape sequences, lone surrogates and direction overrides go."""
    assert clean(" a\r\n\tb\x1b[31m\x00 \ud800c\u202e\u2028d ") == "a b[31m c d"


def test_a_text_is_cut_at_a_word() -> None:
    """Nothing is left hanging before the ellipsis."""
    assert cut("steel duties doubled", 14) == "steel duties…"
    assert cut("steel duties", 12) == "steel duties"


def test_a_text_without_spaces_is_cut_inside() -> None:
    """Chinese has no spaces to cut at."""
    assert cut("商务部公告对稀土实施出口管制", 8) == "商务部公告对稀…"


def test_a_cut_does_not_part_an_emoji_or_an_accent() -> None:
    """Joined emoji and combining accents stay whole or go whole."""
    assert cut("👩\u200d🚀👩\u200d🚀👩\u200d🚀", 12) == "👩\u200d🚀👩\u200d🚀…"
    assert cut("cafe\u0301s", 5) == "caf…"


def test_hits_are_marked_where_they_are() -> None:
    """Overlapping ranges are one, outside ones are ignored, spaces collapse."""
    text = "duties  on\nsteel and  rebar"
    assert shown(marked(text, [(0, 6), (3, 10), (90, 99)], 100)) == "[duties on] steel and rebar"
    assert shown(marked(text, [(-5, 3)], 100)) == "[dut]ies on steel and rebar"


def test_a_late_hit_brings_the_text_around_it() -> None:
    """A snippet that does not show what matched explains nothing."""
    text = "word " * 200 + "tariff at last"
    runs = excerpt(text, [(1000, 1006)], 100)
    assert shown(runs).startswith("… word")
    assert shown(runs).endswith("[tariff] at last")
    assert shown(marked(text, [(1000, 1006)], 100)).startswith("word word")
    assert shown(excerpt(text, [(3000, 3006)], 100)).startswith("word word")


@given(
    st.text(),
    st.lists(st.tuples(st.integers(-5, 300), st.integers(-5, 300))),
    st.integers(10, 200),
)
def test_marked_text_fits_and_is_in_order(
    text: str, hits: list[tuple[int, int]], limit: int
) -> None:
    """Whatever the text and the ranges, the result fits and holds no empty run."""
    for runs in (marked(text, hits, limit), excerpt(text, hits, limit)):
        assert units("".join(run.text for run in runs)) <= limit
        assert all(run.text for run in runs)


@pytest.mark.parametrize(
    ("url", "given"),
    [
        ("https://a.example/x?y=1&z=2#f", "https://a.example/x?y=1&z=2#f"),
        ("HTTPS://Ärzte.example", "https://xn--rzte-koa.example/"),
        ("https://a.example/关税 100%", "https://a.example/%E5%85%B3%E7%A8%8E%20100%"),
        ("https://user:secret@a.example/", "https://a.example/"),
        ("http://127.0.0.1:8080/s", "http://127.0.0.1:8080/s"),
        ("javascript:alert(1)", ""),
        ("https://localhost/", ""),
        ("https://a.example:99999/", ""),
        ("https://[::1", ""),
        ("https://a_b..example/", ""),
        ('https://a"b.example/', ""),
        ("/relative", ""),
        ("", ""),
        ("https://a.example/" + "x" * 3000, ""),
    ],
)
def test_only_links_that_telegram_takes_are_given(url: str, given: str) -> None:
    """A refused link would refuse the whole message."""
    assert link(url) == given


@given(st.text())
def test_no_text_breaks_a_link(url: str) -> None:
    """Whatever a feed calls a link, the result is one or nothing."""
    given = link(f"https://a.example/{url}")
    assert given == "" or (given.isascii() and " " not in given and '"' not in given)
    link(url)
