"""Whose alert a button belongs to: the chat's it is in, or the person's whose rule sends it there."""

from dataclasses import replace

from bot.actions.alerts import alert_told_by
from bot.actions.silence import list_mutes
from bot.chat.conversation import Asked
from bot.domain.alert import AlertContent
from bot.domain.errors import RefusedError
from bot.domain.silence import Mute
from bot.domain.subscriber import SubscriberId


async def alert_meant(asked: Asked) -> AlertContent | None:
    """Give the alert that the message tapped or answered told, whosever it is; None where it told none."""
    here = asked.destination
    routed = asked.desk.rules.routed_to(here.adapter, here.address)
    owners = dict.fromkeys([asked.subscriber_id, *(SubscriberId(r.owner or "") for r in routed)])
    for owner in owners:
        told = await alert_told_by(asked.desk, owner, here, asked.message_id)
        if told is not None:
            return told
    return None


async def as_owner(asked: Asked, story: str = "") -> Asked:
    """Give ``asked`` as of whom the alert meant belongs to; it must be of ``story`` where that is given.

    Raises:
        RefusedError: it is another person's, whose rule sends it here.

    """
    told = None if asked.private else await alert_meant(asked)
    if told is None or (story and told.story.id != story):
        return asked
    owner = told.alert.subscriber_id
    if owner not in {asked.subscriber_id, themselves(asked)}:
        raise RefusedError("alerts.anothers")
    return replace(asked, subscriber_id=owner)


async def as_offered(asked: Asked, code: str) -> Asked:
    """Give ``asked`` as of whom a change was proposed to under ``code``."""
    person = themselves(asked)
    if await asked.desk.store.offer(person, code) is None:
        return asked
    return replace(asked, subscriber_id=person)


async def mutes_within_reach(asked: Asked) -> list[Mute]:
    """Give what this chat has muted, and what the person has who asks in it."""
    found = [*await list_mutes(asked.desk, asked.subscriber_id)]
    person = themselves(asked)
    if person != asked.subscriber_id and asked.desk.rules.find(person) is not None:
        found += await list_mutes(asked.desk, person)
    return found


def themselves(asked: Asked) -> SubscriberId:
    """Name the person who asks as the subscriber that they are in private."""
    return SubscriberId(f"{asked.destination.adapter}:{asked.person}")
