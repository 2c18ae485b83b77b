"""What messages are made of: an alert with its item, its story and the rules that held."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    exists,
    or_,
    select,
    update,
)

from bot.domain.alert import Alert, AlertContent, AlertId, RuleHeld, alert_key
from bot.domain.delivery import Delivery
from bot.domain.item import Item, ItemId
from bot.domain.rule import Match, Pack, PackId, Rule, RuleId
from bot.domain.ticker import TickerTag, Via
from bot.storage.database import Database, OnDatabase
from bot.storage.flow_rows import item_of, match_of, tickers_of
from bot.storage.news import stories_by_id
from bot.storage.outbox_rows import alert_of
from bot.storage.statements import IDS, chunks
from bot.storage.subscriber_rows import RULES, rule_of
from bot.storage.tables import alerts, item_rules, items, rules

Packs = Mapping[PackId, Pack]

# Statements are made once: making one takes SQLAlchemy longer than SQLite takes to run it.
_ALERT = select(alerts).where(
    alerts.c.story_id == bindparam("story"), alerts.c.subscriber_id == bindparam("subscriber")
)
_ITEMS = select(items).where(items.c.id.in_(bindparam("ids", expanding=True)))
_MATCHES = select(item_rules).where(
    item_rules.c.item_id.in_(bindparam("ids", expanding=True)),
    item_rules.c.rule_id.in_(bindparam("rules", expanding=True)),
)
_RULES = RULES.where(rules.c.id.in_(bindparam("ids", expanding=True)))


class WithPacks(OnDatabase):
    """A part of a store that gives contents.

    ``packs`` says how pack rules are called; it is looked at on every call, so that it may change.
    """

    def __init__(self, database: Database, packs: Packs) -> None:
        super().__init__(database)
        self._packs = packs


def is_alert(alert: AlertId) -> ColumnElement[bool]:
    """Select one alert."""
    story, subscriber = alert_key(alert)
    return and_(alerts.c.story_id == story, alerts.c.subscriber_id == subscriber)


def content(connection: Connection, alert: AlertId, packs: Packs) -> AlertContent | None:
    """Give one alert's content."""
    story, subscriber = alert_key(alert)
    row = connection.execute(_ALERT, {"story": story, "subscriber": subscriber}).mappings().first()
    return complete(connection, [alert_of(row)], packs)[0] if row else None


def newest_contents(
    connection: Connection, which: ColumnElement[bool], limit: int | None, packs: Packs
) -> list[AlertContent]:
    """Give the newest alerts ``which`` selects, with all that messages are made of."""
    query = (
        select(alerts)
        .where(which)
        .order_by(alerts.c.created.desc(), alerts.c.story_id)
        .limit(limit)
    )
    found = [alert_of(row) for row in connection.execute(query).mappings()]
    return complete(connection, found, packs)


def contents_of(
    connection: Connection, claimed: Sequence[Delivery], packs: Packs
) -> list[AlertContent | None]:
    """Give what each delivery tells as its story stands now; None for what tells no one alert."""
    keys = [alert_key(one.alert_id) for one in claimed if one.alert_id is not None]
    found: dict[AlertId, Alert] = {}
    for story, subscriber in keys:
        told = connection.execute(_ALERT, {"story": story, "subscriber": subscriber}).mappings()
        found.update((alert.id, alert) for alert in map(alert_of, told))
    whole = {one.alert.id: one for one in complete(connection, list(found.values()), packs)}
    return [
        replace(whole[one.alert_id], novelty=one.novelty) if one.alert_id in whole else None
        for one in claimed
    ]


def digest_contents(connection: Connection, delivery: Delivery, packs: Packs) -> list[AlertContent]:
    """Give the alerts a digest tells, and let no other digest have them.

    An alert without a destination of its own belongs to the digest at the subscriber's chat, which
    may have moved: to any that no alert of theirs was routed to.
    """
    theirs = alerts.c.subscriber_id == delivery.subscriber_id
    routed = alerts.alias("routed")
    is_route = exists().where(
        routed.c.subscriber_id == delivery.subscriber_id,
        routed.c.destination == delivery.destination,
    )
    connection.execute(
        update(alerts)
        .where(theirs, alerts.c.digest.is_(None), alerts.c.held_until <= delivery.not_before)
        .where(
            or_(
                alerts.c.destination == delivery.destination,
                and_(alerts.c.destination.is_(None), ~is_route),
            )
        )
        .values(digest=delivery.id)
    )
    told = and_(theirs, alerts.c.digest == delivery.id, alerts.c.held_until.is_not(None))
    found = newest_contents(connection, told, None, packs)
    return sorted(
        found,
        key=lambda one: (one.rules[0].topic, -one.alert.severity, one.alert.created),
    )


