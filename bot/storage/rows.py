"""Domain values to rows and back: pure, one pair of functions a value."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias, assert_never

from bot.domain.alert import Alert, alert_id, alert_key
from bot.domain.delivery import Delivery, DeliveryId, DeliveryKind, DeliveryState, NewDelivery
from bot.domain.feed import FeedId, FeedState
from bot.domain.item import Item, ItemId
from bot.domain.rule import Evidence, Match, PackId, Rule, RuleId, Severity
from bot.domain.story import (
    Denied,
    FigureChanged,
    Novelty,
    OfficialJoined,
    Report,
    SeverityRaised,
    Story,
    StoryId,
)
from bot.domain.subscriber import Subscriber, SubscriberId
from bot.domain.ticker import Symbol, TickerTag, Via
from bot.pipeline.ports import StoredItem
from bot.storage.columns import destination_key, from_micros, to_micros
from bot.storage.tables import HELD, READY

Row: TypeAlias = Mapping[Any, Any]
"""Column name → value, as SQLAlchemy takes and gives them."""
Json: TypeAlias = list[Any]


def feed_row(state: FeedState) -> Row:
    """Give the row of ``feeds``."""
    return {
        "feed_id": state.feed_id,
        "etag": state.etag,
        "last_modified": state.last_modified,
        "body_hash": state.body_hash,
        "moved_to": state.moved_to,
        "learned": state.learned,
        "failures": state.failures,
        "last_error": state.last_error,
        "last_success": state.last_success,
        "last_attempt": state.last_attempt,
        "next_poll": state.next_poll,
        "gone": state.gone,
    }


def feed_of(row: Row) -> FeedState:
    """Read a row of ``feeds``."""
    return FeedState(
        feed_id=FeedId(row["feed_id"]),
        etag=row["etag"],
        last_modified=row["last_modified"],
        body_hash=row["body_hash"],
        moved_to=row["moved_to"],
        learned=row["learned"],
        failures=row["failures"],
        last_error=row["last_error"],
        last_success=row["last_success"],
        last_attempt=row["last_attempt"],
        next_poll=row["next_poll"],
        gone=row["gone"],
    )


def evidence_json(evidence: Iterable[Evidence]) -> Json:
    """Give ``[[field, start, end, text], …]``."""
    return [[part.field, part.start, part.end, part.text] for part in evidence]


def evidence_of(value: Json) -> tuple[Evidence, ...]:
    """Read what :func:`evidence_json` gave."""
    return tuple(Evidence(*part) for part in value)


def tickers_json(tags: Iterable[TickerTag]) -> Json:
    """Give ``[[symbol, name, via, why, evidence, basket], …]``."""
    return [
        [tag.symbol, tag.name, tag.via.value, tag.why, evidence_json(tag.evidence), tag.basket]
        for tag in tags
    ]


def tickers_of(value: Json) -> tuple[TickerTag, ...]:
    """Read what :func:`tickers_json` gave."""
    return tuple(
        TickerTag(
            symbol=Symbol(symbol),
            name=name,
            via=Via(via),
            why=why,
            evidence=evidence_of(evidence),
            basket=basket,
        )
        for symbol, name, via, why, evidence, basket in value
    )


def item_row(stored: StoredItem) -> Row:
    """Give the row of ``items``.

    Raises:
        ValueError: when the item was never seen; nothing could say how old it is.

    """
    item = stored.item
    if item.seen is None:
        raise ValueError(f"item {item.id} has no time seen; set it before it is stored")
    return {
        "id": item.id,
        "feed_id": item.feed_id,
        "story_id": stored.story_id,
        "why_story": stored.why_story,
        "backlog": stored.backlog,
        "title": item.title,
        "summary": item.summary,
        "url": item.url,
        "source": item.source,
        "author": item.author,
        "published": item.published,
        "seen": item.seen,
        "lang": item.lang,
        "tags": list(item.tags),
        "tier": item.tier,
        "guid": item.guid,
        "tickers": tickers_json(stored.tickers),
    }


def item_of(row: Row) -> Item:
    """Read the item of a row of ``items``."""
    return Item(
        id=ItemId(row["id"]),
        title=row["title"],
        summary=row["summary"],
        url=row["url"],
        source=row["source"],
        author=row["author"],
        published=row["published"],
        seen=row["seen"],
        lang=row["lang"],
        tags=tuple(row["tags"]),
        feed_id=row["feed_id"],
        tier=row["tier"],
        guid=row["guid"],
    )


def stored_item_of(row: Row, matches: Iterable[Row], waiting: Iterable[Row]) -> StoredItem:
    """Read a row of ``items`` with its rows of ``item_rules`` and ``item_waiting``, in order."""
    return StoredItem(
        item=item_of(row),
        story_id=StoryId(row["story_id"]),
        why_story=row["why_story"],
        tickers=tickers_of(row["tickers"]),
        matches=tuple(match_of(match) for match in matches),
        waiting=tuple(RuleId(rule["rule_id"]) for rule in waiting),
        backlog=row["backlog"],
    )


def match_rows(stored: StoredItem) -> list[Row]:
    """Give the rows of ``item_rules``."""
    return [
        {
            "item_id": stored.item.id,
            "rule_id": match.rule_id,
            "position": position,
            "evidence": evidence_json(match.evidence),
        }
        for position, match in enumerate(stored.matches)
    ]


def match_of(row: Row) -> Match:
    """Read a row of ``item_rules``."""
    return Match(rule_id=RuleId(row["rule_id"]), evidence=evidence_of(row["evidence"]))


def waiting_rows(stored: StoredItem) -> list[Row]:
    """Give the rows of ``item_waiting``."""
    return [
        {"item_id": stored.item.id, "rule_id": rule, "position": position}
        for position, rule in enumerate(stored.waiting)
    ]


def story_row(story: Story) -> Row:
    """Give the row of ``stories``."""
    return {
        "id": story.id,
        "title": story.title,
        "opened": story.opened,
        "updated": story.updated,
        "reports": [[report.source, to_micros(report.at), report.tier] for report in story.reports],
        "items": story.items,
        "severity": story.severity,
        "related": story.related,
    }


def story_of(row: Row) -> Story:
    """Read a row of ``stories``."""
    return Story(
        id=StoryId(row["id"]),
        title=row["title"],
        opened=row["opened"],
        updated=row["updated"],
        reports=tuple(
            Report(source=source, at=from_micros(at), tier=tier)
            for source, at, tier in row["reports"]
        ),
        items=row["items"],
        severity=None if row["severity"] is None else Severity(row["severity"]),
        related=row["related"],
    )


def alert_row(alert: Alert) -> Row:
    """Give the row of ``alerts`` for one just decided."""
    return {
        "story_id": alert.story_id,
        "subscriber_id": alert.subscriber_id,
        "item_id": alert.item_id,
        "rules": alert.rules,
        "severity": alert.severity,
        "created": alert.created,
    }


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

    0 for FIRST, of which an alert has one; else 63 bits over all that was decided.
    """
    if new.kind is DeliveryKind.FIRST and new.alert_id is not None:
        return 0
    decided = (
        new.kind.value,
        destination_key(new.destination),
        to_micros(new.created),
        novelty_json(new.novelty),
        new.text,
    )
    digest = hashlib.blake2b(repr(decided).encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest) >> 1 or 1


