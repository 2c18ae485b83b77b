"""Every method the stand-in has, with the parameters it takes (Bot API 10.1)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.demo.botapi import account, chats, messages
from bot.demo.botapi.backend import Backend
from bot.demo.botapi.params import Call, Kind, Upload, typed
from bot.demo.botapi.refusal import Refusal, bad_request

Run: TypeAlias = Callable[[Backend, Call], object | Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Method:
    """A method: what does it, and the names of its parameters.

    Which are required is left to each method, as Telegram has words of its own for each that lacks.
    """

    run: Run
    parameters: frozenset[str]


def _kinds(**names: str) -> Mapping[str, Kind]:
    return {name: Kind[kind] for kind, listed in names.items() for name in listed.split()}


KINDS = _kinds(
    INTEGER=(
        "offset limit timeout message_thread_id direct_messages_topic_id message_id user_id"
        " cache_time max_connections"
    ),
    TEXT=(
        "text caption parse_mode business_connection_id message_effect_id inline_message_id url"
        " ip_address secret_token callback_query_id inline_query_id next_offset language_code name"
        " description short_description action file_id"
    ),
    BOOLEAN=(
        "disable_notification protect_content allow_paid_broadcast show_alert is_personal"
        " drop_pending_updates disable_content_type_detection return_bots"
    ),
    CHAT="chat_id",
    OBJECT=(
        "link_preview_options reply_parameters reply_markup suggested_post_parameters rich_message"
        " scope menu_button button"
    ),
    ARRAY="entities caption_entities allowed_updates commands results message_ids",
    FILE="document thumbnail certificate",
)
"""What each parameter is, whatever method takes it."""

_SENDING_RICH = (
    "business_connection_id chat_id message_thread_id direct_messages_topic_id disable_notification"
    " protect_content allow_paid_broadcast message_effect_id suggested_post_parameters"
    " reply_parameters reply_markup "
)
_SENDING = _SENDING_RICH + "parse_mode "
_EDITING = "business_connection_id chat_id message_id inline_message_id reply_markup "


def _method(run: Run, parameters: str = "") -> Method:
    return Method(run, frozenset(parameters.split()))


METHODS: Mapping[str, Method] = {
    "getMe": _method(account.get_me),
    "getUpdates": _method(account.get_updates, "offset limit timeout allowed_updates"),
    "setWebhook": _method(
        account.set_webhook,
        "url certificate ip_address max_connections allowed_updates drop_pending_updates secret_token",
    ),
    "deleteWebhook": _method(account.delete_webhook, "drop_pending_updates"),
    "getWebhookInfo": _method(account.get_webhook_info),
    "sendMessage": _method(messages.send_message, _SENDING + "text entities link_preview_options"),
    "sendRichMessage": _method(messages.send_rich, _SENDING_RICH + "rich_message"),
    "sendDocument": _method(
        messages.send_document,
        _SENDING + "document thumbnail caption caption_entities disable_content_type_detection",
    ),
    "editMessageText": _method(
        messages.edit_text, _EDITING + "text parse_mode entities link_preview_options rich_message"
    ),
    "editMessageReplyMarkup": _method(messages.edit_markup, _EDITING),
    "deleteMessage": _method(messages.delete_message, "chat_id message_id"),
    "deleteMessages": _method(messages.delete_messages, "chat_id message_ids"),
    "sendChatAction": _method(
        messages.send_action, "business_connection_id chat_id message_thread_id action"
    ),
    "answerCallbackQuery": _method(
        messages.answer_callback, "callback_query_id text show_alert url cache_time"
    ),
    "answerInlineQuery": _method(
        messages.answer_inline,
        "inline_query_id results cache_time is_personal next_offset button",
    ),
    "getChat": _method(chats.get_chat, "chat_id"),
    "getChatMember": _method(chats.get_member, "chat_id user_id"),
    "getChatAdministrators": _method(chats.get_administrators, "chat_id return_bots"),
    "getChatMemberCount": _method(chats.count_members, "chat_id"),
    "leaveChat": _method(chats.leave, "chat_id"),
    "setMyCommands": _method(account.set_commands, "commands scope language_code"),
    "getMyCommands": _method(account.get_commands, "scope language_code"),
    "deleteMyCommands": _method(account.delete_commands, "scope language_code"),
    "setMyName": _method(account.set_text, "name language_code"),
    "setMyDescription": _method(account.set_text, "description language_code"),
    "setMyShortDescription": _method(account.set_text, "short_description language_code"),
    "setChatMenuButton": _method(account.set_menu_button, "chat_id menu_button"),
    "getFile": _method(account.get_file, "file_id"),
}
_BY_LOWER = {name.lower(): name for name in METHODS}


def checked(
    method: str, raw: Mapping[str, Any], uploads: Mapping[str, Upload], *, strict: bool
) -> Call:
    """Give the call of ``method`` (in any case) with the parameters it takes, typed.

    Parameters it does not know are passed over as Telegram does, or refused where ``strict``.

    Raises:
        Refusal: 404 for a method there is not, 400 for a parameter of the wrong type.

    """
    name = _BY_LOWER.get(method.lower())
    if name is None:
        raise Refusal(404, "Not Found: method not found")
    known = METHODS[name].parameters
    if strict and (unknown := sorted(raw.keys() - known)):
        raise bad_request(f"{name} has no parameter {', '.join(unknown)}")
    values = {each: typed(each, raw[each], KINDS[each]) for each in sorted(raw.keys() & known)}
    return Call(method=name, values=values, uploads=uploads)
