"""The stand-in's values as the Bot API writes them."""

from bot.demo.botapi.html import Entity
from bot.demo.botapi.world import Chat, ChatKind, File, Json, Message, Person, Standing, World

_NO_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)
_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


def user(person: Person) -> Json:
    """Give https://core.telegram.org/bots/api#user."""
    told: Json = {"id": person.id, "is_bot": person.is_bot, "first_name": person.first_name}
    if person.username:
        told["username"] = person.username
    if not person.is_bot:
        told["language_code"] = person.language
    return told


def me(person: Person) -> Json:
    """Give the bot as getMe does."""
    return user(person) | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def chat(known: Chat) -> Json:
    """Give https://core.telegram.org/bots/api#chat."""
    told: Json = {"id": known.id, "type": known.kind.value}
    told["first_name" if known.kind is ChatKind.PRIVATE else "title"] = known.title
    if known.username:
        told["username"] = known.username
    if known.forum:
        told["is_forum"] = True
    return told


def full_chat(known: Chat) -> Json:
    """Give https://core.telegram.org/bots/api#chatfullinfo."""
    return chat(known) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_NO_GIFTS, False),
    }


_PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_edit_tag",
    "can_react_to_messages",
)
"""https://core.telegram.org/bots/api#chatmemberrestricted"""


def member(person: Person, status: str) -> Json:
    """Give https://core.telegram.org/bots/api#chatmember."""
    told: Json = {"status": status, "user": user(person)}
    match status:
        case "creator":
            told["is_anonymous"] = False
        case "administrator":
            told |= dict.fromkeys(_RIGHTS, False) | {"can_manage_chat": True}
        case "kicked":
            told["until_date"] = 0
        case "restricted":
            told |= dict.fromkeys(_PERMISSIONS, False) | {"is_member": True, "until_date": 0}
    return told


def bot_status(standing: Standing) -> str:
    """Give the status of a chat member that a standing shows as."""
    match standing:
        case Standing.MEMBER | Standing.ADMINISTRATOR | Standing.LEFT:
            return standing.value
        case Standing.MUTED:
            return "restricted"
        case Standing.KICKED | Standing.BLOCKED | Standing.DEACTIVATED | Standing.DELETED:
            return "kicked"


def document(file: File) -> Json:
    """Give https://core.telegram.org/bots/api#document."""
    return {
        "file_id": file.id,
        "file_unique_id": f"u{file.id}",
        "file_name": file.name,
        "mime_type": file.mime,
        "file_size": len(file.content),
    }


def entity(styled: Entity) -> Json:
    """Give https://core.telegram.org/bots/api#messageentity."""
    told: Json = {"type": styled.type, "offset": styled.offset, "length": styled.length}
    if styled.url:
        told["url"] = styled.url
    if styled.language:
        told["language"] = styled.language
    return told


def message(world: World, kept: Message, *, answered: bool = True) -> Json:
    """Give https://core.telegram.org/bots/api#message; ``answered`` with the message it answers."""
    where = world.chats[kept.chat_id]
    told: Json = {"message_id": kept.id, "date": kept.date, "chat": chat(where)}
    if kept.sender is not None:
        told["from"] = user(kept.sender)
    elif where.kind is ChatKind.CHANNEL:
        told["sender_chat"] = chat(where)
    if kept.thread is not None:
        told |= {"message_thread_id": kept.thread, "is_topic_message": True}
    body, styles = ("caption", "caption_entities") if kept.document else ("text", "entities")
    if kept.document:
        told["document"] = document(kept.document)
    if kept.rich:
        told["rich_message"] = dict(kept.rich)
    elif kept.text:
        told[body] = kept.text
    if kept.entities:
        told[styles] = [entity(each) for each in kept.entities]
    if kept.markup and "inline_keyboard" in kept.markup:
        told["reply_markup"] = dict(kept.markup)
    if kept.preview:
        told["link_preview_options"] = dict(kept.preview)
    if kept.edited is not None:
        told["edit_date"] = kept.edited
    if answered and kept.reply_to in where.messages:
        told["reply_to_message"] = message(world, where.messages[kept.reply_to], answered=False)
    return told | dict(kept.extra)
