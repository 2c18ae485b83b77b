"""Deliveries between decision and destination, on every backend."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.domain.delivery import (
    Blame,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Gone,
    Moved,
    NewDelivery,
    Rejected,
    Retry,
    Sent,
)
from bot.domain.errors import StoreError
from bot.domain.rule import Severity
from bot.domain.sentence import said, verbatim
from bot.domain.story import (
    Denied,
    FigureChanged,
    Novelty,
    OfficialJoined,
    SeverityRaised,
    StoryId,
)
from bot.domain.subscriber import Destination
from bot.pipeline.ports import QueueState, Store
from tests.storage.making import (
    MINUTE,
    NOON,
    alert,
    changes,
    chat,
    claim,
    content_of,
    delivery,
    record,
    subscriber,
)

LEASE = timedelta(seconds=30)
SECOND = timedelta(seconds=1)


async def take(
    store: Store, now: datetime = NOON, limit: int = 10, busy: Sequence[Destination] = ()
) -> Sequence[Delivery]:
    """Claim with the usual lease."""
    return await claim(store, now, limit=limit, lease=LEASE, busy=busy)


async def tell(store: Store, *deliveries: NewDelivery, about: str = "steel") -> None:
    """Commit deliveries."""
    await store.commit(changes(*deliveries, about=about))


def notice(number: int = 1, text: str = "x", **more: object) -> NewDelivery:
    """Give a notice, which belongs to no alert."""
    return replace(delivery(number, None, DeliveryKind.NOTICE, text=text), **more)  # type: ignore[arg-type]  # the test names a field


async def states(store: Store, number: int = 1) -> list[tuple[DeliveryKind, DeliveryState, str]]:
    """Give what became of an alert's deliveries."""
    found = await store.alert_deliveries(alert(number).id)
    return [(one.kind, state, str(reason or "")) for one, state, reason, _ in found]


async def test_what_is_set_aside_lets_others_of_its_destination_go(store: Store) -> None:
    """It comes back when its time has come, with its failures counted."""
    await store.commit(changes(delivery(1, "steel")))
    await store.commit(changes(delivery(1, "copper"), about="copper"))
    (first,) = await claim(store, NOON, limit=9, lease=LEASE)
    failed = Retry(after=None, reason=verbatim("a bug"), blame=Blame.MESSAGE)
    await record(store, first, failed, NOON, retry_at=NOON + MINUTE, aside=True)
    (second,) = await claim(store, NOON, limit=9, lease=LEASE)
    assert second.alert_id != first.alert_id
    await record(store, second, Sent(message_id="2"), NOON)
    assert await store.next_due() == NOON + MINUTE
    (again,) = await claim(store, NOON + MINUTE, limit=9, lease=LEASE)
    assert (again.id, again.attempts, again.failures) == (first.id, 2, 1)
    waits = Retry(after=MINUTE, reason=verbatim("slow down"))
    await record(store, again, waits, NOON + MINUTE)
    (third,) = await claim(store, NOON + 2 * MINUTE, limit=9, lease=LEASE)
    assert (third.attempts, third.failures) == (3, 1)


async def test_a_delivery_is_claimed_as_it_was_decided(store: Store) -> None:
    """With its first attempt counted and the lease it is held for."""
    new = delivery(expires=NOON + MINUTE)
    await tell(store, new)
    (one,) = await take(store)
    assert one == Delivery(
        id=one.id,
        kind=new.kind,
        subscriber_id=new.subscriber_id,
        destination=new.destination,
        severity=new.severity,
        created=new.created,
        not_before=new.not_before,
        attempts=1,
        lease=NOON + LEASE,
        expires=new.expires,
        alert_id=new.alert_id,
    )


async def test_every_kind_of_novelty_survives(store: Store) -> None:
    """A reply says what is new, whichever it is."""
    kinds: list[Novelty] = [
        OfficialJoined(source="USTR"),
        FigureChanged(before="25%", after="50%"),
        SeverityRaised(before=Severity.LOW, after=Severity.CRITICAL),
        Denied(source="Ministry", words="is not true"),
    ]
    await tell(
        store,
        delivery(),
        *(delivery(kind=DeliveryKind.REPLY, novelty=novelty) for novelty in kinds),
    )
    found = [one.novelty for one, *_ in await store.alert_deliveries(alert().id)]
    assert found == [None, *kinds]


async def test_what_is_held_comes_in_its_time(store: Store) -> None:
    """Quiet hours and digests are a time not before which nothing is claimed."""
    await tell(store, delivery(not_before=NOON + MINUTE))
    assert await take(store) == []
    assert await store.next_due() == NOON + MINUTE
    assert len(await take(store, NOON + MINUTE)) == 1


