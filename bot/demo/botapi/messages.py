"""Methods that send, edit and delete messages, and answer taps."""

from dataclasses import replace

from bot.demo.botapi import wire
from bot.demo.botapi.backend import Backend
from bot.demo.botapi.html import Entity, Formatted, parse_html, plain, units
from bot.demo.botapi.markup import check_markup
from bot.demo.botapi.params import Call, is_object
from bot.demo.botapi.refusal import bad_request
from bot.demo.botapi.rich import read_rich, rich_text
from bot.demo.botapi.world import CallbackAnswer, Chat, File, Json, Message

LONGEST_TEXT = 4_096
LONGEST_CAPTION = 1_024
_LARGEST_FILE = 50_000_000
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message(backend: Backend, call: Call) -> Json:
    """https://core.telegram.org/bots/api#sendmessage."""
    body = _body(call, "text", "entities")
    if not body.text:
        raise bad_request("message text is empty")
    if units(body.text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    markup = check_markup(call.object("reply_markup"))
    chat = backend.writable(call)
    return _send(backend, call, chat, body=body, markup=markup)


def send_rich(backend: Backend, call: Call) -> Json:
    """https://core.telegram.org/bots/api#sendrichmessage."""
    rich = read_rich(call.object("rich_message") or {})
    markup = check_markup(call.object("reply_markup"))
    chat = backend.writable(call)
    body = Formatted(text=rich_text(rich["blocks"]))
    return _send(backend, call, chat, body=body, markup=markup, rich=rich)


def send_document(backend: Backend, call: Call) -> Json:
    """https://core.telegram.org/bots/api#senddocument."""
    body = _body(call, "caption", "caption_entities")
    if units(body.text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    markup = check_markup(call.object("reply_markup"))
    file = _document(backend, call)
    chat = backend.writable(call)
    return _send(backend, call, chat, body=body, markup=markup, document=file)


def edit_text(backend: Backend, call: Call) -> Json | bool:
    """https://core.telegram.org/bots/api#editmessagetext."""
    rich = None
    if "rich_message" in call.values:
        if "text" in call.values:
            raise bad_request("either text or rich_message must be given")
        rich = read_rich(call.object("rich_message") or {})
        body = Formatted(text=rich_text(rich["blocks"]))
    else:
        body = _body(call, "text", "entities")
    if not body.text:
        raise bad_request("message text is empty")
    if rich is None and units(body.text) > LONGEST_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    markup = check_markup(call.object("reply_markup"), inline_only=True)
    kept = _own(backend, call)
    if kept.document is not None:
        raise bad_request("there is no text in the message to edit")
    preview = call.object("link_preview_options")
    edited = replace(
        kept,
        text=body.text,
        entities=body.entities,
        rich=rich,
        markup=markup,
        preview=preview or None,
    )
    return _edit(backend, kept, edited)


def edit_markup(backend: Backend, call: Call) -> Json | bool:
    """https://core.telegram.org/bots/api#editmessagereplymarkup."""
    markup = check_markup(call.object("reply_markup"), inline_only=True)
    kept = _own(backend, call)
    return _edit(backend, kept, replace(kept, markup=markup))


def delete_message(backend: Backend, call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletemessage."""
    chat = backend.inside(call)
    if chat.messages.pop(call.number("message_id"), None) is None:
        raise bad_request("message to delete not found")
    backend.world.touch()
    return True


def delete_messages(backend: Backend, call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletemessages; those not found are passed over."""
    chat = backend.inside(call)
    for message_id in call.array("message_ids"):
        chat.messages.pop(message_id, None)
    backend.world.touch()
    return True


def send_action(backend: Backend, call: Call) -> bool:
    """https://core.telegram.org/bots/api#sendchataction."""
    if call.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    backend.inside(call)
    return True


def answer_callback(backend: Backend, call: Call) -> bool:
    """https://core.telegram.org/bots/api#answercallbackquery; a tap is answered once."""
    tap = call.text("callback_query_id")
    if tap not in backend.world.callbacks or backend.world.callbacks[tap] is not None:
        raise bad_request(_TOO_OLD)
    if units(call.text("text")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    backend.world.callbacks[tap] = CallbackAnswer(
        text=call.text("text"), alert=call.flag("show_alert")
    )
    backend.world.touch()
    return True


def answer_inline(backend: Backend, call: Call) -> bool:
    """https://core.telegram.org/bots/api#answerinlinequery."""
    query = call.text("inline_query_id")
    if query not in backend.world.inline or backend.world.inline[query] is not None:
        raise bad_request(_TOO_OLD)
    results = call.array("results")
    if len(results) > 50:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [result.get("id", "") for result in results if is_object(result)]
    if len(ids) < len(results) or not all(0 < len(str(each).encode()) <= 64 for each in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    for result in results:
        check_markup(result.get("reply_markup"), inline_only=True)
    backend.world.inline[query] = results
    backend.world.touch()
    return True


def _body(call: Call, text: str, entities: str) -> Formatted:
    """Give the text of a call with its style, by parse mode or by entities."""
    mode = call.text("parse_mode").lower()
    if mode == "html":
        return parse_html(call.text(text))
    if mode in {"markdown", "markdownv2"}:
        raise bad_request("can't parse entities: the stand-in reads HTML only")
    if mode:
        raise bad_request("unsupported parse_mode")
    body = plain(call.text(text))
    styled = tuple(
        Entity(type=each["type"], offset=each["offset"], length=each["length"])
        for each in call.array(entities)
        if is_object(each) and {"type", "offset", "length"} <= each.keys()
    )
    return replace(body, entities=styled)


def _answered(call: Call, chat: Chat) -> int | None:
    """Give the message of the chat that a call answers."""
    reply = call.object("reply_parameters")
    if reply is None:
        return None
    message_id = reply.get("message_id")
    if isinstance(message_id, int) and message_id in chat.messages:
        return message_id
    if reply.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _send(
    backend: Backend,
    call: Call,
    chat: Chat,
    *,
    body: Formatted,
    markup: Json | None,
    document: File | None = None,
    rich: Json | None = None,
) -> Json:
    world = backend.world
    sent = Message(
        id=world.next_id(),
        chat_id=chat.id,
        sender=world.bot,
        date=world.now(),
        text=body.text,
        entities=body.entities,
        rich=rich,
        markup=markup,
        preview=call.object("link_preview_options") or None,
        reply_to=_answered(call, chat),
        thread=call.number("message_thread_id") or None,
        document=document,
        silent=call.flag("disable_notification"),
    )
    return wire.message(world, world.put(sent))


def _document(backend: Backend, call: Call) -> File:
    """Give the file a call uploads, or names by the id it was given before."""
    named = call.text("document")
    upload = call.uploads.get(named.removeprefix("attach://") or "document")
    if upload is None:
        if named in backend.world.files:
            return backend.world.files[named]
        raise bad_request("there is no document in the request")
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > _LARGEST_FILE:
        raise bad_request("Request Entity Too Large")
    file = File(
        id=f"doc{backend.world.next_id()}",
        name=upload.name,
        mime=upload.mime,
        content=upload.content,
    )
    backend.world.files[file.id] = file
    return file


def _own(backend: Backend, call: Call) -> Message:
    """Give the bot's own message that a call is to edit."""
    if "chat_id" not in call.values or "message_id" not in call.values:
        raise bad_request("message identifier is not specified")
    kept = backend.inside(call).messages.get(call.number("message_id"))
    if kept is None:
        raise bad_request("message to edit not found")
    if not kept.by_bot:
        raise bad_request("message can't be edited")
    return kept


def _edit(backend: Backend, kept: Message, edited: Message) -> Json:
    if edited == kept:
        raise bad_request(_SAME)
    if backend.flood is not None:
        backend.flood.check(kept.chat_id)
    world = backend.world
    edited = replace(edited, edited=world.now(), edits=kept.edits + 1)
    return wire.message(world, world.put(edited))
