"""Alerts in the terminal."""

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from bot.domain.alert import AlertContent
from bot.domain.delivery import Delivery, DeliveryKind, Retry, Sent
from bot.domain.rule import Severity
from bot.domain.sentence import said
from bot.domain.story import FigureChanged
from bot.domain.ticker import TickerTag
from bot.notify.console import ConsoleNotifier

MakeContent = Callable[..., AlertContent]
MakeDelivery = Callable[..., Delivery]


def terminal(width: int = 80, *, colour: bool = False) -> Console:
    """Give a console that keeps what is printed."""
    return Console(
        file=io.StringIO(),
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
    )


def printed(console: Console) -> str:
    """Give what was printed."""
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


async def test_an_alert_is_printed_whole(
    make_content: MakeContent,
    make_delivery: MakeDelivery,
    mention: Callable[[str], TickerTag],
    member: Callable[[str, str, str], TickerTag],
) -> None:
    """Severity, title, facts, tickers, snippet, publisher, sources, rule and link."""
    console = terminal()
    content = make_content(
        reports=[("Trade Office", 1), ("Wire One", 2)],
        tickers=[mention("NUE"), member("CLF", "steel", "steel")],
        severity=Severity.CRITICAL,
    )
    outcome = await ConsoleNotifier(console).send(make_delivery(), content)
    assert outcome == Sent(message_id=content.alert.id)
    assert [line.rstrip() for line in printed(console).splitlines()] == [
        "",
        " CRITICAL  Trade office raises steel duties to 50%",
        "  TARIFFS · official · 2 sources",
        '  $NUE · steel ("steel"): CLF',
        "  The office said the higher duties take effect on 1 June. It had named 25%",
        "  before.",
        "  Trade Office · 14:02 UTC · seen +21 s",
        "  Also: Wire One",
        "  Rule: tariffs/announced",
        "  https://trade.example/duties?id=1&lang=en",
    ]


async def test_matched_words_stand_out(
    make_content: MakeContent, make_delivery: MakeDelivery
) -> None:
    """In the title and in the snippet."""
    console = terminal(colour=True)
    content = make_content(words=[("title", "duties"), ("summary", "1 June")])
    await ConsoleNotifier(console).send(make_delivery(), content)
    assert "\x1b[1;30;43mduties\x1b[0m" in printed(console)
    assert "\x1b[1;30;43m1 June\x1b[0m" in printed(console)


async def test_a_feed_cannot_steer_the_terminal(
    make_content: MakeContent, make_delivery: MakeDelivery
) -> None:
    """Neither by control sequences nor by the markup of the library that prints."""
    console = terminal()
    content = make_content(title="[red]a[/red] \x1b]0;owned\x07 [/] b", summary="\x9b2J\r")
    await ConsoleNotifier(console).send(make_delivery(), content)
    assert "[red]a[/red] ]0;owned [/] b" in printed(console)
    assert not set("\x1b\x07\x9b\r") & set(printed(console))


@pytest.mark.parametrize("width", [20, 40, 60, 200])
async def test_a_link_is_never_broken(
    make_content: MakeContent, make_delivery: MakeDelivery, width: int
) -> None:
    """However narrow the terminal, it can be clicked and copied; all else keeps to the width."""
    console = terminal(width)
    await ConsoleNotifier(console).send(make_delivery(), make_content())
    *body, link = printed(console).splitlines()
    assert link.strip() == "https://trade.example/duties?id=1&lang=en"
    assert max(map(len, body)) <= width


async def test_an_edit_is_one_line(make_content: MakeContent, make_delivery: MakeDelivery) -> None:
    """What joined is said first, the title as far as there is room."""
    console = terminal(50)
    content = make_content(reports=[("Trade Office", 1), ("Wire One", 2)])
    await ConsoleNotifier(console).send(make_delivery(DeliveryKind.EDIT), content)
    assert printed(console) == "  ↻ official · 2 sources · Trade office raises st…\n"


async def test_a_reply_says_what_is_new(
    make_content: MakeContent, make_delivery: MakeDelivery
) -> None:
    """The delivery or the content names it."""
    console = terminal()
    novelty = FigureChanged(before="25%", after="50%")
    delivery = make_delivery(DeliveryKind.REPLY, novelty=novelty)
    await ConsoleNotifier(console).send(delivery, make_content())
    assert "25% → 50% · Trade office raises steel duties" in printed(console)


async def test_a_notice_is_printed(make_delivery: MakeDelivery) -> None:
    """As the sentence it is."""
    console = terminal()
    delivery = make_delivery(DeliveryKind.NOTICE, text="Feed [a] is dead.")
    assert await ConsoleNotifier(console).send(delivery, None) == Sent(message_id="1")
    assert printed(console) == "Feed [a] is dead.\n"


async def test_a_full_disk_is_tried_again(
    make_content: MakeContent, make_delivery: MakeDelivery
) -> None:
    """Output sent to a file may fail; the alert is kept."""

    class Full(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(28, "No space left on device")

    outcome = await ConsoleNotifier(Console(file=Full())).send(make_delivery(), make_content())
    assert outcome == Retry(
        after=None, reason=said("reason.terminal", error="No space left on device")
    )
