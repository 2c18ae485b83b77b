"""Feeds of a subscriber's own: found, followed, listed, left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.actions.desk import Desk
from bot.actions.hosting import FeedService, NamedFeed
from bot.domain.errors import RefusedError
from bot.domain.subscriber import SubscriberId
from bot.domain.urls import redact_url
from bot.domain.user_feed import UserFeed
from bot.pipeline.ports import FeedHealth

_LONGEST = 500
_LONGEST_TITLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of many feeds at once."""

    added: tuple[UserFeed, ...]
    known: int
    """Followed already, or polled for everybody."""
    refused: tuple[NamedFeed, ...]
    """No addresses of the web."""
    over: int
    """More than the quota lets in."""


async def find_feeds(desk: Desk, subscriber_id: SubscriberId, url: str) -> Sequence[NamedFeed]:
    """Give the feeds at an address that a person pasted, a feed's or a web page's.

    Raises:
        RefusedError: there are none, or they may not add any.

    """
    await desk.subscriber(subscriber_id)
    service = _service(desk)
    url = url.strip() if "://" in url else f"https://{url.strip()}"
    if not _is_web(url):
        raise RefusedError("refused.feed_how")
    return await service.finder.find(url)


async def follow(desk: Desk, subscriber_id: SubscriberId, found: NamedFeed) -> UserFeed:
    """Follow a feed; it is polled from now on, and its first document alerts nobody.

    Raises:
        RefusedError: the quota is used up, or the feed is polled for everybody.

    """
    taken = await follow_all(desk, subscriber_id, [found])
    if taken.refused:
        raise RefusedError("refused.feed_address", url=redact_url(found.url[:100]))
    if taken.over:
        raise RefusedError("refused.feeds_most", most=_service(desk).quota)
    if taken.known:
        raise RefusedError("refused.feed_known")
    return taken.added[0]


async def follow_all(desk: Desk, subscriber_id: SubscriberId, wanted: Iterable[NamedFeed]) -> Taken:
    """Follow as many feeds as the quota lets in, in their order. They are not looked at first.

    Raises:
        RefusedError: they may not add any.

    """
    await desk.subscriber(subscriber_id)
    service = _service(desk)
    followed = await desk.store.user_feeds(subscriber_id)
    everybodys = {feed.url for feed in service.polling.feeds.values()} - {
        feed.url for feed in await desk.store.user_feeds()
    }
    known = {_same(url) for url in (*(feed.url for feed in followed), *everybodys)}
    added: dict[str, UserFeed] = {}
    refused: list[NamedFeed] = []
    repeated = over = 0
    for one in wanted:
        if not _is_web(one.url):
            refused.append(one)
        elif _same(one.url) in known:
            repeated += 1
        elif len(followed) + len(added) >= service.quota:
            over += 1
        else:
            known.add(_same(one.url))
            added[one.url] = UserFeed(
                subscriber_id=subscriber_id,
                url=one.url,
                title=one.title[:_LONGEST_TITLE],
                since=desk.clock.now(),
            )
    await desk.store.save_user_feeds(tuple(added.values()))
    for feed in added.values():
        take_up(desk, service, feed)
    return Taken(added=tuple(added.values()), known=repeated, refused=tuple(refused), over=over)


async def leave(desk: Desk, subscriber_id: SubscriberId, which: str) -> UserFeed:
    """Follow a feed no more, named as in :func:`own_feed`.

    Raises:
        RefusedError: they follow none of that name.

    """
    feed = await own_feed(desk, subscriber_id, which)
    await desk.store.delete_user_feed(feed)
    let_go(desk, feed)
    return feed


async def own_feed(desk: Desk, subscriber_id: SubscriberId, which: str) -> UserFeed:
    """Give a feed somebody follows, by its number in the list, its title, its address or its id.

    Raises:
        RefusedError: they follow none of that name.

    """
    followed = await desk.store.user_feeds(subscriber_id)
    name = which.strip()
    for number, feed in enumerate(followed, 1):
        if name.lower() in {str(number), feed.url.lower(), feed.title.lower(), feed.feed_id}:
            return feed
    raise RefusedError("refused.feed_unknown", name=name[:60])


async def followed_feeds(
    desk: Desk, subscriber_id: SubscriberId
) -> Sequence[tuple[UserFeed, FeedHealth | None]]:
    """Give a subscriber's feeds, each with how it is; None where it was never polled.

    Raises:
        RefusedError: they are not subscribed.

    """
    await desk.subscriber(subscriber_id)
    health = {each.state.feed_id: each for each in await desk.store.feed_health()}
    return [(feed, health.get(feed.feed_id)) for feed in await desk.store.user_feeds(subscriber_id)]


async def leave_all(desk: Desk, subscriber_id: SubscriberId) -> None:
    """Poll no more for somebody who goes; call it before they are forgotten."""
    for feed in await desk.store.user_feeds(subscriber_id):
        let_go(desk, feed)


def take_up(desk: Desk, service: FeedService, feed: UserFeed) -> None:
    """Poll a stored feed for its subscriber."""
    desk.rules.followers.add(feed.feed_id, feed.subscriber_id)
    if feed.feed_id not in service.polling.feeds:
        service.polling.add(feed.feed())


def let_go(desk: Desk, feed: UserFeed) -> None:
    """Poll a feed no more where nobody follows it any longer."""
    unfollowed = desk.rules.followers.remove(feed.feed_id, feed.subscriber_id)
    if unfollowed and desk.hosting.feeds is not None:
        desk.hosting.feeds.polling.remove(feed.feed_id)


def _service(desk: Desk) -> FeedService:
    service = desk.hosting.feeds
    if service is None or service.quota == 0:
        raise RefusedError("refused.no_feeds")
    return service


def _same(url: str) -> str:
    """Give what addresses of one feed have in common that differ in scheme, ``www.`` or a last slash."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    path = parts.path.rstrip("/")
    return f"{host}:{parts.port or ''}{path}?{parts.query}"


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and len(url) <= _LONGEST
