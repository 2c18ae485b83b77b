"""The outbox against a plain model of it: any order of claims, answers, crashes and lost leases.

What must hold: no delivery is lost, none is held by two, each destination gets its own in the order
they were decided, the more severe goes first, and what may have been sent twice is counted.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.domain.alert import alert_key
from bot.domain.delivery import Delivery, DeliveryState, Outcome, Rejected, Retry, Sent
from bot.domain.rule import Severity
from bot.domain.sentence import verbatim
from bot.pipeline.ports import Store
from bot.storage import open_store
from tests.storage.making import NOON, alert, changes, chat, claim, delivery, record

LEASE = timedelta(seconds=30)


def seconds(most: int) -> st.SearchStrategy[timedelta]:
    """Give a short time, often none."""
    return st.integers(0, most).map(lambda count: timedelta(seconds=count))


def name_of(one: Delivery) -> str:
    """Give what the model calls a delivery: the story it tells."""
    assert one.alert_id is not None
    return alert_key(one.alert_id)[0]


@dataclass(slots=True)
class Message:
    """A delivery, as the model sees it."""

    place: int
    severity: Severity
    due: datetime
    expires: datetime | None
    state: str = "pending"
    attempts: int = 0
    lease: datetime | None = None
    doubtful: bool = False
    aside: bool = False
    again: datetime | None = None
    """When it is tried again, and its place waits for it."""


@dataclass(slots=True)
class Model:
    """The outbox, without an eye on speed."""

    now: datetime = NOON
    messages: dict[str, Message] = field(default_factory=dict)
    free: dict[int, datetime] = field(default_factory=dict)

    def ready(self, place: int) -> list[tuple[str, Message]]:
        """Give what waits for its turn, the oldest first."""
        found = [(name, one) for name, one in self.messages.items() if one.place == place]
        return [(n, one) for n, one in found if one.state == "pending" and one.due <= self.now]

    def claim(self, busy: set[int]) -> dict[str, tuple[Severity, Severity]]:
        """Give the name of each that may be claimed, with the rank of its destination.

        At least that of what can still be sent, at most that of all: what is over and not found to
        be so yet may count.
        """
        for one in self.messages.values():
            one.aside &= one.due > self.now
        may: dict[str, tuple[Severity, Severity]] = {}
        for place in {one.place for one in self.messages.values()} - busy:
            if self.free.get(place, NOON) > self.now:
                continue
            waiting = self.ready(place)
            good = [
                (name, one)
                for name, one in waiting
                if one.expires is None or one.expires > self.now
            ]
            if good:
                may[good[0][0]] = (
                    max(one.severity for _, one in good),
                    max(one.severity for _, one in waiting),
                )
        return may


class OutboxMachine(RuleBasedStateMachine):
    """Steps that ingest, workers and misfortune take."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.store: Store = self.runner.run(open_store("sqlite://"))
        self.model = Model()
        self.claims: list[Delivery] = []

    @rule(
        place=st.integers(1, 4),
        severity=st.sampled_from(Severity),
        delay=seconds(40),
        life=st.none() | seconds(90),
    )
    def decide(
        self, place: int, severity: Severity, delay: timedelta, life: timedelta | None
    ) -> None:
        """Commit a new delivery, due now or later."""
        name = f"message {len(self.model.messages)}"
        now = self.model.now
        expires = None if life is None else now + life
        new = delivery(
            place,
            name,
            severity=severity,
            created=now,
            not_before=now + delay,
            expires=expires,
        )
        self.runner.run(self.store.commit(changes(new, about=name)))
        self.model.messages[name] = Message(place, severity, now + delay, expires)

    @rule(limit=st.integers(1, 5), busy=st.sets(st.integers(1, 4), max_size=2))
    def claim(self, limit: int, busy: set[int]) -> None:
        """Claim, and hold what is given against what may be."""
        model = self.model
        may = model.claim(busy)
        taken = self.runner.run(
            claim(
                self.store,
                model.now,
                limit=limit,
                lease=LEASE,
                busy=[chat(place) for place in busy],
            )
        )
        names = [name_of(one) for one in taken]
        assert len(set(names)) == len(names) == min(limit, len(may))
        assert set(names) <= set(may)
        left = [least for name, (least, _) in may.items() if name not in names]
        assert all(may[name][1] >= least for name in names for least in left)
        for one in taken:
            message = model.messages[name_of(one)]
            message.doubtful |= message.lease is not None
            message.attempts += 1
            message.lease = model.now + LEASE
            model.free[message.place] = model.now + LEASE
            assert one.attempts == message.attempts
            self.claims.append(one)

    @precondition(lambda self: self.claims)
    @rule(
        pick=st.integers(0),
        outcome=st.sampled_from(
            [
                Sent(message_id="1"),
                Rejected(reason=verbatim("no")),
                Retry(after=timedelta(seconds=5), reason=verbatim("busy")),
                Retry(after=None, reason=verbatim("cut off"), uncertain=True),
            ]
        ),
        again=st.booleans(),
        aside=st.booleans(),
    )
    def answer(self, pick: int, outcome: Outcome, again: bool, aside: bool) -> None:
        """Record what came of a claim, in time or late, perhaps twice."""
        one = self.claims[pick % len(self.claims)]
        if not again:
            self.claims.remove(one)
        self.runner.run(record(self.store, one, outcome, self.model.now, aside=aside))
        self.model_answer(one, outcome, aside=aside)

    def model_answer(self, one: Delivery, outcome: Outcome, *, aside: bool) -> None:
        """Record it in the model."""
        model, message = self.model, self.model.messages[name_of(one)]
        ours = message.attempts == one.attempts and message.lease is not None
        until = model.now
        match outcome:
            case Sent():
                if message.state != "sent":
                    message.state, message.lease = "sent", None
            case Rejected():
                if message.state != "sent":
                    message.state, message.lease = "rejected", None
            case Retry(after=after, uncertain=uncertain):
                again = until + (after or timedelta())
                last = message.attempts == one.attempts and not message.aside
                if message.state == "pending" and last:
                    message.lease = None
                    message.doubtful |= uncertain
                    message.aside = aside
                    message.due = again if aside else message.due
                    message.again = None if aside else again
                until = until if aside else again
            case _:
                raise AssertionError(f"no message of this world ends in {outcome}")
        if ours and model.free[message.place] == one.lease:
            model.free[message.place] = until

    @rule(length=st.integers(1, 40))
    def wait(self, length: int) -> None:
        """Let time pass: held ones come due, leases run out."""
        self.model.now += timedelta(seconds=length)

    @rule(alone=st.booleans())
    def crash(self, alone: bool) -> None:
        """Lose all claims: nobody ever answers for them. Who starts alone waits for no lease."""
        self.claims.clear()
        if not alone:
            return
        model = self.model
        self.runner.run(self.store.end_leases(model.now))
        for place, until in model.free.items():
            backoffs = {
                one.again
                for one in model.messages.values()
                if one.place == place and one.state == "pending" and not one.aside
            }
            if until > model.now and until not in backoffs:
                model.free[place] = model.now

    @invariant()
    def it_counts_what_the_model_counts(self) -> None:
        """Whether what is over was found to be so already is the store's business."""
        for name, message in self.model.messages.items():
            over = message.expires is not None and message.expires <= self.model.now
            if over and message.state == "pending":
                told = alert(message.place, name).id
                ((_, state, _, _),) = self.runner.run(self.store.alert_deliveries(told))
                assert state in {DeliveryState.PENDING, DeliveryState.EXPIRED}
                message.state = state.value
        states = Counter(one.state for one in self.model.messages.values())
        counted = self.runner.run(self.store.counts())
        assert {state: counted[state] for state in DeliveryState} == {
            state: states[state] for state in DeliveryState
        }
        sent = [one for one in self.model.messages.values() if one.state == "sent"]
        assert self.runner.run(self.store.queue()).doubtful == sum(one.doubtful for one in sent)

    def teardown(self) -> None:
        """Deliver what is left: in order at each destination, nothing missing, nothing twice."""
        model = self.model
        model.now += timedelta(hours=1)
        expected: list[list[str]] = []
        for place in range(1, 5):
            waiting = model.ready(place)
            expected.append(
                [n for n, one in waiting if one.expires is None or one.expires > model.now]
            )
        found: list[list[str]] = [[], [], [], []]
        while taken := self.runner.run(claim(self.store, model.now, limit=3, lease=LEASE)):
            for one in taken:
                found[int(one.destination.address) - 1].append(name_of(one))
                self.runner.run(record(self.store, one, Sent(message_id="1"), model.now))
        assert found == expected
        assert self.runner.run(self.store.next_due()) is None
        assert self.runner.run(self.store.queue()).pending == 0
        self.runner.run(self.store.close())
        self.runner.close()


OutboxMachine.TestCase.settings = settings(max_examples=15, stateful_step_count=30, deadline=None)
TestOutbox = OutboxMachine.TestCase
