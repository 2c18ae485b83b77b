"""A message on its way to a destination, and what came of sending it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType, TypeAlias

from bot.domain.alert import AlertId
from bot.domain.rule import RuleId, Severity
from bot.domain.sentence import Sentence
from bot.domain.story import Novelty
from bot.domain.subscriber import Destination, SubscriberId
from bot.domain.times import check_aware

DeliveryId = NewType("DeliveryId", int)


class DeliveryKind(StrEnum):
    """What kind of message."""

    FIRST = "first"
    """An alert's message."""
    EDIT = "edit"
    """That message, brought up to date; edits of one message coalesce to the newest."""
    REPLY = "reply"
    """An answer to it: something new in the story."""
    DIGEST = "digest"
    """All alerts held back for this time (:attr:`bot.domain.alert.Alert.held_until`), told at once."""
    NOTICE = "notice"
    """A sentence of ours to a subscriber or the operator."""


class DeliveryState(StrEnum):
    """Where a delivery stands. Only PENDING is ever claimed."""

    PENDING = "pending"
    SENT = "sent"
    REJECTED = "rejected"
    """The destination will never take it; the reason is kept."""
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    """A newer edit of the same message took its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """A delivery to be stored in the transaction that decides it."""

    kind: DeliveryKind
    subscriber_id: SubscriberId
    destination: Destination
    severity: Severity
    created: datetime
    not_before: datetime
    """Quiet hours, digests and backoff move it."""
    expires: datetime | None = None
    alert_id: AlertId | None = None
    novelty: Novelty | None = None
    said: Sentence | None = None
    """Of a NOTICE."""
    rule_id: RuleId | None = None
    """Of a NOTICE: this rule came over its budget, and its alerts go to the digest today."""

    def __post_init__(self) -> None:
        """Refuse naive times."""
        check_aware(self, "created", "not_before", "expires")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A delivery as it is claimed."""

    id: DeliveryId
    kind: DeliveryKind
    subscriber_id: SubscriberId
    destination: Destination
    severity: Severity
    created: datetime
    not_before: datetime
    attempts: int
    """Counting this claim; above 1 an earlier answer may have been lost, so a double is possible."""
    lease: datetime
    """Until when this claim holds; afterwards another worker may take it."""
    failures: int = 0
    """Tries that failed where it may have been this message's fault (:class:`Blame`)."""
    expires: datetime | None = None
    alert_id: AlertId | None = None
    novelty: Novelty | None = None
    said: Sentence | None = None
    rule_id: RuleId | None = None

    def __post_init__(self) -> None:
        """Refuse naive times."""
        check_aware(self, "created", "not_before", "lease", "expires")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The destination has it."""

    message_id: str
    """As the destination names it; an edit that changed nothing counts as sent."""


class Blame(StrEnum):
    """Why a message did not get through this time."""

    SERVICE = "service"
    """Nothing gets through there now: flood control, no network. The message has no part in it."""
    MESSAGE = "message"
    """It alone: whatever else goes there can be sent meanwhile."""
    UNKNOWN = "unknown"
    """A failure over there, by this message or by any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Not now: flood control, a 5xx, a cut line."""

    after: timedelta | None
    """What the destination asked for; None leaves the backoff to us."""
    reason: Sentence
    uncertain: bool = False
    """The answer was lost: the destination may have it already."""
    blame: Blame = Blame.SERVICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Never: this message cannot be taken, others can."""

    reason: Sentence
    barred: bool = False
    """Nor can any other, until somebody there lets us write."""
    given_up: bool = False
    """It failed again and again where others got through; nobody refused it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The destination is no more: blocked, deactivated, kicked, deleted."""

    reason: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The destination has a new address (a group became a supergroup)."""

    to: Destination


Outcome: TypeAlias = Sent | Retry | Rejected | Gone | Moved
