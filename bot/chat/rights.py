"""Who may change what a chat hears: a person in their own, administrators in groups and channels."""

from telegram import Bot, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError

from bot.domain.destination import Destination

_ADMINISTRATORS = {ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR}


async def may_configure(bot: Bot, update: Update) -> bool:
    """Tell whether who sent ``update`` may change what its chat hears; False where Telegram does not say."""
    chat, message = update.effective_chat, update.effective_message
    if chat is None:
        return False
    if chat.type == ChatType.PRIVATE:
        return True
    if update.channel_post is not None:  # only administrators post in a channel
        return True
    by_chat = message.sender_chat if message is not None and not update.callback_query else None
    if by_chat is not None:
        # An anonymous administrator writes as the group; any other chat (a linked channel) is nobody.
        return by_chat.id == chat.id
    user = update.effective_user
    if user is None:
        return False
    try:
        member = await bot.get_chat_member(chat.id, user.id)
    except TelegramError:
        return False
    return member.status in _ADMINISTRATORS


async def administers(bot: Bot, person: str, destination: Destination) -> bool:
    """Tell whether a person is an administrator of a chat; False where Telegram does not say."""
    if not person.isdecimal():
        return False
    try:
        member = await bot.get_chat_member(destination.address, int(person))
    except TelegramError:
        return False
    return member.status in _ADMINISTRATORS


async def is_administrator(bot: Bot, chat_id: int) -> bool:
    """Tell whether the bot itself is an administrator of a chat; False where Telegram does not say."""
    try:
        member = await bot.get_chat_member(chat_id, bot.id)
    except TelegramError:
        return False
    return member.status in _ADMINISTRATORS
