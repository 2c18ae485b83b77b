"""Alerts as Telegram messages."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.botapi.html import parse_html
from bot.demo.botapi.markup import check_markup
from bot.domain.alert import AlertContent
from bot.domain.delivery import DeliveryKind
from bot.domain.rule import RuleId, Severity, rule_code
from bot.domain.sentence import verbatim
from bot.domain.story import FigureChanged
from bot.domain.ticker import TickerTag
from bot.messages.message import LIMIT, TIGHTER, Message, render_alert, render_notice
from bot.messages.text import clean, units

MakeContent = Callable[..., AlertContent]


def read(message: Message) -> str:
    """Give what Telegram shows of a message, as strictly as its stand-in reads it."""
    rows = [
        [
            {"text": each.text} | ({"url": each.url} if each.url else {"callback_data": each.data})
            for each in row
        ]
        for row in message.buttons
    ]
    check_markup({"inline_keyboard": rows}, inline_only=True)
    return parse_html(message.text).text


def test_an_alert_is_drawn_as_designed(
    make_content: MakeContent,
    mention: Callable[[str], TickerTag],
    member: Callable[[str, str, str], TickerTag],
) -> None:
    """Title first, then topic and sources, tickers, publisher and times, snippet, rule."""
    message = render_alert(
        make_content(
            words=[("title", "duties"), ("summary", "duties")],
            reports=[("Trade Office", 1), ("Wire One", 2)],
            tickers=[mention("NUE"), member("CLF", "steel", "steel")],
            severity=Severity.CRITICAL,
            related_title="Steel inquiry opened",
        )
    )
    assert message.text.splitlines() == [
        "🔴 <b>Trade office raises steel duties to 50%</b>",
        "TARIFFS · official · 2 sources",
        '$NUE · steel ("steel"): CLF',
        (
            '<a href="https://trade.example/duties?id=1&amp;lang=en">Trade Office</a>'
            " · 14:02 UTC · seen +21 s"
        ),
        "Also: Wire One",
        (
            "<blockquote expandable>The office said the higher <b>duties</b> take effect on"
            " 1 June. It had named 25% before.</blockquote>"
        ),
        "Related: Steel inquiry opened",
        "Rule: tariffs/announced",
    ]
    assert message.preview == "https://trade.example/duties?id=1&lang=en"
    assert [[button.text for button in row] for row in message.buttons] == [
        ["Open", "Why?", "👍", "👎"],
        ["Mute story", "Snooze rule", "Less from source"],
        ["$NUE"],
    ]


def test_buttons_send_what_the_chat_understands(make_content: MakeContent) -> None:
    """The data names what is asked and the story, far below Telegram's 64 bytes."""
    content = make_content()
    data = [button.data for row in render_alert(content).buttons for button in row]
    story = content.alert.story_id
    assert data[0] == ""
    assert data[1:] == [
        f"{verb}:{story}" for verb in ("why", "like", "dislike", "mute", "snooze", "less")
    ]
    assert all(len(each.encode()) <= 64 for each in data)


def test_an_alert_without_a_usable_link_has_no_open_button(make_content: MakeContent) -> None:
    """Telegram would refuse the whole message."""
    message = render_alert(make_content(url="javascript:alert(1)"))
    assert message.buttons[0][0].text == "Why?"
    assert message.preview == ""
    assert "<a " not in message.text


def test_markup_in_a_title_is_only_text(make_content: MakeContent) -> None:
    """Ampersands and tags are shown as they were written."""
    title = 'A&B <b>"raise"</b> duties &lt;50%'
    text = read(render_alert(make_content(title=title)))
    assert text.splitlines()[0] == f"🟠 {title}"


def test_right_to_left_names_do_not_turn_their_line_around(make_content: MakeContent) -> None:
    """A name in Arabic or Hebrew is isolated from the times beside it."""
    text = read(render_alert(make_content(source="وكالة الأنباء")))
    assert "\u2068وكالة الأنباء\u2069 · 14:02 UTC" in text


def test_a_reply_says_only_what_is_new(make_content: MakeContent) -> None:
    """What changed, the title, and the link."""
    message = render_alert(
        make_content(novelty=FigureChanged(before="25%", after="50%")), DeliveryKind.REPLY
    )
    assert message.text == "🔢 <b>25% → 50%</b>\nTrade office raises steel duties to 50%"
    assert [[button.text for button in row] for row in message.buttons] == [["Open"]]


def test_a_notice_is_escaped_and_cut() -> None:
    """A sentence of ours may hold a subscriber's words, and many of them."""
    assert render_notice(verbatim("rule <x> & y")).text == "rule &lt;x&gt; &amp; y"
    assert render_notice(verbatim("word " * 2000)).length <= LIMIT
    assert render_notice(verbatim("😀" * 4000)).visible.endswith("…")


def test_a_spent_budget_is_told_with_a_button_whatever_the_rule_is_called() -> None:
    """Its data fits into Telegram's 64 bytes."""
    longest = RuleId(f"@telegram:-1001234567890/2147483647/{'n' * 32}")
    ((button,),) = render_notice(verbatim("spent"), lang="de", spent=longest).buttons
    assert button.text == "Engere Suche vorschlagen"
    assert button.data == f"{TIGHTER}:{rule_code(longest)}"
    assert len(button.data.encode()) <= 64


ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=700)
ANY_NAME = st.text(min_size=1, max_size=100)
NEWS = st.fixed_dictionaries(
    {
        "title": ANY_TEXT,
        "summary": ANY_TEXT,
        "source": ANY_NAME,
        "topic": ANY_NAME,
        "rules": st.lists(ANY_NAME, max_size=12),
        "evidence": st.lists(
            st.tuples(
                st.sampled_from(["title", "summary"]), st.integers(0, 700), st.integers(0, 700)
            ),
            max_size=6,
        ),
    }
)


@given(
    news=NEWS,
    symbols=st.lists(ANY_NAME, max_size=12),
    kind=st.sampled_from([DeliveryKind.FIRST, DeliveryKind.EDIT, DeliveryKind.REPLY]),
)
def test_whatever_the_news_the_message_can_be_sent(
    *,
    make_content: MakeContent,
    mention: Callable[[str], TickerTag],
    member: Callable[[str, str, str], TickerTag],
    news: dict[str, Any],
    symbols: list[str],
    kind: DeliveryKind,
) -> None:
    """Any texts and any evidence give whole markup, within the limit, that shows the title's start."""
    tickers = [*map(mention, symbols), *(member(name, name, name) for name in symbols)]
    message = render_alert(make_content(**news, tickers=tickers), kind)
    text = read(message)
    assert text == message.visible.strip()
    assert 0 < units(text) <= message.length <= LIMIT
    assert clean(news["title"])[:60] in text


@pytest.mark.parametrize("severity", list(Severity))
def test_the_longest_of_everything_fits(
    make_content: MakeContent,
    mention: Callable[[str], TickerTag],
    member: Callable[[str, str, str], TickerTag],
    severity: Severity,
) -> None:
    """Even when every part is as long as it may be, in characters of two units."""
    long = "😀" * 3000
    content = make_content(
        title=long,
        summary=long,
        source=long,
        reports=[(f"{number}{long}", 5) for number in range(50)],
        rules=[f"{number}{long}" for number in range(50)],
        topic=long,
        tickers=[
            *(mention(f"{number}{long}") for number in range(50)),
            *(
                member(f"{number}{place}{long}", f"{number}{long}", f"{place}{long}")
                for number in range(9)
                for place in range(9)
            ),
        ],
        severity=severity,
        related_title=long,
    )
    assert render_alert(content).length <= LIMIT