async def test_a_notice_is_kept_as_its_key_and_values(store: Store) -> None:
    """Down to days, moments, lists and sentences in it; what no database takes is put right."""
    budget = said("notice.budget", rule="mine", count=25, day=date(2026, 3, 4))
    shut = said(
        "notice.shut", place=said("notice.place", name="a\x00\ud800"), why=said("reason.removed")
    )
    odd = said("verbatim", text=(verbatim("{x}"), "“y”"), at=NOON, count=0)
    told = [replace(notice(), said=each) for each in (budget, shut, odd)]
    await tell(store, *(replace(each, destination=chat(at)) for at, each in enumerate(told)))
    kept = {one.said.key: one.said for one in await take(store) if one.said is not None}
    assert kept["notice.budget"] == budget
    assert kept["verbatim"] == odd
    assert kept["notice.shut"].values["place"] == said("notice.place", name="a\ufffd\ufffd")


async def test_a_destination_gets_one_at_a_time_oldest_first(store: Store) -> None:
    """However severe the later ones are, a reader sees them in the order they happened."""
    await tell(store, notice(text="one"), notice(text="two", severity=Severity.CRITICAL))
    (first,) = await take(store)
    assert str(first.said) == "one"
    assert await take(store) == []
    await record(store, first, Sent(message_id="1"), NOON)
    (second,) = await take(store)
    assert str(second.said) == "two"


async def test_the_more_severe_comes_first_across_destinations_then_the_older(store: Store) -> None:
    """Low ones of many never hold up a critical one."""
    await tell(
        store,
        notice(1, severity=Severity.LOW, created=NOON - 2 * MINUTE),
        notice(2, severity=Severity.HIGH, created=NOON - MINUTE),
        notice(3, severity=Severity.CRITICAL),
        notice(4, severity=Severity.HIGH, created=NOON - 2 * MINUTE),
    )
    assert [one.destination for one in await take(store, limit=3)] == [chat(3), chat(4), chat(2)]
    assert [one.destination for one in await take(store)] == [chat(1)]


async def test_a_destination_ranks_by_the_most_severe_it_waits_for(store: Store) -> None:
    """Or a critical alert would stand behind the low one before it, and that behind all others."""
    await tell(
        store,
        notice(1, severity=Severity.LOW, created=NOON - 2 * MINUTE),
        notice(2, severity=Severity.LOW, created=NOON - MINUTE),
        notice(2, text="loud", severity=Severity.CRITICAL),
    )
    (first,) = await take(store, limit=1)
    assert (first.destination, first.severity) == (chat(2), Severity.LOW)
    await record(store, first, Sent(message_id="1"), NOON)
    (second,) = await take(store, limit=1)
    assert str(second.said) == "loud"
    await record(store, second, Sent(message_id="2"), NOON)
    assert [one.destination for one in await take(store)] == [chat(1)]


async def test_what_was_held_and_is_urgent_makes_its_destination_urgent(store: Store) -> None:
    """When quiet hours end, the critical one among what was held is not at the end of the queue."""
    await tell(
        store,
        notice(1, severity=Severity.LOW),
        notice(2, severity=Severity.LOW, created=NOON + SECOND, not_before=NOON + SECOND),
        notice(2, severity=Severity.CRITICAL, not_before=NOON + MINUTE),
    )
    (first,) = await take(store, NOON + MINUTE, limit=1)
    assert first.destination == chat(2)


async def test_a_busy_destination_is_left_out_and_delays_no_other(store: Store) -> None:
    """The caller knows limits that the store does not."""
    await tell(store, *(notice(number) for number in range(1, 6)))
    taken = await take(store, limit=2, busy=[chat(1), chat(2), chat(9)])
    assert [one.destination for one in taken] == [chat(3), chat(4)]


async def test_no_two_claims_hold_the_same(store: Store) -> None:
    """Until a lease is over; then the delivery is another's, and may be a double."""
    await tell(store, delivery())
    (first,) = await take(store)
    assert await take(store, NOON + LEASE - SECOND) == []
    assert await store.next_due() == NOON + LEASE
    (second,) = await take(store, NOON + LEASE)
    assert (second.id, second.attempts) == (first.id, 2)
    await record(store, second, Sent(message_id="1"), NOON + LEASE)
    assert (await store.queue()).doubtful == 1


