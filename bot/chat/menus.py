"""The command menus Telegram shows, by scope and language, from the table."""

from collections.abc import Iterator

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from bot.chat.conversation import Scope
from bot.chat.table import COMMANDS
from bot.messages.words import LANGUAGES, words

_SCOPES = {
    Scope.PRIVATE: BotCommandScopeAllPrivateChats(),
    Scope.GROUP: BotCommandScopeAllGroupChats(),
    Scope.ADMIN: BotCommandScopeAllChatAdministrators(),
}


def menus() -> Iterator[tuple[BotCommandScope, str | None, list[BotCommand]]]:
    """Give every menu: its scope, its language (None for all others), its commands."""
    for scope, telegram_scope in _SCOPES.items():
        for lang in LANGUAGES:
            say = words(lang)
            commands = [
                BotCommand(entry.name, say(f"commands.{entry.name}"))
                for entry in COMMANDS
                if scope in entry.scopes
            ]
            yield telegram_scope, None if lang == "en" else lang, commands
