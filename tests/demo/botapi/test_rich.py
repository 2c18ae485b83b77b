"""Rich messages in the stand-in: read into blocks, or refused."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.demo.botapi import StandIn
from bot.demo.botapi.rich import read_rich, rich_text

Call = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]


def test_html_becomes_blocks() -> None:
    """As the Bot API describes them."""
    html = (
        '<h2>A &amp; <b>B</b></h2><p>One<br/>two</p><hr/><ul><li>x</li><li><a href="https://a.example/?b=1&amp;c">'
        "y</a></li></ul><details><summary>More</summary><p>z</p></details> loose <blockquote>q</blockquote>"
    )
    assert read_rich({"html": html, "skip_entity_detection": True})["blocks"] == [
        {"type": "heading", "size": 2, "text": ["A & ", {"type": "bold", "text": "B"}]},
        {"type": "paragraph", "text": ["One", "\n", "two"]},
        {"type": "divider"},
        {
            "type": "list",
            "items": [
                {"label": "•", "blocks": [{"type": "paragraph", "text": "x"}]},
                {
                    "label": "•",
                    "blocks": [
                        {
                            "type": "paragraph",
                            "text": {"type": "url", "text": "y", "url": "https://a.example/?b=1&c"},
                        }
                    ],
                },
            ],
        },
        {
            "type": "details",
            "summary": "More",
            "blocks": [{"type": "paragraph", "text": "z"}],
        },
        {"type": "paragraph", "text": " loose "},
        {"type": "blockquote", "blocks": [{"type": "paragraph", "text": "q"}]},
    ]


@pytest.mark.parametrize(
    ("html", "refusal"),
    [
        ("", "message text is empty"),
        ("<p> </p>", "message text is empty"),
        ("<p>a", 'Can\'t find end tag corresponding to start tag "p"'),
        ("<p>a</b></p>", 'Unmatched end tag "b"'),
        ("a < b", "Unclosed start tag"),
        ("<script>a</script>", 'Unsupported start tag "script"'),
        ("<li>a</li>", 'tag "li" must not be inside ""'),
        ("<ul><p>a</p></ul>", 'tag "p" must not be inside "ul"'),
        ("<p><h1>a</h1></p>", 'tag "h1" must not be inside "p"'),
        ("<details>a</details>", "details must begin with a summary"),
        ("<blockquote>" * 20 + "a", "too many nested tags"),
        (f"<p>{'a' * 32_769}</p>", "message is too long"),
        ("<p>a</p>" * 501, "message is too long"),
    ],
)
async def test_what_is_no_rich_message_is_refused(call: Call, html: str, refusal: str) -> None:
    """With the place of the fault."""
    status, answer = await call("sendRichMessage", chat_id=1001, rich_message={"html": html})
    assert status == 400
    assert refusal in answer["description"]


async def test_a_rich_message_is_sent_and_edited(standin: StandIn, call: Call) -> None:
    """Either way round; the message holds blocks in place of a text."""
    given = {"html": "<h4>One</h4><p>two</p>"}
    _, sent = await call("sendRichMessage", chat_id=1001, rich_message=given)
    message = sent["result"]
    assert "text" not in message
    assert rich_text(message["rich_message"]["blocks"]) == "One\ntwo"
    same = {"chat_id": 1001, "message_id": message["message_id"]}
    _, refused = await call("editMessageText", **same, rich_message=given)
    assert "message is not modified" in refused["description"]
    _, plain = await call("editMessageText", **same, text="three")
    assert plain["result"]["text"] == "three"
    assert "rich_message" not in plain["result"]
    _, rich = await call("editMessageText", **same, rich_message=given)
    assert "text" not in rich["result"]
    _, both = await call("editMessageText", **same, text="a", rich_message=given)
    assert both["description"].endswith("either text or rich_message must be given")
    assert standin.find(message["message_id"]).text == "One\ntwo"
