"""Alerts to render and send."""

from tests.messages.alerts import make_content, make_delivery, member, mention

__all__ = ["make_content", "make_delivery", "member", "mention"]
