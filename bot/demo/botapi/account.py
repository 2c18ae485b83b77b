"""Methods about the bot itself: who it is, how it gets updates, what it shows of itself, files."""

import json
import re
from urllib.parse import urlsplit

from bot.demo.botapi import wire
from bot.demo.botapi.backend import Backend
from bot.demo.botapi.params import Call, is_object
from bot.demo.botapi.refusal import bad_request
from bot.demo.botapi.world import Json

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_MOST_COMMANDS = 100
_LARGEST_DOWNLOAD = 20_000_000
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_PORTS = frozenset({80, 88, 443, 8443})


def get_me(backend: Backend, _call: Call) -> Json:
    """https://core.telegram.org/bots/api#getme."""
    return wire.me(backend.world.bot)


async def get_updates(backend: Backend, call: Call) -> list[Json]:
    """https://core.telegram.org/bots/api#getupdates."""
    if "allowed_updates" in call.values:
        backend.updates.allowed = frozenset(call.array("allowed_updates"))
    return await backend.updates.poll(
        call.number("offset"), call.number("limit", 100), min(max(call.number("timeout"), 0), 50)
    )


def set_webhook(backend: Backend, call: Call) -> bool:
    """https://core.telegram.org/bots/api#setwebhook; plain HTTP and any port only on loopback."""
    url = call.text("url")
    if url:
        _check_webhook(url)
    if call.text("secret_token") and not _SECRET.fullmatch(call.text("secret_token")):
        raise bad_request("secret token contains unallowed characters")
    if "allowed_updates" in call.values:
        backend.updates.allowed = frozenset(call.array("allowed_updates"))
    if call.flag("drop_pending_updates"):
        backend.updates.drop()
    backend.updates.set_webhook(url, call.text("secret_token"))
    return True


def delete_webhook(backend: Backend, call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletewebhook."""
    if call.flag("drop_pending_updates"):
        backend.updates.drop()
    backend.updates.set_webhook("", "")
    return True


def get_webhook_info(backend: Backend, _call: Call) -> Json:
    """https://core.telegram.org/bots/api#getwebhookinfo."""
    updates = backend.updates
    told: Json = {
        "url": updates.webhook,
        "has_custom_certificate": False,
        "pending_update_count": len(updates),
    }
    if updates.webhook_error:
        told |= {
            "last_error_date": backend.world.now(),
            "last_error_message": updates.webhook_error,
        }
    if updates.allowed:
        told["allowed_updates"] = sorted(updates.allowed)
    return told


def set_commands(backend: Backend, call: Call) -> bool:
    """https://core.telegram.org/bots/api#setmycommands."""
    commands = call.array("commands")
    if len(commands) > _MOST_COMMANDS:
        raise bad_request("too many commands specified")
    for command in commands:
        if not is_object(command) or not _COMMAND.fullmatch(str(command.get("command", ""))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    backend.world.menus[_scope(call)] = commands
    backend.world.touch()
    return True


def get_commands(backend: Backend, call: Call) -> list[Json]:
    """https://core.telegram.org/bots/api#getmycommands."""
    return backend.world.commands(*_scope(call))


def delete_commands(backend: Backend, call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletemycommands."""
    backend.world.menus.pop(_scope(call), None)
    backend.world.touch()
    return True


def set_text(backend: Backend, call: Call) -> bool:
    """Keep the bot's name or a description: setMyName, setMyDescription, setMyShortDescription."""
    for name, longest in (("name", 64), ("description", 512), ("short_description", 120)):
        if len(call.text(name)) > longest:
            raise bad_request(f"{name} is too long")
    backend.world.profile[f"{call.method} {call.text('language_code')}"] = dict(call.values)
    return True


def set_menu_button(backend: Backend, call: Call) -> bool:
    """https://core.telegram.org/bots/api#setchatmenubutton."""
    backend.world.profile[f"{call.method} {call.values.get('chat_id', '')}"] = call.object(
        "menu_button"
    )
    return True


def get_file(backend: Backend, call: Call) -> Json:
    """https://core.telegram.org/bots/api#getfile; downloaded from ``/file/bot<token>/<file_path>``."""
    file = backend.world.files.get(call.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.content) > _LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": file.id,
        "file_unique_id": f"u{file.id}",
        "file_size": len(file.content),
        "file_path": f"documents/{file.id}",
    }


def _scope(call: Call) -> tuple[str, str]:
    """Name the menu a call is about: by the scope's type, or its JSON where it names a chat."""
    scope = call.object("scope") or {"type": "default"}
    name = str(scope.get("type")) if len(scope) == 1 else json.dumps(scope, sort_keys=True)
    return name, call.text("language_code")


def _check_webhook(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise bad_request("bad webhook: invalid webhook URL specified") from None
    if host in _LOOPBACK:
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (port or 443) not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
