"""What a subscriber wrote and chose, out as a file and in again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.actions import feeds
from bot.actions.desk import Desk
from bot.actions.hosting import Belongings, Files, NamedFeed
from bot.actions.rules import (
    MAX_RULES,
    checked_cooldown,
    checked_name,
    checked_tickers,
    rule_id,
)
from bot.actions.subscriptions import checked_symbol, watch
from bot.domain.errors import RefusedError
from bot.domain.rule import PackId, Rule
from bot.domain.sentence import Sentence, said
from bot.domain.subscriber import SubscriberId
from bot.query.errors import QueryError


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came of taking in a file."""

    new: tuple[Rule, ...] = ()
    changed: tuple[Rule, ...] = ()
    """As they were before."""
    topics: int = 0
    """Newly chosen."""
    feeds: int = 0
    settings: bool = False
    complaints: tuple[Sentence, ...] = ()
    """What was left out, and why; the rest was taken in."""


async def write_feeds(desk: Desk, subscriber_id: SubscriberId) -> bytes:
    """Give a subscriber's feeds as OPML.

    Raises:
        RefusedError: they follow none.

    """
    followed = await desk.store.user_feeds(subscriber_id)
    if not followed:
        raise RefusedError("refused.feeds_none")
    named = [NamedFeed(url=feed.url, title=feed.title) for feed in followed]
    return _files(desk).write_opml(named)


async def read_feeds(desk: Desk, subscriber_id: SubscriberId, content: bytes) -> feeds.Taken:
    """Follow the feeds of an OPML file, as many as the quota lets in.

    Raises:
        RefusedError: it is no OPML, or feeds cannot be added.

    """
    return await feeds.follow_all(desk, subscriber_id, _files(desk).read_opml(content))


async def write_all(desk: Desk, subscriber_id: SubscriberId) -> bytes:
    """Give a subscriber's topics, watchlist, rules, feeds and settings as YAML.

    Raises:
        RefusedError: they are not subscribed.

    """
    subscriber = await desk.subscriber(subscriber_id)
    followed = await desk.store.user_feeds(subscriber_id)
    return _files(desk).write_belongings(
        Belongings(
            topics=tuple(sorted(subscriber.topics)),
            watchlist=tuple(sorted(subscriber.watchlist)),
            rules=desk.rules.own_rules(subscriber_id),
            feeds=tuple(NamedFeed(url=feed.url, title=feed.title) for feed in followed),
            preferences=subscriber.preferences,
        )
    )


async def read_all(desk: Desk, subscriber_id: SubscriberId, content: bytes) -> Restored:
    """Take in a file of rules and settings: what it holds is added, a rule of the same name replaced.

    Raises:
        RefusedError: they are not subscribed, or the file cannot be read.
        ConfigurationError: every fault in it; nothing was taken in.

    """
    subscriber = await desk.subscriber(subscriber_id)
    given = _files(desk).read_belongings(content)
    complaints: list[Sentence] = []
    topics = {PackId(topic) for topic in given.topics}
    complaints += [
        said("left_out.topic", topic=topic[:40]) for topic in sorted(topics - desk.packs.keys())
    ]
    chosen = (topics & desk.packs.keys()) - subscriber.topics
    await desk.keep(
        replace(
            subscriber,
            topics=subscriber.topics | chosen,
            preferences=given.preferences or subscriber.preferences,
        )
    )
    await _take_watchlist(desk, subscriber_id, given.watchlist, complaints)
    new, changed = await _take_rules(desk, subscriber_id, given.rules, complaints)
    followed = await _take_feeds(desk, subscriber_id, given.feeds, complaints)
    return Restored(
        new=new,
        changed=changed,
        topics=len(chosen),
        feeds=followed,
        settings=given.preferences is not None,
        complaints=tuple(complaints),
    )


async def _take_watchlist(
    desk: Desk, subscriber_id: SubscriberId, given: Sequence[str], complaints: list[Sentence]
) -> None:
    symbols = []
    for text in given:
        try:
            symbols.append(checked_symbol(text))
        except RefusedError as error:
            complaints.append(error.said)
    if not symbols:
        return
    try:
        await watch(desk, subscriber_id, symbols)
    except RefusedError as error:
        complaints.append(error.said)


async def _take_rules(
    desk: Desk, subscriber_id: SubscriberId, given: Sequence[Rule], complaints: list[Sentence]
) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """Save rules in whatever order they stand on each other; give new ones, and changed as they were."""
    left = list(given)
    new: list[Rule] = []
    changed: list[Rule] = []
    while left:
        faults: dict[int, Sentence] = {}
        waiting: list[Rule] = []
        for rule in left:
            try:
                before, after = _adopted(desk, subscriber_id, rule)
            except (QueryError, RefusedError) as error:
                faults[len(waiting)] = said("left_out.rule", rule=rule.name[:32], why=error.said)
                waiting.append(rule)
                continue
            if before is None or before != after:
                await desk.store.save_rule(after)
                desk.rules.put_rule(after)
                (new if before is None else changed).append(before or after)
        if len(waiting) == len(left):
            complaints += faults.values()
            break
        left = waiting
    return tuple(new), tuple(changed)


def _adopted(desk: Desk, subscriber_id: SubscriberId, rule: Rule) -> tuple[Rule | None, Rule]:
    """Give a rule of a file as the subscriber's, and what it replaces.

    Raises:
        QueryError, RefusedError: it cannot be theirs.

    """
    name = checked_name(rule.name)
    own = desk.rules.own_rules(subscriber_id)
    before = next((one for one in own if one.name == name), None)
    if before is None and len(own) >= MAX_RULES:
        raise RefusedError("refused.rules_most", most=MAX_RULES)
    after = replace(
        rule,
        id=rule_id(subscriber_id, name),
        name=name,
        query=rule.query.strip(),
        owner=subscriber_id,
        tickers=checked_tickers(rule.tickers),
        cooldown=checked_cooldown(rule.cooldown) if rule.cooldown is not None else None,
        destination=before.destination if before is not None else None,
    )
    desk.rules.try_rule(after)
    return before, after


async def _take_feeds(
    desk: Desk, subscriber_id: SubscriberId, given: Sequence[NamedFeed], complaints: list[Sentence]
) -> int:
    if not given:
        return 0
    try:
        taken = await feeds.follow_all(desk, subscriber_id, given)
    except RefusedError as error:
        complaints.append(error.said)
        return 0
    if taken.over:
        complaints.append(said("left_out.feeds", count=taken.over))
    return len(taken.added)


def _files(desk: Desk) -> Files:
    if desk.hosting.files is None:
        raise RefusedError("refused.no_files")
    return desk.hosting.files
