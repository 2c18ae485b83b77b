"""Rules that one subscriber hands to another, and what a link to the bot asks for."""

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.actions.desk import Desk
from bot.actions.rules import MAX_RULES, free_name, keep_rule, own_rule, rule_id
from bot.domain.errors import RefusedError
from bot.domain.rule import PackId, Rule
from bot.domain.subscriber import SubscriberId

PACK, RULE = "pack-", "rule-"
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What Telegram lets a link say: https://core.telegram.org/api/links#bot-links."""


@dataclass(frozen=True, slots=True)
class PackLink:
    """The link subscribes to a pack."""

    pack: PackId


@dataclass(frozen=True, slots=True)
class RuleLink:
    """The link imports a shared rule."""

    code: str


DeepLink: TypeAlias = PackLink | RuleLink


def parse_link(payload: str) -> DeepLink | None:
    """Read what follows ``start=`` in a link; None where it asks for nothing we know."""
    if not _PAYLOAD.fullmatch(payload):
        return None
    if payload.startswith(PACK):
        return PackLink(PackId(payload.removeprefix(PACK)))
    if payload.startswith(RULE):
        return RuleLink(payload.removeprefix(RULE))
    return None


async def share_rule(desk: Desk, subscriber_id: SubscriberId, name: str) -> str:
    """Give the payload of a link to a rule, ``rule-`` and 16 characters; the same every time.

    Raises:
        RefusedError: they have no rule of that name.

    """
    rule = await own_rule(desk, subscriber_id, name)
    code = hashlib.blake2b(
        f"{rule.id}\x00{desk.clock.now().isoformat()}".encode(), digest_size=8
    ).hexdigest()
    return RULE + await desk.store.share(code, rule.id)


async def import_shared(desk: Desk, subscriber_id: SubscriberId, code: str) -> Rule:
    """Copy a shared rule as it is now; its owner's later changes do not reach the copy.

    Named queries of its owner's stand in its query themselves. It alerts in the importer's own chat.

    Raises:
        RefusedError: nothing is shared by this code any more, it is their own, or they have too
            many rules.

    """
    await desk.subscriber(subscriber_id)
    stored = await desk.store.shared(code.removeprefix(RULE))
    shared = desk.rules.rule(stored.id) if stored else None
    if shared is None:
        raise RefusedError("refused.link_gone")
    if shared.owner == subscriber_id:
        raise RefusedError("refused.link_own", name=shared.name)
    if len(desk.rules.own_rules(subscriber_id)) >= MAX_RULES:
        raise RefusedError("refused.rules_most", most=MAX_RULES)
    name = free_name(desk, subscriber_id, shared.name)
    copy = replace(
        shared,
        id=rule_id(subscriber_id, name),
        name=name,
        query=desk.rules.portable(shared),
        owner=subscriber_id,
        destination=None,
        paused=False,
    )
    return await keep_rule(desk, copy)