async def test_who_starts_alone_waits_for_nobodys_lease(store: Store) -> None:
    """What a killed process had claimed goes out at once, counted as a possible double."""
    await tell(store, delivery(), notice(2), notice(3))
    first, *others = await take(store)
    await record(store, others[0], Sent(message_id="1"), NOON)
    later = NOON + SECOND
    assert await take(store, later) == []
    await store.end_leases(later)
    again = await take(store, later)
    assert {(one.id, one.attempts) for one in again} == {(first.id, 2), (others[1].id, 2)}
    for one in again:
        await record(store, one, Sent(message_id="2"), later)
    assert (await store.queue()).doubtful == 2


async def test_what_waits_for_a_retry_waits_on_after_a_restart(store: Store) -> None:
    """A chat that told us to slow down is not asked sooner because we died."""
    await tell(store, delivery(), notice(1))
    (one,) = await take(store)
    refused = Retry(after=MINUTE, reason=verbatim("429"))
    await record(store, one, refused, NOON, retry_at=NOON + MINUTE)
    await store.end_leases(NOON + SECOND)
    assert await take(store, NOON + MINUTE - SECOND) == []
    (again,) = await take(store, NOON + MINUTE)
    assert again.id == one.id


async def test_an_edit_that_was_superseded_under_way_holds_nobody_up_after_a_restart(
    store: Store,
) -> None:
    """Its claim holds the chat, though it will never be sent."""
    await tell(store, delivery(kind=DeliveryKind.EDIT))
    await take(store)
    newer = delivery(kind=DeliveryKind.EDIT, created=NOON + SECOND, not_before=NOON + SECOND)
    await tell(store, newer)
    await store.end_leases(NOON + SECOND)
    (taken,) = await take(store, NOON + SECOND)
    assert taken.created == NOON + SECOND


async def test_a_sent_alert_knows_its_message(store: Store) -> None:
    """What edits and replies refer to; a reply of its own id changes nothing."""
    await tell(store, delivery())
    (told,) = (await store.told([StoryId("steel")]))[StoryId("steel")]
    assert not told.first_sent
    (one,) = await take(store)
    await record(store, one, Sent(message_id="77"), NOON + SECOND)
    await tell(store, delivery(kind=DeliveryKind.REPLY))
    (reply,) = await take(store, NOON + SECOND)
    await record(store, reply, Sent(message_id="78"), NOON + SECOND)
    (told,) = (await store.told([StoryId("steel")]))[StoryId("steel")]
    assert told.first_sent
    assert told.alert.message_id == "77"
    content = await content_of(store, reply)
    assert content is not None
    assert content.alert.message_id == "77"
    assert [sent for *_, sent in await store.alert_deliveries(alert().id)] == [NOON + SECOND] * 2
    assert await store.queue() == QueueState(pending=0, oldest=None, sent=2, rejected=0, doubtful=0)
    assert await store.next_due() is None


async def test_a_first_message_on_its_way_counts_as_told(store: Store) -> None:
    """It may have been rendered before the story grew, so an edit is needed."""
    await tell(store, delivery())
    await take(store)
    (told,) = (await store.told([StoryId("steel")]))[StoryId("steel")]
    assert told.first_sent


async def test_a_retry_comes_again_in_its_time_and_keeps_its_place(store: Store) -> None:
    """What a destination refused for now holds back what follows there, and nobody else."""
    await tell(store, delivery(), delivery(kind=DeliveryKind.REPLY), notice(2))
    first, other = await take(store)
    await record(store, other, Sent(message_id="5"), NOON)
    await record(
        store, first, Retry(after=MINUTE, reason=verbatim("503")), NOON, retry_at=NOON + 2 * MINUTE
    )
    assert await take(store, NOON + 2 * MINUTE - SECOND) == []
    assert await store.next_due() == NOON + 2 * MINUTE
    (again,) = await take(store, NOON + 2 * MINUTE)
    assert (again.id, again.attempts, again.not_before) == (first.id, 2, NOON + 2 * MINUTE)
    await record(store, again, Sent(message_id="6"), NOON + 2 * MINUTE)
    assert (await store.queue()).doubtful == 0


async def test_without_a_time_a_retry_waits_as_the_destination_asked(store: Store) -> None:
    """``retry_after`` of a 429."""
    await tell(store, delivery())
    (one,) = await take(store)
    await record(store, one, Retry(after=MINUTE, reason=verbatim("429")), NOON)
    assert await store.next_due() == NOON + MINUTE


async def test_a_lost_answer_makes_the_next_send_doubtful(store: Store) -> None:
    """The message may be there already; such doubles are counted."""
    await tell(store, delivery())
    (one,) = await take(store)
    await record(store, one, Retry(after=None, reason=verbatim("cut off"), uncertain=True), NOON)
    (again,) = await take(store)
    assert (await store.queue()).doubtful == 0
    await record(store, again, Sent(message_id="1"), NOON)
    assert (await store.queue()).doubtful == 1


