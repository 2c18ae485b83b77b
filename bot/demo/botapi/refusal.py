"""How the Bot API says no.

https://core.telegram.org/bots/api#making-requests: an HTTP status, the same as ``error_code``, a
description, and sometimes parameters that tell what to do about it.
"""

from collections.abc import Mapping


class Refusal(Exception):  # noqa: N818 - not a fault of ours: an answer, carried to the server's edge
    """A call that is answered with ``ok: false``."""

    def __init__(
        self, code: int, description: str, parameters: Mapping[str, int] | None = None
    ) -> None:
        self.code = code
        self.description = description
        self.parameters = parameters or {}
        super().__init__(description)


def bad_request(description: str) -> Refusal:
    """Give a refusal of what was asked."""
    return Refusal(400, f"Bad Request: {description}")


def forbidden(description: str) -> Refusal:
    """Give a refusal of where it was asked."""
    return Refusal(403, f"Forbidden: {description}")


def conflict(description: str) -> Refusal:
    """Give the refusal of a second way to get updates."""
    return Refusal(409, f"Conflict: {description}")


def too_many(seconds: int) -> Refusal:
    """Give the refusal of flood control, which ends after so many seconds."""
    return Refusal(
        429, f"Too Many Requests: retry after {seconds}", parameters={"retry_after": seconds}
    )
