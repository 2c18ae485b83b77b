"""Everything that is stored of a person, handed over."""

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any

from bot.actions.desk import Desk
from bot.domain.subscriber import SubscriberId

_ALERTS = 10_000


async def export(desk: Desk, subscriber_id: SubscriberId) -> bytes:
    """Give all that is stored of a subscriber as a YAML file, which is JSON as well (YAML 1.2).

    Raises:
        RefusedError: they are not subscribed.

    """
    subscriber = await desk.subscriber(subscriber_id)
    contents = await desk.store.recent_alerts(subscriber_id, limit=_ALERTS)
    items = sorted({content.alert.item_id for content in contents})
    everything = {
        "exported": desk.clock.now(),
        "subscriber": subscriber,
        "rules": await desk.store.rules(subscriber_id),
        "mutes": await desk.store.mutes(subscriber_id),
        "feedback": await desk.store.feedback(subscriber_id),
        "feeds": await desk.store.user_feeds(subscriber_id),
        "alerts": [{**_plain(one.alert), "title": one.story.title} for one in contents],
        "held_back": await desk.store.stops(subscriber_id, items),
    }
    text = json.dumps(_plain(everything), ensure_ascii=False, indent=2)
    return (text + "\n").encode("utf-8", "replace")


def _plain(value: object) -> Any:
    """Give a domain value as dicts, lists, numbers and text."""
    match value:
        case Enum():
            return value.name.lower()
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case dict():
            return {str(key): _plain(one) for key, one in value.items()}
        case frozenset() | set():
            return sorted(_plain(one) for one in value)
        case list() | tuple():
            return [_plain(one) for one in value]
        case _ if is_dataclass(value):
            return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
        case _:
            return value
