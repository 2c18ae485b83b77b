"""Packs, baskets, feed lists and aliases become what the bot works with."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.errors import ConfigurationError
from bot.domain.feed import Feed, FeedId, Tier
from bot.domain.item import Item, ItemId
from bot.domain.rule import Severity
from bot.packs.library import load_library, load_rules
from bot.query.document import analyse
from bot.query.macros import Names, resolve
from bot.query.oracle import judge
from bot.query.parser import parse
from bot.query.tree import Node

Write = Callable[[str, str], Path]

PACK = """
    id: metals
    title: Metals
    emoji: "🔩"
    description: What is dug up.
    queries:
      metals: steel | copper
      curb: ban | quota
    rules:
      - id: banned
        title: A metal may not leave
        severity: critical
        query: |
          @metals NEAR/5 @curb
          -@words.opinion
        baskets: [mills]
        cooldown: 2h
      - id: talk
        title: Anything else
        query: "@metals"
        lang: en
        examples:
          match: [Steel is up]
          ignore: [Tin is up]
"""
WORDS = """
    id: words
    title: Shared words
    queries:
      opinion: opinion | column
"""
MILLS = """
    id: mills
    title: Mills
    when: "@metals.metals price"
    entries:
      - symbol: NUE
        name: Nucor
        reason: Largest in its country
      - {symbol: SSAB-A.ST, name: SSAB, reason: Plate}
"""
FEEDS = """
    feeds:
      - id: ministry
        url: https://example.org/rss
        title: Notices
        publisher: Ministry
        tier: official
        lang: zh
        themes: [metals]
        interval: 5m
        contact: true
        enabled: false
        note: Ask first.
      - {id: plain, url: "https://example.org/atom", title: Plain, publisher: P}
"""


def holds(query: Node, title: str) -> bool:
    """Say whether a query holds on a headline."""
    return judge(query, analyse(Item(id=ItemId("x"), title=title))).holds


@pytest.fixture
def folder(write: Write, tmp_path: Path) -> Path:
    """A folder with one file of each kind."""
    write("packs/metals.yaml", PACK)
    write("packs/words.yml", WORDS)
    write("baskets/mills.yaml", MILLS)
    write("feeds/list.yaml", FEEDS)
    write(
        "aliases.yaml", "aliases:\n  - {symbol: NUE, names: [Old Nucor Name]}\nstops: [Big Nucor]"
    )
    write("README.md", "not for us")
    return tmp_path


def test_a_pack_becomes_rules_with_their_queries_put_together(folder: Path) -> None:
    """Names of its own and of a vocabulary are put in; what a rule does not say has its default."""
    library = load_library(folder)
    (banned, query), (talk, _) = library.rules
    assert (banned.id, banned.name, banned.severity) == ("metals/banned", "banned", 4)
    assert (banned.pack, banned.baskets, banned.cooldown) == (
        "metals",
        ("mills",),
        timedelta(hours=2),
    )
    assert (talk.severity, talk.baskets, talk.cooldown) == (Severity.MEDIUM, (), None)
    assert holds(query, "Quota on copper exports")
    assert not holds(query, "Opinion: a steel ban")


def test_a_vocabulary_is_no_topic(folder: Path) -> None:
    """Only files with rules are offered."""
    (pack,) = load_library(folder).packs
    assert (pack.id, pack.title, pack.emoji) == ("metals", "Metals", "🔩")
    assert pack.description == "What is dug up."
    assert [rule.id for rule in pack.rules] == ["metals/banned", "metals/talk"]
    assert dict(pack.queries) == {"metals": "steel | copper", "curb": "ban | quota"}


def test_rules_of_one_s_own_may_name_every_pack_s_queries(folder: Path) -> None:
    """By pack and name, and by the pack alone where a query is called like it."""
    queries = load_library(folder).queries
    assert set(queries) == {"metals", "metals.metals", "metals.curb", "words.opinion"}
    query = resolve(parse("title:@metals -@words.opinion"), Names(queries=queries))
    assert holds(query, "Copper at a record")
    assert not holds(query, "Column: copper at a record")


def test_a_basket_comes_with_its_query_and_its_companies_are_known_by_name(folder: Path) -> None:
    """The gazetteer has the baskets' companies, the aliases and the stops."""
    library = load_library(folder)
    ((basket, when),) = library.baskets
    assert [entry.symbol for entry in basket.entries] == ["NUE", "SSAB-A.ST"]
    assert basket.entries[0].reason == "Largest in its country"
    assert holds(when, "Steel prices up")
    assert not holds(when, "Steel works up")
    names = library.gazetteer.names
    assert {"ssab", "old nucor name"} <= set(names)
    assert names["big nucor"].company is None


