"""Alerts as the one they belong to may use them."""

from bot.actions.desk import Desk
from bot.domain.alert import AlertContent, AlertId, alert_key
from bot.domain.errors import RefusedError
from bot.domain.subscriber import Destination, SubscriberId


async def alert_told_by(
    desk: Desk, subscriber_id: SubscriberId, destination: Destination, message_id: str
) -> AlertContent | None:
    """Give the subscriber's alert that a message told, or a reply or an edit of it; None: it told none."""
    if not message_id:
        return None
    found = await desk.store.alert_by_message(subscriber_id, destination, message_id)
    return None if found is None else await desk.store.alert(found)


async def own_alert(desk: Desk, subscriber_id: SubscriberId, alert: AlertId) -> AlertContent:
    """Give an alert of this subscriber's.

    Raises:
        RefusedError: it is another's, was deleted for its age, or never was; or they left.

    """
    await desk.subscriber(subscriber_id)
    try:
        _, owner = alert_key(alert)
    except ValueError as error:
        raise RefusedError("refused.alert_gone") from error
    content = await desk.store.alert(alert) if owner == subscriber_id else None
    if content is None:
        raise RefusedError("refused.alert_gone")
    return content
