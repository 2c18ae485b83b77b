"""Alerts and digests as rich messages, made of the same view as the plain ones."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.botapi.rich import LONGEST, read_rich, rich_text
from bot.domain.alert import AlertContent
from bot.domain.rule import Severity
from bot.domain.ticker import TickerTag
from bot.messages.message import render_alert
from bot.messages.rich import rich_alert, rich_digest
from bot.messages.text import clean
from bot.messages.words import LANGUAGES

from .test_message import ANY_NAME, NEWS

MakeContent = Callable[..., AlertContent]


def lines(html: str) -> list[str]:
    """Give what is shown of a rich message, as strictly as the stand-in reads it."""
    return rich_text(read_rich({"html": html})["blocks"]).split("\n")


def test_an_alert_says_what_the_plain_one_says(
    make_content: MakeContent, mention: Callable[[str], TickerTag]
) -> None:
    """The title is a heading, the rule a footer, and matched words are marked."""
    content = make_content(
        words=[("summary", "duties")],
        reports=[("Trade Office", 1), ("Wire One", 2)],
        tickers=[mention("NUE")],
        severity=Severity.CRITICAL,
        related_title="Steel inquiry opened",
    )
    html = rich_alert(content)
    assert html.startswith("<h4>🔴 Trade office raises steel duties to 50%</h4>")
    assert "<mark>duties</mark>" in html
    assert html.endswith("<footer>Rule: tariffs/announced</footer>")
    assert lines(html) == render_alert(content).visible.splitlines()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_digest_lists_what_a_plain_one_has_no_room_for(
    make_content: MakeContent, lang: str
) -> None:
    """Under the topic of each; what is over the most is counted."""
    many = [make_content(title=f"{at} {'duty ' * 40}") for at in range(60)]
    html = rich_digest(many, lang=lang)
    assert html.count("<li>") == 60
    assert len("".join(lines(html))) < LONGEST
    more = rich_digest(many * 2, lang=lang)
    assert more.count("<li>") == 70
    assert "50" in lines(more)[-1]


def test_topics_are_headings_of_a_digest(make_content: MakeContent) -> None:
    """In the order of the alerts."""
    html = rich_digest([make_content(), make_content(title="Mine <floods>", topic="")])
    assert lines(html) == [
        "Digest · 2 alerts",
        "Tariffs",
        "🟠 Trade office raises steel duties to 50% · Trade Office · 1 source",
        "Your rules",
        "🟠 Mine <floods> · Trade Office · 1 source",
    ]


@given(news=NEWS, symbols=st.lists(ANY_NAME, max_size=12))
def test_whatever_the_news_it_can_be_read(
    make_content: MakeContent,
    mention: Callable[[str], TickerTag],
    news: dict[str, Any],
    symbols: list[str],
) -> None:
    """Any texts and any evidence give whole blocks that show the title's start."""
    content = make_content(**news, tickers=[*map(mention, symbols)])
    shown = "\n".join(lines(rich_alert(content)))
    assert clean(news["title"])[:60] in shown
    assert "\n".join(lines(rich_digest([content])))


def test_the_longest_digest_is_taken(
    make_content: MakeContent, mention: Callable[[str], TickerTag]
) -> None:
    """Even when every part is as long as it may be, each alert of a topic of its own."""
    long = "X" * 300
    contents = [
        make_content(
            title=f"{at}{long}",
            source=long,
            topic=f"{at}{long}",
            reports=[(f"{number}{long}", 5) for number in range(99)],
            tickers=[mention(f"{number}{long}") for number in range(20)],
        )
        for at in range(90)
    ]
    for lang in LANGUAGES:
        assert "20" in lines(rich_digest(contents, lang=lang))[-1]
