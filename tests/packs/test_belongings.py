"""A person's rules and settings as a file: what goes out comes in, and faults are told by line."""

from datetime import time, timedelta

import pytest

from bot.actions.hosting import Belongings, NamedFeed
from bot.domain.errors import ConfigurationError, RefusedError
from bot.domain.preferences import (
    DailyAt,
    DigestTime,
    Hourly,
    MarketTime,
    Preferences,
    QuietHours,
    Session,
)
from bot.domain.rule import Rule, RuleId, Severity
from bot.domain.ticker import Symbol
from bot.packs.belongings import LARGEST, read_belongings, write_belongings

RULE = Rule(
    id=RuleId("copper"),
    name="copper",
    query='"copper mine" AND (strike OR 罢工): -opinion # all',
    severity=Severity.HIGH,
    cooldown=timedelta(hours=2),
    tickers=(Symbol("FCX"),),
    paused=True,
    digest=True,
)


@pytest.mark.parametrize(
    "digest", [None, Hourly(), DailyAt(at=time(8)), MarketTime(exchange="NYSE", at=Session.CLOSE)]
)
def test_what_goes_out_comes_in(digest: DigestTime | None) -> None:
    belongings = Belongings(
        topics=("summits", "tariffs"),
        watchlist=("LMT", "ON"),
        rules=(RULE,),
        feeds=(NamedFeed(url="https://mill.example/feed", title="Mill: news"),),
        preferences=Preferences(
            zone="Europe/Berlin",
            lang="de",
            quiet=QuietHours(start=time(22), end=time(7), spare_critical=False),
            digest=digest,
            digest_up_to=Severity.MEDIUM,
            budget=9,
        ),
    )
    assert read_belongings(write_belongings(belongings)) == belongings


def test_a_file_may_hold_a_part_only() -> None:
    read = read_belongings(b"rules:\n- name: a\n  query: copper\n")
    assert [rule.name for rule in read.rules] == ["a"]
    assert read.preferences is None


@pytest.mark.parametrize(
    ("content", "place", "said"),
    [
        (b"rules:\n- name: a\n", "your file:2:3", "needs query"),
        (b"rules:\n- name: a\n  query: b\n  loud: yes\n", "your file:4:3", "no key loud"),
        (b"settings:\n  quiet: at night\n", "your file:2:10", "22:00-07:00"),
        (b"settings:\n  quiet: 22:00-22:00\n", "your file:2:10", "two times"),
        (b"settings:\n  digest: NYSE noon\n", "your file:2:11", "NYSE close"),
        (b"settings:\n  budget: many\n", "your file:2:11", "whole number"),
        (b"settings:\n  digest: XMOON open\n", "your file:2:11", "XMOON"),
        (b"settings:\n  zone: Mars/Olympus\n", "your file:2:9", "no time zone"),
        (b"settings:\n  language: any of them\n", "your file:2:13", "no language tag"),
        (b"settings:\n  budget: 501\n", "your file:2:11", "from 1 to 500"),
        (b"settings:\n  budget: " + b"9" * 5_000, "your file:2:11", "whole number"),
        (b"rules:\n- {name: a, query: b, cooldown: 9999999d}", "your file:2:33", "like 60s"),
        (b"rules: [", "your file", "not YAML"),
        (b"# nothing\n", "your file", "holds nothing"),
        (b"topics: [a\x07]", "your file:1:11", "U+0007"),
    ],
)
def test_a_fault_is_told_with_its_place(content: bytes, place: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_belongings(content)
    assert place in str(caught.value)
    assert said in str(caught.value)
    assert all(problem.said is not None for problem in caught.value.problems)


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"a" * (LARGEST + 1), b"- " * 50_000, b"[" * 100_000, b""]
)
def test_what_is_no_such_file_is_refused(content: bytes) -> None:
    with pytest.raises((RefusedError, ConfigurationError)):
        read_belongings(content)


def test_a_file_whose_parts_stand_for_each_other_unfolds_to_nothing() -> None:
    bomb = b"a: &a [x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\ntopics: *c\n"
    with pytest.raises(ConfigurationError):
        read_belongings(bomb)
