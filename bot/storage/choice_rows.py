"""What a subscriber chose, mutes, thumbs, offers and stops to rows and back: pure."""

from collections.abc import Mapping
from datetime import time
from operator import attrgetter
from typing import Any, assert_never

from bot.domain.alert import alert_id, alert_key
from bot.domain.feedback import Feedback, Offer, Rewrite
from bot.domain.item import ItemId
from bot.domain.preferences import (
    DailyAt,
    DigestTime,
    Hourly,
    MarketTime,
    Preferences,
    QuietHours,
    Session,
)
from bot.domain.question import Question
from bot.domain.rule import RuleId, Severity
from bot.domain.silence import Mute, MuteKind, Stage, Stop
from bot.domain.story import StoryId
from bot.domain.subscriber import SubscriberId
from bot.storage.flow_rows import Row
from bot.storage.statements import Columns

_CHOSE_NOTHING = Preferences()


def preferences_json(chosen: Preferences) -> Mapping[str, Any] | None:
    """Give what was chosen by name; nothing for who chose nothing."""
    if chosen == _CHOSE_NOTHING:
        return None
    quiet = chosen.quiet
    return {
        "zone": chosen.zone,
        "lang": chosen.lang,
        "quiet": quiet
        and {
            "start": quiet.start.isoformat(),
            "end": quiet.end.isoformat(),
            "spare_critical": quiet.spare_critical,
        },
        "digest": _digest_json(chosen.digest),
        "digest_up_to": int(chosen.digest_up_to),
        "budget": chosen.budget,
    }


def preferences_of(value: Mapping[str, Any] | None) -> Preferences:
    """Read what :func:`preferences_json` gave."""
    if value is None:
        return _CHOSE_NOTHING
    quiet = value["quiet"]
    return Preferences(
        zone=value["zone"],
        lang=value["lang"],
        quiet=quiet
        and QuietHours(
            start=time.fromisoformat(quiet["start"]),
            end=time.fromisoformat(quiet["end"]),
            spare_critical=quiet["spare_critical"],
        ),
        digest=_digest_of(value["digest"]),
        digest_up_to=Severity(value["digest_up_to"]),
        budget=value["budget"],
    )


def _digest_json(digest: DigestTime | None) -> Mapping[str, Any] | None:
    match digest:
        case None:
            return None
        case Hourly():
            return {"kind": "hourly"}
        case DailyAt(at=at):
            return {"kind": "daily", "at": at.isoformat()}
        case MarketTime(exchange=exchange, at=session):
            return {"kind": "market", "exchange": exchange, "at": session.value}
        case _:
            assert_never(digest)


def _digest_of(value: Mapping[str, Any] | None) -> DigestTime | None:
    match value:
        case None:
            return None
        case {"kind": "hourly"}:
            return Hourly()
        case {"kind": "daily", "at": at}:
            return DailyAt(at=time.fromisoformat(at))
        case {"kind": "market", "exchange": exchange, "at": session}:
            return MarketTime(exchange=exchange, at=Session(session))
        case _:
            raise ValueError(f"a digest's time is none this version knows: {value!r}")


MUTE: Columns[Mute] = {
    "subscriber_id": attrgetter("subscriber_id"),
    "kind": attrgetter("kind.value"),
    "key": attrgetter("key"),
    "until": attrgetter("until"),
}


def mute_of(row: Row) -> Mute:
    """Read a row of ``mutes``."""
    return Mute(
        subscriber_id=SubscriberId(row["subscriber_id"]),
        kind=MuteKind(row["kind"]),
        key=row["key"],
        until=row["until"],
    )


FEEDBACK: Columns[Feedback] = {
    "subscriber_id": attrgetter("subscriber_id"),
    "story_id": lambda feedback: alert_key(feedback.alert_id)[0],
    "good": attrgetter("good"),
    "at": attrgetter("at"),
}


def feedback_of(row: Row) -> Feedback:
    """Read a row of ``feedback``."""
    subscriber = SubscriberId(row["subscriber_id"])
    return Feedback(
        alert_id=alert_id(StoryId(row["story_id"]), subscriber),
        subscriber_id=subscriber,
        good=row["good"],
        at=row["at"],
    )


OFFER: Columns[Offer] = {
    "subscriber_id": attrgetter("subscriber_id"),
    "code": attrgetter("code"),
    "rewrites": lambda offer: [[one.rule_id, one.before, one.after] for one in offer.rewrites],
    "created": attrgetter("created"),
}


def offer_of(row: Row) -> Offer:
    """Read a row of ``offers``."""
    return Offer(
        code=row["code"],
        subscriber_id=SubscriberId(row["subscriber_id"]),
        rewrites=tuple(
            Rewrite(rule_id=RuleId(rule), before=before, after=after)
            for rule, before, after in row["rewrites"]
        ),
        created=row["created"],
    )


QUESTION: Columns[Question] = {
    name: attrgetter(name) for name in ("subscriber_id", "person", "expects", "asked")
}


def question_of(row: Row) -> Question:
    """Read a row of ``questions``."""
    return Question(
        subscriber_id=SubscriberId(row["subscriber_id"]),
        person=row["person"],
        expects=row["expects"],
        asked=row["asked"],
    )


STOP: Columns[Stop] = {
    "subscriber_id": attrgetter("subscriber_id"),
    "item_id": attrgetter("item_id"),
    "stage": attrgetter("stage.value"),
    "detail": attrgetter("detail"),
    "until": attrgetter("until"),
}


def stop_of(row: Row) -> Stop:
    """Read a row of ``decisions``."""
    return Stop(
        item_id=ItemId(row["item_id"]),
        subscriber_id=SubscriberId(row["subscriber_id"]),
        stage=Stage(row["stage"]),
        detail=row["detail"],
        until=row["until"],
    )
