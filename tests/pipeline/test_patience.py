"""A message that always fails is told from a destination where nothing gets through."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.delivery import Blame, Delivery, DeliveryId, DeliveryKind, Rejected, Retry
from bot.domain.rule import Severity
from bot.domain.sentence import said, verbatim
from bot.domain.subscriber import Destination, SubscriberId
from bot.pipeline.patience import MOST, MOST_ALONE, SUSPICIOUS, Patience

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
FAILED = Retry(after=None, reason=verbatim("503"), uncertain=True, blame=Blame.UNKNOWN)
CHAT = Destination(adapter="telegram", address="1")


def message(number: int, failures: int = 0, chat: Destination = CHAT) -> Delivery:
    """Give a claimed notice that failed so often."""
    return Delivery(
        id=DeliveryId(number),
        kind=DeliveryKind.NOTICE,
        subscriber_id=SubscriberId("telegram:1"),
        destination=chat,
        severity=Severity.LOW,
        created=NOON,
        not_before=NOON,
        attempts=failures + 1,
        lease=NOON,
        failures=failures,
    )


def test_a_service_that_asks_to_wait_is_waited_for_without_end() -> None:
    """Flood control and a missing network say nothing of the message."""
    verdict = Patience().judge(
        message(1, failures=10_000), Retry(after=None, reason=verbatim("429"))
    )
    assert (verdict.outcome, verdict.aside) == (Retry(after=None, reason=verbatim("429")), False)


def test_a_first_failure_holds_its_chat_a_third_lets_the_next_go_ahead() -> None:
    """Most failures pass; only one that lasts is worth the order in the chat."""
    patience = Patience()
    aside = [patience.judge(message(1, failures), FAILED).aside for failures in range(4)]
    assert aside == [False] * (SUSPICIOUS - 1) + [True, True]


def test_where_the_next_fails_as_well_the_chat_waits() -> None:
    """One message is set aside, not one after the other."""
    patience = Patience()
    assert patience.judge(message(1, SUSPICIOUS), FAILED).aside
    assert not patience.judge(message(2, SUSPICIOUS), FAILED).aside
    elsewhere = replace(message(3, SUSPICIOUS), destination=replace(CHAT, address="2"))
    assert patience.judge(elsewhere, FAILED).aside


def test_what_fails_while_others_get_through_is_given_up() -> None:
    """After eight tries, the last of them after another message arrived."""
    patience = Patience()
    for failures in range(MOST - 1):
        assert isinstance(patience.judge(message(1, failures), FAILED).outcome, Retry)
    assert isinstance(patience.judge(message(1, MOST), FAILED).outcome, Retry)
    patience.got_through(message(2))
    verdict = patience.judge(message(1, MOST), FAILED)
    assert verdict.outcome == Rejected(
        reason=said("reason.given_up", tries=MOST + 1, reason=verbatim("503")), given_up=True
    )


def test_one_that_got_through_at_last_is_suspected_no_more() -> None:
    """What fails after it begins anew."""
    patience = Patience()
    patience.judge(message(1, MOST), FAILED)
    patience.got_through(message(1))
    assert isinstance(patience.judge(message(2, MOST), FAILED).outcome, Retry)


def test_a_chat_that_nothing_else_goes_to_gets_a_day() -> None:
    """Three hundred tries, five minutes apart."""
    patience = Patience()
    assert isinstance(patience.judge(message(1, MOST_ALONE - 2), FAILED).outcome, Retry)
    verdict = patience.judge(message(1, MOST_ALONE - 1), FAILED)
    assert isinstance(verdict.outcome, Rejected)
    assert verdict.outcome.given_up
