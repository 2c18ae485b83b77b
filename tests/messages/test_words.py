"""The catalogues: every language whole, every text with the values of the English one."""

import re
from pathlib import Path
from string import Formatter

import pytest

from bot.demo.botapi.html import parse_html
from bot.domain.english import ENGLISH
from bot.messages.words import LANGUAGES, Html, words

BOT = Path(__file__).parents[2] / "bot"
OTHERS = [code for code in LANGUAGES if code != "en"]
_ASKED = re.compile(r"""say(?:\.html|\.count|\.count_html)?\(\s*"([a-z_.]+)"(?=[,)])""")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def base(key: str) -> str:
    """Give the key that stands for all plural forms."""
    return key.removesuffix(".one").removesuffix(".other")


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_lacks_nothing_and_has_nothing_of_its_own(code: str) -> None:
    """But the plural forms that it does not have."""
    own, english = words(code).own, words("en").own
    assert {base(key) for key in own} == {base(key) for key in english}


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_the_values_of_the_english_text(code: str) -> None:
    """A form for one may leave the number out."""
    english = words("en").texts
    for key, text in words(code).own.items():
        known = fields(english.get(key, english.get(f"{base(key)}.other", "")))
        allowed = known | fields(english.get(f"{base(key)}.other", ""))
        assert fields(text) <= allowed, key
        if not key.endswith(".one"):
            assert known <= fields(text), key


@pytest.mark.parametrize("code", list(LANGUAGES))
def test_every_text_is_html_that_telegram_reads(code: str) -> None:
    """With any values, for those of the chat as for those of an alert; the core's hold none."""
    say = words(code)
    plain = {base(key) for key in ENGLISH}
    for key, text in say.texts.items():
        if base(key) in plain:
            continue
        values = dict.fromkeys(fields(text), "<&>")
        assert parse_html(f"<b>.</b>{say.html(key, **values)}").text.startswith("."), key


def test_every_text_asked_for_is_there_and_every_text_there_is_asked_for() -> None:
    """As far as keys are written out; of others, the beginning."""
    code = "\n".join(path.read_text() for path in BOT.rglob("*.py"))
    known = {base(key) for key in words("en").texts}
    asked = set(_ASKED.findall(code))
    assert asked - known == set()
    for key in known:
        parts = (key[:at] for at in range(4, len(key)))
        assert f'"{key}"' in code or any(f'f"{part}{{' in code for part in parts), key


@pytest.mark.parametrize(
    ("code", "formal"),
    [
        ("de", r"\b(Sie|Ihnen|Ihre?[mnrs]?)\b"),
        ("es", r"\b([Uu]sted|[Ee]scriba|[Ee]nvíe|[Ee]lija|[Uu]se|[Ii]nténtelo|[Vv]ea|[Hh]aga)\b"),
        ("zh", "您"),
    ],
)  # fmt: skip
def test_readers_are_addressed_in_one_tone(code: str, formal: str) -> None:
    """As one trader speaks to another: du, tú, 你."""
    assert [key for key, text in words(code).own.items() if re.search(formal, text)] == []


def test_values_are_escaped_and_html_is_not() -> None:
    """What a stranger wrote can never be markup."""
    say = words("en")
    assert say.html("topics.chosen", title="<b>A&B") == "You get <b>&lt;b&gt;A&amp;B</b> now."
    assert say.html("start.sample", alert=Html("<b>x</b>")).endswith("<b>x</b>")


def test_numbers_are_written_as_the_language_does() -> None:
    """Thousands in German have a point."""
    assert words("de").count("sources", 1234) == "1.234 Quellen"
    assert words("en").count("sources", 1) == "1 source"
    assert words("zh-TW").count("sources", 1) == "1 个来源"
    assert words("fr").lang == "en"
