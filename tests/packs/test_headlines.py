"""The shipped packs on headlines they were not written with."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.domain.item import Item, ItemId
from bot.domain.rule import RuleId, Severity
from bot.matching.index import RuleIndex
from bot.packs.library import load_rules
from bot.packs.location import default_rules
from bot.query.document import analyse

HEADLINES: list[dict[str, Any]] = yaml.load(
    Path(__file__).with_name("headlines.yaml").read_text(encoding="utf-8"),
    getattr(yaml, "CSafeLoader", yaml.SafeLoader),
)


@pytest.fixture(scope="module")
def severities() -> dict[RuleId, Severity]:
    """How loud each rule is."""
    return {rule.id: rule.severity for rule, _ in load_rules(default_rules() / "packs")}


@pytest.fixture(scope="module")
def index() -> RuleIndex:
    """All rules."""
    index = RuleIndex()
    for rule, query in load_rules(default_rules() / "packs"):
        index.add(rule.id, query)
    return index


def test_every_headline_is_told_by_the_rules_it_should_be_and_no_louder(
    index: RuleIndex, severities: dict[RuleId, Severity]
) -> None:
    """All misses and false alarms are listed at once."""
    wrong = []
    for headline in HEADLINES:
        item = Item(id=ItemId("x"), title=headline["title"], summary=headline.get("summary", ""))
        held = index.match(analyse(item)).rule_ids
        loudest = max(
            (severities[rule].name.lower() for rule in held), default=None, key=Severity.of
        )
        missed = set(headline.get("holds", ())) - set(held)
        if missed or loudest != headline.get("loudest"):
            wrong.append(f"{headline['title']}: held {sorted(held)}, missed {sorted(missed)}")
    assert wrong == []


def test_there_are_enough_of_both_kinds() -> None:
    """Noise must be tried as well as news."""
    silent = sum("holds" not in headline for headline in HEADLINES)
    assert len(HEADLINES) >= 250
    assert silent >= 80
