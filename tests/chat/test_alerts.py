"""The buttons under an alert."""

import pytest

from bot.demo.botapi import Message
from bot.domain.silence import MuteKind
from bot.notify.limiter import Limiter, Rate
from bot.notify.telegram import TelegramNotifier
from bot.pipeline.bus import Bus
from bot.pipeline.deliver import Courier

from .conftest import Talk
from .test_topics import VISITOR

NOISE = "Opinion: why the duty on steel failed"


async def alerted(talk: Talk, title: str = NOISE) -> Message:
    hello = await talk.say("/start")
    if not any(each.startswith("✅ 📦 Tariffs") for each in talk.buttons(hello)):
        await talk.tap(hello, "📦 Tariffs")
    await talk.publish(title)
    return await talk.after(hello, title)


async def test_a_thumb_up_is_kept(talk: Talk) -> None:
    """The alert stays as it is."""
    alert = await alerted(talk)
    assert "Noted" in (await talk.tap(alert, "👍")).text
    (thumb,) = await talk.desk.store.feedback(VISITOR)
    assert thumb.good
    assert talk.now(alert).text == alert.text


async def test_noise_leads_to_a_quieter_rule_in_two_taps(talk: Talk) -> None:
    """The proposal would have left this one out and keeps what was liked."""
    good = await alerted(talk, "Ministry raises duty on copper to 30%")
    await talk.tap(good, "👍")
    alert = await alerted(talk)
    assert "noise" in (await talk.tap(alert, "👎")).text
    asked = await talk.after(alert, "Noise?")
    await talk.tap(asked, "Make it quieter")
    proposal = await talk.changed(asked, "The query would be")
    assert "keeps the one you liked" in proposal.text
    await talk.tap(asked, "Apply")
    await talk.changed(asked, "quieter now")
    (own,) = talk.desk.rules.own_rules(VISITOR)
    assert own.name == "tariffs-any"
    await talk.publish("Opinion: why the levy and duty on steel failed again, and what comes next")
    await talk.publish("Parliament votes a duty on aluminium foil of 12%")
    await talk.after(alert, "Parliament votes")
    texts = [each.text for each in talk.standin.messages(talk.chat)]
    assert not any("failed again" in text for text in texts)


async def test_a_proposal_can_be_left(talk: Talk) -> None:
    """Nothing is changed."""
    alert = await alerted(talk)
    await talk.tap(alert, "👎")
    asked = await talk.after(alert, "Noise?")
    await talk.tap(asked, "Make it quieter")
    await talk.tap(asked, "Leave it")
    await talk.changed(asked, "Nothing was changed")
    assert talk.desk.rules.own_rules(VISITOR) == ()


async def test_a_muted_story_tells_no_more(talk: Talk) -> None:
    """And is listed until it is heard again."""
    alert = await alerted(talk)
    assert "No more of this story" in (await talk.tap(alert, "Mute story")).text
    listed = await talk.say("/mutes")
    assert "a story, until" in listed.text
    await talk.tap(listed, "✗ 1")
    await talk.changed(listed, "You hear again")
    assert not await talk.desk.store.mutes(VISITOR)
    assert "not muted any more" in (await talk.forge(listed, "unmute:story:none")).text


@pytest.mark.parametrize("label", ["1 hour", "8 hours", "1 day", "7 days"])
async def test_a_rule_is_snoozed(talk: Talk, label: str) -> None:
    """For as long as the tapped button says; Undo wakes it."""
    alert = await alerted(talk)
    await talk.tap(alert, "Snooze rule")
    asked = await talk.after(alert, "how long")
    await talk.tap(asked, label)
    await talk.changed(asked, f"rests for {label}")
    (mute,) = await talk.desk.store.mutes(VISITOR)
    assert mute.kind is MuteKind.RULE
    before = talk.standin.messages(talk.chat)
    await talk.publish("Parliament votes a duty on aluminium foil of 12%")
    assert talk.standin.messages(talk.chat) == before
    await talk.tap(asked, "Undo")
    await talk.changed(asked, "You hear again")


async def test_less_is_heard_of_a_source(talk: Talk) -> None:
    """What is not critical and comes from it alone stays silent."""
    alert = await alerted(talk)
    assert "From Press" in (await talk.tap(alert, "Less from source")).text
    before = talk.standin.messages(talk.chat)
    await talk.publish("Parliament votes a duty on aluminium foil of 12%")
    assert talk.standin.messages(talk.chat) == before


async def test_a_ticker_can_be_watched_or_muted(talk: Talk) -> None:
    """From the message that tapping it opens."""
    alert = await alerted(talk)
    await talk.forge(alert, "ticker:LMT")
    asked = await talk.after(alert, "What about $LMT?")
    await talk.tap(asked, "Watch")
    await talk.changed(asked, "on your watchlist")
    await talk.forge(alert, "ticker:LMT")
    again = await talk.after(asked, "What about $LMT?")
    assert talk.buttons(again) == ["Stop watching", "Mute"]
    await talk.tap(again, "Mute")
    await talk.changed(again, "no longer alerts you")
    (mute,) = await talk.desk.store.mutes(VISITOR)
    assert (mute.kind, mute.key) == (MuteKind.TICKER, "LMT")


