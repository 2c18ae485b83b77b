"""Subscribers and their rules to rows and back: pure."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import select

from bot.domain.rule import PackId, Rule, Severity
from bot.domain.subscriber import Subscriber, SubscriberId
from bot.domain.ticker import Symbol
from bot.storage.choice_rows import preferences_json, preferences_of
from bot.storage.flow_rows import Row
from bot.storage.statements import Columns
from bot.storage.tables import rules

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


RULES = select(*(rules.c[name] for name in RULE))
"""Rules as :func:`rule_of` reads them."""


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


def rule_of(row: Sequence[Any]) -> Rule:
    """Read a row of :data:`RULES`: there may be a million."""
    (rule_id, owner, pack, name, query, severity, title, baskets, cooldown, tickers, paused, digest,
     destination) = row  # fmt: skip
    return Rule(
        id=rule_id,
        owner=owner,
        pack=pack,
        name=name,
        query=query,
        severity=_SEVERITIES[severity],
        title=title,
        baskets=tuple(baskets),
        cooldown=cooldown,
        tickers=tuple(tickers or ()),
        paused=paused,
        digest=digest,
        destination=destination,
    )


_SEVERITIES = {severity.value: severity for severity in Severity}
