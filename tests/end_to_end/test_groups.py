"""Groups, channels and forum topics: what is routed there, and what befalls the bot there."""

import pytest

from bot.demo.botapi.standin import StandIn
from bot.demo.botapi.world import Chat, ChatKind, Message, Person, Standing

from .conftest import Publisher, Running

HEADLINE = "US to impose 50% tariff on imported copper from August, trade ministry says"
ANN = Person(id=1001, first_name="Visitor")
"""Who talks to the bot in private, and opened the groups."""
BOB = Person(id=2002, first_name="Bob")


async def told(telegram: StandIn, text: str, chat: Chat | None = None) -> Message:
    return await telegram.wait_for(lambda message: text in message.text, chat=chat, within=20)


async def start(telegram: StandIn) -> None:
    telegram.say(telegram.visitor, "/start")
    await told(telegram, "Welcome")


async def test_only_administrators_route_and_what_is_routed_comes_to_the_group(
    publisher: Publisher, telegram: StandIn, running: Running
) -> None:
    press = publisher.feed("press")
    async with running(press):
        await start(telegram)
        group = telegram.group("Desk", ANN, [BOB])
        await told(telegram, "I am here", group)
        telegram.say(group, "/route tariffs here", by=BOB)
        await told(telegram, "dministrator", group)
        telegram.say(group, "/route gossip here", by=ANN)
        await told(telegram, "no topic “gossip”", group)
        telegram.say(group, "/route", by=ANN)
        await told(telegram, "Nothing is routed here", group)
        telegram.say(group, "/route tariffs here", by=ANN)
        await told(telegram, "comes here now", group)
        await publisher.asked_again("press")
        publisher.publish("press", HEADLINE)
        await told(telegram, "copper", group)
        telegram.say(group, "/route tariffs off", by=ANN)
        await told(telegram, "no longer comes here", group)
        assert not any("copper" in each.text for each in telegram.messages(telegram.visitor))


async def test_a_rule_of_ones_own_comes_to_a_topic_of_a_forum_and_only_there(
    publisher: Publisher, telegram: StandIn, running: Running
) -> None:
    press = publisher.feed("press")
    async with running(press):
        await start(telegram)
        telegram.say(telegram.visitor, "/rule metals copper")
        saved = await told(telegram, "metals")
        telegram.tap(saved.id, "Save")
        await told(telegram, "is saved")
        forum = telegram.group("Floor", ANN, forum=True)
        topic, other = telegram.open_topic(forum, "Metals"), telegram.open_topic(forum, "Other")
        telegram.say(forum, "/route metals here", by=ANN, thread=topic.id, extra=IN_TOPIC)
        assert (await told(telegram, "comes here now", forum)).thread == topic.id
        telegram.say(forum, "/route", by=ANN, thread=other.id, extra=IN_TOPIC)
        assert (await told(telegram, "Nothing is routed", forum)).thread == other.id
        await publisher.asked_again("press")
        publisher.publish("press", HEADLINE)
        assert (await told(telegram, "August", forum)).thread == topic.id


IN_TOPIC = {"is_topic_message": True}


async def test_removed_from_a_group_it_says_so_to_who_set_it_up_and_goes_on_once_it_is_back(
    publisher: Publisher, telegram: StandIn, running: Running
) -> None:
    press = publisher.feed("press")
    async with running(press):
        await start(telegram)
        group = telegram.group("Desk", ANN)
        telegram.say(group, "/route tariffs here", by=ANN)
        await told(telegram, "comes here now", group)
        telegram.stand(group, Standing.KICKED)
        assert "I was removed" in (await told(telegram, "no longer go to “Desk”")).text
        telegram.stand(group, Standing.MEMBER)
        await told(telegram, "comes as before", group)
        await publisher.asked_again("press")
        publisher.publish("press", HEADLINE)
        await told(telegram, "copper", group)


@pytest.mark.parametrize("standing", [Standing.MUTED, Standing.DELETED])
async def test_where_it_may_not_write_who_set_it_up_is_told_once(
    publisher: Publisher, telegram: StandIn, running: Running, standing: Standing
) -> None:
    press = publisher.feed("press")
    async with running(press):
        await start(telegram)
        group = telegram.group("Desk", ANN)
        telegram.say(group, "/route tariffs here", by=ANN)
        await told(telegram, "comes here now", group)
        telegram.stand(group, standing)
        for title in (HEADLINE, "Ministry to impose 30% duty on imported steel pipes next week"):
            await publisher.asked_again("press")
            publisher.publish("press", title)
        await told(telegram, "no longer go to “Desk”")
        await publisher.asked_again("press")
        notices = [each for each in telegram.messages(telegram.visitor) if "no longer" in each.text]
        assert len(notices) == 1


async def test_a_group_that_becomes_a_supergroup_keeps_what_was_routed_to_it(
    publisher: Publisher, telegram: StandIn, running: Running
) -> None:
    press = publisher.feed("press")
    async with running(press):
        await start(telegram)
        group = telegram.group("Desk", ANN, kind=ChatKind.GROUP)
        telegram.say(group, "/route tariffs here", by=ANN)
        await told(telegram, "comes here now", group)
        moved = telegram.migrate(group)
        await told(telegram, "become a supergroup", moved)
        telegram.say(moved, "/route", by=ANN)
        await told(telegram, "Here come", moved)
        await publisher.asked_again("press")
        publisher.publish("press", HEADLINE)
        await told(telegram, "copper", moved)
        assert not [each for each in telegram.messages(group) if "copper" in each.text]