def test_a_feed_list_becomes_feeds(folder: Path) -> None:
    """All keys are read, and those left out have their default."""
    ministry, plain = load_library(folder).feeds
    assert ministry == Feed(
        id=FeedId("ministry"),
        url="https://example.org/rss",
        title="Notices",
        publisher="Ministry",
        tier=Tier.OFFICIAL,
        lang="zh",
        themes=frozenset({"metals"}),
        interval=timedelta(minutes=5),
        contact=True,
        enabled=False,
        note="Ask first.",
    )
    assert plain == Feed(
        id=FeedId("plain"), url="https://example.org/atom", title="Plain", publisher="P"
    )


def test_a_damaged_table_of_companies_is_told(folder: Path) -> None:
    """A folder may bring its own table; then it must be sound."""
    (folder / "gazetteer").mkdir()
    (folder / "gazetteer/companies.tsv").write_text("nonsense\n")
    with pytest.raises(ConfigurationError, match=r"companies\.tsv: gazetteer, line 1"):
        _ = load_library(folder).gazetteer


def test_a_damaged_table_of_frequencies_is_told(folder: Path) -> None:
    """The same holds for how rare words are."""
    (folder / "frequencies").mkdir()
    (folder / "frequencies/en.gz").write_bytes(b"nonsense")
    with pytest.raises(ConfigurationError, match=r"en\.gz: the frequency table cannot be read"):
        _ = load_library(folder).frequencies


def test_without_rules_names_and_themes_are_read_all_the_same(folder: Path) -> None:
    """A command that only reads queries of a person needs no pack's rules."""
    library = load_library(folder, rules=False)
    assert (library.packs, library.rules) == ((), ())
    assert "metals.curb" in library.queries
    assert [basket.id for basket, _ in library.baskets] == ["mills"]


def test_the_rules_of_one_pack_may_name_what_lies_beside_it(folder: Path) -> None:
    """Its vocabulary and its baskets are found though only the pack is asked for."""
    rules = load_rules(folder / "packs/metals.yaml")
    assert [rule.id for rule, _ in rules] == ["metals/banned", "metals/talk"]
    assert holds(rules[0][1], "Ban on steel")


def test_a_neighbour_s_fault_is_not_told_when_only_a_pack_is_asked_for(
    folder: Path, write: Write
) -> None:
    """Nobody asked about it."""
    write("packs/broken.yaml", "id: [")
    assert load_rules(folder / "packs/metals.yaml")
    with pytest.raises(ConfigurationError, match=r"broken\.yaml"):
        load_rules(folder / "packs")


def test_rules_may_be_lines_of_json(write: Write) -> None:
    """Blank lines are passed over; the shipped packs' queries may be named."""
    path = write(
        "rules.jsonl",
        """
        {"id": "steel", "query": "tariff \\"hot rolled\\""}

        {"id": 7, "query": "@tariffs copper"}
        """,
    )
    (steel, query), (seven, named) = load_rules(path)
    assert (steel.id, steel.name, steel.query) == ("steel", "steel", 'tariff "hot rolled"')
    assert seven.id == "7"
    assert holds(query, "Tariffs on hot-rolled coil")
    assert holds(named, "A tariff on copper")


def test_every_faulty_line_of_json_is_told_with_line_column_query_and_caret(write: Write) -> None:
    """The column is that of the fault in the file, escapes counted."""
    path = write(
        "rules.jsonl",
        """
        {"id": "a", "query": "tariff \\"rare"}
        {"id": "b", "qury": "x"}
        {"id": "c", "query": "x"
        {"id": "d", "query": "x OR"}
        {"id": "d", "query": "x"}
        {"query": "@tarifs", "id": "e"}
        """,
    )
    with pytest.raises(ConfigurationError) as caught:
        load_rules(path)
    assert [(one.line, one.column) for one in caught.value.problems] == [
        (1, 31),
        (2, 1),
        (3, 25),
        (4, 25),
        (6, 12),
    ]
    first = caught.value.problems[0]
    assert str(first).startswith(f"{path}:1:31: this quote is never closed")
    assert first.excerpt == 'tariff "rare\n       ^'


def test_an_id_given_twice_is_refused(write: Write) -> None:
    """Matches could not be told apart."""
    path = write("r.jsonl", '{"id": "a", "query": "x"}\n{"id": "a", "query": "y"}')
    with pytest.raises(ConfigurationError, match='2:1: the id "a" is there already'):
        load_rules(path)


@pytest.mark.parametrize("name", ["empty.jsonl", "words.yaml", "nothing"])
def test_where_no_rules_are_that_is_told(write: Write, tmp_path: Path, name: str) -> None:
    """An empty file, a vocabulary, an empty folder."""
    write("empty.jsonl", "")
    write("words.yaml", WORDS)
    (tmp_path / "nothing").mkdir()
    with pytest.raises(ConfigurationError, match="holds no rules"):
        load_rules(tmp_path / name)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """With the system's reason."""
    with pytest.raises(ConfigurationError, match="cannot be read: No such file"):
        load_rules(tmp_path / "none.yaml")