def delivery_row(new: NewDelivery) -> Row:
    """Give the row of ``deliveries`` for one just decided.

    Raises:
        ValueError: when its alert is another subscriber's.

    """
    story = ""
    if new.alert_id is not None:
        story, subscriber = alert_key(new.alert_id)
        if subscriber != new.subscriber_id:
            raise ValueError(f"a delivery to {new.subscriber_id} of the alert {new.alert_id}")
    return {
        "story_id": story,
        "subscriber_id": new.subscriber_id,
        "fingerprint": fingerprint(new),
        "kind": new.kind.value,
        "destination": new.destination,
        "severity": new.severity,
        "state": HELD if new.not_before > new.created else READY,
        "created": new.created,
        "not_before": new.not_before,
        "expires": new.expires,
        "novelty": novelty_json(new.novelty),
        "text": new.text,
    }


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
        expires=row["expires"],
        alert_id=alert_id(StoryId(row["story_id"]), subscriber) if row["story_id"] else None,
        novelty=novelty_of(row["novelty"]),
        text=row["text"],
    )


def state_of(row: Row) -> DeliveryState:
    """Read where a delivery stands: held and ready are both pending."""
    state = row["state"]
    return DeliveryState.PENDING if state in {HELD, READY} else DeliveryState(state)


def subscriber_row(subscriber: Subscriber) -> Row:
    """Give the row of ``subscribers``."""
    return {
        "id": subscriber.id,
        "destination": subscriber.destination,
        "name": subscriber.name,
        "lang": subscriber.lang,
        "active": subscriber.active,
        "since": subscriber.since,
    }


def subscriber_of(row: Row, topics: Iterable[str], watchlist: Iterable[str]) -> Subscriber:
    """Read a row of ``subscribers`` with its topics and symbols."""
    return Subscriber(
        id=SubscriberId(row["id"]),
        destination=row["destination"],
        topics=frozenset(PackId(topic) for topic in topics),
        watchlist=frozenset(Symbol(symbol) for symbol in watchlist),
        name=row["name"],
        lang=row["lang"],
        active=row["active"],
        since=row["since"],
    )


def rule_row(rule: Rule) -> Row:
    """Give the row of ``rules``."""
    return {
        "id": rule.id,
        "owner": rule.owner,
        "pack": rule.pack,
        "name": rule.name,
        "query": rule.query,
        "severity": rule.severity,
        "title": rule.title,
        "baskets": list(rule.baskets),
        "cooldown": rule.cooldown,
    }


def rule_of(row: Row) -> Rule:
    """Read a row of ``rules``."""
    return Rule(
        id=RuleId(row["id"]),
        owner=row["owner"],
        pack=None if row["pack"] is None else PackId(row["pack"]),
        name=row["name"],
        query=row["query"],
        severity=Severity(row["severity"]),
        title=row["title"],
        baskets=tuple(row["baskets"]),
        cooldown=row["cooldown"],
    )