async def test_a_rejected_one_is_done_and_lets_the_next_through(store: Store) -> None:
    """The reason is kept for whoever asks why."""
    await tell(store, delivery(), delivery(kind=DeliveryKind.REPLY))
    (one,) = await take(store)
    await record(store, one, Rejected(reason=verbatim("message is too long")), NOON)
    (reply,) = await take(store)
    assert reply.kind is DeliveryKind.REPLY
    assert await states(store) == [
        (DeliveryKind.FIRST, DeliveryState.REJECTED, "message is too long"),
        (DeliveryKind.REPLY, DeliveryState.PENDING, ""),
    ]


async def test_one_who_is_gone_gets_nothing_more(store: Store) -> None:
    """Ready or held; the subscriber is inactive, others are not touched."""
    for number in (1, 2):
        await store.save_subscriber(subscriber(number))
    await tell(
        store,
        delivery(1),
        delivery(1, kind=DeliveryKind.REPLY),
        delivery(1, kind=DeliveryKind.EDIT, not_before=NOON + MINUTE),
        delivery(2),
    )
    first, other = await take(store)
    await record(store, first, Gone(reason=verbatim("blocked")), NOON)
    assert {state for _, state, _ in await states(store)} == {DeliveryState.REJECTED}
    assert await take(store, NOON + MINUTE) == [
        replace(other, attempts=2, lease=NOON + MINUTE + LEASE)
    ]
    assert [one.id for one in await store.subscribers()] == [other.subscriber_id]
    assert (await store.queue()).rejected == 3


async def test_one_who_moved_gets_all_at_the_new_address(store: Store) -> None:
    """A group became a supergroup: the same deliveries, in the same order, nothing doubtful."""
    await store.save_subscriber(subscriber(1))
    await tell(
        store,
        delivery(),
        delivery(kind=DeliveryKind.REPLY),
        delivery(kind=DeliveryKind.EDIT, not_before=NOON + MINUTE),
    )
    (one,) = await take(store)
    await record(store, one, Moved(to=chat(-100)), NOON)
    known = await store.subscriber(subscriber(1).id)
    assert known is not None
    assert known.destination == chat(-100)
    for kind in (DeliveryKind.FIRST, DeliveryKind.REPLY, DeliveryKind.EDIT):
        (next_one,) = await take(store, NOON + MINUTE)
        assert (next_one.kind, next_one.destination) == (kind, chat(-100))
        await record(store, next_one, Sent(message_id="1"), NOON + MINUTE)
    assert (await store.queue()).doubtful == 0


async def test_what_is_over_is_expired_and_not_given(store: Store) -> None:
    """The next of the destination is, within the same claim."""
    await tell(
        store,
        delivery(expires=NOON + SECOND),
        delivery(kind=DeliveryKind.REPLY, expires=NOON + SECOND),
        delivery(kind=DeliveryKind.EDIT),
    )
    (one,) = await take(store, NOON + SECOND)
    assert one.kind is DeliveryKind.EDIT
    assert [state for _, state, _ in await states(store)] == [
        DeliveryState.EXPIRED,
        DeliveryState.EXPIRED,
        DeliveryState.PENDING,
    ]


async def test_only_the_newest_pending_edit_is_sent(store: Store) -> None:
    """Edits of one message coalesce; another subscriber's edit stays."""
    await tell(store, delivery(1, kind=DeliveryKind.EDIT), delivery(2, kind=DeliveryKind.EDIT))
    await tell(store, delivery(1, kind=DeliveryKind.EDIT, created=NOON + SECOND))
    assert [state for _, state, _ in await states(store, 1)] == [
        DeliveryState.SUPERSEDED,
        DeliveryState.PENDING,
    ]
    taken = await take(store, NOON + SECOND)
    assert {(one.destination, one.created) for one in taken} == {
        (chat(1), NOON + SECOND),
        (chat(2), NOON),
    }


async def test_an_edit_on_its_way_and_its_successor_are_never_out_together(store: Store) -> None:
    """The lane is held for the one that is superseded while it is being sent."""
    await tell(store, delivery(kind=DeliveryKind.EDIT))
    (one,) = await take(store)
    await tell(store, delivery(kind=DeliveryKind.EDIT, created=NOON + SECOND))
    assert await take(store, NOON + SECOND) == []
    await record(store, one, Sent(message_id="1"), NOON + SECOND)
    (newer,) = await take(store, NOON + SECOND)
    assert newer.created == NOON + SECOND
    assert await states(store) == [
        (DeliveryKind.EDIT, DeliveryState.SENT, ""),
        (DeliveryKind.EDIT, DeliveryState.PENDING, ""),
    ]


