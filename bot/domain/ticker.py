"""A listed company, a basket of them, and the tag that says an item touches one."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from bot.domain.evidence import Evidence

Symbol = NewType("Symbol", str)
"""With its exchange's suffix (``LYC.AX``, ``RHM.DE``, ``0700.HK``); US listings bare (``LMT``)."""


class Via(StrEnum):
    """How a tag came about, the surest first."""

    EXPLICIT = "explicit"
    NAME = "name"
    ALIAS = "alias"
    BASKET = "basket"


@dataclass(frozen=True, slots=True, kw_only=True)
class TickerTag:
    """An item touches a company, and why.

    ``via`` BASKET is a theme, not a mention: it is never counted or shown as one.
    """

    symbol: Symbol
    name: str
    via: Via
    why: str
    """For a reader: ``"Lockheed Martin"``, ``"(NYSE: LMT)"``, ``steel basket: "steel"``."""
    evidence: tuple[Evidence, ...] = ()
    basket: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketEntry:
    """One company of a basket, and why it is in it."""

    symbol: Symbol
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """A theme and the companies it moves.

    ``when`` is a query (docs/rules.md): an item that it holds on gets the basket's tickers.
    """

    id: str
    title: str
    when: str
    entries: tuple[BasketEntry, ...]
    description: str = ""
