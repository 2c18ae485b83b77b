"""Alerts go through the real client library into a chat that is as strict as Telegram."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from telegram import Bot

from bot.chat.request import AiohttpRequest
from bot.demo.botapi import AnswerLost, FloodLimits, Hang, Person, ServerError, StandIn, Standing
from bot.demo.botapi.world import ChatKind
from bot.domain.alert import AlertContent
from bot.domain.delivery import Delivery, DeliveryKind, Gone, Moved, Rejected, Retry, Sent
from bot.domain.sentence import said
from bot.domain.story import FigureChanged
from bot.domain.subscriber import Destination
from bot.notify.limiter import Limiter, Rate
from bot.notify.telegram import TelegramNotifier

MakeContent = Callable[..., AlertContent]
MakeDelivery = Callable[..., Delivery]
OWNER = Person(id=2001, first_name="Olga")


@pytest.fixture
def notifier(bot: Bot) -> TelegramNotifier:
    """Give a notifier without limits of ours."""
    free = Rate(1_000_000, 1.0)
    return TelegramNotifier(bot, Limiter(lambda: 0.0, overall=free, chat=free, group=free))


async def test_one_story_is_one_message_that_grows(
    standin: StandIn,
    notifier: TelegramNotifier,
    make_content: MakeContent,
    make_delivery: MakeDelivery,
) -> None:
    """Sent, edited as a source joins, edited again in vain, and answered with what is new."""
    first = await notifier.send(make_delivery(), make_content())
    assert isinstance(first, Sent)
    grown = make_content(
        reports=[("Trade Office", 1), ("Wire One", 2)], message_id=first.message_id
    )
    edit = make_delivery(DeliveryKind.EDIT)
    assert await notifier.send(edit, grown) == first
    assert await notifier.send(edit, grown) == first
    novelty = FigureChanged(before="25%", after="50%")
    reply = await notifier.send(make_delivery(DeliveryKind.REPLY, novelty=novelty), grown)
    alert, answer = standin.messages(standin.visitor)
    assert "official · 2 sources" in alert.text
    assert (alert.edits, answer.reply_to) == (1, alert.id)
    assert reply == Sent(message_id=str(answer.id))


async def test_a_deleted_alert_is_edited_no_more_but_still_answered(
    standin: StandIn,
    notifier: TelegramNotifier,
    make_content: MakeContent,
    make_delivery: MakeDelivery,
) -> None:
    """What is new in the story is news without the message it refers to."""
    content = make_content(message_id="99")
    edited = await notifier.send(make_delivery(DeliveryKind.EDIT), content)
    assert edited == Rejected(reason=said("reason.message_deleted"))
    assert isinstance(await notifier.send(make_delivery(DeliveryKind.REPLY), content), Sent)


@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        (Standing.BLOCKED, "reason.blocked"),
        (Standing.DEACTIVATED, "reason.deactivated"),
        (Standing.KICKED, "reason.kicked"),
        (Standing.DELETED, "reason.group_deleted"),
        (Standing.LEFT, "reason.not_member"),
    ],
)
async def test_who_is_gone_is_gone(
    *,
    standin: StandIn,
    notifier: TelegramNotifier,
    make_content: MakeContent,
    make_delivery: MakeDelivery,
    standing: Standing,
    reason: str,
) -> None:
    """In the words the owner is told."""
    group = standin.group("Desk", OWNER)
    standin.stand(group, standing)
    outcome = await notifier.send(make_delivery(address=str(group.id)), make_content())
    assert outcome == Gone(reason=said(reason))


async def test_groups_move_and_topics_close(
    standin: StandIn,
    notifier: TelegramNotifier,
    make_content: MakeContent,
    make_delivery: MakeDelivery,
) -> None:
    """A new address, a refusal the owner can undo, and a place that is no more."""
    group = standin.group("Desk", OWNER, kind=ChatKind.GROUP)
    moved = standin.migrate(group)
    outcome = await notifier.send(make_delivery(address=str(group.id)), make_content())
    assert outcome == Moved(to=Destination(adapter="telegram", address=str(moved.id)))
    forum = standin.group("Forum", OWNER, forum=True)
    topic = standin.open_topic(forum, "Tariffs")
    delivery = make_delivery(address=str(forum.id), thread=str(topic.id))
    assert isinstance(await notifier.send(delivery, make_content()), Sent)
    standin.close_topic(forum, topic)
    assert isinstance(await notifier.send(delivery, make_content()), Rejected)
    standin.delete_topic(forum, topic)
    assert isinstance(await notifier.send(delivery, make_content()), Gone)


async def test_only_a_hidden_answer_makes_a_double_possible(
    standin: StandIn,
    notifier: TelegramNotifier,
    make_content: MakeContent,
    make_delivery: MakeDelivery,
) -> None:
    """A lost answer and a hang are uncertain, and the chat shows which of them arrived."""
    standin.fail_next("sendMessage", AnswerLost())
    lost = await notifier.send(make_delivery(), make_content())
    assert isinstance(lost, Retry)
    assert lost.uncertain
    assert len(standin.messages(standin.visitor)) == 1
    standin.fail_next("sendMessage", Hang())
    hung = await notifier.send(make_delivery(), make_content())
    assert isinstance(hung, Retry)
    assert hung.uncertain
    standin.fail_next("sendMessage", ServerError(status=502, json=False))
    assert isinstance(await notifier.send(make_delivery(), make_content()), Retry)
    assert len(standin.messages(standin.visitor)) == 1


async def test_a_server_that_is_not_there_was_not_reached(
    make_content: MakeContent, make_delivery: MakeDelivery
) -> None:
    """Nothing has left, so nothing can be doubled."""
    async with (
        AiohttpRequest(connections=1, connect=5.0, read=5.0) as updates,
        AiohttpRequest(connections=1, connect=5.0, read=5.0) as request,
    ):
        bot = Bot(
            "7:secret",
            base_url="http://127.0.0.1:9/bot",
            request=request,
            get_updates_request=updates,
        )
        limiter = Limiter(lambda: 0.0)
        outcome = await TelegramNotifier(bot, limiter).send(make_delivery(), make_content())
    assert outcome == Retry(after=None, reason=said("reason.unreachable"))


async def test_flood_control_is_obeyed(
    make_content: MakeContent, make_delivery: MakeDelivery
) -> None:
    """A server that counts refuses nothing when our limits are kept, and is believed when it does."""
    now = 1_000.0
    async with (
        await StandIn.start(flood=FloodLimits(chat=(2, 10.0)), clock=lambda: now) as standin,
        Bot(standin.token, base_url=f"{standin.url}/bot") as bot,
    ):
        limiter = Limiter(lambda: now)
        notifier = TelegramNotifier(bot, limiter)
        assert isinstance(await notifier.send(make_delivery(), make_content()), Sent)
        assert isinstance(await notifier.send(make_delivery(), make_content()), Sent)
        refused = await notifier.send(make_delivery(), make_content())
        assert isinstance(refused, Retry)
        assert refused.after == timedelta(seconds=10)
        assert limiter.take("1001") == 10.0
