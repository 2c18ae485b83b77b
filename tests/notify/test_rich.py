"""Rich messages go only where they are asked for and taken; else the plain one does."""

from collections.abc import Callable

import pytest
from telegram import Bot

from bot.demo.botapi import Person, Refused, ServerError, StandIn, Standing
from bot.domain.alert import AlertContent
from bot.domain.delivery import Delivery, DeliveryKind, Gone, Rejected, Retry, Sent
from bot.domain.sentence import said
from bot.domain.story import FigureChanged
from bot.notify.limiter import Limiter, Rate
from bot.notify.telegram import TelegramNotifier

MakeContent = Callable[..., AlertContent]
MakeDelivery = Callable[..., Delivery]
FREELY = Rate(1_000_000, 1.0)
NO_BLOCKS = Refused(code=400, description="Bad Request: RICH_MESSAGE_INVALID")


@pytest.fixture
def notifier(bot: Bot) -> TelegramNotifier:
    """Give a notifier that tries rich messages first."""
    limiter = Limiter(lambda: 0.0, overall=FREELY, chat=FREELY, group=FREELY)
    return TelegramNotifier(bot, limiter, rich=True)


def asked(standin: StandIn) -> list[str]:
    """Give the methods that were called to send something."""
    return [call.method for call in standin.calls if call.method != "getMe"]


async def test_an_alert_and_its_edit_are_rich_and_what_is_new_is_plain(
    standin: StandIn,
    notifier: TelegramNotifier,
    make_content: MakeContent,
    make_delivery: MakeDelivery,
) -> None:
    """With the buttons of the plain one, and an edit in vain is no failure."""
    first = await notifier.send(make_delivery(), make_content())
    assert isinstance(first, Sent)
    (alert,) = standin.messages(standin.visitor)
    assert alert.rich is not None
    assert [each.text for each in alert.buttons[0]] == ["Open", "Why?", "👍", "👎"]
    grown = make_content(
        reports=[("Trade Office", 1), ("Wire One", 2)], message_id=first.message_id
    )
    edit = make_delivery(DeliveryKind.EDIT)
    assert await notifier.send(edit, grown) == first
    assert await notifier.send(edit, grown) == first
    novelty = FigureChanged(before="25%", after="50%")
    await notifier.send(make_delivery(DeliveryKind.REPLY, novelty=novelty), grown)
    alert, answer = standin.messages(standin.visitor)
    assert "official · 2 sources" in alert.text
    assert (alert.edits, answer.rich) == (1, None)


async def test_a_digest_is_rich(
    standin: StandIn,
    notifier: TelegramNotifier,
    make_content: MakeContent,
    make_delivery: MakeDelivery,
) -> None:
    """In its topic of a group, without a sound where it is of little weight."""
    group = standin.group("Desk", Person(id=2001, first_name="Olga"), forum=True)
    topic = standin.open_topic(group, "Tape")
    delivery = make_delivery(DeliveryKind.DIGEST, address=str(group.id), thread=str(topic.id))
    await notifier.send_digest(delivery, [make_content()])
    sent = standin.messages(group)[-1]
    assert sent.rich is not None
    assert sent.thread == topic.id


async def test_what_is_refused_for_its_blocks_is_sent_plain(
    standin: StandIn,
    notifier: TelegramNotifier,
    make_content: MakeContent,
    make_delivery: MakeDelivery,
) -> None:
    """At once, and the next one is tried as a rich one again."""
    standin.fail_next("sendRichMessage", NO_BLOCKS)
    first = await notifier.send(make_delivery(), make_content())
    assert isinstance(first, Sent)
    (alert,) = standin.messages(standin.visitor)
    assert alert.rich is None
    assert alert.text.startswith("🟠 Trade office raises")
    standin.fail_next("editMessageText", NO_BLOCKS)
    grown = make_content(reports=[("Wire One", 2)], message_id=first.message_id)
    assert await notifier.send(make_delivery(DeliveryKind.EDIT), grown) == first
    assert standin.find(int(first.message_id)).rich is None
    await notifier.send(make_delivery(), make_content())
    assert asked(standin)[-1] == "sendRichMessage"


async def test_a_server_without_rich_messages_is_asked_once(
    standin: StandIn,
    notifier: TelegramNotifier,
    make_content: MakeContent,
    make_delivery: MakeDelivery,
) -> None:
    """One of one's own may be older."""
    standin.fail_next("sendRichMessage", Refused(code=404, description="Not Found"))
    for _ in range(2):
        assert isinstance(await notifier.send(make_delivery(), make_content()), Sent)
    assert asked(standin) == ["sendMessage", "sendMessage"]


async def test_a_chat_that_is_gone_or_closed_is_not_tried_again_as_plain(
    standin: StandIn,
    notifier: TelegramNotifier,
    make_content: MakeContent,
    make_delivery: MakeDelivery,
) -> None:
    """It is not the message that is refused."""
    standin.stand(standin.visitor, Standing.BLOCKED)
    outcome = await notifier.send(make_delivery(), make_content())
    assert outcome == Gone(reason=said("reason.blocked"))
    standin.stand(standin.visitor, Standing.MUTED)
    outcome = await notifier.send(make_delivery(), make_content())
    assert outcome == Rejected(reason=said("reason.may_not_write"), barred=True)
    gone = make_delivery(DeliveryKind.EDIT)
    standin.stand(standin.visitor, Standing.MEMBER)
    outcome = await notifier.send(gone, make_content(message_id="999"))
    assert outcome == Rejected(reason=said("reason.message_deleted"))
    assert "sendMessage" not in asked(standin)


async def test_an_answer_that_is_lost_stays_uncertain(
    standin: StandIn,
    notifier: TelegramNotifier,
    make_content: MakeContent,
    make_delivery: MakeDelivery,
) -> None:
    """A plain one in its place might be the second."""
    standin.fail_next("sendRichMessage", ServerError())
    outcome = await notifier.send(make_delivery(), make_content())
    assert isinstance(outcome, Retry)
    assert outcome.uncertain
    assert asked(standin) == []


async def test_without_the_setting_none_is_sent(
    standin: StandIn, bot: Bot, make_content: MakeContent, make_delivery: MakeDelivery
) -> None:
    """Plain is the default."""
    plain = TelegramNotifier(bot, Limiter(lambda: 0.0, overall=FREELY, chat=FREELY))
    await plain.send(make_delivery(), make_content())
    await plain.send_digest(make_delivery(DeliveryKind.DIGEST), [make_content()])
    assert asked(standin) == ["sendMessage", "sendMessage"]