async def test_why_tells_every_stage(talk: Talk) -> None:
    """By the button, by a link, and as the answer to an alert."""
    alert = await alerted(talk)
    await talk.tap(alert, "Why?")
    told = await talk.after(alert, "seen")
    assert "rule tariffs/any held: “duty”" in told.text
    assert "message sent" in told.text
    assert talk.buttons(told) == ["Make it quieter"]
    by_link = await talk.say("/why https://press.example/0")
    assert "rule tariffs/any held" in by_link.text
    answered = await talk.say("/why", answering=alert.id)
    assert "rule tariffs/any held" in answered.text
    assert "Write a link" in (await talk.say("/why")).text
    assert "No feed has brought" in (await talk.say("/why https://nowhere.example/")).text


async def test_why_knows_an_alert_by_its_message(talk: Talk) -> None:
    """Without a link in it, and by an answer to it just as well."""
    hello = await talk.say("/start pack-tariffs")
    await talk.publish(NOISE, linked=False)
    alert = await talk.after(hello, NOISE)
    assert not any(each.url for row in alert.buttons for each in row)
    assert "rule tariffs/any held" in (await talk.say("/why", answering=alert.id)).text
    assert "Write a link" in (await talk.say("/why", answering=hello.id)).text


async def test_a_spent_budget_proposes_a_tighter_query(talk: Talk) -> None:
    """It is said once, shown on a tap and applied on another; the rest of the day is a digest's."""
    hello = await talk.say("/start pack-tariffs")
    await talk.say("/budget 2")
    for title in (
        "Ministry raises duty on copper to 30%",
        "Opinion: why the duty on steel failed",
        "Parliament votes a duty on aluminium foil of 12%",
        "Farmers ask for a duty on sugar beet from next spring",
    ):
        await talk.publish(title)
    notice = await talk.after(hello, "as often as it may in a day")
    assert sum("as often" in each.text for each in talk.standin.messages(talk.chat)) == 1
    assert talk.buttons(notice) == ["Propose a tighter query"]
    await talk.tap(notice, "Propose")
    proposal = await talk.after(notice, "The query would be")
    await talk.tap(proposal, "Apply")
    await talk.changed(proposal, "quieter now")
    (own,) = talk.desk.rules.own_rules(VISITOR)
    assert own.query != "tariff OR duty"
    assert "no such rule" in (await talk.forge(notice, "tighter:000000000000")).text


async def test_why_tells_of_news_that_did_not_alert(talk: Talk) -> None:
    """What was missing, and what was muted."""
    alert = await alerted(talk)
    shown = await talk.say("/rule strikes copper AND strike")
    await talk.tap(shown, "Save")
    await talk.tap(alert, "Less from source")
    await talk.publish("Copper output rises, and with it the duty")
    told = await talk.say("/why https://press.example/1")
    assert "you hear less of the publisher" in told.text
    assert "rule strikes nearly held; missing: strike" in told.text
    assert "no message was sent" in told.text


async def test_why_names_what_was_muted_as_it_is_called(talk: Talk) -> None:
    """A rule by its name, a story by nothing: no id of ours is told."""
    hello = await talk.say("/start")
    shown = await talk.say("/rule strikes copper AND strike")
    await talk.tap(shown, "Save")
    await talk.publish("Copper miners vote to strike at Escondida")
    alert = await talk.after(hello, "Escondida")
    await talk.tap(alert, "Snooze")
    asked = await talk.after(alert, "how long")
    await talk.tap(asked, "8 hours")
    await talk.publish("Dock strike leaves copper cathodes on the quay")
    told = await talk.say("/why https://press.example/1")
    assert "kept from you: you muted the rule (strikes)" in told.text
    await talk.tap(asked, "Undo")
    await talk.changed(asked, "You hear again")
    await talk.tap(alert, "Mute story")
    await talk.publish("Copper miners vote to strike at Escondida, union says")
    told = await talk.say("/why https://press.example/2")
    assert "kept from you: you muted the story" in told.text
    assert alert.buttons[0][1].data.partition(":")[2] not in told.text
    assert "@" not in told.text


async def test_what_does_not_tell_the_story_is_taken_out(talk: Talk) -> None:
    """Whom it concerns gets it as news of its own."""
    alert = await alerted(talk, "Ministry raises duty on copper to 30%")
    await talk.publish("Ministry raises duty on copper to 30%, sources say")
    await talk.tap(alert, "Why?")
    told = await talk.after(alert, "seen")
    await talk.tap(told, "Not the same story")
    asked = await talk.changed(told, "Which of these")
    assert "sources say" in asked.text
    assert "alike" in asked.text
    await talk.tap(asked, "✂ 1")
    await talk.changed(asked, "stands by itself now")
    await talk.courier.deliver_due()
    await talk.after(asked, "copper to 30%, sources say")
    assert "not stored any more" in (await talk.forge(asked, "part:none:none")).text


async def test_what_stands_under_a_rich_alert_works_all_the_same(talk: Talk) -> None:
    """Its message has blocks in place of a text."""
    freely = Rate(1000, 1.0)
    talk.courier = Courier(
        outbox=talk.desk.store,
        notifiers={
            "telegram": TelegramNotifier(
                talk.bot,
                Limiter(lambda: 0.0, overall=freely, chat=freely),
                reader=talk.desk.rules.find,
                rich=True,
            )
        },
        clock=talk.clock,
        bus=Bus(),
        draw=lambda: 0.5,
    )
    alert = await alerted(talk)
    assert alert.rich is not None
    assert "rule tariffs/any held" in (await talk.say("/why", answering=alert.id)).text
    await talk.tap(alert, "👎")
    asked = await talk.after(alert, "Noise?")
    await talk.tap(asked, "Make it quieter")
    await talk.changed(asked, "The query would be")
    await talk.tap(asked, "Apply")
    await talk.changed(asked, "quieter now")