async def test_a_closed_topic_rests_until_it_is_opened_again(
    publisher: Publisher, telegram: StandIn, running: Running
) -> None:
    press = publisher.feed("press")
    async with running(press):
        await start(telegram)
        forum = telegram.group("Floor", ANN, forum=True)
        topic = telegram.open_topic(forum, "Trade")
        telegram.say(forum, "/route tariffs here", by=ANN, thread=topic.id, extra=IN_TOPIC)
        await told(telegram, "comes here now", forum)
        telegram.close_topic(forum, topic)
        said = await told(telegram, "is closed", forum)
        assert said.thread is None
        assert "in one of its topics" in (await told(telegram, "no longer go to “Floor”")).text
        telegram.reopen_topic(forum, topic)
        assert (await told(telegram, "comes as before", forum)).thread == topic.id
        await publisher.asked_again("press")
        publisher.publish("press", HEADLINE)
        await told(telegram, "copper", forum)


async def test_a_deleted_topic_is_noticed_when_something_is_sent_there(
    publisher: Publisher, telegram: StandIn, running: Running
) -> None:
    press = publisher.feed("press")
    async with running(press):
        await start(telegram)
        forum = telegram.group("Floor", ANN, forum=True)
        topic = telegram.open_topic(forum, "Trade")
        telegram.say(forum, "/route tariffs here", by=ANN, thread=topic.id, extra=IN_TOPIC)
        await told(telegram, "comes here now", forum)
        telegram.delete_topic(forum, topic)
        await publisher.asked_again("press")
        publisher.publish("press", HEADLINE)
        assert "topic was deleted" in (await told(telegram, "no longer go to “Floor”")).text


async def test_a_channel_is_set_up_by_posting_in_it_and_its_readers_are_spared_our_greeting(
    publisher: Publisher, telegram: StandIn, running: Running
) -> None:
    press = publisher.feed("press")
    async with running(press):
        await start(telegram)
        channel = telegram.group(
            "Tape", ANN, kind=ChatKind.CHANNEL, standing=Standing.ADMINISTRATOR
        )
        await told(telegram, "I may write in “Tape” now")
        assert not telegram.messages(channel)
        telegram.say(channel, "/route tariffs here")
        await told(telegram, "comes here now", channel)
        await publisher.asked_again("press")
        publisher.publish("press", HEADLINE)
        await told(telegram, "copper", channel)


async def test_made_administrator_it_says_what_that_is_good_for(
    telegram: StandIn, running: Running
) -> None:
    async with running():
        group = telegram.group("Desk", ANN)
        await told(telegram, "I am here", group)
        telegram.stand(group, Standing.ADMINISTRATOR)
        await told(telegram, "closed topics", group)
        assert len(telegram.messages(group)) == 2


async def routed_rule(telegram: StandIn, group: Chat) -> None:
    """Write a rule in private and send its alerts to a group, on its card."""
    telegram.say(group, "/start", by=ANN)
    await told(telegram, "Welcome", group)
    telegram.say(telegram.visitor, "/rule metals copper OR steel")
    saved = await told(telegram, "metals", telegram.visitor)
    telegram.tap(saved.id, "Save")
    await told(telegram, "is saved", telegram.visitor)
    telegram.tap(saved.id, "Destination")
    await told(telegram, "Where should", telegram.visitor)
    telegram.tap(saved.id, group.title)
    await told(telegram, f"to {group.title}", telegram.visitor)


async def test_a_rule_sent_to_a_group_that_moves_follows_at_once(
    publisher: Publisher, telegram: StandIn, running: Running
) -> None:
    """In memory as in the store: the next item meets the new address."""
    press = publisher.feed("press")
    async with running(press):
        await start(telegram)
        group = telegram.group("Desk", ANN, kind=ChatKind.GROUP)
        await routed_rule(telegram, group)
        moved = telegram.migrate(group)
        await told(telegram, "become a supergroup", moved)
        await publisher.asked_again("press")
        publisher.publish("press", HEADLINE)
        await told(telegram, "August", moved)
        assert not any("August" in each.text for each in telegram.messages(telegram.visitor))


@pytest.mark.parametrize("standing", [Standing.KICKED, Standing.DELETED, Standing.MUTED])
async def test_a_rule_sent_to_a_group_that_is_gone_alerts_its_owner_again(
    publisher: Publisher, telegram: StandIn, running: Running, standing: Standing
) -> None:
    """With one sentence; nothing that was on its way there is lost, and all else goes on."""
    press = publisher.feed("press")
    async with running(press) as bot:
        await start(telegram)
        group = telegram.group("Desk", ANN)
        await routed_rule(telegram, group)
        telegram.stand(group, standing)
        for title in (HEADLINE, "Steel mill in Ohio lays off nine hundred workers"):
            await publisher.asked_again("press")
            publisher.publish("press", title)
            await told(telegram, title[-10:], telegram.visitor)
        said = await told(telegram, "metals no longer go to “Desk”", telegram.visitor)
        assert "come here again" in said.text
        told_of = [each for each in telegram.messages(telegram.visitor) if "metals no" in each.text]
        assert len(told_of) == 1
        (rule,) = await bot.store.rules()
        assert rule.destination is None
        assert len(await bot.store.subscribers()) >= 1
