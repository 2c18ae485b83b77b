"""The shipped packs and baskets keep what the guide for authors asks of everybody."""

import re

import pytest

from bot.domain.rule import PackId, RuleId, Severity
from bot.messages.words import LANGUAGES
from bot.packs.assembly import Assembly, Known, assemble
from bot.packs.files import read_files, yaml_files
from bot.packs.location import default_rules
from bot.packs.source import Faults

PACKS = {
    "tariffs",
    "rare-earths",
    "summits",
    "export-controls",
    "defense",
    "central-banks",
    "energy-shipping",
    "semiconductors",
}
CHINESE = {
    "tariffs",
    "rare-earths",
    "summits",
    "export-controls",
    "central-banks",
    "semiconductors",
}
FOREIGN = re.compile(r"\.(AX|TO|L|IR|DE|PA|AS|BR|MI|MC|SW|VI|ST|OL|CO|SS|SZ|HK|T|TW|KS|NS|SI|SR)$")


@pytest.fixture(scope="module")
def shipped() -> Assembly:
    """Everything in the shipped folder."""
    faults = Faults()
    paths = yaml_files(default_rules())
    assembly = assemble((file.form for file in read_files(paths, faults)), Known(baskets={}))
    faults.raise_any()
    return assembly


def test_the_packs_are_those_that_are_promised(shipped: Assembly) -> None:
    """Named by what they watch; a vocabulary is none."""
    assert {pack.id for pack in shipped.packs} == PACKS
    assert all(pack.emoji and pack.description for pack in shipped.packs)


def test_every_pack_tells_the_loud_from_the_quiet(shipped: Assembly) -> None:
    """Something high or critical, and a low rule for the rest."""
    for pack in shipped.packs:
        severities = {rule.severity for rule in pack.rules}
        assert Severity.LOW in severities, pack.id
        assert max(severities) >= Severity.HIGH, pack.id
        assert len(pack.rules) >= 6, pack.id


def test_every_rule_has_five_examples_of_both_kinds(shipped: Assembly) -> None:
    """All different."""
    for built in shipped.rules:
        for examples in (built.form.match, built.form.ignore):
            assert len({one.title.value for one in examples}) >= 5, built.rule.id


def test_no_two_rules_of_a_pack_are_shown_by_the_same_examples(shipped: Assembly) -> None:
    """Else they would be one rule."""
    seen: dict[tuple[PackId | None, frozenset[str]], RuleId] = {}
    for built in shipped.rules:
        key = built.rule.pack, frozenset(one.title.value for one in built.form.match)
        assert key not in seen, (built.rule.id, seen[key])
        seen[key] = built.rule.id


def test_where_officials_publish_first_in_chinese_there_is_a_chinese_rule(
    shipped: Assembly,
) -> None:
    """With examples in Chinese."""
    chinese = {
        built.rule.pack
        for built in shipped.rules
        if all(one.lang == "zh" for one in built.form.match)
    }
    assert chinese >= CHINESE


def test_every_rule_but_the_leaders_says_whom_it_moves(shipped: Assembly) -> None:
    """A basket is named, except where a meeting moves nobody in particular."""
    silent = {built.rule.pack for built in shipped.rules if not built.rule.baskets}
    assert silent <= {"summits", "export-controls", "tariffs", "defense", "central-banks"}


def test_symbols_carry_a_known_exchange_or_are_american(shipped: Assembly) -> None:
    """``LYC.AX``, ``RHM.DE``, ``LMT``: never a name of another kind."""
    for basket, _ in shipped.baskets:
        assert len(basket.entries) >= 5, basket.id
        for entry in basket.entries:
            american = re.fullmatch(r"[A-Z]{1,5}", entry.symbol)
            assert american or FOREIGN.search(entry.symbol), (basket.id, entry.symbol)


def test_one_symbol_is_one_company_in_all_baskets(shipped: Assembly) -> None:
    """Spelled the same."""
    names: dict[str, set[str]] = {}
    for basket, _ in shipped.baskets:
        for entry in basket.entries:
            names.setdefault(entry.symbol, set()).add(entry.name)
    assert {symbol: called for symbol, called in names.items() if len(called) > 1} == {}


def test_files_are_called_like_what_they_hold() -> None:
    """So that an id leads to its file."""
    for folder in ("packs", "baskets"):
        for path in yaml_files(default_rules() / folder):
            lines = path.read_text(encoding="utf-8").splitlines()
            assert f"id: {path.stem}" in lines, path.name


def test_every_topic_is_called_in_every_language_of_the_chat(shipped: Assembly) -> None:
    """A button of its own language is the first thing that a reader sees."""
    for pack in shipped.packs:
        assert {lang for lang, _ in pack.titles} == set(LANGUAGES) - {"en"}, pack.id
        assert all(pack.called(lang) != pack.title for lang in LANGUAGES if lang != "en"), pack.id
