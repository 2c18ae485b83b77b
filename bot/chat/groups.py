"""Groups, channels and forum topics: /route, and what happens to the bot there."""

from telegram import ChatMember, ChatMemberUpdated, Message
from telegram.constants import ChatMemberStatus, ChatType

from bot.actions import groups
from bot.actions.desk import Desk
from bot.chat.conversation import Answer, Asked, Entry, Section, Tap
from bot.chat.pages import page_of
from bot.chat.rules import ask_delete
from bot.domain.errors import RefusedError
from bot.domain.rule import PackId
from bot.domain.sentence import Sentence, said, verbatim
from bot.domain.subscriber import Destination, Subscriber, SubscriberId
from bot.messages.text import cut
from bot.messages.words import Html, Words

_PAGE = 20
_NAME = 40
_AWAY = {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}


async def route(asked: Asked) -> Answer:
    """Let a topic or a rule come here, ``NAME here``, or no more, ``NAME off``; alone, show what does."""
    name, _, where = asked.words.strip().lower().rpartition(" ")
    match where, bool(name):
        case "", _:
            return await list_routes(asked)
        case "here", True:
            routed = await groups.route(asked.desk, _place(asked), asked.person, name)
            return Answer(html=asked.say.html("groups.routed", title=_titled(asked, routed)))
        case "off", True if name.strip() not in asked.desk.packs:
            # A rule that was copied here is deleted; that is asked once.
            return await ask_delete(asked.about(name))
        case "off", True:
            gone = await groups.unroute(asked.desk, asked.subscriber_id, name)
            return Answer(html=asked.say.html("groups.unrouted", title=_titled(asked, gone)))
        case _:
            raise RefusedError("groups.how")


async def list_routes(asked: Asked) -> Answer:
    """Show a page of what comes here, ``words`` its number; a place that was shut is sent to again by asking."""
    await groups.reopen(asked.desk, await _here(asked.desk, asked.destination))
    known = asked.desk.rules.find(asked.subscriber_id)
    lines = [
        asked.say.html("groups.line", name=_titled(asked, topic))
        for topic in sorted(known.topics if known is not None else ())
    ]
    lines += [
        asked.say.html("groups.line", name=rule.name)
        for rule in asked.desk.rules.own_rules(asked.subscriber_id)
    ]
    lines += [
        asked.say.html("groups.line_of", name=rule.name, owner=_called(asked.desk, rule.owner))
        for rule in asked.desk.rules.routed_to(asked.destination.adapter, asked.destination.address)
        if rule.destination == asked.destination
    ]
    if not lines:
        return Answer(html=asked.say.html("groups.nothing"))
    page = page_of(lines, asked.words, _PAGE, "routes")
    return Answer(
        html=asked.say.html("groups.list", names=Html("\n".join(page.shown))), buttons=page.turns
    )


def _titled(asked: Asked, name: str) -> str:
    """Call a topic by its title in the reader's language, a rule or a topic that is no more by its name."""
    pack = asked.desk.packs.get(PackId(name))
    return pack.called(asked.say.lang) if pack is not None else name


def _called(desk: Desk, owner: str | None) -> str:
    known = desk.rules.find(SubscriberId(owner or ""))
    return cut(known.name, _NAME) if known is not None and known.name else "—"


def _place(asked: Asked) -> Subscriber:
    return Subscriber(
        id=asked.subscriber_id, destination=asked.destination, name=asked.name, lang=asked.lang
    )


def destination_of(message: Message) -> Destination:
    """Give where an answer to ``message`` goes, and what is routed there: its chat, or its topic."""
    thread = str(message.message_thread_id) if message.is_topic_message else ""
    return Destination(adapter="telegram", address=str(message.chat_id), thread=thread)


async def on_membership(desk: Desk, say: Words, change: ChatMemberUpdated) -> None:
    """Follow what somebody did with the bot: took it in, made it administrator, silenced or removed it."""
    chat, before, after = change.chat, change.old_chat_member, change.new_chat_member
    destination = Destination(adapter="telegram", address=str(chat.id))
    places = await desk.store.places(destination.adapter, destination.address)
    if after.status in _AWAY:
        await groups.end_routes(desk, destination, said("reason.removed"))
        await groups.shut(desk, places, said("reason.removed"))
        return
    if chat.type == ChatType.PRIVATE:
        return  # unblocked: /start follows
    if not _writes(after):
        await groups.end_routes(desk, destination, said("reason.silenced"))
        await groups.shut(desk, places, said("reason.silenced"))
        return
    back = await groups.reopen(desk, places)
    if back:
        await _tell(desk, say, destination, "groups.back")
    elif after.status == ChatMemberStatus.ADMINISTRATOR and before.status != after.status:
        await _greet(desk, say, change, destination, "groups.administrator")
    elif before.status in _AWAY:
        await _greet(desk, say, change, destination, "groups.hello")


async def _greet(
    desk: Desk, say: Words, change: ChatMemberUpdated, destination: Destination, key: str
) -> None:
    """Say how to go on: in a group to all; of a channel, whose readers it is none of, to who did it."""
    if change.chat.type == ChatType.CHANNEL:
        address = str(change.from_user.id)
        if desk.rules.find(SubscriberId(f"telegram:{address}")) is None:
            return  # they never wrote to us, so we may not write to them
        destination = Destination(adapter="telegram", address=address)
        key = "groups.channel"
    await _tell(desk, say, destination, key, title=change.chat.title or "")


def _writes(member: ChatMember) -> bool:
    """Tell whether a member may send messages."""
    return getattr(member, "can_send_messages", None) is not False


async def on_service(desk: Desk, say: Words, message: Message, *, administrator: bool) -> None:
    """Follow what a service message tells: a group that moved, a topic closed or opened again."""
    destination = destination_of(message)
    if message.migrate_to_chat_id is not None:
        after = Destination(adapter="telegram", address=str(message.migrate_to_chat_id))
        if await groups.move(desk, destination, after):
            await _tell(desk, say, after, "groups.moved")
        return
    places = await _here(desk, destination)
    if message.forum_topic_closed is not None and not administrator and places:
        await groups.shut(desk, places, said("reason.topic_shut"))
        general = Destination(adapter="telegram", address=destination.address)
        await _tell(desk, say, general, "groups.closed")
    if message.forum_topic_reopened is not None and await groups.reopen(desk, places):
        await _tell(desk, say, destination, "groups.back")


async def _tell(desk: Desk, say: Words, destination: Destination, key: str, **values: str) -> None:
    """Say something in the language of who reads it, or by ``say`` where nobody there has one yet."""
    known = desk.rules.at(destination) is not None
    told = Sentence(key, values) if known else verbatim(say(key, **values))
    await groups.tell(desk, destination, told)


async def _here(desk: Desk, destination: Destination) -> list[Subscriber]:
    """Give the place at exactly this destination, active or not."""
    places = await desk.store.places(destination.adapter, destination.address)
    return [place for place in places if place.destination == destination]


SECTION = Section(
    name="groups",
    entries=(
        Entry(
            name="route",
            run=route,
            usage="[NAME here | NAME off]",
            examples=("/route", "/route tariffs here", "/route tariffs off"),
        ),
    ),
)
TAPS = {"routes": Tap(run=list_routes)}
