"""A subscriber's own rules: add, edit, pause, delete, and what a rule does besides matching."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.actions.desk import Desk
from bot.actions.subscriptions import checked_symbol
from bot.domain.errors import RefusedError
from bot.domain.rule import Rule, RuleId, Severity
from bot.domain.subscriber import Destination, SubscriberId
from bot.domain.ticker import Symbol
from bot.pipeline.ledger import REMEMBERED

MAX_RULES = 100
MAX_TICKERS = 20
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")


def rule_id(owner: SubscriberId, name: str) -> RuleId:
    """Give the id of a subscriber's rule; a pack's never begins so."""
    return RuleId(f"@{owner}/{name}")


async def add_rule(
    desk: Desk,
    subscriber_id: SubscriberId,
    name: str,
    query: str,
    *,
    severity: Severity | None = None,
) -> tuple[Rule, bool]:
    """Add a rule, or rewrite the one of this name; True when it is new. The next item meets it.

    A rule that is rewritten keeps what was set of it; without ``severity`` a new one is MEDIUM.

    Raises:
        RefusedError: the name cannot be used, or they have too many rules.
        QueryError: the query does not parse; place, caret and correction are in it.

    """
    subscriber = await desk.subscriber(subscriber_id)
    name = checked_name(name)
    own = desk.rules.own_rules(subscriber_id)
    known = next((rule for rule in own if rule.name == name), None)
    if known is None and len(own) >= MAX_RULES:
        raise RefusedError("refused.rules_most", most=MAX_RULES)
    rule = known or Rule(id=rule_id(subscriber_id, name), name=name, query="", owner=subscriber.id)
    rule = replace(rule, query=query.strip(), severity=severity or rule.severity)
    return await keep_rule(desk, rule), known is None


async def edit_rule(desk: Desk, subscriber_id: SubscriberId, name: str, query: str) -> Rule:
    """Rewrite a rule's query.

    Raises:
        RefusedError: they have none of that name.
        QueryError: the query does not parse, or a rule that names this one no longer would.

    """
    rule = await own_rule(desk, subscriber_id, name)
    return await keep_rule(desk, replace(rule, query=query.strip()))


async def pause_rule(
    desk: Desk, subscriber_id: SubscriberId, name: str, *, paused: bool = True
) -> Rule:
    """Let a rule rest, or wake it; other rules may go on naming it.

    Raises:
        RefusedError: they have none of that name.

    """
    rule = await own_rule(desk, subscriber_id, name)
    return await keep_rule(desk, replace(rule, paused=paused))


async def set_rule_option(
    desk: Desk,
    subscriber_id: SubscriberId,
    name: str,
    *,
    severity: Severity | None = None,
    tickers: Iterable[str] | None = None,
    cooldown: timedelta | None = None,
    destination: Destination | None = None,
    digest: bool | None = None,
) -> Rule:
    """Set what a rule does besides matching; what is None stays as it is.

    No tickers, a cooldown of zero and their own chat as destination take these away again.

    Raises:
        RefusedError: they have no such rule, or it cannot be set so; nothing was changed.

    """
    rule = await own_rule(desk, subscriber_id, name)
    own_chat = (await desk.subscriber(subscriber_id)).destination
    if severity is not None:
        rule = replace(rule, severity=severity)
    if tickers is not None:
        rule = replace(rule, tickers=checked_tickers(tickers))
    if cooldown is not None:
        rule = replace(rule, cooldown=checked_cooldown(cooldown))
    if destination is not None:
        rule = replace(rule, destination=destination if destination != own_chat else None)
    if digest is not None:
        rule = replace(rule, digest=digest)
    return await keep_rule(desk, rule)


async def delete_rule(desk: Desk, subscriber_id: SubscriberId, name: str) -> Rule:
    """Delete a rule, and give it.

    Raises:
        RefusedError: they have none of that name, or another rule of theirs names it.

    """
    rule = await own_rule(desk, subscriber_id, name)
    if dependents := desk.rules.dependents(rule):
        raise RefusedError("refused.rule_named", rules=", ".join(dependents), name=rule.name)
    await desk.store.delete_rule(rule.id)
    desk.rules.drop_rule(rule.id)
    return rule


async def keep_rule(desk: Desk, rule: Rule) -> Rule:
    """Store a rule and bring it into force.

    Raises:
        QueryError: it or one that names it could not be used; nothing was changed.

    """
    desk.rules.try_rule(rule)
    await desk.store.save_rule(rule)
    desk.rules.put_rule(rule)
    return rule


async def own_rule(desk: Desk, subscriber_id: SubscriberId, name: str) -> Rule:
    """Give a subscriber's rule.

    Raises:
        RefusedError: they have none of that name; it lists those they have.

    """
    await desk.subscriber(subscriber_id)
    own = desk.rules.own_rules(subscriber_id)
    rule = next((rule for rule in own if rule.name == name.strip().lower()), None)
    if rule is None:
        names = ", ".join(rule.name for rule in own)
        raise RefusedError(
            "refused.no_rule" if names else "refused.no_rules", name=name[:32], rules=names
        )
    return rule


def checked_name(name: str) -> str:
    """Give ``name`` as a rule's name.

    Raises:
        RefusedError: it has other characters than a name may have.

    """
    name = name.strip().lower()
    if not _NAME.fullmatch(name):
        raise RefusedError("refused.rule_name", name=name[:40])
    return name


def free_name(desk: Desk, subscriber_id: SubscriberId, wanted: str) -> str:
    """Give a name like ``wanted`` that none of their rules has."""
    wanted = re.sub(r"[^a-z0-9_-]+", "-", wanted.lower()).strip("-_")[:32] or "rule"
    taken = {rule.name for rule in desk.rules.own_rules(subscriber_id)}
    numbered = (f"{wanted[:28]}-{number}" for number in range(2, MAX_RULES + 2))
    return wanted if wanted not in taken else next(name for name in numbered if name not in taken)


def checked_tickers(tickers: Iterable[str]) -> tuple[Symbol, ...]:
    """Give symbols that a match of a rule adds.

    Raises:
        RefusedError: one is no symbol, or these are too many.

    """
    symbols = tuple(dict.fromkeys(map(checked_symbol, tickers)))
    if len(symbols) > MAX_TICKERS:
        raise RefusedError("refused.tickers_most", most=MAX_TICKERS)
    return symbols


def checked_cooldown(cooldown: timedelta) -> timedelta | None:
    """Give a cooldown as it is kept: none where it is no time at all.

    Raises:
        RefusedError: it is longer than what was told is remembered.

    """
    if not timedelta() <= cooldown <= REMEMBERED:
        raise RefusedError("refused.cooldown", days=REMEMBERED.days)
    return cooldown or None
