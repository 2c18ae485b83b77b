"""A rule, the pack it comes in, and the match that says why it held."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from typing import NewType

from bot.domain.destination import Destination
from bot.domain.evidence import Evidence
from bot.domain.ticker import Symbol

RuleId = NewType("RuleId", str)
"""``pack/rule`` for a pack's rule, ``@subscriber/name`` for a subscriber's own."""
PackId = NewType("PackId", str)


def rule_code(rule: RuleId) -> str:
    """Give a name of a rule that fits into a button whatever the rule's id is: 12 characters."""
    return hashlib.blake2b(rule.encode("utf-8", "replace"), digest_size=6).hexdigest()


class Severity(IntEnum):
    """How loudly an alert is told."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @classmethod
    def of(cls, name: str) -> "Severity":
        """Give the severity called ``name`` in any case.

        Raises:
            ValueError: when there is none, with the names there are.

        """
        try:
            return cls[name.upper()]
        except KeyError:
            names = ", ".join(member.name.lower() for member in cls)
            raise ValueError(f"there is no severity {name!r}; write one of {names}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A query and what to do when it holds."""

    id: RuleId
    name: str
    """For a reader: ``announced``, ``my-tariffs``."""
    query: str
    """In the query language, docs/rules.md."""
    severity: Severity = Severity.MEDIUM
    pack: PackId | None = None
    owner: str | None = None
    """The subscriber it belongs to; None for a pack's rule."""
    title: str = ""
    """What it watches, in a line."""
    baskets: tuple[str, ...] = ()
    """Themes whose tickers a match adds."""
    cooldown: timedelta | None = None
    """No second story for the same subscriber by this rule before this has passed."""
    tickers: tuple[Symbol, ...] = ()
    """A match adds these."""
    paused: bool = False
    """It rests; other rules may still name it."""
    digest: bool = False
    """Its alerts go to the digest, whatever their severity."""
    destination: Destination | None = None
    """Where its alerts go; None: to the subscriber's own chat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Rules that belong together under one topic a subscriber can choose."""

    id: PackId
    title: str
    description: str
    emoji: str
    rules: tuple[Rule, ...]
    titles: tuple[tuple[str, str], ...] = ()
    """Language (``de``) → :attr:`title` in it, where it has another."""
    queries: tuple[tuple[str, str], ...] = ()
    """Named queries (macros), name without ``@`` → query, for this pack and, as ``@pack.name``, for all."""

    def called(self, lang: str) -> str:
        """Give the title for a reader of ``lang``."""
        return dict(self.titles).get(lang, self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A rule held on an item, on these words (in order, none twice)."""

    rule_id: RuleId
    evidence: tuple[Evidence, ...] = ()
