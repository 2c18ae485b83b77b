"""The demo's chat page in a browser, from /start to a rule made quieter. Its picture is README's."""

import os
from pathlib import Path

import pytest

from .browser import CHROMIUM, browser
from .conftest import Talk
from .test_rules import STRIKES
from .test_topics import VISITOR

PICTURE = os.environ.get("TAPEWATCH_PICTURE", "")
"""Where to write what the page looks like, docs/images/chat.png for one."""


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")
async def test_a_visitor_subscribes_writes_a_rule_and_makes_it_quieter(
    talk: Talk, tmp_path: Path
) -> None:
    """With nothing but the page."""
    for number, headline in enumerate(STRIKES[1:]):
        await talk.publish(headline, hours_ago=50 - number)
    await talk.publish("Opinion: what the copper strike of last year taught us", hours_ago=20)
    async with browser(talk.standin.url, tmp_path) as page:
        await page.until("Boolean(document.getElementById('text'))")
        await page.write("/start")
        await page.read("Welcome to Tapewatch")
        await page.tap("📦 Tariffs")
        await page.read("You get Tariffs now")
        await page.write("/rule copper copper AND strike")
        await page.read("would have fired 12 times")
        await page.tap("Save")
        await page.read("Rule copper is saved")
        await talk.publish(
            "Miners at Escondida walk out in copper strike over bonuses",
            summary="The union says the strike at the largest copper mine begins at midnight.",
        )
        await page.read("Miners at Escondida")
        await page.tap("👍")
        await talk.publish("Opinion: a copper strike is a bad way to set wages")
        await page.read("a bad way to set wages")
        await page.tap("👎")
        await page.read("Noise?")
        await page.tap("Make it quieter")
        await page.read("leave out what has opinion")
        await page.read("In 30 days that also drops 1 other")
        await page.read("what the copper strike of last year taught us")
        if PICTURE:
            await page.until("document.getElementById('toast').hidden")
            await page.photograph(Path(PICTURE))
        await page.tap("Apply")
        await page.read("the rule is quieter now")
    (own,) = talk.desk.rules.own_rules(VISITOR)
    assert own.query != "copper AND strike"
