"""A subscriber's own rules: add, delete, list."""

import re

from bot.actions.desk import Desk
from bot.domain.errors import RefusedError
from bot.domain.rule import Rule, RuleId, Severity
from bot.domain.subscriber import SubscriberId

MAX_RULES = 100
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
    severity: Severity = Severity.MEDIUM,
) -> tuple[Rule, bool]:
    """Add a rule, or replace the one of this name; True when it is new. The next item meets it.

    Raises:
        RefusedError: the name cannot be used, or they have too many rules.
        QueryError: the query does not parse; place, caret and correction are in it.

    """
    subscriber = await desk.subscriber(subscriber_id)
    name = checked_name(name)
    own = desk.rules.own_rules(subscriber_id)
    known = next((rule for rule in own if rule.name == name), None)
    if known is None and len(own) >= MAX_RULES:
        raise RefusedError(
            f"You have {MAX_RULES} rules, which is the most. Delete one with /rule delete NAME."
        )
    rule = Rule(
        id=rule_id(subscriber_id, name),
        name=name,
        query=query.strip(),
        severity=severity,
        owner=subscriber.id,
    )
    desk.rules.try_rule(rule)
    await desk.store.save_rule(rule)
    desk.rules.put_rule(rule)
    return rule, known is None


async def delete_rule(desk: Desk, subscriber_id: SubscriberId, name: str) -> Rule:
    """Delete a rule, and give it.

    Raises:
        RefusedError: they have none of that name, or another rule of theirs names it.

    """
    await desk.subscriber(subscriber_id)
    own = desk.rules.own_rules(subscriber_id)
    rule = next((rule for rule in own if rule.name == name.strip().lower()), None)
    if rule is None:
        names = ", ".join(rule.name for rule in own) or "none yet"
        raise RefusedError(f"You have no rule “{name[:32]}”. Your rules: {names}.")
    if dependents := desk.rules.dependents(rule):
        raise RefusedError(
            f"{', '.join(dependents)} stands on @{rule.name}. Change or delete that first."
        )
    await desk.store.delete_rule(rule.id)
    desk.rules.drop_rule(rule.id)
    return rule


def checked_name(name: str) -> str:
    """Give ``name`` as a rule's name.

    Raises:
        RefusedError: it has other characters than a name may have.

    """
    name = name.strip().lower()
    if not _NAME.fullmatch(name):
        raise RefusedError(
            f"“{name[:40]}” cannot be a rule's name. Use up to 32 lower-case letters, digits, "
            "hyphens and underscores, like my-tariffs."
        )
    return name
