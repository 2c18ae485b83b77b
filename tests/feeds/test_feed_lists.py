"""The curated lists in rules/feeds, and what docs/feeds.md says of them."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from bot.domain.feed import Tier
from bot.feeds.entries import SUMMARY_LIMIT, TITLE_LIMIT
from bot.feeds.fetcher import FetchLimits

ROOT = Path(__file__).parent.parent.parent
DOC = (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")
LISTS = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in (ROOT / "rules" / "feeds").glob("*.yaml")
}
FEEDS = [feed for each in LISTS.values() for feed in each["feeds"]]
THEMES = {
    "tariffs", "rare-earths", "summits", "export-controls", "defense", "central-banks",
    "energy-shipping", "semiconductors", "markets", "politics",
}  # fmt: skip


def test_every_feed_has_a_name_and_an_address_of_its_own() -> None:
    assert len({feed["id"] for feed in FEEDS}) == len({feed["url"] for feed in FEEDS}) == len(FEEDS)


def test_every_feed_says_who_publishes_it_how_and_on_what() -> None:
    for feed in FEEDS:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", feed["id"])
        assert urlsplit(feed["url"]).scheme == "https"
        assert feed["title"]
        assert feed["publisher"]
        assert feed["tier"].upper() in Tier.__members__
        assert feed["lang"]
        assert feed["themes"]
        assert set(feed["themes"]) <= THEMES


def test_every_theme_has_a_feed_that_is_on() -> None:
    assert {
        theme for feed in FEEDS if feed.get("enabled", True) for theme in feed["themes"]
    } == THEMES


def test_officials_come_from_the_source() -> None:
    hosts = {urlsplit(feed["url"]).hostname for feed in FEEDS if feed["tier"] == "official"}

    assert hosts >= {
        "www.whitehouse.gov", "ustr.gov", "www.federalregister.gov", "ec.europa.eu",
        "www.federalreserve.gov", "www.ecb.europa.eu", "www.bankofengland.co.uk", "www.boj.or.jp",
        "www.sec.gov", "www.war.gov",
    }  # fmt: skip


def test_the_sec_is_told_a_contact_and_nobody_else() -> None:
    assert {urlsplit(feed["url"]).hostname for feed in FEEDS if feed.get("contact")} == {
        "www.sec.gov"
    }


def test_what_robots_txt_disallows_is_off_and_says_so() -> None:
    for feed in LISTS["searches"]["feeds"]:
        assert feed["enabled"] is False
        assert "robots.txt" in feed["note"]


def test_what_is_known_to_be_dead_is_left_out() -> None:
    dead = ("feeds.a.dj.com", "mw_marketpulse", "bis.gov/rss", "wto.org")

    assert not [feed["url"] for feed in FEEDS if any(part in feed["url"] for part in dead)]


def test_the_documented_example_has_the_keys_the_lists_have() -> None:
    found = re.search(r"```yaml\n(.*?)```", DOC, re.DOTALL)
    assert found is not None
    (example,) = yaml.safe_load(found[1])["feeds"]

    assert set(example) == {key for feed in FEEDS for key in feed}
    assert set(re.findall(r"`([a-z-]+)`", DOC.split("Themes: ")[1].split(".")[0])) == THEMES


def test_the_documented_limits_are_the_codes() -> None:
    limits = FetchLimits()

    assert (
        f"{limits.connect:.0f} s to connect, {limits.silence:.0f} s without a byte, "
        f"{limits.total:.0f} s for everything" in DOC
    )
    assert f"up to {limits.redirects} redirects" in DOC
    assert f"{limits.max_bytes >> 20} MB, as it comes" in DOC
    assert limits.at_once_per_host == 2
    assert "two requests at once per host" in DOC
    assert f"at most {TITLE_LIMIT} characters, summaries {SUMMARY_LIMIT:,}" in DOC
