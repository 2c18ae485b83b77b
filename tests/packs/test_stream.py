"""The recorded days: what ships keeps its bounds on them, and a rule that fires too often does not."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.jsonl import read_items
from bot.domain.item import Item
from bot.packs.check import Kind, check
from bot.packs.location import default_rules
from tests.packs.conftest import Write

RECORD = Path("tools/stream/record.py")


def recorded(*arguments: str) -> str:
    """Give what the script writes."""
    done = subprocess.run(
        [sys.executable, str(RECORD), *arguments],
        capture_output=True, text=True, check=True, timeout=60, encoding="utf-8",
    )  # fmt: skip
    return done.stdout


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> list[Item]:
    """Give the items of two recorded days."""
    file = tmp_path_factory.mktemp("stream") / "items.jsonl"
    file.write_text(recorded(), encoding="utf-8")
    return list(read_items(str(file)))


def test_the_same_seed_gives_the_same_days() -> None:
    """Another seed gives others."""
    assert recorded("--items", "50") == recorded("--items", "50")
    assert recorded("--items", "50") != recorded("--items", "50", "--seed", "2")


def test_every_shipped_rule_has_a_bound_and_keeps_it(stream: list[Item]) -> None:
    """On days that hold news of every topic, and their words in news of something else."""
    report = check([default_rules()], stream)
    bounds = [one for one in report.verdicts if one.kind is Kind.PER_DAY]
    assert not [str(one.problem) for one in bounds if one.problem]
    assert len(bounds) == report.rules
    assert len({item.when.date() for item in stream if item.when}) == 2


@pytest.mark.parametrize("query", ["tariff", "summit OR defense", "bank", "china OR us", "rate"])
def test_a_rule_that_fires_too_often_is_told(query: str, stream: list[Item], write: Write) -> None:
    """As one is that a person writes first."""
    path = write(
        "p.yaml",
        f"""
        id: broad
        title: Broad
        description: Whatever has the word.
        rules:
          - id: word
            title: A word
            query: {query}
            per_day: {{at_most: 8}}
            examples:
              match: ["{query.partition(" ")[0]}"]
              ignore: [nothing]
        """,
    )
    (failure,) = check([path], stream).failures
    assert "must match at most 8 items a day" in failure.message
