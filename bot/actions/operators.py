"""What an operator does: let people in, see how the bot stands, write to everybody, be told in time."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce

from bot.actions.desk import Desk
from bot.actions.health import Health, health
from bot.actions.hosting import AccessMode, Instruments
from bot.domain.delivery import Delivery, DeliveryKind, NewDelivery
from bot.domain.errors import RefusedError
from bot.domain.feed import FeedId, FeedState
from bot.domain.rule import RuleId, Severity
from bot.domain.sentence import Sentence, Value, said, verbatim
from bot.domain.subscriber import Destination, SubscriberId

INVITE = "invite-"
"""Begins the words of a ``/start`` that carries a code."""
LONGEST_BROADCAST = 3_000
_MOST_CODES = 20
_PERIOD = timedelta(days=7)
_LOUDEST = 5
_SLOW = timedelta(seconds=5)
_DEAD_AFTER = timedelta(hours=6)
_DEAD_FAILURES = 5


def is_operator(desk: Desk, person: str) -> bool:
    """Tell whether a person, by their id at the service, is an operator."""
    return bool(person) and person in desk.hosting.access.admins


def may_use(desk: Desk, subscriber_id: SubscriberId, person: str) -> bool:
    """Tell whether a person may use the bot in a chat of this name, by what the operator set."""
    access = desk.hosting.access
    address = subscriber_id.partition(":")[2].partition("/")[0]
    match access.mode:
        case AccessMode.OPEN:
            return True
        case AccessMode.ALLOW_LIST:
            return not access.allowed.isdisjoint({person, address})
        case AccessMode.INVITE:
            member = desk.rules.find(SubscriberId(f"telegram:{person}")) is not None
            return (
                member
                or desk.rules.find(subscriber_id) is not None
                or not access.admins.isdisjoint({person, address})
            )


async def admit(desk: Desk, subscriber_id: SubscriberId, person: str, words: str) -> None:
    """Let somebody subscribe, or say why not; ``words`` may hold a code, which is used up.

    Raises:
        RefusedError: the operator lets in others only.

    """
    if may_use(desk, subscriber_id, person):
        return
    if desk.hosting.access.mode is AccessMode.INVITE:
        if await desk.store.subscriber(subscriber_id) is not None:
            return  # they were let in before
        code = words.strip().removeprefix(INVITE)
        if code and await desk.store.take_invite(code):
            return
        raise RefusedError("refused.by_invitation")
    raise RefusedError("refused.by_list", person=person)


async def invite(desk: Desk, person: str, count: int = 1) -> Sequence[str]:
    """Make codes, each of which lets one person or group in.

    Raises:
        RefusedError: this is no operator, or these are too many at once.

    """
    _check(desk, person)
    if not 1 <= count <= _MOST_CODES:
        raise RefusedError("refused.codes", most=_MOST_CODES)
    codes = tuple(secrets.token_hex(6) for _ in range(count))
    await desk.store.add_invites(codes, desk.clock.now())
    return codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How the bot stands, for its operator."""

    health: Health
    dead: tuple[FeedState, ...]
    slow: tuple[tuple[FeedId, timedelta], ...]
    """Whose last answer took long, with the time, the slowest first."""
    held: int
    """Chats that Telegram asked us to wait for."""
    hold: timedelta
    """The longest of these waits."""
    loudest: Sequence[tuple[RuleId, int]]
    """Rules that held on most items of seven days."""
    invites: int
    """Codes nobody used."""


async def overview(desk: Desk, person: str) -> Overview:
    """Look at everything an operator watches.

    Raises:
        RefusedError: this is no operator.

    """
    _check(desk, person)
    instruments = _instruments(desk)
    now = desk.clock.now()
    took = instruments.took()
    held, hold = instruments.flood()
    return Overview(
        health=await health(desk.store, instruments.pulse, desk.clock),
        dead=tuple(dead_feeds(await _states(desk), now)),
        slow=tuple(
            sorted(
                ((feed, time) for feed, time in took.items() if time >= _SLOW),
                key=lambda pair: pair[1],
                reverse=True,
            )
        ),
        held=held,
        hold=hold,
        loudest=await desk.store.loudest_rules(now - _PERIOD, limit=_LOUDEST),
        invites=len(await desk.store.open_invites()),
    )


def dead_feeds(states: Sequence[FeedState], now: datetime) -> Iterator[FeedState]:
    """Give the feeds that ended for good, or failed again and again for hours."""
    for state in states:
        silent = state.last_success is None or now - state.last_success >= _DEAD_AFTER
        if state.gone or (state.failures >= _DEAD_FAILURES and silent):
            yield state


async def audience(desk: Desk, person: str) -> int:
    """Count those whom a message to everybody would reach.

    Raises:
        RefusedError: this is no operator.

    """
    _check(desk, person)
    return len(await desk.store.subscribers())


