"""Subscribing, choosing topics, watching tickers, leaving."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.actions.desk import Desk
from bot.actions.feeds import leave_all
from bot.domain.errors import RefusedError
from bot.domain.rule import PackId
from bot.domain.subscriber import Destination, Subscriber, SubscriberId
from bot.domain.ticker import Symbol

MAX_WATCHED = 200
_SYMBOL = re.compile(r"\$?([A-Z0-9]{1,6}(?:[.-][A-Z]{1,2})?(?:\.[A-Z]{1,2})?)")


async def subscribe(
    desk: Desk, subscriber_id: SubscriberId, destination: Destination, *, name: str, lang: str
) -> tuple[Subscriber, bool]:
    """Subscribe somebody, or welcome them back with what they had chosen; True when they are new."""
    known = await desk.store.subscriber(subscriber_id)
    if known is not None:
        back = replace(known, active=True, destination=destination, name=name)
        await desk.keep(back)
        for rule in await desk.store.rules(subscriber_id):
            desk.rules.put_rule(rule)
        return back, False
    new = Subscriber(
        id=subscriber_id,
        destination=destination,
        name=name,
        lang=lang,
        since=desk.clock.now(),
    )
    return await desk.keep(new), True


async def stop(desk: Desk, subscriber_id: SubscriberId) -> None:
    """Delete all that is stored of a subscriber; nothing is sent to them any more.

    Raises:
        RefusedError: they are not subscribed.

    """
    subscriber = await desk.subscriber(subscriber_id)
    await leave_all(desk, subscriber_id)
    await desk.store.forget_subscriber(subscriber_id)
    desk.rules.put_subscriber(replace(subscriber, active=False))
    desk.rules.mutes.forget(subscriber_id)


async def set_topic(
    desk: Desk, subscriber_id: SubscriberId, topic: str, *, chosen: bool
) -> Subscriber:
    """Choose a topic or let go of it.

    Raises:
        RefusedError: there is no such topic, or they are not subscribed.

    """
    subscriber = await desk.subscriber(subscriber_id)
    pack = PackId(topic)
    if pack not in desk.packs:
        topics = ", ".join(sorted(desk.packs))
        raise RefusedError("refused.no_topic", topic=topic, topics=topics)
    topics_now = subscriber.topics | {pack} if chosen else subscriber.topics - {pack}
    return await desk.keep(replace(subscriber, topics=topics_now))


async def watch(desk: Desk, subscriber_id: SubscriberId, symbols: Iterable[str]) -> Subscriber:
    """Put symbols on the watchlist that ``watchlist:mine`` speaks of.

    Raises:
        RefusedError: one is no symbol, or the list would grow too long; nothing was changed.

    """
    subscriber = await desk.subscriber(subscriber_id)
    watchlist = subscriber.watchlist | {checked_symbol(text) for text in symbols}
    if len(watchlist) > MAX_WATCHED:
        raise RefusedError("refused.watched_most", most=MAX_WATCHED)
    return await desk.keep(replace(subscriber, watchlist=watchlist))


async def unwatch(desk: Desk, subscriber_id: SubscriberId, symbols: Iterable[str]) -> Subscriber:
    """Take symbols off the watchlist; what is not on it is passed over.

    Raises:
        RefusedError: one is no symbol; nothing was changed.

    """
    subscriber = await desk.subscriber(subscriber_id)
    watchlist = subscriber.watchlist - {checked_symbol(text) for text in symbols}
    return await desk.keep(replace(subscriber, watchlist=watchlist))


def checked_symbol(text: str) -> Symbol:
    """Give ``text`` as a ticker symbol.

    Raises:
        RefusedError: it is none.

    """
    found = _SYMBOL.fullmatch(text.strip().upper())
    if found is None:
        raise RefusedError("refused.symbol", text=text[:20])
    return Symbol(found[1])
