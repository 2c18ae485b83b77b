"""Several alerts in one message."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from bot.demo.botapi.html import parse_html
from bot.domain.alert import AlertContent
from bot.domain.rule import Severity
from bot.messages.digest import render_digest
from bot.messages.message import LIMIT

MakeContent = Callable[..., AlertContent]


def test_alerts_stand_under_their_topics(make_content: MakeContent) -> None:
    """Each in a line: severity, title, publisher."""
    message = render_digest(
        [
            make_content(),
            make_content(title="Second duty", topic="Tariffs", severity=Severity.LOW),
            make_content(title="Mine floods", topic="", rules=["my-copper"]),
        ]
    )
    lines = parse_html(message.text).text.splitlines()
    assert lines[0] == "Digest · 3 alerts"
    assert lines[2:5] == [
        "Tariffs",
        "🟠 Trade office raises steel duties to 50% · Trade Office · 1 source",
        "⚪ Second duty · Trade Office · 1 source",
    ]
    assert lines[6:] == ["Your rules", "🟠 Mine floods · Trade Office · 1 source"]


@given(
    title=st.text(min_size=1, max_size=300), topic=st.text(max_size=50), count=st.integers(1, 40)
)
def test_any_digest_fits_and_is_whole(
    make_content: MakeContent, title: str, topic: str, count: int
) -> None:
    """What does not fit is counted, so that nothing is lost unsaid."""
    contents = [make_content(title=f"{at} {title}", topic=topic) for at in range(count)]
    message = render_digest(contents)
    text = parse_html(message.text).text
    assert message.length <= LIMIT
    shown = text.count("Trade Office")
    assert shown >= count or f"and {count - shown} more" in text