async def broadcast(desk: Desk, person: str, text: str) -> int:
    """Send a message to every active subscriber, after the news that waits; give how many that are.

    Raises:
        RefusedError: this is no operator, or there is no text or too much.

    """
    _check(desk, person)
    text = text.strip()
    if not text:
        raise RefusedError("refused.broadcast_empty")
    if len(text) > LONGEST_BROADCAST:
        raise RefusedError("refused.broadcast_long", most=LONGEST_BROADCAST)
    now = desk.clock.now()
    to = await desk.store.subscribers()
    told = verbatim(text)
    await post(desk, [notice(one.id, one.destination, told, now, Severity.LOW) for one in to])
    return len(to)


def notice(
    subscriber_id: SubscriberId,
    destination: Destination,
    told: Sentence,
    now: datetime,
    severity: Severity = Severity.HIGH,
) -> NewDelivery:
    """Give a sentence of ours on its way."""
    return NewDelivery(
        kind=DeliveryKind.NOTICE,
        subscriber_id=subscriber_id,
        destination=destination,
        severity=severity,
        created=now,
        not_before=now,
        said=told,
    )


async def post(desk: Desk, notices: Sequence[NewDelivery]) -> None:
    """Put sentences of ours on their way."""
    await desk.store.post_notices(notices)
    desk.hosting.wake()


class Watchman:
    """Tells operators once when something goes wrong, and again only after it was well meanwhile.

    Feeds that are dead when it begins are in :func:`overview`; it tells of those that die.
    """

    CALM = timedelta(minutes=30)
    """So long the queue must be short before its growing is told again; so seldom it is told what was given up."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._dead: frozenset[FeedId] | None = None
        self._queue_told: datetime | None = None
        self._given_up = 0
        self._first_given_up: Mapping[str, Value] = {}
        self._given_up_told: datetime | None = None

    def gave_up(self, delivery: Delivery, reason: Sentence) -> None:
        """Note a message that will not be tried again, for the next look."""
        if not self._given_up:
            self._first_given_up = {"subscriber": delivery.subscriber_id, "reason": reason}
        self._given_up += 1

    async def look(self) -> None:
        """Look at feeds and queue, and tell all operators what is newly wrong.

        Raises:
            StoreError: it could not be looked at, or not be told; the next look does.

        """
        desk = self._desk
        now = desk.clock.now()
        dead = {state.feed_id: state for state in dead_feeds(await _states(desk), now)}
        fresh = () if self._dead is None else tuple(dead.keys() - self._dead)
        found = await health(desk.store, _instruments(desk).pulse, desk.clock)
        queue = [one for one in found.complaints if one.key == "health.outbox"]
        told_lately = self._queue_told is not None and now - self._queue_told < self.CALM
        lines = [_died(dead[feed]) for feed in sorted(fresh)[:10]]
        if len(fresh) > 10:
            lines.append(said("notice.more_feeds", count=len(fresh) - 10))
        if queue and not told_lately:
            lines += queue
        lost = self._lost(now)
        if lost:
            lines.append(lost)
        if lines:
            told = said("notice.warning", text=reduce(_above, reversed(lines)))
            admins = sorted(desk.hosting.access.admins)
            named = {one: SubscriberId(f"telegram:{one}") for one in admins}
            await post(
                desk, [notice(name, _private(one), told, now) for one, name in named.items()]
            )
        self._dead = frozenset(dead)
        if queue:
            self._queue_told = now
        if lost:
            self._given_up_told, self._given_up = now, 0

    def _lost(self, now: datetime) -> Sentence | None:
        """Say how many messages were given up since that was said last, unless that was just now."""
        told = self._given_up_told
        if not self._given_up or (told is not None and now - told < self.CALM):
            return None
        if self._given_up == 1:
            return said("notice.given_up", **self._first_given_up)
        return said("notice.given_up_more", count=self._given_up - 1, **self._first_given_up)


def _died(state: FeedState) -> Sentence:
    since, reason = state.last_success, state.last_error or ""
    if since is None:
        return said("notice.feed_dead", feed=state.feed_id, reason=reason)
    return said("notice.feed_dead_since", feed=state.feed_id, since=since, reason=reason)


def _above(rest: Sentence, first: Sentence) -> Sentence:
    """Put a line above others."""
    return said("notice.lines", first=first, rest=rest)


def _private(person: str) -> Destination:
    return Destination(adapter="telegram", address=person)


async def _states(desk: Desk) -> list[FeedState]:
    """Give the states of the feeds that are polled now."""
    polled = desk.hosting.feeds.polling.feeds if desk.hosting.feeds is not None else {}
    return [row.state for row in await desk.store.feed_health() if row.state.feed_id in polled]


def _instruments(desk: Desk) -> Instruments:
    if desk.hosting.instruments is None:
        raise RefusedError("refused.no_instruments")
    return desk.hosting.instruments


def _check(desk: Desk, person: str) -> None:
    if not is_operator(desk, person):
        raise RefusedError("refused.operators_only")
