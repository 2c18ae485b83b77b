"""The demo as a stranger starts it: what must alert does, once; what must stay silent does."""

import json
import subprocess
import sys

import pytest

from bot.demo.newsroom.script import sample_script

FIELDS = {
    "story", "title", "url", "publisher", "published", "seen", "sent", "rules", "severity",
    "tickers", "sources", "latency",
}  # fmt: skip


@pytest.fixture(scope="module")
def played() -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--once", "--json"],
        capture_output=True, text=True, check=True, timeout=110,
    )  # fmt: skip


@pytest.fixture(scope="module")
def alerts(played: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in played.stdout.splitlines()]


def test_every_story_of_the_script_alerts_once(alerts: list[dict[str, object]]) -> None:
    told = [str(alert["url"]).split("/", 3)[3] for alert in alerts]
    for name, pieces in sample_script().stories.items():
        paths = {piece.path.lstrip("/") for piece in pieces}
        assert sum(path in paths for path in told) == 1, name
    assert len(alerts) >= 12
    assert len({alert["story"] for alert in alerts}) == len(alerts)


def test_noise_and_what_stood_there_before_stay_silent(alerts: list[dict[str, object]]) -> None:
    script = sample_script()
    titles = {alert["title"] for alert in alerts}
    noise = {piece.title for piece in script.timeline if not piece.story}
    assert not titles & noise
    assert not titles & {piece.title for piece in script.backlog}


def test_an_alert_says_all_there_is_to_say(alerts: list[dict[str, object]]) -> None:
    for alert in alerts:
        assert alert.keys() >= FIELDS
        rules = alert["rules"]
        assert isinstance(rules, list)
        assert any(rule["evidence"] for rule in rules)
        tickers = alert["tickers"]
        assert isinstance(tickers, list)
        assert all(ticker["why"] for ticker in tickers)


def test_sources_join_and_one_story_is_confirmed(alerts: list[dict[str, object]]) -> None:
    assert any(
        isinstance(alert["sources"], list) and len(alert["sources"]) >= 3 for alert in alerts
    )
    assert any(alert["official"] for alert in alerts)


def test_it_ends_with_a_summary(
    played: subprocess.CompletedProcess[str], alerts: list[dict[str, object]]
) -> None:
    summary = json.loads(played.stderr.splitlines()[-1])
    assert summary["alerts"] == len(alerts)
    assert summary["silenced_duplicates"] > 0
    assert summary["latency_ms"]["median"] > 0
