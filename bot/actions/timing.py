"""When a subscriber is told: their time zone, quiet hours, digest, budget; and their language."""

import re
from dataclasses import replace
from datetime import time

from bot.actions.desk import Desk
from bot.actions.zones import is_zone, search_zones
from bot.domain.errors import RefusedError
from bot.domain.preferences import DigestTime, MarketTime, Preferences, QuietHours
from bot.domain.rule import Severity
from bot.domain.subscriber import Subscriber, SubscriberId
from bot.pipeline.markets import EXCHANGES

MAX_BUDGET = 500
_LANG = re.compile(r"(?:[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)?")
__all__ = ["search_zones", "set_budget", "set_digest", "set_lang", "set_quiet", "set_zone"]


async def set_zone(desk: Desk, subscriber_id: SubscriberId, name: str) -> Subscriber:
    """Choose a time zone by its name, like ``Europe/Berlin``.

    Raises:
        RefusedError: there is none of that name; it says which were probably meant.

    """
    name = name.strip()
    if not is_zone(name):
        meant = ", ".join(search_zones(name)[:4])
        raise RefusedError(
            "refused.zone_meant" if meant else "refused.zone", name=name[:40], zones=meant
        )
    return await _choose(desk, subscriber_id, zone=name)


async def set_quiet(
    desk: Desk,
    subscriber_id: SubscriberId,
    start: time | None,
    end: time | None,
    *,
    spare_critical: bool = True,
) -> Subscriber:
    """Choose quiet hours on their own clock; no times take them away.

    Raises:
        RefusedError: only one time, or two that are the same.

    """
    if start is None and end is None:
        return await _choose(desk, subscriber_id, quiet=None)
    if start is None or end is None or start == end:
        raise RefusedError("refused.quiet")
    quiet = QuietHours(start=start, end=end, spare_critical=spare_critical)
    return await _choose(desk, subscriber_id, quiet=quiet)


async def set_digest(
    desk: Desk,
    subscriber_id: SubscriberId,
    digest: DigestTime | None,
    *,
    up_to: Severity = Severity.LOW,
) -> Subscriber:
    """Choose when a digest comes and what goes to it; None sends everything at once again.

    Raises:
        RefusedError: nobody knows the hours of that exchange.

    """
    if isinstance(digest, MarketTime) and digest.exchange not in EXCHANGES:
        raise RefusedError(
            "refused.exchange", exchange=digest.exchange[:20], exchanges=", ".join(EXCHANGES)
        )
    return await _choose(desk, subscriber_id, digest=digest, digest_up_to=up_to)


async def set_budget(desk: Desk, subscriber_id: SubscriberId, budget: int) -> Subscriber:
    """Choose how often a rule may alert them in a day before the rest goes to the digest.

    Raises:
        RefusedError: it is no number that can be meant.

    """
    if not 1 <= budget <= MAX_BUDGET:
        raise RefusedError("refused.budget", most=MAX_BUDGET)
    return await _choose(desk, subscriber_id, budget=budget)


async def set_lang(desk: Desk, subscriber_id: SubscriberId, lang: str) -> Subscriber:
    """Choose a language by its BCP 47 tag; an empty one follows their Telegram.

    Raises:
        RefusedError: it is no such tag.

    """
    if not is_lang(lang):
        raise RefusedError("refused.lang", lang=lang[:20])
    return await _choose(desk, subscriber_id, lang=lang)


def is_lang(lang: str) -> bool:
    """Tell whether this is a language tag of BCP 47, or nothing, which follows Telegram's."""
    return _LANG.fullmatch(lang) is not None


async def _choose(desk: Desk, subscriber_id: SubscriberId, **chosen: object) -> Subscriber:
    subscriber = await desk.subscriber(subscriber_id)
    preferences: Preferences = replace(subscriber.preferences, **chosen)  # type: ignore[arg-type] # the callers' own
    return await desk.keep(replace(subscriber, preferences=preferences))