async def test_the_same_commit_again_changes_nothing(store: Store) -> None:
    """Neither before nor after its deliveries are sent."""
    whole = changes(
        delivery(),
        delivery(2),
        delivery(kind=DeliveryKind.EDIT),
        delivery(kind=DeliveryKind.REPLY, novelty=OfficialJoined(source="USTR")),
        notice(text="hello"),
    )
    for _ in range(2):
        await store.commit(whole)
    counted = await store.counts()
    assert (counted["items"], counted["alerts"], counted["pending"]) == (1, 2, 5)
    sent = 0
    while taken := await take(store):
        for one in taken:
            await record(store, one, Sent(message_id=str(one.id)), NOON)
        sent += len(taken)
        await store.commit(whole)
    assert sent == 5
    (told, _) = (await store.told([StoryId("steel")]))[StoryId("steel")]
    assert told.alert.message_id


async def test_a_late_answer_is_still_the_truth(store: Store) -> None:
    """Sent is sent, though the lease ran out and another holds it; their Retry is void then."""
    await tell(store, delivery(), delivery(kind=DeliveryKind.REPLY))
    (late,) = await take(store)
    (second,) = await take(store, NOON + LEASE)
    await record(store, late, Sent(message_id="1"), NOON + LEASE)
    assert await take(store, NOON + LEASE) == []
    await record(store, second, Retry(after=MINUTE, reason=verbatim("503")), NOON + LEASE)
    (reply,) = await take(store, NOON + LEASE + MINUTE)
    assert reply.kind is DeliveryKind.REPLY
    assert (await store.queue()).doubtful == 1


async def test_a_late_retry_does_not_take_a_delivery_from_its_holder(store: Store) -> None:
    """Whoever claimed it since says what comes of it."""
    await tell(store, delivery())
    (late,) = await take(store)
    (second,) = await take(store, NOON + LEASE)
    await record(store, late, Retry(after=None, reason=verbatim("503")), NOON + LEASE)
    assert await take(store, NOON + LEASE) == []
    await record(store, second, Sent(message_id="2"), NOON + LEASE)
    assert (await store.queue()).pending == 0


async def test_recording_twice_is_recording_once(store: Store) -> None:
    """An answer whose commit was not heard of is recorded again."""
    await tell(store, delivery(), notice())
    (one,) = await take(store)
    for _ in range(2):
        await record(store, one, Sent(message_id="1"), NOON)
    assert (await store.queue()).sent == 1
    assert len(await take(store)) == 1


async def test_destinations_differ_by_every_part(store: Store) -> None:
    """An adapter, a thread and an address with any characters."""
    places = [
        Destination(adapter="webhook", address="https://example.org:8443/a?b=c#d"),
        Destination(adapter="telegram", address="-100", thread="7"),
        Destination(adapter="telegram", address="-100"),
        Destination(adapter="telegram", address="7:-100"),
        Destination(adapter="a:b", address="c", thread="d:e%"),
    ]
    await tell(store, *(notice(destination=place) for place in places))
    assert {one.destination for one in await take(store)} == set(places)


async def test_the_queue_is_counted(store: Store) -> None:
    """Held and ready ones are pending; the oldest says how far behind we are."""
    await tell(store, notice(1, created=NOON - MINUTE), notice(2, not_before=NOON + MINUTE))
    assert await store.queue() == QueueState(
        pending=2, oldest=NOON - MINUTE, sent=0, rejected=0, doubtful=0
    )


async def test_an_alert_that_grows_keeps_its_message(store: Store) -> None:
    """Rules and severity change, the message id and the first item do not."""
    await tell(store, delivery())
    (one,) = await take(store)
    await record(store, one, Sent(message_id="77"), NOON)
    louder = replace(alert(), severity=Severity.CRITICAL, created=NOON + MINUTE)
    await store.commit(replace(changes(), items=(), alerts=(louder,)))
    (told,) = (await store.told([StoryId("steel")]))[StoryId("steel")]
    assert told.alert == replace(alert(), severity=Severity.CRITICAL, message_id="77")


async def test_nothing_of_a_failed_commit_is_kept(store: Store) -> None:
    """An alert of a story that is not there takes the rest down with it."""
    orphan = replace(alert(1, "none"), rules=())
    whole = replace(changes(delivery()), alerts=(alert(), orphan))
    with pytest.raises(StoreError, match="this is a bug"):
        await store.commit(whole)
    assert not any((await store.counts()).values())
    assert await store.feed_states() == {}
