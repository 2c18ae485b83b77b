"""A check is told to people, to programs and to build servers."""

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bot.packs.check import CheckReport, check
from bot.packs.report import as_json, as_junit, as_text

Write = Callable[[str, str], Path]

GOOD = """
    id: steel
    title: Steel
    rules:
      - id: tariff
        title: A tariff on steel
        query: tariff steel
        examples:
          match: [Steel tariff]
          ignore: [Tin tariff]
"""


@pytest.fixture
def good(write: Write) -> CheckReport:
    """A check of one sound pack."""
    return check([write("good.yaml", GOOD)])


@pytest.fixture
def bad(write: Write) -> CheckReport:
    """A check of a pack with a fault and two failing examples."""
    text = GOOD.replace("Steel tariff", "Steel <price> & quota").replace(
        "Tin tariff", "Steel tariff"
    )
    return check([write("bad.yaml", text.replace("id: steel", "id: steel\n    bad: 1"))])


def test_text_has_a_line_for_each_failure_and_counts(bad: CheckReport) -> None:
    """As compilers write it."""
    lines = as_text(bad).splitlines()
    assert [line.rpartition("/bad.yaml:")[2].split(": ")[0] for line in lines[:1]] == ["2:1"]
    assert "/bad.yaml:9:15: steel/tariff must match" in lines[1]
    assert "/bad.yaml:10:16: steel/tariff must ignore" in lines[2]
    assert lines[-1] == "1 file, 1 rule, 2 examples: 3 failed"


def test_text_of_a_good_check_is_one_line(good: CheckReport) -> None:
    """Nothing but the count."""
    assert as_text(good) == "1 file, 1 rule, 2 examples: all good"


def test_json_has_every_promise_with_what_came_of_it(good: CheckReport, bad: CheckReport) -> None:
    """For programs."""
    fields = json.loads(as_json(bad))
    assert (fields["passed"], fields["files"], fields["rules"]) == (False, 1, 1)
    assert [one["line"] for one in fields["problems"]] == [2]
    assert fields["examples"][0]["problem"]["line"] == 9
    assert [(one["rule"], one["kind"], one["passed"]) for one in fields["examples"]] == [
        ("steel/tariff", "match", False),
        ("steel/tariff", "ignore", False),
    ]
    assert json.loads(as_json(good))["passed"]
    assert json.loads(as_json(good))["examples"][0] == {
        "rule": "steel/tariff",
        "kind": "match",
        "title": "Steel tariff",
        "passed": True,
    }


def test_junit_has_a_suite_for_the_files_and_one_for_each_rule(bad: CheckReport) -> None:
    """Whatever signs an example holds, the XML is sound."""
    files, rule = ET.fromstring(as_junit(bad))
    assert (files.get("name"), files.get("tests"), files.get("failures")) == ("files", "1", "1")
    assert (rule.get("name"), rule.get("tests"), rule.get("failures")) == ("steel/tariff", "2", "2")
    case = rule[0]
    assert case.get("name") == "match: Steel <price> & quota"
    failure = case[0]
    assert failure.get("message", "").startswith("steel/tariff must match")
    assert "bad.yaml:9:15: " in (failure.text or "")


def test_junit_of_a_good_check_has_cases_without_failures(good: CheckReport) -> None:
    """The files are one case then."""
    root = ET.fromstring(as_junit(good))
    assert [suite.get("failures") for suite in root] == ["0", "0"]
    assert not list(root.iter("failure"))


def test_junit_leaves_out_control_characters_that_xml_cannot_hold(write: Write) -> None:
    """An escape in YAML may smuggle one in."""
    text = GOOD.replace("[Steel tariff]", '["Steel \\u0001 tariff"]')
    case = ET.fromstring(as_junit(check([write("odd.yaml", text)])))[1][0]
    assert case.get("name") == "match: Steel  tariff"
