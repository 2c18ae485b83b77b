"""Labelled headlines of our own, one by one, over every kind of mention and of ambiguity."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.domain.item import Item, ItemId
from bot.tickers.tagger import Tagger

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases.jsonl").read_text(encoding="utf-8").splitlines()
]


def test_there_are_at_least_three_hundred() -> None:
    """The labelled cases are as many as were promised, and none is there twice."""
    assert len({case["text"] for case in CASES}) == len(CASES) >= 300


@pytest.mark.parametrize("case", CASES, ids=[f"{c['kind']}: {c['text']}" for c in CASES])
def test_case(tagger: Tagger, case: dict[str, Any]) -> None:
    """The headline gets exactly the symbols it was labelled with, in their order."""
    tags = tagger.tag(Item(id=ItemId("case"), title=case["text"]))
    assert [tag.symbol for tag in tags] == case["gold"]
