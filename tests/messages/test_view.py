"""What is shown of an alert, in whose words."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.domain.alert import AlertContent
from bot.domain.rule import Severity
from bot.domain.story import Denied, FigureChanged, Novelty, OfficialJoined, SeverityRaised
from bot.domain.ticker import TickerTag
from bot.messages.view import news, view

MakeContent = Callable[..., AlertContent]


def test_a_theme_is_never_shown_as_a_mention(
    make_content: MakeContent,
    mention: Callable[[str], TickerTag],
    member: Callable[[str, str, str], TickerTag],
) -> None:
    """Named companies carry a dollar sign; a basket says its words and a few other symbols."""
    tags = [
        mention("NUE"),
        mention("NUE"),
        *(member(symbol, "steel", "steel") for symbol in ("NUE", "CLF", "STLD", "MT.AS", "X")),
    ]
    shown = view(make_content(tickers=tags))
    assert shown.mentions == ("$NUE",)
    (theme,) = shown.themes
    assert theme.because == '("steel")'
    assert theme.symbols == ("CLF", "STLD", "MT.AS", "+1")


def test_the_facts_say_topic_tier_and_sources(make_content: MakeContent) -> None:
    """The best tier that reported counts, each topic is named once."""
    content = make_content(
        reports=[("Wire One", 2), ("Trade Office", 1), ("Daily", 3)],
        rules=["tariffs/announced", "tariffs/steel"],
    )
    shown = view(content)
    assert shown.topics == ("TARIFFS",)
    assert shown.standing == ("official", "3 sources")
    assert shown.others == "Also: Wire One, Daily"
    assert shown.rules == "Rules: tariffs/announced, tariffs/steel"


def test_a_rule_of_ones_own_has_no_topic(make_content: MakeContent) -> None:
    """Then the line begins with the tier."""
    shown = view(make_content(rules=["my-tariffs"], topic="", reports=[("Daily", 3)]))
    assert shown.topics == ()
    assert shown.standing == ("press", "1 source")
    assert shown.rules == "Rule: my-tariffs"


@pytest.mark.parametrize(
    ("delay", "times"),
    [
        (timedelta(seconds=21), ("14:02 UTC", "seen +21 s")),
        (timedelta(minutes=12), ("14:02 UTC", "seen +12 min")),
        (timedelta(hours=5), ("14:02 UTC", "seen +5 h")),
        (timedelta(hours=11), ("2 Mar 14:02 UTC", "seen +11 h")),
        (timedelta(days=3), ("2 Mar 14:02 UTC", "seen +3 d")),
        (timedelta(minutes=-7), ("14:02 UTC", "seen 13:55 UTC")),
    ],
)
def test_the_times_say_when_and_how_late(
    make_content: MakeContent, delay: timedelta, times: tuple[str, ...]
) -> None:
    """The day is said where it is another; a publisher's clock may run ahead of ours."""
    content = make_content()
    assert content.item.published is not None
    seen = content.item.published + delay
    assert view(make_content(seen=seen)).times == times


def test_an_item_without_a_date_says_when_it_was_seen(make_content: MakeContent) -> None:
    """And one without either says nothing."""
    assert view(make_content(published=None)).times == ("seen 14:02 UTC",)
    assert view(make_content(seen=None)).times == ("14:02 UTC",)
    assert view(make_content(published=None, seen=None)).times == ()


def test_a_summary_that_repeats_the_title_is_not_shown_twice(make_content: MakeContent) -> None:
    """Many feeds put the headline and the outlet's name into the summary."""
    title = "Ministry limits gallium exports"
    assert view(make_content(title=title, summary=f"{title}  Daily Courier")).snippet == ()
    assert view(make_content(title=title, summary=f"{title} from May, it said. " * 3)).snippet


def test_a_title_of_nothing_visible_still_has_a_line(make_content: MakeContent) -> None:
    """A message must begin with something."""
    assert view(make_content(title="\u202e\x00")).title[0].text == "—"


@pytest.mark.parametrize(
    ("novelty", "sentence"),
    [
        (OfficialJoined(source="Trade Office"), "Official: Trade Office confirms"),
        (FigureChanged(before="25%", after="50%"), "25% → 50%"),
        (
            SeverityRaised(before=Severity.LOW, after=Severity.CRITICAL),
            "Severity now critical",
        ),
        (Denied(source="Palace", words="no such talks"), "Denied by Palace: “no such talks”"),
        (None, "Update"),
    ],
)
def test_a_reply_says_what_is_new(novelty: Novelty | None, sentence: str) -> None:
    """One line each; a language we do not speak is told in English."""
    assert news(novelty, lang="tlh-Latn") == sentence
