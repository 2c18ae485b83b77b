"""The table of commands: menus and docs/telegram.md say what the bot does, and every example runs."""

from pathlib import Path

import pytest

from bot.chat.conversation import Scope
from bot.chat.menus import menus
from bot.chat.reference import reference
from bot.chat.table import COMMANDS, TAPS, TEXTS
from bot.demo.botapi import Person
from bot.messages.words import LANGUAGES, words

from .conftest import Talk

PAGE = Path(__file__).parents[2] / "docs" / "telegram.md"


def test_the_page_is_written_from_the_table() -> None:
    """Else: python -m bot.chat.reference > docs/telegram.md."""
    assert PAGE.read_text(encoding="utf-8") == reference()


async def test_menus_are_set_by_scope_and_language(talk: Talk) -> None:
    """Telegram shows what the table says."""
    await talk.say("/start")
    for scope in ("all_private_chats", "all_group_chats", "all_chat_administrators"):
        for code in LANGUAGES:
            menu = talk.standin.commands(scope, "" if code == "en" else code)
            assert menu
            start = [each for each in menu if each["command"] == "help"]
            assert start[0]["description"] == words(code)("commands.help")
    group = {each["command"] for each in talk.standin.commands("all_group_chats")}
    assert "rules" in group
    assert "stop" not in group


def test_menus_hold_what_their_scope_may() -> None:
    """A group's members see only what changes nothing."""
    changing = {entry.name for entry in COMMANDS if entry.changes}
    for _, _, commands in menus():
        assert len(commands) <= 100
    assert not any(entry.name in changing for entry in COMMANDS if Scope.GROUP in entry.scopes)


def test_no_two_commands_and_no_button_share_a_name() -> None:
    """Each verb fits into a button beside a rule's name and an item's id."""
    names = [entry.name for entry in COMMANDS]
    assert len(set(names)) == len(names)
    assert all(len(verb) <= 20 for verb in (*TAPS, *TEXTS))


@pytest.mark.parametrize(
    ("lang", "typed"),
    [
        ("en", "/feed add ADDRESS | delete NUMBER"),
        ("de", "/feed add ADRESSE | delete NUMMER"),
        ("es", "/feed add DIRECCIÓN | delete NÚMERO"),
        ("zh", "/feed add 地址 | delete 编号"),
    ],
)
async def test_help_names_what_follows_a_command_in_the_readers_language(
    talk: Talk, lang: str, typed: str
) -> None:
    """In one message."""
    talk.person = Person(id=1001, first_name="Visitor", language=lang)
    helped = await talk.say("/help")
    assert typed in helped.text
    assert len(talk.standin.messages(talk.chat)) == 2


@pytest.mark.parametrize("lang", list(LANGUAGES))
async def test_every_example_is_understood_in_every_language(talk: Talk, lang: str) -> None:
    """None ends in an error of ours."""
    await talk.say("/start")
    await talk.publish("Copper strike halts smelter in Zambia", hours_ago=3)
    await talk.say(f"/lang {lang}")
    bug = words(lang)("errors.bug")
    for entry in COMMANDS:
        assert entry.examples, entry.name
        if entry.name in {"lang", "stop"}:
            continue
        for example in entry.examples:
            before = len(talk.standin.messages(talk.chat))
            answer = await talk.say(example)
            assert answer.text or answer.document, example
            assert bug not in answer.text, example
            assert len(talk.standin.messages(talk.chat)) > before
