"""Feeds, items and stories to rows and back: pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Any, TypeAlias

from bot.domain.evidence import Evidence
from bot.domain.feed import FeedId, FeedState
from bot.domain.item import Item, ItemId
from bot.domain.rule import Match, RuleId, Severity
from bot.domain.story import Report, Separation, Story, StoryId
from bot.domain.subscriber import SubscriberId
from bot.domain.ticker import Symbol, TickerTag, Via
from bot.pipeline.ports import Remembered, StoredItem
from bot.storage.columns import from_micros, to_micros
from bot.storage.statements import Columns
from bot.storage.tables import items

Row: TypeAlias = Mapping[Any, Any]
"""A row as SQLAlchemy gives it: column name → value."""
Json: TypeAlias = list[Any]

FEED: Columns[FeedState] = {
    name: attrgetter(name)
    for name in (
        "feed_id",
        "url",
        "etag",
        "last_modified",
        "body_hash",
        "moved_to",
        "learned",
        "failures",
        "last_error",
        "last_success",
        "last_attempt",
        "next_poll",
        "gone",
    )
}


def feed_of(row: Row) -> FeedState:
    """Read a row of ``feeds``."""
    return FeedState(
        feed_id=FeedId(row["feed_id"]),
        url=row["url"],
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


def _seen(stored: StoredItem) -> Any:
    """Give when an item was seen.

    Raises:
        ValueError: it never was; nothing could say how old it is.

    """
    if stored.item.seen is None:
        raise ValueError(f"item {stored.item.id} has no time seen; set it before it is stored")
    return stored.item.seen


ITEM: Columns[StoredItem] = {
    "id": attrgetter("item.id"),
    "feed_id": attrgetter("item.feed_id"),
    "story_id": attrgetter("story_id"),
    "why_story": attrgetter("why_story"),
    "backlog": attrgetter("backlog"),
    "title": attrgetter("item.title"),
    "summary": attrgetter("item.summary"),
    "url": attrgetter("item.url"),
    "source": attrgetter("item.source"),
    "author": attrgetter("item.author"),
    "published": attrgetter("item.published"),
    "seen": _seen,
    "lang": attrgetter("item.lang"),
    "tags": attrgetter("item.tags"),
    "tier": attrgetter("item.tier"),
    "guid": attrgetter("item.guid"),
    "tickers": lambda stored: tickers_json(stored.tickers),
    "gist": attrgetter("gist"),
    "baskets": lambda stored: None if stored.baskets is None else sorted(stored.baskets),
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
        gist=row["gist"],
        baskets=None if row["baskets"] is None else frozenset(row["baskets"]),
    )


REMEMBERED = (
    items.c.id, items.c.title, items.c.summary, items.c.url, items.c.source, items.c.published,
    items.c.seen, items.c.lang, items.c.feed_id, items.c.tier, items.c.guid, items.c.story_id,
    items.c.tickers, items.c.gist,
)  # fmt: skip
"""What :func:`remembered_of` reads, by place: 100,000 rows are no place for looking up names."""


def remembered_of(row: Sequence[Any]) -> Remembered:
    """Read a row that begins with the columns of REMEMBERED."""
    (
        id_, title, summary, url, source, published, seen, lang, feed_id, tier, guid, story_id,
        tickers, gist,
    ) = row[: len(REMEMBERED)]  # fmt: skip
    item = Item(
        id=ItemId(id_),
        title=title,
        summary=summary,
        url=url,
        source=source,
        published=published,
        seen=seen,
        lang=lang,
        feed_id=feed_id,
        tier=tier,
        guid=guid,
    )
    return Remembered(item=item, story_id=StoryId(story_id), tickers=tickers_of(tickers), gist=gist)


MATCH: Columns[tuple[ItemId, int, Match]] = {
    "item_id": itemgetter(0),
    "rule_id": lambda found: found[2].rule_id,
    "position": itemgetter(1),
    "evidence": lambda found: evidence_json(found[2].evidence),
}


def matches(stored: StoredItem) -> Iterator[tuple[ItemId, int, Match]]:
    """Give what becomes rows of ``item_rules``."""
    for position, match in enumerate(stored.matches):
        yield stored.item.id, position, match


def match_of(row: Row) -> Match:
    """Read a row of ``item_rules``."""
    return Match(rule_id=RuleId(row["rule_id"]), evidence=evidence_of(row["evidence"]))


WAITING: Columns[tuple[ItemId, int, RuleId]] = {
    "item_id": itemgetter(0),
    "rule_id": itemgetter(2),
    "position": itemgetter(1),
}


def waiting(stored: StoredItem) -> Iterator[tuple[ItemId, int, RuleId]]:
    """Give what becomes rows of ``item_waiting``."""
    for position, rule in enumerate(stored.waiting):
        yield stored.item.id, position, rule


SEPARATION: Columns[Separation] = {
    "item_id": attrgetter("item_id"),
    "story_id": attrgetter("story_id"),
    "subscriber_id": attrgetter("by"),
    "at": attrgetter("at"),
    "obeyed": attrgetter("obeyed"),
}


def separation_of(row: Row) -> Separation:
    """Read a row of ``separations``."""
    return Separation(
        item_id=ItemId(row["item_id"]),
        story_id=StoryId(row["story_id"]),
        by=SubscriberId(row["subscriber_id"]),
        at=row["at"],
        obeyed=row["obeyed"],
    )


STORY: Columns[Story] = {
    "id": attrgetter("id"),
    "title": attrgetter("title"),
    "opened": attrgetter("opened"),
    "updated": attrgetter("updated"),
    "reports": lambda story: [
        [report.source, to_micros(report.at), report.tier] for report in story.reports
    ],
    "items": attrgetter("items"),
    "severity": attrgetter("severity"),
    "related": attrgetter("related"),
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
