"""Alerts and deliveries to rows and back: pure."""

import hashlib
from collections.abc import Mapping
from operator import attrgetter
from typing import Any, assert_never

from bot.domain.alert import Alert, alert_id, alert_key
from bot.domain.delivery import Delivery, DeliveryId, DeliveryKind, DeliveryState, NewDelivery
from bot.domain.item import ItemId
from bot.domain.rule import RuleId, Severity
from bot.domain.story import (
    Denied,
    FigureChanged,
    Novelty,
    OfficialJoined,
    SeverityRaised,
    StoryId,
)
from bot.domain.subscriber import SubscriberId
from bot.storage.columns import destination_key, to_micros
from bot.storage.flow_rows import Row
from bot.storage.sentences import written
from bot.storage.statements import Columns
from bot.storage.tables import HELD, READY

ALERT: Columns[Alert] = {
    name: attrgetter(name)
    for name in (
        "story_id",
        "subscriber_id",
        "item_id",
        "rules",
        "severity",
        "created",
        "destination",
        "held_until",
    )
}
"""Of one just decided: its message id comes later."""


def alert_of(row: Row) -> Alert:
    """Read a row of ``alerts``."""
    story, subscriber = StoryId(row["story_id"]), SubscriberId(row["subscriber_id"])
    return Alert(
        id=alert_id(story, subscriber),
        story_id=story,
        subscriber_id=subscriber,
        item_id=ItemId(row["item_id"]),
        rules=tuple(RuleId(rule) for rule in row["rules"]),
        severity=Severity(row["severity"]),
        created=row["created"],
        message_id=row["message_id"],
        destination=row["destination"],
        held_until=row["held_until"],
    )


def novelty_json(novelty: Novelty | None) -> Mapping[str, Any] | None:
    """Give the kind of what is new, and its words."""
    match novelty:
        case None:
            return None
        case OfficialJoined(source=source):
            return {"kind": "official", "source": source}
        case FigureChanged(before=before, after=after):
            return {"kind": "figure", "before": before, "after": after}
        case SeverityRaised(before=lower, after=higher):
            return {"kind": "severity", "before": int(lower), "after": int(higher)}
        case Denied(source=source, words=words):
            return {"kind": "denied", "source": source, "words": words}
        case _:
            assert_never(novelty)


def novelty_of(value: Mapping[str, Any] | None) -> Novelty | None:
    """Read what :func:`novelty_json` gave.

    Raises:
        ValueError: when a newer Tapewatch wrote a kind that this one does not know.

    """
    match value:
        case None:
            return None
        case {"kind": "official", "source": source}:
            return OfficialJoined(source=source)
        case {"kind": "figure", "before": before, "after": after}:
            return FigureChanged(before=before, after=after)
        case {"kind": "severity", "before": lower, "after": higher}:
            return SeverityRaised(before=Severity(lower), after=Severity(higher))
        case {"kind": "denied", "source": source, "words": words}:
            return Denied(source=source, words=words)
        case _:
            raise ValueError(f"a delivery's novelty is none this version knows: {value!r}")


def fingerprint(new: NewDelivery) -> int:
    """Give what tells a delivery from the others of its alert, so that none is stored twice.

    0 for FIRST, of which an alert has one; else 63 bits over all that was decided. That a rule came
    over its budget is said once a day, whenever it is decided: its text holds the day.
    """
    if new.kind is DeliveryKind.FIRST and new.alert_id is not None:
        return 0
    decided = (
        new.kind.value,
        destination_key(new.destination),
        to_micros(new.created) if new.rule_id is None else new.rule_id,
        novelty_json(new.novelty),
        written(new.said),
    )
    digest = hashlib.blake2b(repr(decided).encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest) >> 1 or 1


def is_held(new: NewDelivery) -> bool:
    """Whether a delivery's time has not come when it is decided."""
    return new.not_before > new.created


def _story(new: NewDelivery) -> str:
    """Give the story of a delivery's alert, or nothing.

    Raises:
        ValueError: the alert is another subscriber's.

    """
    if new.alert_id is None:
        return ""
    story, subscriber = alert_key(new.alert_id)
    if subscriber != new.subscriber_id:
        raise ValueError(f"a delivery to {new.subscriber_id} of the alert {new.alert_id}")
    return story


DELIVERY: Columns[NewDelivery] = {
    "story_id": _story,
    "subscriber_id": attrgetter("subscriber_id"),
    "fingerprint": fingerprint,
    "kind": attrgetter("kind.value"),
    "destination": attrgetter("destination"),
    "severity": attrgetter("severity"),
    "state": lambda new: HELD if is_held(new) else READY,
    "created": attrgetter("created"),
    "not_before": attrgetter("not_before"),
    "expires": attrgetter("expires"),
    "novelty": lambda new: novelty_json(new.novelty),
    "text": attrgetter("said"),
    "rule_id": attrgetter("rule_id"),
}
"""Of one just decided: what becomes of it has defaults."""


def delivery_of(row: Row) -> Delivery:
    """Read a row of ``deliveries``; one that nobody holds has the lease ``not_before``."""
    subscriber = SubscriberId(row["subscriber_id"])
    return Delivery(
        id=DeliveryId(row["id"]),
        kind=DeliveryKind(row["kind"]),
        subscriber_id=subscriber,
        destination=row["destination"],
        severity=Severity(row["severity"]),
        created=row["created"],
        not_before=row["not_before"],
        attempts=row["attempts"],
        lease=row["lease"] or row["not_before"],
        failures=row["failures"],
        expires=row["expires"],
        alert_id=alert_id(StoryId(row["story_id"]), subscriber) if row["story_id"] else None,
        novelty=novelty_of(row["novelty"]),
        said=row["text"],
        rule_id=None if row["rule_id"] is None else RuleId(row["rule_id"]),
    )


def state_of(row: Row) -> DeliveryState:
    """Read where a delivery stands: held and ready are both pending."""
    state = row["state"]
    return DeliveryState.PENDING if state in {HELD, READY} else DeliveryState(state)
