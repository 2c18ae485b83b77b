"""Where a message goes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a message goes: which adapter, and the address as that adapter writes it."""

    adapter: str
    """``telegram``, ``console``, ``webhook``."""
    address: str
    thread: str = ""
    """A forum topic of a Telegram group, or nothing."""
