"""Keyboards under messages, checked as Telegram checks them.

https://core.telegram.org/bots/api#inlinekeyboardmarkup
"""

from typing import Any
from urllib.parse import urlsplit

from bot.demo.botapi.params import is_object
from bot.demo.botapi.refusal import bad_request
from bot.demo.botapi.world import Json

_ACTIONS = frozenset(
    {
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    }
)
_OTHER_KEYBOARDS = ("keyboard", "remove_keyboard", "force_reply")
_MOST_BUTTONS = 100
_LONGEST_DATA = 64


def check_markup(markup: Json | None, *, inline_only: bool = False) -> Json | None:
    """Give ``markup`` as it is kept; one without any button is none.

    Raises:
        Refusal: Telegram would not take it.

    """
    if markup is None:
        return None
    if "inline_keyboard" not in markup:
        if inline_only and markup:
            raise bad_request("inline keyboard expected")
        return markup if any(name in markup for name in _OTHER_KEYBOARDS) else None
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be of type Array')
    checked = [[_button(button) for button in row] for row in rows if row]
    if sum(map(len, checked)) > _MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": checked} if checked else None


def _button(button: Any) -> Json:
    if not is_object(button):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad_request('can\'t parse inline keyboard button: field "text" must be non-empty')
    actions = _ACTIONS & button.keys()
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: exactly one action is allowed")
    if "callback_data" in actions:
        data = button["callback_data"]
        if not isinstance(data, str) or not 0 < len(data.encode()) <= _LONGEST_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    if "url" in actions:
        _check_url(button["url"])
    return dict(button)


def _check_url(url: Any) -> None:
    if not isinstance(url, str):
        raise bad_request("BUTTON_URL_INVALID")
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
        usable = (usable and (parts.port or 80) > 0) or parts.scheme == "tg"
    except ValueError:
        usable = False
    if not usable or any(character.isspace() for character in url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
