"""Every fault of a file is told where it stands, and none hides another."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from bot.domain.errors import ConfigurationError, Problem
from bot.packs import source
from bot.packs.library import load_library

Write = Callable[[str, str], Path]
Faults = Callable[[], list[str]]

GOOD = """
    id: steel
    title: Steel
    rules:
      - id: tariff
        title: A tariff on steel
        query: tariff steel
"""
ENTRY = "  - {symbol: A, name: L, reason: R}\n"
FEED = "  - {id: f, url: 'https://x', title: T, publisher: P}\n"


def rule(lines: str) -> str:
    """Give a pack whose only rule has these lines beside id and title."""
    return f"id: p\ntitle: P\nrules:\n  - id: r\n    title: R\n{lines}"


@pytest.fixture(params=["libyaml", "python"], autouse=True)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read YAML with libyaml and without: places must not depend on it."""
    if request.param == "python":
        monkeypatch.setattr(source, "_LOADER", yaml.SafeLoader)


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ("    severity: loud\n    query: a", "6:15: severity is 'loud'; write low, medium"),
        ("    query: a\n    qery: b", "7:5: a rule has no key qery; did you mean query?"),
        ("    query: a\n    query: b", "7:5: query is written twice, first in line 6"),
        ("    severity: low", "4:5: a rule needs query"),
        ("    query:", "4:5: a rule needs query"),
        ("    query: [a, b]", "6:12: query is a text, and this is a list"),
        ("    query: a\n    cooldown: soon", "7:15: cooldown is 'soon'; write a time like 60s"),
        ("    query: a\n    cooldown: 0h", "7:15: cooldown is '0h'; write a time like 60s"),
        ("    query: a\n    baskets: steel", "7:14: baskets is a list"),
        ("    query: a\n    baskets: [[x]]", "7:15: baskets holds texts, and this is none"),
        (
            "    query: a\n    baskets: [stele]",
            "7:15: there is no basket stele; there are none yet",
        ),
        ("    query: a\n    examples: [x]", "7:15: examples is written as `key: value` lines"),
        (
            "    query: a\n    examples: {mach: [x]}",
            "7:16: examples has no key mach; did you mean match?",
        ),
        ("    query: a\n    examples: {match: [[x]]}", "7:24: an example is a headline"),
        ("    query: a\n    examples: {match: [{summary: x}]}", "7:24: an example needs title"),
        (
            "    query: a\n    per_day: {at_most: few}",
            "7:24: at_most is 'few'; write a whole number",
        ),
        ("    query: a\n    per_day: {}", "7:14: at_most is ''; write a whole number"),
        ("    query: a\n    severity: hihg", "7:15: severity is 'hihg'; did you mean high?"),
        ("    query: a\n    ? [x]\n    : y", "7:7: a rule has plain words as keys"),
        ("    query: basket:stele", "6:12: there is no basket stele"),
        ("    query: a OR", "6:14: OR needs something on its right"),
        ('    query: "tariff \\"rare"', "6:21: this quote is never closed"),
        ("    query: 'China''s (tariff'", "6:22: this parenthesis is never closed"),
        ("    query: |\n      tariff\n      steel) iron", "8:12: this parenthesis closes nothing"),
        (
            "    query: >-\n      tariff\n\n      steel) iron",
            "9:12: this parenthesis closes nothing",
        ),
        ("    query: tariff\n      steel) iron", "7:12: this parenthesis closes nothing"),
        ("    query: |\n      关税 (稀土", "7:10: this parenthesis is never closed"),
        ("    query: a -@b", "6:15: there is no query named @b"),
    ],
)
def test_a_fault_of_a_rule_is_told_with_its_place(
    write: Write, faults: Faults, lines: str, fault: str
) -> None:
    """Line and column are those of the faulty word, also inside a folded or quoted query."""
    write("p.yaml", rule(lines))
    assert [one for one in faults() if one.startswith(f"p.yaml:{fault}")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "0:0: the file is empty"),
        ("# nothing\n", "0:0: the file is empty"),
        ("id: p\n  title: x\n", "2:8: this is not YAML: mapping values are not allowed"),
        ("id: 'p\n", "2:1: this is not YAML: "),
        ("id: p\nrules: [\n", "3:1: this is not YAML: "),
        ("id: p\ntitle: a\0b\n", "2:9: the control character U+0000 cannot stand in YAML"),
        ("- a\n- b\n", "1:1: cannot tell what this file is"),
        ("id: p\ntitle: P\n", "1:1: cannot tell what this file is"),
        ("id: P p\ntitle: P\nqueries: {}\n", "1:5: id is 'P p'; write lower-case letters"),
        (f"id: {'p' * 49}\ntitle: P\nqueries: {{}}\n", "1:5: id has 49 characters, and a button"),
        ("id: p\ntitle: P\ntitles: {DE: x}\nqueries: {}\n", "3:10: DE is no language"),
        ("id: p\ntitle: P\nqueries: {a: x, a: y}\n", "3:17: a is written twice"),
        (
            "id: p\ntitle: P\nqueries: {a: '@b', b: '@a'}\n",
            "3:15: in @p.a: @p.b stands for itself: @p.b -> @p.a -> @p.b",
        ),
        ("id: p\ntitle: P\nqueries: {a: }\n", "3:10: queries needs a"),
        ("id: p\ntitle: P\nrules: {}\n", "3:8: rules is a list"),
        ("id: p\ntitle: P\nrules: [x]\n", "3:9: a rule is written as `key: value` lines"),
        ("id: p\n---\nid: q\n", "2:1: this is not YAML: "),
    ],
)
def test_a_fault_of_a_file_is_told_with_its_place(
    write: Write, faults: Faults, text: str, fault: str
) -> None:
    """What is no YAML, no known kind of file, or not what its keys promise."""
    write("p.yaml", text)
    assert [one for one in faults() if one.startswith(f"p.yaml:{fault}")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("when: a\nentries: []\n", "1:1: a basket needs id"),
        ("id: b\ntitle: B\nentries: []\n", "1:1: a basket needs when"),
        ("id: b\ntitle: B\nwhen: (\nentries: []\n", "3:8: something to look for is missing"),
        (
            "id: b\ntitle: B\nwhen: a\nentries:\n  - {symbol: lmt, name: L, reason: R}\n",
            "5:14: symbol is 'lmt'; write it with its exchange",
        ),
        (
            f"id: b\ntitle: B\nwhen: a\nentries:\n{ENTRY}{ENTRY}",
            "6:14: A is there already",
        ),
        ("id: b\ntitle: B\nwhen: a\nentries:\n  - {symbol: A}\n", "5:5: an entry needs name"),
        ("feeds:\n  - {id: f, title: T, publisher: P}\n", "2:5: a feed needs url"),
        (
            "feeds:\n  - {id: f, url: 'ftp://x', title: T, publisher: P}\n",
            "2:18: url is 'ftp://x'; write an address that begins with https://",
        ),
        (
            "feeds:\n  - {id: f, url: 'https://x', title: T, publisher: P, tier: top}\n",
            "2:61: tier is 'top'; write official, wire, press, trade, blog",
        ),
        (
            "feeds:\n  - {id: f, url: 'https://x', title: T, publisher: P, enabled: maybe}\n",
            "2:64: enabled is 'maybe'; write true or false",
        ),
        (
            f"feeds:\n{FEED}{FEED.replace('//x', '//y')}",
            "3:10: f is there already",
        ),
        (
            f"feeds:\n{FEED}{FEED.replace('id: f', 'id: g')}",
            "3:18: https://x is there already",
        ),
        ("aliases:\n  - {names: [x]}\n", "2:5: an alias needs symbol"),
        (
            "aliases:\n  - {symbol: A, nams: [x]}\n",
            "2:17: an alias has no key nams; did you mean names?",
        ),
    ],
)
def test_a_fault_of_a_basket_a_feed_list_or_an_alias_list_is_told_with_its_place(
    write: Write, faults: Faults, text: str, fault: str
) -> None:
    """They are read like packs."""
    write("x.yaml", text)
    assert [one for one in faults() if one.startswith(f"x.yaml:{fault}")]