def complete(connection: Connection, found: Collection[Alert], packs: Packs) -> list[AlertContent]:
    """Give the contents of alerts, in their order."""
    told = _items(connection, {alert.item_id for alert in found})
    held = {rule for alert in found for rule in alert.rules}
    matches = _matches(connection, told, held)
    about = stories_by_id(connection, {alert.story_id for alert in found})
    earlier = stories_by_id(connection, {s.related for s in about.values() if s.related})
    own = _own_rules(connection, held)
    contents: list[AlertContent] = []
    for alert in found:
        item, tags = told[alert.item_id]
        story = about[alert.story_id]
        # Where another item of the story met a rule it has no words in this one.
        met = [matches.get((item.id, rule), Match(rule_id=rule)) for rule in alert.rules]
        contents.append(
            AlertContent(
                alert=alert,
                item=item,
                story=story,
                rules=tuple(_held(match, own, packs, alert) for match in met),
                tickers=(*tags, *_own_tickers(alert, own)),
                related_title=earlier[story.related].title if story.related in earlier else "",
            )
        )
    return contents


def _items(
    connection: Connection, ids: Iterable[ItemId]
) -> dict[ItemId, tuple[Item, tuple[TickerTag, ...]]]:
    found: dict[ItemId, tuple[Item, tuple[TickerTag, ...]]] = {}
    for piece in chunks(ids, IDS):
        for row in connection.execute(_ITEMS, {"ids": piece}).mappings():
            found[ItemId(row["id"])] = item_of(row), tickers_of(row["tickers"])
    return found


def _matches(
    connection: Connection, ids: Iterable[ItemId], held: Collection[RuleId]
) -> dict[tuple[ItemId, RuleId], Match]:
    """Give the words on which these rules held: an item may be met by thousands of others."""
    found: dict[tuple[ItemId, RuleId], Match] = {}
    for piece in chunks(ids, IDS):
        for some in chunks(held, IDS):
            rows = connection.execute(_MATCHES, {"ids": piece, "rules": some}).mappings()
            found.update(((row["item_id"], row["rule_id"]), match_of(row)) for row in rows)
    return found


def _own_rules(connection: Connection, held: Collection[RuleId]) -> dict[RuleId, Rule]:
    found: dict[RuleId, Rule] = {}
    for piece in chunks(held, IDS):
        result = connection.execute(_RULES, {"ids": piece})
        found.update((rule.id, rule) for rule in map(rule_of, result))
    return found


def _own_tickers(alert: Alert, own: Mapping[RuleId, Rule]) -> Iterator[TickerTag]:
    """Give the tickers that the subscriber's own rules add: a theme by the rule's name."""
    for rule in (own[one] for one in alert.rules if one in own):
        for symbol in rule.tickers:
            yield TickerTag(
                symbol=symbol,
                name=symbol,
                via=Via.BASKET,
                why=f"your rule {rule.name}",
                basket=rule.name,
            )


def _held(match: Match, own: Mapping[RuleId, Rule], packs: Packs, alert: Alert) -> RuleHeld:
    """Name a rule that held; one deleted since keeps the name in its id."""
    first, _, name = match.rule_id.partition("/")
    if rule := own.get(match.rule_id):
        return RuleHeld(match=match, name=rule.name, severity=rule.severity)
    if pack := packs.get(PackId(first)):
        severity = next((r.severity for r in pack.rules if r.id == match.rule_id), alert.severity)
        return RuleHeld(
            match=match,
            name=match.rule_id,
            severity=severity,
            topic=pack.title,
            topics=pack.titles,
        )
    known_as = name if first.startswith("@") else match.rule_id
    return RuleHeld(match=match, name=known_as, severity=alert.severity)
