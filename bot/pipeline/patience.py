"""Tells a message that always fails from a destination where nothing gets through.

A message whose try failed over there may be at fault, or not; what tells is whether another one gets
through to the same destination::

    fails 3 times → set aside, the next of its destination goes ahead
                      ├ that one gets through → it was this message: counted, given up in the end
                      └ that one fails too    → it is the destination: both wait with it

What is at fault for certain, by a bug in its rendering, is set aside at once.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import TypeVar, assert_never

from bot.domain.delivery import Blame, Delivery, DeliveryId, Rejected, Retry
from bot.domain.sentence import said
from bot.domain.subscriber import Destination

MOST = 8
"""Tries that a message gets which fails where others get through."""
MOST_ALONE = 300
"""And one to a destination that nothing else was sent to: a day and more."""
SUSPICIOUS = 3
"""Failures after which another message is let go ahead."""
_REMEMBERED = 10_000
_K = TypeVar("_K")
_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to become of a message that did not get through."""

    outcome: Retry | Rejected
    aside: bool = False
    """Others of its destination go meanwhile."""


class Patience:
    """What one courier has seen of messages that fail. A restart forgets it, and they are told apart anew."""

    def __init__(self) -> None:
        self._aside: OrderedDict[Destination, DeliveryId] = OrderedDict()
        """Which message of a destination was set aside, while nothing has got through since."""
        self._faulty: OrderedDict[DeliveryId, None] = OrderedDict()
        """Those set aside since whose last failure another one got through."""

    def got_through(self, delivery: Delivery) -> None:
        """Note that a message was sent: what was set aside before it is at fault itself."""
        self._faulty.pop(delivery.id, None)
        suspect = self._aside.pop(delivery.destination, None)
        if suspect is not None and suspect != delivery.id:
            _keep(self._faulty, suspect, None)

    def judge(self, delivery: Delivery, outcome: Retry) -> Verdict:
        """Say whether a message that failed is tried again, and whether its destination waits for it."""
        failures = delivery.failures + 1
        match outcome.blame:
            case Blame.SERVICE:
                return Verdict(outcome)
            case Blame.MESSAGE:
                return self._at_fault(delivery, outcome, failures)
            case Blame.UNKNOWN:
                if delivery.id in self._faulty:
                    return self._at_fault(delivery, outcome, failures)
                if failures >= MOST_ALONE:
                    return Verdict(_given_up(outcome, failures))
                suspect = self._aside.get(delivery.destination, delivery.id)
                if failures < SUSPICIOUS or suspect != delivery.id:
                    return Verdict(outcome)
                _keep(self._aside, delivery.destination, delivery.id)
                return Verdict(outcome, aside=True)
            case _:
                assert_never(outcome.blame)

    def _at_fault(self, delivery: Delivery, outcome: Retry, failures: int) -> Verdict:
        self._faulty.pop(delivery.id, None)
        if failures >= MOST:
            return Verdict(_given_up(outcome, failures))
        if outcome.blame is Blame.UNKNOWN:
            _keep(self._aside, delivery.destination, delivery.id)
        return Verdict(outcome, aside=True)


def _given_up(outcome: Retry, failures: int) -> Rejected:
    return Rejected(
        reason=said("reason.given_up", tries=failures, reason=outcome.reason), given_up=True
    )


def _keep(known: OrderedDict[_K, _V], key: _K, value: _V) -> None:
    """Put a key last, and let go of the first where there are too many."""
    known.pop(key, None)
    known[key] = value
    if len(known) > _REMEMBERED:
        known.popitem(last=False)