def test_all_faults_of_all_files_come_at_once(write: Write, faults: Faults) -> None:
    """A broken file hides neither its own other faults nor those of its neighbours."""
    write("a.yaml", rule("    severity: loud\n    query: (a\n    foo: 1"))
    write("b.yaml", "id: b\n  title: B")
    write("c.yaml", GOOD)
    write("d.yaml", rule("    query: b AND").replace("id: p", "id: q"))
    assert [one.rsplit(": ", 1)[0].split(":")[0:2] for one in faults()] == [
        ["a.yaml", "6"],
        ["a.yaml", "7"],
        ["a.yaml", "8"],
        ["b.yaml", "2"],
        ["d.yaml", "6"],
    ]


def test_an_id_used_in_two_files_is_refused_with_both_places(write: Write, faults: Faults) -> None:
    """The second is at fault; the first is named."""
    first = write("a.yaml", GOOD)
    write("b.yaml", GOOD)
    assert faults() == [
        f"b.yaml:1:5: steel is there already, {first}:1:5; give this one another name"
    ]


def test_a_broken_named_query_is_told_once_and_not_for_every_rule_that_uses_it(
    write: Write, faults: Faults
) -> None:
    """The rules are read as if the named query were sound."""
    write("words.yaml", "id: words\ntitle: W\nqueries:\n  bad: (a\n")
    write("p.yaml", rule("    query: '@words.bad c'"))
    assert [one.split(":")[0:2] for one in faults()] == [["words.yaml", "4"]]


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path, faults: Faults) -> None:
    """With the byte at fault."""
    (tmp_path / "p.yaml").write_bytes(b"id: p\xff\n")
    assert faults() == ["p.yaml:0:0: is not UTF-8 (byte 6); save the file as UTF-8"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Nothing else is tried then."""
    with pytest.raises(ConfigurationError, match="there is no such folder"):
        load_library(tmp_path / "nowhere")


def test_the_caret_of_a_faulty_query_is_kept(
    write: Write, problems: Callable[[], tuple[Problem, ...]]
) -> None:
    """The excerpt shows the query's own line."""
    write("p.yaml", rule("    query: |\n      tariff\n      steel) iron"))
    assert problems()[0].excerpt == "steel) iron\n     ^"
