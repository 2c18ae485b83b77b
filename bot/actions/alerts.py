"""Alerts as the one they belong to may use them."""

from bot.actions.desk import Desk
from bot.domain.alert import AlertContent, AlertId, alert_key
from bot.domain.errors import RefusedError
from bot.domain.subscriber import SubscriberId

_GONE = "This alert is not stored any more."


async def own_alert(desk: Desk, subscriber_id: SubscriberId, alert: AlertId) -> AlertContent:
    """Give an alert of this subscriber's.

    Raises:
        RefusedError: it is another's, was deleted for its age, or never was; or they left.

    """
    await desk.subscriber(subscriber_id)
    try:
        _, owner = alert_key(alert)
    except ValueError as error:
        raise RefusedError(_GONE) from error
    content = await desk.store.alert(alert) if owner == subscriber_id else None
    if content is None:
        raise RefusedError(_GONE)
    return content
