"""Subscribers and their rules to rows and back: pure."""

from collections.abc import Iterable
from operator import attrgetter

from bot.domain.rule import PackId, Rule, RuleId, Severity
from bot.domain.subscriber import Subscriber, SubscriberId
from bot.domain.ticker import Symbol
from bot.storage.flow_rows import Row
from bot.storage.statements import Columns

SUBSCRIBER: Columns[Subscriber] = {
    name: attrgetter(name) for name in ("id", "destination", "name", "lang", "active", "since")
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
    )
