"""Muting a story, a rule, a source, a ticker; and hearing them again."""

from datetime import timedelta

from bot.actions.alerts import own_alert
from bot.actions.desk import Desk
from bot.actions.subscriptions import checked_symbol
from bot.domain.alert import AlertId
from bot.domain.errors import RefusedError
from bot.domain.rule import RuleId
from bot.domain.silence import Mute, MuteKind
from bot.domain.subscriber import SubscriberId

STORY_ENDS = timedelta(days=14)
"""No story grows for longer: its mute need not stay in the list."""
SNOOZES = (1, 8, 24, 168)
"""Hours that are offered."""
MAX_MUTES = 500


async def mute_story(desk: Desk, subscriber_id: SubscriberId, alert: AlertId) -> Mute:
    """Tell nothing more of an alert's story; what waits of it is not told either.

    Raises:
        RefusedError: it is no alert of theirs.

    """
    content = await own_alert(desk, subscriber_id, alert)
    until = desk.clock.now() + STORY_ENDS
    mute = Mute(subscriber_id=subscriber_id, kind=MuteKind.STORY, key=content.story.id, until=until)
    return await _keep(desk, mute)


async def snooze_rule(
    desk: Desk, subscriber_id: SubscriberId, rule: RuleId, hours: int | None
) -> Mute:
    """Let a rule, their own or a pack's, alert them no more for ``hours``; None: until unmuted.

    Raises:
        RefusedError: there is no such rule, or the time is none that can be meant.

    """
    await desk.subscriber(subscriber_id)
    known = desk.rules.rule(rule)
    if known is None or known.owner not in {None, subscriber_id}:
        raise RefusedError("refused.rule_gone")
    if hours is not None and not 1 <= hours <= 24 * 365:
        raise RefusedError("refused.snooze")
    until = None if hours is None else desk.clock.now() + timedelta(hours=hours)
    return await _keep(
        desk, Mute(subscriber_id=subscriber_id, kind=MuteKind.RULE, key=rule, until=until)
    )


async def less_from_source(desk: Desk, subscriber_id: SubscriberId, alert: AlertId) -> Mute:
    """Hear the publisher of an alert only where the alert would be critical, or another tells it.

    Raises:
        RefusedError: it is no alert of theirs, or its publisher is not known.

    """
    content = await own_alert(desk, subscriber_id, alert)
    if not content.item.source:
        raise RefusedError("refused.no_publisher")
    return await _keep(
        desk,
        Mute(subscriber_id=subscriber_id, kind=MuteKind.SOURCE, key=content.item.source),
    )


async def mute_ticker(desk: Desk, subscriber_id: SubscriberId, symbol: str) -> Mute:
    """Hear no more of what mentions this company and no other.

    Raises:
        RefusedError: it is no ticker symbol.

    """
    await desk.subscriber(subscriber_id)
    key = checked_symbol(symbol)
    return await _keep(desk, Mute(subscriber_id=subscriber_id, kind=MuteKind.TICKER, key=key))


async def unmute(desk: Desk, subscriber_id: SubscriberId, kind: MuteKind, key: str) -> Mute:
    """Hear something again, and give the mute that ends.

    Raises:
        RefusedError: it is not muted.

    """
    for mute in await list_mutes(desk, subscriber_id):
        if mute.kind is kind and mute.key.casefold() == key.casefold():
            await desk.store.delete_mute(mute)
            desk.rules.mutes.drop(mute)
            return mute
    raise RefusedError("refused.not_muted")


async def list_mutes(desk: Desk, subscriber_id: SubscriberId) -> tuple[Mute, ...]:
    """Give what they do not hear of now, what ends first at the beginning.

    Raises:
        RefusedError: they are not subscribed.

    """
    await desk.subscriber(subscriber_id)
    now = desk.clock.now()
    found = await desk.store.mutes(subscriber_id)
    return tuple(mute for mute in found if mute.until is None or mute.until > now)


async def _keep(desk: Desk, mute: Mute) -> Mute:
    if len(await desk.store.mutes(mute.subscriber_id)) >= MAX_MUTES:
        raise RefusedError("refused.mutes_most", most=MAX_MUTES)
    await desk.store.save_mute(mute)
    desk.rules.mutes.put(mute)
    return mute
