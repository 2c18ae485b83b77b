"""Subscribers and their rules to rows and back: pure."""

from collections.abc import Iterable
from operator import attrgetter

from bot.domain.rule import PackId, Rule, RuleId, Severity
from bot.domain.subscriber import Subscriber, SubscriberId
from bot.domain.ticker import Symbol
from bot.storage.choice_rows import preferences_json, preferences_of
from bot.storage.flow_rows import Row
from bot.storage.statements import Columns

SUBSCRIBER: Columns[Subscriber] = {
    **{name: attrgetter(name) for name in ("id", "destination", "name", "lang", "active", "since")},
    "preferences": lambda subscriber: preferences_json(subscriber.preferences),
}

RULE: Columns[Rule] = {
    name: attrgetter(name)
    for name in (
        "id",
        "owner",
        "pack",
        "name",
        "query",
        "severity",
        "title",
        "baskets",
        "cooldown",
        "tickers",
        "paused",
        "digest",
        "destination",
    )
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
        preferences=preferences_of(row["preferences"]),
    )


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
        tickers=tuple(Symbol(symbol) for symbol in row["tickers"] or ()),
        paused=row["paused"],
        digest=row["digest"],
        destination=row["destination"],
    )
