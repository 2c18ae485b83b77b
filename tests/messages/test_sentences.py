"""No English sentence leaks: what the core raises and advises is in the catalogues of every language."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter

import pytest
import yaml

from bot.domain.english import ENGLISH
from bot.domain.errors import RefusedError, StoreError
from bot.domain.sentence import said
from bot.messages.words import LANGUAGES, words
from bot.query.advice import advise
from bot.query.errors import QueryError
from bot.query.parser import parse

BOT = Path(__file__).parents[2] / "bot"
KEYED = {"said": 0, "RefusedError": 0}
"""What is called with a catalogue's key, and where among its arguments the key stands."""
THROUGH = {"key", "refusal", "meaning"}
"""Names of parameters by which a function hands a key on."""


@dataclass(frozen=True, slots=True)
class Named:
    """A place that names a sentence."""

    where: str
    called: str
    key: ast.expr
    values: frozenset[str | None]
    """By name; None where some are handed on."""


def named() -> Iterator[Named]:
    """Go through the places that name a sentence."""
    for path in sorted(BOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            at = KEYED.get(name)
            if name == "fault" and isinstance(called, ast.Attribute):
                at = 1
            if at is not None and len(node.args) > at:
                yield Named(
                    f"{path.relative_to(BOT)}:{node.lineno}",
                    name,
                    node.args[at],
                    frozenset(given.arg for given in node.keywords),
                )


def keys(node: ast.expr) -> Iterator[str | None]:
    """Give the keys an expression can be; None for one that cannot be known from here."""
    match node:
        case ast.Constant(value=str(key)):
            yield key
        case ast.IfExp(body=body, orelse=orelse):
            yield from keys(body)
            yield from keys(orelse)
        case _:
            yield None


def test_whatever_is_raised_or_advised_has_its_key_written_out() -> None:
    """A sentence in place of a key, or a key no catalogue has, would show as it is."""
    known = words("en").texts
    checked = 0
    for one in named():
        for key in keys(one.key):
            if key is None:
                handed = isinstance(one.key, ast.Name) and one.key.id in THROUGH
                written = isinstance(one.key, ast.JoinedStr)  # its beginning: test_words
                sentence = one.called == "fault"  # else mypy would not take it
                assert handed or written or sentence, f"{one.where}: {one.called} names no key"
            else:
                assert key in known or f"{key}.other" in known, f"{one.where}: {key!r} is no key"
                checked += 1
    assert checked > 150, "the raise sites are found"


def test_a_sentence_gets_every_value_its_text_asks_for() -> None:
    """Or raising it would be an error of its own."""
    known = words("en").texts
    for one in named():
        for key in keys(one.key):
            text = known.get(key or "") or known.get(f"{key}.other", "")
            asked = {name for _, name, _, _ in Formatter().parse(text) if name}
            assert None in one.values or asked <= one.values, f"{one.where}: {key}"


def test_the_english_of_the_core_is_not_in_a_catalogue_as_well() -> None:
    """It stands once, where the core can reach it."""
    sections = {key.partition(".")[0] for key in ENGLISH}
    for path in (BOT / "messages" / "catalogue").glob("*en.yaml"):
        assert sections.isdisjoint(yaml.safe_load(path.read_text("utf-8"))), path.name


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "en"])
def test_every_sentence_of_the_core_is_another_in_every_language(lang: str) -> None:
    """But those that are nothing but values."""
    own = words(lang).own
    same = {key for key, text in ENGLISH.items() if own.get(key) == text}
    assert same <= {"verbatim", "left_out.rule", "query.in_named", "notice.lines"} | {
        "notice.warning",
        "notice.place",
        "health.part",
        "database.failed",
    }


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "This parenthesis is never closed; write ) where the group ends"),
        ("de", "Diese Klammer wird nie geschlossen; schreib ) ans Ende der Gruppe"),
        ("es", "Este paréntesis no se cierra; escribe ) donde acaba el grupo"),
        ("zh", "这个括号没有闭合；请在分组末尾写 )"),
    ],
)
def test_a_fault_in_a_query_is_said_in_the_readers_language(lang: str, told: str) -> None:
    """As a sentence by itself; in English, after a place, it begins small."""
    with pytest.raises(QueryError) as raised:
        parse("(steel")
    assert words(lang).sentence(raised.value.said) == told


def test_a_sentence_in_a_sentence_is_of_the_same_language() -> None:
    """Down to the list of languages, joined as the language joins."""
    (advice,) = advise(parse("lang:en lang:de"), {})
    assert (
        words("de")
        .sentence(advice.said)
        .endswith("eine Nachricht hat eine Sprache, nicht de und en")
    )
    assert words("es").sentence(advice.said).endswith("no de y en")


def test_values_are_written_as_the_language_writes_them() -> None:
    """Numbers, counts, days and moments; moments in the reader's zone."""
    german = words("de")
    assert "20.000 Zeichen" in german.sentence(said("query.too_long", most=20_000, length=30_000))
    assert german.phrase(said("near.sources", count=1)) == "bisher 1 Quelle"
    assert german.phrase(said("verbatim", text=date(2026, 3, 4))) == "4. März"
    at = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    assert german.phrase(said("verbatim", text=at), "Europe/Berlin") == "5. März 00:30"


def test_a_value_is_no_pattern() -> None:
    """What a person wrote with braces in it is shown as it is."""
    error = RefusedError("refused.rule_name", name="{most}")
    assert "{most}" in words("de").sentence(error.said)


def test_a_database_that_fails_is_said_in_the_operators_language() -> None:
    """Whole, from the health check down to what the server reported."""
    error = StoreError(said("database.failed", place="news.db", fault=said("database.not_sqlite")))
    complaint = said("health.database", problem=error.said)
    assert words("de").phrase(complaint).startswith("Datenbank: news.db ist keine SQLite-Datenbank")
    assert str(error).startswith("news.db is not a SQLite database: give another file")
