"""From a stranger to a subscriber in three taps."""

from bot.domain.rule import PackId
from bot.domain.subscriber import SubscriberId

from .conftest import Talk

VISITOR = SubscriberId("telegram:1001")


async def test_start_says_what_arrives_and_offers_the_topics(talk: Talk) -> None:
    """A stranger is welcomed, and subscribed."""
    hello = await talk.say("/start")
    assert "Welcome to Tapewatch" in hello.text
    assert talk.buttons(hello) == ["📦 Tariffs", "📦 Summits"]
    assert talk.desk.rules.find(VISITOR) is not None


async def test_a_topic_is_chosen_and_dropped_by_a_tap(talk: Talk) -> None:
    """The message says what is chosen, and its button is ticked."""
    hello = await talk.say("/start")
    await talk.tap(hello, "📦 Tariffs")
    assert "You get Tariffs now" in (await talk.changed(hello, "You get")).text
    assert talk.buttons(hello)[0] == "✅ 📦 Tariffs"
    await talk.tap(hello, "✅ 📦 Tariffs")
    assert "No more Tariffs" in (await talk.changed(hello, "No more")).text
    listed = await talk.say("/topics")
    assert "✅" not in "".join(talk.buttons(listed))


async def test_a_stranger_sees_a_real_recent_alert(talk: Talk) -> None:
    """The newest stored item that a topic's rule held on is shown as its alert would have been."""
    await talk.publish("Ministry raises duty on steel to 50%", hours_ago=2)
    hello = await talk.say("/start")
    sample = await talk.after(hello, "this one is real")
    assert "Ministry raises duty on steel to 50%" in sample.text
    assert "Rule: tariffs/any" in sample.text
    assert talk.buttons(sample) == ["Open"]


async def test_who_comes_back_keeps_their_topics_and_gets_no_sample(talk: Talk) -> None:
    """/start again changes nothing."""
    await talk.publish("Ministry raises duty on steel to 50%", hours_ago=2)
    hello = await talk.say("/start")
    await talk.tap(hello, "📦 Summits")
    await talk.after(hello, "this one is real")
    back = await talk.say("/start")
    assert "Welcome back" in back.text
    assert talk.buttons(back) == ["📦 Tariffs · 1/day", "✅ 📦 Summits"]


async def test_a_deep_link_chooses_a_topic(talk: Talk) -> None:
    """t.me/BOT?start=pack-tariffs arrives as /start pack-tariffs."""
    hello = await talk.say("/start pack-tariffs")
    await talk.after(hello, "You get Tariffs now")
    subscriber = talk.desk.rules.find(VISITOR)
    assert subscriber is not None
    assert subscriber.topics == {PackId("tariffs")}
    assert "✅ 📦 Tariffs" in talk.buttons(hello)


async def test_a_deep_link_that_leads_nowhere_says_so_and_subscribes(talk: Talk) -> None:
    """Neither an unknown topic nor an unknown kind keeps anybody out."""
    await talk.after(await talk.say("/start pack-nothing"), "There is no topic")
    await talk.after(await talk.say("/start whatever"), "leads nowhere")
    assert talk.desk.rules.find(VISITOR) is not None


async def test_nothing_is_done_for_whoever_is_not_subscribed(talk: Talk) -> None:
    """They are told how to begin."""
    for command in ("/topics", "/rules", "/rule a b", "/watch LMT", "/latest", "/stop"):
        assert "/start" in (await talk.say(command)).text
    assert talk.desk.rules.find(VISITOR) is None
